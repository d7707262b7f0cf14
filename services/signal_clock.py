"""What happens to a signal without anybody pressing: who is silent is reminded once, who decides
reads that the window is over, and it is wiped on its last day.
"""

from dataclasses import replace

from domain.audit import AuditEvent
from domain.errors import NotFoundError
from domain.signal import Signal, SignalId, have_unreached_agree
from services.moment import Moment
from services.signal_asking import (
    find_signal_reminder,
    find_unreached,
    look_at_signal_on,
    record_signal,
    tell_guards,
    tell_signal_suppliers,
)

# working days between two reminders of who decides
_TOLD_AGAIN_AFTER = 5


async def look_at_signal(moment: Moment, signal_id: str) -> None:
    """Look at a signal on its day; its timer calls this."""
    try:
        signal = await moment.uow.signals.get(SignalId(signal_id))
    except NotFoundError:
        return
    if moment.today >= signal.ends_on:
        await _end(moment, signal)
    elif signal.handed_over:
        await look_at_signal_on(moment, signal, signal.ends_on)
    elif moment.today < find_signal_reminder(moment, signal):
        await look_at_signal_on(moment, signal, find_signal_reminder(moment, signal))
    else:
        await _remind_or_tell(moment, signal)


async def _remind_or_tell(moment: Moment, signal: Signal) -> None:
    """Whoever is silent is reminded also when nobody looked before the last day."""
    asked = signal if signal.is_reminded else await _remind(moment, signal)
    on = moment.calendar.add_working_days(signal.until_on, 1)
    if moment.today > signal.until_on:
        await tell_guards(moment, asked, moment.today)
        on = moment.calendar.add_working_days(moment.today, _TOLD_AGAIN_AFTER)
    await look_at_signal_on(moment, asked, on)


async def _remind(moment: Moment, signal: Signal) -> Signal:
    sources = (await moment.uow.signals.sources([signal.id]))[signal.id]
    awaited = have_unreached_agree(signal, await find_unreached(moment, signal, sources))
    await tell_signal_suppliers(moment, signal, sources, moment.today)
    return await moment.uow.signals.save(replace(awaited, is_reminded=True))


async def _end(moment: Moment, signal: Signal) -> None:
    """Three months after it was handed over, or asked about in vain."""
    sources = (await moment.uow.signals.sources([signal.id]))[signal.id]
    await moment.uow.signals.wipe(signal)
    await record_signal(moment, AuditEvent.SIGNAL_LAPSED, signal, {one.case for one in sources})
