"""What is read of minutes: one edition in a window, by who may see it today; and, on lists, which
minutes wait for whom.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.access import Action, Ground, Standing
from domain.case import Case
from domain.identifiers import CaseCode, CaseId, MemberId, MinutesId, OrganisationId
from domain.incorrect import StatementPart, ToldMark
from domain.minutes import (
    Minutes,
    MinutesContent,
    MinutesEdition,
    MinutesSource,
    MinutesState,
    Objection,
    is_supplier,
    overdue_on,
)
from domain.policy import decide_access
from domain.sight import SeenPart
from services.access import Permit, not_involved, require, require_case
from services.incorrect_reading import read_incorrect
from services.minutes import HeldMinutes, open_minutes
from services.minutes_content import form_content
from services.moment import Context, Moment, Reading
from services.paging import Pages, turn_to
from services.partners import name_organisations

# who was there without a place in the case reads what was shared this long, and it stands in *mijn*
NEWS_WITHIN: Final = timedelta(days=7)
_WRITERS: Final = frozenset({
    Ground.INFORMATION_COORDINATOR,
    Ground.PROCESS_DIRECTOR,
    Ground.NOTE_TAKER,
})  # fmt: skip
_CONCEPT: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesView:
    """One edition of minutes, or their concept (``edition`` is None). ``noted`` is how many
    objected to it; ``objections`` what they said, for a process director only. ``may`` is what
    this reader can do with the minutes now.
    """

    minutes: Minutes
    code: CaseCode
    content: MinutesContent
    edition: MinutesEdition | None
    names: Mapping[OrganisationId, str]
    members: Mapping[MemberId, str]
    noted: int
    objections: tuple[Objection, ...]
    may: frozenset[Action]
    marks: tuple[ToldMark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMinutesView:
    """The minutes of a case one by one, of the newest meeting first; ``shown`` is None when there
    are none to read.
    """

    case: Case
    page: Pages[Minutes]
    shown: MinutesView | None


class MinutesTask(StrEnum):
    """What minutes ask of who finds them on a list."""

    APPROVE = "approve"
    DECIDE = "decide"
    LOOK = "look"
    SHARED = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesLine:
    """Minutes on a list: never their text."""

    id: MinutesId
    code: CaseCode
    source: MinutesSource
    held_on: date
    until_on: date | None
    task: MinutesTask
    is_overdue: bool


async def open_minutes_to_read(ctx: Context, known_as: MinutesId) -> HeldMinutes:
    """Find minutes of which there is an edition that the actor may read, or their concept."""
    held = await open_minutes(ctx, Action.VIEW_MINUTES, known_as)
    if _choose(ctx, held.permit, held.minutes) is None:
        raise not_involved(Action.VIEW_MINUTES, held.case.id)
    return held


async def view_minutes(ctx: Context, known_as: MinutesId) -> MinutesView:
    """Show minutes to who may see them now; that they were seen goes on record."""
    held = await open_minutes(ctx, Action.VIEW_MINUTES, known_as)
    return await _form(ctx, held)


async def view_case_minutes(ctx: Context, case_id: CaseId, number: int = 1) -> CaseMinutesView:
    """Show the minutes of a case that this reader may see, one on a page."""
    permit = await require_case(ctx, Action.VIEW_MINUTES, await ctx.uow.cases.get(case_id))
    kept = await ctx.uow.minutes.of_case(case_id)
    readable = [one for one in kept if _choose(ctx, permit, one) is not None]
    page = turn_to(readable, number, 1)
    await ctx.record_seen(permit.sight(SeenPart.MINUTES))
    shown = [await _form(ctx, HeldMinutes(permit=permit, minutes=one)) for one in page.items]
    return CaseMinutesView(case=permit.case, page=page, shown=next(iter(shown), None))


async def read_shared_minutes(ctx: Context, permit: Permit) -> tuple[MinutesView, ...]:
    """Read what was shared of the minutes of a case, of the newest meeting first, for who takes the
    case along: what waits to be approved, or may still be objected to, does not leave the house.
    """
    case = permit.case_for(ctx, Action.EXPORT_CASE)
    if not decide_access(Action.VIEW_MINUTES, ctx.actor, permit.standing).is_allowed:
        return ()
    reading = await require_case(ctx, Action.VIEW_MINUTES, case, standing=permit.standing)
    kept = [one for one in await ctx.uow.minutes.of_case(case.id) if one.shared_edition]
    return tuple(
        [
            await _form_edition(ctx, HeldMinutes(permit=reading, minutes=one), one.shared_edition)
            for one in kept
            if _choose(ctx, reading, one) is not None
        ]
    )


def _choose(ctx: Context, permit: Permit, minutes: Minutes) -> int | None:
    """Which edition the actor reads: the concept is for who writes, an edition that waits for who
    was at the table, the shared one for the circle; None when there is none for them.
    """
    if permit.ground in _WRITERS:
        return _CONCEPT if minutes.state is MinutesState.CONCEPT else minutes.edition
    standing = _stand(ctx, permit.standing, minutes)
    if standing.is_supplier and minutes.state in {MinutesState.OBJECTABLE, MinutesState.OBJECTED}:
        return minutes.edition
    is_for_good = permit.ground is Ground.CIRCLE
    may_read = minutes.shared_edition and (is_for_good or _is_news(minutes, ctx.now))
    return minutes.shared_edition if may_read else None


def _is_news(minutes: Minutes, now: datetime) -> bool:
    return minutes.shared_at is not None and now - minutes.shared_at <= NEWS_WITHIN


def _stand(ctx: Context, standing: Standing, minutes: Minutes) -> Standing:
    actor = ctx.actor
    supplies = is_supplier(minutes, actor.id, actor.organisation.id, standing.involvement)
    return replace(standing, is_supplier=supplies)


async def _form(ctx: Context, held: HeldMinutes) -> MinutesView:
    permit, minutes = held.permit, held.minutes
    case = permit.case_for(ctx, Action.VIEW_MINUTES)
    number = _choose(ctx, permit, minutes)
    if number is None:
        raise not_involved(Action.VIEW_MINUTES, case.id)
    objections = await _read_objections(ctx, permit, minutes, number)
    return await _form_edition(ctx, held, number, objections)


async def _form_edition(
    ctx: Context, held: HeldMinutes, number: int, objections: tuple[Objection, ...] = ()
) -> MinutesView:
    permit, minutes, case = held.permit, held.minutes, held.case
    await ctx.record_seen(permit.sight(SeenPart.MINUTES, minutes.id))
    edition = await ctx.uow.minutes.edition(minutes, number) if number else None
    content = edition.content if edition else await form_content(ctx, minutes)
    may = _find_steps(ctx, permit, minutes)
    members = {*(one.owner for one in content.agreed), *(one.member for one in objections)}
    if edition:
        members.add(edition.approved_by)
    return MinutesView(
        minutes=minutes,
        code=case.code,
        content=content,
        edition=edition,
        names=await name_organisations(ctx),
        members=await ctx.uow.people.names(members),
        noted=await ctx.uow.minutes.count_objections(minutes, number) if number else 0,
        objections=objections,
        may=may,
        marks=tuple(await read_incorrect(ctx, permit, (StatementPart.MINUTES,), minutes.id)),
    )


def _find_steps(ctx: Context, permit: Permit, minutes: Minutes) -> frozenset[Action]:
    standing = _stand(ctx, permit.standing, minutes)
    waits = {
        Action.WRITE_MINUTES: True,
        Action.APPROVE_MINUTES: minutes.state in {MinutesState.CONCEPT, MinutesState.OBJECTED},
        Action.OBJECT_TO_MINUTES: minutes.may_object(ctx.today),
    }
    return frozenset(
        action
        for action, is_time in waits.items()
        if is_time and decide_access(action, ctx.actor, standing).is_allowed
    )


async def _read_objections(
    ctx: Context, permit: Permit, minutes: Minutes, number: int
) -> tuple[Objection, ...]:
    """Why members object is for a process director only."""
    decides = decide_access(Action.APPROVE_MINUTES, ctx.actor, permit.standing).is_allowed
    found = await ctx.uow.minutes.objections(minutes, number) if decides and number else ()
    if found:
        await ctx.record_seen(permit.sight(SeenPart.OBJECTION, minutes.id))
    return tuple(found)


async def list_own_minutes(ctx: Context) -> Sequence[MinutesLine]:
    """List which minutes wait for the actor, and which were shared with them this week; each case
    that is shown goes on record.
    """
    require(ctx, Action.VIEW_OWN)
    found = await _list(ctx)
    await ctx.record_listed((case, ground) for _, ground, case in found)
    return [line for line, _, _ in found]


async def read_waiting_minutes(reading: Reading) -> Sequence[MinutesLine]:
    """Read which minutes a member has to look at or decide on, and which wait too long."""
    found = await _list(await reading.as_recipient())
    return [line for line, _, _ in found if _asks_today(line)]


def _asks_today(line: MinutesLine) -> bool:
    waits_too_long = line.task is MinutesTask.APPROVE and line.is_overdue
    return waits_too_long or line.task in {MinutesTask.LOOK, MinutesTask.DECIDE}


async def _list(ctx: Context) -> Sequence[tuple[MinutesLine, Ground, CaseId]]:
    listed = await ctx.uow.minutes.listed(ctx.now - NEWS_WITHIN)
    if not listed:
        return ()
    ids = {one.case for one in listed}
    cases = {one.id: one for one in await ctx.uow.cases.known(ids)}
    stands = await ctx.uow.cases.involvements(ids, ctx.actor.id)
    lines = list[tuple[MinutesLine, Ground, CaseId]]()
    for one in listed:
        case = cases[one.case]
        standing = Standing(involvement=stands[case.id], state=case.state)
        found = _find_task(ctx, one, _stand(ctx, standing, one))
        if found:
            lines.append((_form_line(ctx, one, case, found[0]), found[1], case.id))
    return lines


def _find_task(
    ctx: Context, minutes: Minutes, standing: Standing
) -> tuple[MinutesTask, Ground] | None:
    """What minutes ask of the actor, and on which ground they may."""

    def may(action: Action) -> Ground | None:
        return decide_access(action, ctx.actor, standing).ground

    state = minutes.state
    if state is MinutesState.CONCEPT and (ground := may(Action.WRITE_MINUTES)):
        return MinutesTask.APPROVE, ground
    if state is MinutesState.OBJECTED and (ground := may(Action.APPROVE_MINUTES)):
        return MinutesTask.DECIDE, ground
    if minutes.may_object(ctx.today) and (ground := may(Action.OBJECT_TO_MINUTES)):
        return MinutesTask.LOOK, ground
    ground = may(Action.VIEW_MINUTES)
    is_partner = ground in {Ground.CIRCLE, Ground.SUPPLIER}
    is_shared = state is MinutesState.SHARED and is_partner
    return (MinutesTask.SHARED, ground) if is_shared and ground else None


def _form_line(ctx: Moment, minutes: Minutes, case: Case, task: MinutesTask) -> MinutesLine:
    return MinutesLine(
        id=minutes.id,
        code=case.code,
        source=minutes.source,
        held_on=minutes.held_on,
        until_on=minutes.until_on,
        task=task,
        is_overdue=overdue_on(minutes, ctx.calendar) <= ctx.today,
    )
