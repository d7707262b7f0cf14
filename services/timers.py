"""Handles what is due, one subject at a time and each in a transaction of its own: a subject that
cannot be handled is tried again later and holds up no other.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.timer import Timer, TimerKind, push_forward
from services.moment import Moment, Moments

_BATCH = 100

# decides by the newest state of the subject, and sets its next timer where there is one
TimerHandler = Callable[[Moment, str], Awaitable[None]]
# opens its own moments, for what takes long; sets or cancels its timer when it is done
Errand = Callable[[str], Awaitable[None]]
TellFailure = Callable[[TimerKind, Exception], None]


class TimerOwnerError(ValueError):
    """A kind of timer has no owner, or two."""


def _never(_now: datetime) -> timedelta:
    return timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerRound:
    """Handles every timer that is due when the round begins, once, in the order of ``due_at``;
    errands come last, or beside the next rounds, because they may take seconds.

    ``tell_failure`` hears each failure; the error may hold content. ``put_back`` tells, of business
    time, how far it was put back since the round before: what was due by then is still due.
    """

    moments: Moments
    handlers: Mapping[TimerKind, TimerHandler]
    errands: Mapping[TimerKind, Errand]
    tell_failure: TellFailure
    put_back: Callable[[datetime], timedelta] = _never

    def __post_init__(self) -> None:
        """Refuse a kind with no owner or two."""
        owned = sorted([*self.handlers, *self.errands])
        if owned != sorted(TimerKind):
            raise TimerOwnerError(f"owned: {', '.join(owned)}")

    async def run(self) -> None:
        """Handle what is due, then do the errands. Raises DatabaseAwayError when the database does
        not answer.
        """
        await self.do_errands(await self.handle_due())

    async def handle_due(self) -> timedelta:
        """Handle what is due; how far business time was put back, for the errands of this round.
        Raises DatabaseAwayError when the database does not answer.
        """
        async with self.moments.reading() as moment:
            put_back = self.put_back(moment.now)
        async for timer in self._list_due(self.handlers, put_back):
            await self._handle(timer)
        return put_back

    async def do_errands(self, put_back: timedelta) -> None:
        """Do the errands that are due, one after another. Raises DatabaseAwayError when the
        database is away.
        """
        async for timer in self.list_errands(put_back):
            await self.do_errand(timer)

    def list_errands(self, put_back: timedelta) -> AsyncIterator[Timer]:
        """List the errands that are due. Raises DatabaseAwayError when the database is away."""
        return self._list_due(self.errands, put_back)

    async def _list_due(
        self, kinds: Mapping[TimerKind, object], put_back: timedelta
    ) -> AsyncIterator[Timer]:
        """List what is due now, batch after batch. A subject whose timer was set again meanwhile
        waits for the next round, so that it cannot keep the others waiting.
        """
        async with self.moments.reading() as moment:
            began_at = moment.now + put_back
            batch = await moment.uow.timers.due(kinds, began_at, None, _BATCH)
        seen: set[tuple[TimerKind, str]] = set()
        while batch:
            for timer in batch:
                if (timer.kind, timer.subject) not in seen:
                    seen.add((timer.kind, timer.subject))
                    yield timer
            if len(batch) < _BATCH:
                return
            async with self.moments.reading() as moment:
                batch = await moment.uow.timers.due(kinds, began_at, batch[-1], _BATCH)

    async def _handle(self, timer: Timer) -> None:
        try:
            async with self.moments.work() as moment:
                if await _take(moment, timer):
                    await self.handlers[timer.kind](moment, timer.subject)
        except Exception as failure:  # noqa: BLE001 - whatever it is, it stops no other subject
            self.tell_failure(timer.kind, failure)
            await self._push_forward(timer)

    async def do_errand(self, timer: Timer) -> None:
        """Do one errand; nothing happens when it is not due any more, or another process does it.
        Raises DatabaseAwayError when the database is away.
        """
        # the timer is pushed forward first: another process leaves the errand alone meanwhile,
        # and it is done again when this process ends halfway
        if not await self._push_forward(timer):
            return
        try:
            await self.errands[timer.kind](timer.subject)
        except Exception as failure:  # noqa: BLE001 - whatever it is, it stops no other subject
            self.tell_failure(timer.kind, failure)

    async def _push_forward(self, timer: Timer) -> bool:
        """Try a timer again later; False when another process was first."""
        async with self.moments.work() as moment:
            taken = await _take(moment, timer)
            if taken is None:
                return False
            await moment.uow.timers.set(push_forward(taken, moment.now))
            return True


async def _take(moment: Moment, timer: Timer) -> Timer | None:
    """Take a timer that was due when its round began; not one that was set anew for later."""
    is_due_by = max(moment.now, timer.due_at)
    return await moment.uow.timers.take(timer.kind, timer.subject, is_due_by)
