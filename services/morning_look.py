"""The clock looks at what waits for somebody in the morning, before the digest of that day is made:
it reminds, names who guards, or ends what is over.
"""

from datetime import date

from domain.digest import LOOKED_AT
from domain.timer import Timer, TimerKind
from services.moment import Moment


async def look_in_the_morning(moment: Moment, kind: TimerKind, subject: str, on: date) -> None:
    """Have the clock look at a subject before the digest of a day, and not at the time set before;
    its handler decides by the newest state.
    """
    due_at = moment.calendar.moment(on, LOOKED_AT)
    await moment.uow.timers.set(Timer(kind=kind, subject=subject, due_at=due_at))
