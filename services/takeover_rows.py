"""What stands in *mijn* and in the digest about organisations that are asked to take a case on: for
who is asked, for who weighed, and for any coordinator to record what was said by telephone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.access import Action, CaseState, Ground, Involvement
from domain.case import Case
from domain.identifiers import CaseCode, CaseId
from domain.policy import may_ever
from domain.takeover import Takeover, TakeoverStep, find_takeover_step
from services.access import find_grounds
from services.digest import is_first_digest_since
from services.guarding import find_who_guards
from services.moment import Context, Reading
from services.takeover import find_answered_until, may_answer_takeover

# nobody is away longer and still has a digest to read
_LOOKS_BACK: Final = timedelta(weeks=8)


class TakeoverSeat(StrEnum):
    """For whom a row is: who is asked, who weighed, or a coordinator who may take the call."""

    ASKED = "asked"
    WEIGHED = "weighed"
    COORDINATES = "coordinates"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeoverRow:
    """A question to an organisation, without a name, and for whom this row is."""

    case: CaseId
    code: CaseCode
    version: int
    step: TakeoverStep
    seat: TakeoverSeat
    ground: Ground
    organisation: str
    until_on: date

    @property
    def is_asked(self) -> bool:
        """Tell whether it is for who is asked."""
        return self.seat is TakeoverSeat.ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOn:
    """That an organisation said yes, for who weighed."""

    case: CaseId
    code: CaseCode
    organisation: str


async def list_takeovers(ctx: Context) -> Sequence[TakeoverRow]:
    """List what the actor's organisation is asked to take on, what the actor asked, and for a
    coordinator also what others asked.
    """
    rows = await _list(ctx)
    await ctx.record_listed((one.case, one.ground) for one in rows)
    return rows


async def read_takeovers(reading: Reading) -> Sequence[TakeoverRow]:
    """Read for the digest what the recipient is asked and what they asked themselves."""
    rows = await _list(await reading.as_recipient())
    return [one for one in rows if one.seat is not TakeoverSeat.COORDINATES]


async def read_takeover_asked(reading: Reading, case_id: CaseId) -> TakeoverRow | None:
    """What the recipient is asked about one case, for a message; None when nothing any more."""
    rows = await read_takeovers(reading)
    return next((one for one in rows if one.is_asked and one.case == case_id), None)


async def read_taken_on(reading: Reading) -> Sequence[TakenOn]:
    """Read for the digest of who weighed which organisations said yes since the one before; not
    what they recorded themselves.
    """
    ctx = await reading.as_recipient()
    if not may_ever(Action.WEIGH, ctx.actor):
        return ()
    fresh = [
        one
        for one in await ctx.uow.cases.in_states({CaseState.NOT_TAKEN_UP})
        if one.changed_by != ctx.actor.id
        and one.changed_at > ctx.now - _LOOKS_BACK
        and await is_first_digest_since(reading, one.changed_at)
    ]
    told = [await _tell_taken_on(ctx, one) for one in fresh]
    return [one for one in told if one]


async def _tell_taken_on(ctx: Context, case: Case) -> TakenOn | None:
    weighing = await ctx.uow.weighings.get(case.id)
    if weighing is None or weighing.weighed_at != case.changed_at:
        return None
    if ctx.actor.id not in await find_who_guards(ctx, weighing.weighed_by):
        return None
    named = weighing.verdict.follow_up.taken_on_by
    if named is None:
        return None
    organisation = (await ctx.uow.people.organisation(named)).name
    return TakenOn(case=case.id, code=case.code, organisation=organisation)


async def _list(ctx: Context) -> Sequence[TakeoverRow]:
    found = [
        (one, seat) for one in await ctx.uow.takeovers.all() for seat in await _find_seats(ctx, one)
    ]
    cases = await ctx.uow.cases.known({one.case for one, _ in found}) if found else ()
    waiting = {one.id: one for one in cases if one.state is CaseState.PURPOSE_TESTED}
    grounds = find_grounds(ctx, Action.TAKE_ON, dict.fromkeys(waiting.values(), Involvement.NONE))
    rows = list[TakeoverRow]()
    for asked, seat in found:
        case = waiting.get(asked.case)
        is_asked = seat is TakeoverSeat.ASKED
        ground = Ground.ASKED if is_asked else grounds.get(case) if case else None
        if case and ground:
            rows.append(await _row(ctx, case, asked, seat, ground))
    return rows


async def _find_seats(ctx: Context, takeover: Takeover) -> Sequence[TakeoverSeat]:
    """A member may be asked by what they weighed themselves; both count then."""
    is_asked = await may_answer_takeover(ctx, ctx.actor, takeover)
    weighs_on = ctx.actor.id in await find_who_guards(ctx, takeover.asked_by)
    seats = [
        *([TakeoverSeat.ASKED] if is_asked else []),
        *([TakeoverSeat.WEIGHED] if weighs_on else []),
    ]
    if seats or takeover.declined_by or not may_ever(Action.ENQUIRE, ctx.actor):
        return seats
    return [TakeoverSeat.COORDINATES]


async def _row(
    ctx: Context, case: Case, takeover: Takeover, seat: TakeoverSeat, ground: Ground
) -> TakeoverRow:
    until_on = find_answered_until(ctx, takeover)
    return TakeoverRow(
        case=case.id,
        code=case.code,
        version=case.version,
        step=find_takeover_step(takeover, until_on, ctx.today),
        seat=seat,
        ground=ground,
        organisation=(await ctx.uow.people.organisation(takeover.organisation)).name,
        until_on=until_on,
    )
