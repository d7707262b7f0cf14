"""Cases are destroyed when their term is over: what is kept of them, the key that locked it, and
what the machine still holds of both. What remains is a count, and a proof in the audit log.
"""

from collections.abc import Callable
from datetime import time, timedelta
from enum import StrEnum
from typing import Final

from domain.audit import AuditEvent, AuditReason
from domain.errors import NotFoundError
from domain.identifiers import CaseId
from domain.retention import Destruction, add_erased
from domain.retention_hold import goes_now
from domain.timer import Timer, TimerKind
from services.extension_term import keep_what_agreed, look_at_extensions
from services.moment import Moment, Moments
from services.retention import find_case_end, find_old, select_ends
from services.retention_hold import look_at_holds
from services.retention_review import look_at_reviews
from services.retention_warning import warn_of_ends

_HOUSE: Final = "house"
_DAY: Final = timedelta(days=1)
# in the night: who waits for an answer then hears that it did not come
_LOOKED_AT: Final = time(4)


class DestructionStep(StrEnum):
    """What is done for good of a destruction, in order."""

    ERASED = "erased"
    KEY_DESTROYED = "key_destroyed"
    TRACES_WIPED = "traces_wiped"
    PROVEN = "proven"


async def watch_retention(moment: Moment) -> None:
    """Have the cases looked at as soon as the clock comes round."""
    timer = Timer(kind=TimerKind.RETENTION, subject=_HOUSE, due_at=moment.now)
    await moment.uow.timers.set(timer)


async def look_at_retention(moment: Moment, _house: str) -> None:
    """Have each case destroyed whose end has come and that no hold stops, finish what is under way,
    and have it told which cases come near their end; look again tomorrow.
    """
    await look_at_holds(moment)
    old = await find_old(moment)
    said = await moment.uow.retention_reviews.of_cases([one.id for one in old])
    await look_at_reviews(moment, old, said)
    await look_at_extensions(moment)
    ahead = select_ends(moment, old, said)
    await warn_of_ends(moment, ahead)
    ends = [(case, end) for case, end in ahead if end.has_come(moment.today)]
    held = await moment.uow.retention_holds.days_of([case.id for case, _ in ends])
    under_way = await moment.uow.destructions.under_way()
    go = [case.id for case, end in ends if goes_now(end, held.get(case.id), moment.today)]
    for case_id in {*go, *(one.case for one in under_way)}:
        timer = Timer(kind=TimerKind.DESTRUCTION, subject=case_id, due_at=moment.now)
        await moment.uow.timers.set(timer)
    at = moment.calendar.moment(moment.today + _DAY, _LOOKED_AT)
    await moment.uow.timers.set(Timer(kind=TimerKind.RETENTION, subject=_HOUSE, due_at=at))


async def destroy_case(
    moments: Moments, case_id: str, watch: Callable[[DestructionStep], None]
) -> None:
    """Destroy a case whose end has come. It may stop after any step, and goes on there when its
    timer comes round again.
    """
    async with moments.work() as moment:
        under_way = await _erase(moment, CaseId(case_id))
    if under_way is None:
        await _let_stay(moments, case_id, watch)
        return
    watch(DestructionStep.ERASED)
    async with moments.reading() as moment:
        await moment.uow.destructions.destroy_key(under_way.case)
    watch(DestructionStep.KEY_DESTROYED)
    await moments.database.wipe_traces()
    watch(DestructionStep.TRACES_WIPED)
    async with moments.work() as moment:
        await _prove(moment, under_way)
    watch(DestructionStep.PROVEN)


async def _let_stay(
    moments: Moments, case_id: str, watch: Callable[[DestructionStep], None]
) -> None:
    """Wipe what may be left of parts of a case that stays, and stop."""
    await moments.database.wipe_traces()
    watch(DestructionStep.TRACES_WIPED)
    async with moments.work() as moment:
        await moment.uow.timers.cancel(TimerKind.DESTRUCTION, case_id)


async def _erase(moment: Moment, case_id: CaseId) -> Destruction | None:
    """Erase what is kept of a case; None when it does not go today or is gone, or stays with what
    its suppliers agreed to keep.
    """
    under_way = await moment.uow.destructions.find(case_id)
    if under_way is not None:
        return under_way
    try:
        # one version on, so that who holds it at this moment was first, or finds it gone
        case = await moment.uow.cases.save(await moment.uow.cases.get(case_id))
    except NotFoundError:
        return None
    held = await moment.uow.retention_holds.days_of([case_id])
    end = await find_case_end(moment, case)
    if not goes_now(end, held.get(case_id), moment.today):
        return None
    if await keep_what_agreed(moment, case, end):
        return None
    begun = Destruction(case=case.id, ground=end.ground, begun_at=moment.now)
    erased = await moment.uow.destructions.erase(case.id, case.code)
    await moment.uow.destructions.keep(add_erased(begun, erased))
    return add_erased(begun, erased)


async def _prove(moment: Moment, under_way: Destruction) -> None:
    """Put on record what was destroyed, on which ground and how much; with what somebody wrote
    while it was being erased.
    """
    late = await moment.uow.destructions.erase(under_way.case)
    done = add_erased(under_way, late)
    for kind, number in done.erased:
        await moment.record(AuditEvent.ROWS_DESTROYED, done.case, f"{kind}:{number}")
    reason = AuditReason(done.ground)
    await moment.record(AuditEvent.CASE_DESTROYED, done.case, reason=reason)
    await moment.uow.destructions.finish(done, moment.today.replace(day=1))
    await moment.uow.timers.cancel(TimerKind.DESTRUCTION, done.case)
