"""What a member holds as a list to tick: only what is ticked moves to a colleague. With a case go
the place in it, its agreements and questions, and what was begun about it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.access import Action, Ground
from domain.identifiers import CaseCode
from domain.sight import SeenPart, Sight
from services.access import find_grounds
from services.held_work import HeldWork
from services.moment import Context

_ENQUIRIES: Final = "enquiries"


class HeldKind(StrEnum):
    """What can be ticked by itself."""

    CASE = "case"
    PLACE = "place"
    REPORT = "report"
    REQUEST = "request"
    ENQUIRIES = "enquiries"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartToTick:
    """One thing that goes or stays, known by its own id; ``code`` and ``at`` tell which. ``sight``
    is what it shows of a case.
    """

    id: str
    kind: HeldKind
    code: CaseCode | None = None
    at: datetime | None = None
    sight: Sight | None = None


async def list_parts_to_tick(ctx: Context, held: HeldWork) -> tuple[PartToTick, ...]:
    """Find what the actor can tick of their own work; a closed case is not spoken of."""
    return (
        *await _find_cases(ctx, held),
        *await _find_places(ctx, held),
        *await _find_reports(ctx, held),
        *(
            PartToTick(id=request.id, kind=HeldKind.REQUEST, at=meeting.starts_at)
            for meeting, request in held.asked.requests
        ),
        *_find_enquiries(held),
        *(
            PartToTick(id=one.id, kind=HeldKind.DRAFT, at=one.changed_at)
            for one in held.drafts
            if one.case not in {case.id for case in held.cases}
        ),
    )


async def _find_cases(ctx: Context, held: HeldWork) -> list[PartToTick]:
    """The cases that the actor may see today."""
    stands = await ctx.uow.cases.involvements([one.id for one in held.cases], ctx.actor.id)
    grounds = find_grounds(ctx, Action.VIEW_CASE, {one: stands[one.id] for one in held.cases})
    return [
        PartToTick(
            id=case.id,
            kind=HeldKind.CASE,
            code=case.code,
            sight=Sight(part=SeenPart.OVERVIEW, ground=ground, case_id=case.id),
        )
        for case, ground in grounds.items()
    ]


async def _find_places(ctx: Context, held: HeldWork) -> list[PartToTick]:
    return [
        PartToTick(
            id=one.invitation.id,
            kind=HeldKind.PLACE,
            code=(await ctx.uow.cases.get(one.session.case)).code,
            at=one.session.gathering.starts_at if one.session.gathering else None,
            sight=Sight(
                part=SeenPart.INVITATION,
                ground=Ground.INVITED,
                case_id=one.session.case,
                subject=one.invitation.id,
            ),
        )
        for one in held.asked.places
    ]


async def _find_reports(ctx: Context, held: HeldWork) -> list[PartToTick]:
    return [
        PartToTick(
            id=one.id,
            kind=HeldKind.REPORT,
            code=one.named.code if one.named else (await ctx.uow.cases.get(one.case)).code,
            at=one.reported_at,
        )
        for one in held.reports
    ]


def _find_enquiries(held: HeldWork) -> list[PartToTick]:
    """All questions whether somebody is known go together: each is of a case without a place."""
    return [PartToTick(id=_ENQUIRIES, kind=HeldKind.ENQUIRIES)] if held.asked.enquiries else []


async def record_parts_seen(ctx: Context, parts: Sequence[PartToTick]) -> None:
    """Put on record which cases a list to tick shows."""
    await ctx.record_seen(*(one.sight for one in parts if one.sight))


def keep_chosen(held: HeldWork, chosen: Collection[str] | None) -> HeldWork:
    """Of what somebody holds only what was ticked; all of it when nothing was left out."""
    if chosen is None:
        return held
    left_out = {one.id for one in held.cases if one.id not in chosen}
    known = {one.id for one in held.cases}
    asked = replace(
        held.asked,
        places=tuple(one for one in held.asked.places if one.invitation.id in chosen),
        requests=tuple(one for one in held.asked.requests if one[1].id in chosen),
        rounds=tuple(one for one in held.asked.rounds if one[0].case not in left_out),
        enquiries=held.asked.enquiries if _ENQUIRIES in chosen else (),
    )
    return replace(
        held,
        cases=tuple(one for one in held.cases if one.id in chosen),
        places=tuple(one for one in held.places if one.case in chosen),
        actions=tuple(one for one in held.actions if one.case in chosen),
        reports=tuple(one for one in held.reports if one.id in chosen),
        drafts=tuple(
            one for one in held.drafts if (one.case if one.case in known else one.id) in chosen
        ),
        asked=asked,
    )


def without_places(held: HeldWork) -> HeldWork:
    """What waits for a colleague to accept: places in sessions wait for nobody."""
    return replace(held, asked=replace(held.asked, places=()))
