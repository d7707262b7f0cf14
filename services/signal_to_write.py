"""A case that was weighed as a signal: who weighed it reads every week that it has to be written,
until one was asked about, or the case is in outcome B no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.access import CaseState
from domain.case import Case
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.signal import SignalToWrite
from domain.timer import TimerKind
from services.digest import tell_in_digest
from services.guarding import find_who_guards
from services.moment import Context, Moment
from services.morning_look import look_in_the_morning

# working days between two reminders
_TOLD_AGAIN_AFTER: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ToWriteRow:
    """A case from which a signal has to be written, on a list."""

    case: CaseId
    code: CaseCode


async def promise_signal(ctx: Context, case: Case, weighed_by: MemberId) -> None:
    """Have who weighed a case write its signal. Who weighs now reads so at once; of a weighing that
    another confirmed its weigher reads it in the next digest.
    """
    await ctx.uow.signals.promise(SignalToWrite(case=case.id, weighed_by=weighed_by))
    if weighed_by != ctx.actor.id:
        await tell_in_digest(ctx, weighed_by)
    await _look_again(ctx, case.id)


async def end_signal_promise(moment: Moment, case_id: CaseId) -> None:
    """Have nobody write a signal from a case any more: it was handed over, or the outcome is
    another.
    """
    await moment.uow.signals.end_promise(case_id)
    await moment.uow.timers.cancel(TimerKind.SIGNAL_TO_WRITE, case_id)


async def look_at_signal_to_write(moment: Moment, case_id: str) -> None:
    """Tell every week that a signal has to be written; its timer calls this. One that was begun may
    be withdrawn: then it has to be written again.
    """
    promised = await moment.uow.signals.promised(CaseId(case_id))
    if promised is None:
        return
    case = await moment.uow.cases.get(promised.case)
    if case.state is not CaseState.ADVICE_OR_SIGNAL:
        await end_signal_promise(moment, case.id)
        return
    if promised in await moment.uow.signals.to_write():
        await tell_in_digest(
            moment, *await find_who_guards(moment, promised.weighed_by), on=moment.today
        )
    await _look_again(moment, case.id)


async def _look_again(moment: Moment, case_id: CaseId) -> None:
    on = moment.calendar.add_working_days(moment.today, _TOLD_AGAIN_AFTER)
    await look_in_the_morning(moment, TimerKind.SIGNAL_TO_WRITE, case_id, on)


async def find_signals_to_write(moment: Moment, member: MemberId) -> Sequence[ToWriteRow]:
    """Find from which cases a member has to write a signal: who weighed them, or every process
    director when that one is none any more.
    """
    own = [
        one.case
        for one in await moment.uow.signals.to_write()
        if member in await find_who_guards(moment, one.weighed_by)
    ]
    cases = await moment.uow.cases.known(own) if own else ()
    kept = [one for one in cases if one.state is CaseState.ADVICE_OR_SIGNAL]
    return [
        ToWriteRow(case=one.id, code=one.code) for one in sorted(kept, key=lambda one: one.code)
    ]
