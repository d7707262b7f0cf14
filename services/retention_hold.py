"""A process director stops the destruction of a case, prolongs that and ends it. Who guards the
terms sees until when; why is for process directors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.access import Action
from domain.audit import AuditEvent
from domain.identifiers import CaseCode, CaseId
from domain.policy import may_ever
from domain.retention_hold import (
    NotHeldError,
    RetentionHold,
    check_hold,
    is_asked_again,
)
from domain.sight import SeenPart
from services.access import Permit, require
from services.digest import tell_in_digest
from services.guarding import COORDINATORS, list_directors
from services.moment import Context, Moment, Reading

# more days than a hold that is asked about can still last
_LOOKED_AHEAD: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRow:
    """A case whose destruction is stopped until a day; ``is_asked`` when the reader is asked
    whether it must go on.
    """

    case: CaseId
    code: CaseCode
    until_on: date
    is_asked: bool = True


async def find_hold(ctx: Context, permit: Permit) -> RetentionHold | None:
    """Find the hold of a case with its reason; on record as seen."""
    case = permit.case_for(ctx, Action.HOLD_CASE)
    await ctx.record_seen(permit.sight(SeenPart.RETENTION))
    return await ctx.uow.retention_holds.find(case.id)


async def hold_case(ctx: Context, permit: Permit, reason: str, until_on: date) -> None:
    """Stop the destruction of a case up to and with a day, or until another day than before.
    NoHoldReasonError without a reason, HoldDayError for a day past or more than a year ahead.
    """
    case = permit.case_for(ctx, Action.HOLD_CASE)
    check_hold(reason, until_on, ctx.today)
    # as it was, but one version on: who destroys it at this moment was first, or comes after
    await ctx.uow.cases.save(case)
    hold = RetentionHold(
        case=case.id,
        until_on=until_on,
        reason=reason.strip(),
        set_by=ctx.actor.id,
        set_at=ctx.now,
    )
    await ctx.uow.retention_holds.keep(hold)
    await ctx.record(AuditEvent.CASE_HELD, case.id)


async def end_hold(ctx: Context, permit: Permit) -> None:
    """Let a case go when its term is over; NotHeldError when nothing stops that."""
    case = permit.case_for(ctx, Action.HOLD_CASE)
    if not await ctx.uow.retention_holds.days_of([case.id]):
        raise NotHeldError
    await ctx.uow.retention_holds.forget(case.id)
    await ctx.record(AuditEvent.HOLD_ENDED, case.id)


async def look_at_holds(moment: Moment) -> None:
    """Ask about the holds that end soon, in the digest of every process director; end those whose
    day is past.
    """
    ending = await moment.uow.retention_holds.until(moment.today + _LOOKED_AHEAD)
    for case_id, until_on in ending:
        if until_on < moment.today:
            await moment.uow.retention_holds.forget(case_id)
            await moment.record(AuditEvent.HOLD_ENDED, case_id)
    if any(is_asked_again(day, moment.today, moment.calendar) for _, day in ending):
        await tell_in_digest(moment, *await list_directors(moment))


async def read_ending_holds(reading: Reading) -> Sequence[HoldRow]:
    """Read which holds end soon, for who may prolong them."""
    actor = await reading.form_actor(reading.recipient)
    if not may_ever(Action.HOLD_CASE, actor):
        return ()
    ending = {
        case_id: day
        for case_id, day in await reading.uow.retention_holds.until(reading.today + _LOOKED_AHEAD)
        if is_asked_again(day, reading.today, reading.calendar)
    }
    known = await reading.uow.cases.known(ending) if ending else ()
    return [HoldRow(case=one.id, code=one.code, until_on=ending[one.id]) for one in known]


async def list_holds(ctx: Context) -> Sequence[HoldRow]:
    """List each case whose destruction is stopped, to the coordinators, until that ends."""
    if ctx.actor.roles.isdisjoint(COORDINATORS):
        return ()
    held = dict(await ctx.uow.retention_holds.until(date.max))
    known = await ctx.uow.cases.known(held) if held else ()
    if not known:
        return ()
    permit = require(ctx, Action.VIEW_RETENTION)
    await ctx.record_seen(*permit.sights(SeenPart.RETENTION, (one.id for one in known)))
    may_hold = may_ever(Action.HOLD_CASE, ctx.actor)
    return [
        HoldRow(
            case=one.id,
            code=one.code,
            until_on=held[one.id],
            is_asked=may_hold and is_asked_again(held[one.id], ctx.today, ctx.calendar),
        )
        for one in known
    ]
