"""After an acute session a case on the list stands red on the next agenda, if its director decides
so; somebody who has something to do must be there then (product page §6.6).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.access import Action, CaseState
from domain.acute_session import Session, SessionState
from domain.case import Case
from domain.colour import ColourWish, names_enough
from domain.identifiers import MemberId, OrganisationId
from domain.sight import SeenPart
from domain.stoplight import Colour
from services.access import Permit, require_case
from services.acute.attendance import find_agreement
from services.acute.permits import SessionPermit
from services.colour import apply_colour
from services.moment import Context
from services.partners import find_participants


class NextAgenda(StrEnum):
    """What becomes of the colour of a case after an acute session. WEIGHED: it has none before it
    is on the list; PRETENDED: a drill is about no case.
    """

    RED = "red"
    UNCHANGED = "unchanged"
    WEIGHED = "weighed"
    PRETENDED = "pretended"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteBefore:
    """An acute session of before a case was weighed, and who would be asked to its discussion."""

    started_at: datetime
    required: tuple[OrganisationId, ...]


def list_next_agenda(running: SessionPermit) -> tuple[NextAgenda, ...]:
    """What a director can choose of the case of a session, the usual first."""
    if running.case.state is CaseState.TAKEN_UP:
        return (NextAgenda.RED, NextAgenda.UNCHANGED)
    return (NextAgenda.PRETENDED if running.session.is_drill else NextAgenda.WEIGHED,)


async def turn_red(
    ctx: Context, session: Session, case: Case, owners: Collection[MemberId], reason: str
) -> Case | None:
    """Set a case red, with a place at the table for whom it asks today and who has something to do;
    the purpose test of its session stands behind that (WGS art. 2.31(4)). None when there is nobody
    to name: its director chooses then.
    """
    await require_case(ctx, Action.SET_COLOUR, case)
    required = await _find_required(ctx, case, owners)
    if not names_enough(Colour.RED, required - {ctx.actor.organisation.id}):
        return None
    usual = ctx.house.stoplight.of(Colour.RED).minutes
    is_red = case.colour is not None and case.colour.colour is Colour.RED
    wish = ColourWish(
        colour=Colour.RED,
        reason=reason,
        minutes=case.colour.minutes if case.colour and is_red else usual,
        required=tuple(required),
    )
    _, red = await apply_colour(ctx, case, wish, ctx.sign(), await find_agreement(ctx, session))
    return red


async def find_acute_before(ctx: Context, permit: Permit) -> AcuteBefore | None:
    """Find the acute session there was about a case that is weighed: red is proposed for it."""
    case = permit.case_for(ctx, Action.WEIGH)
    closed = [
        one
        for one in await ctx.uow.sessions.of_case(case.id)
        if one.state is SessionState.CLOSED and one.gathering
    ]
    if not closed or closed[-1].gathering is None:
        return None
    await ctx.record_seen(permit.sight(SeenPart.SESSION))
    agreed = await ctx.uow.agreed_actions.said_in(closed[-1].id)
    return AcuteBefore(
        started_at=closed[-1].gathering.starts_at,
        required=tuple(await _find_required(ctx, case, {one.owner for one in agreed})),
    )


async def _find_required(
    ctx: Context, case: Case, owners: Collection[MemberId]
) -> frozenset[OrganisationId]:
    """Whom its colour asks and who promised something; else who is involved in the case."""
    promised = (await ctx.uow.people.by_ids(sorted(owners))).values()
    named = {
        *(case.colour.required if case.colour else ()),
        *(one.organisation for one in promised),
    }
    if not named - {ctx.actor.organisation.id}:
        named |= {place.organisation for place in await ctx.uow.cases.circle(case.id)}
    return frozenset(one.id for one in await find_participants(ctx) if one.id in named)
