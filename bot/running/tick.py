"""The clock of the house: one job that looks every few seconds what has become due.

APScheduler only calls; it decides nothing and keeps nothing (``reliability.md`` §0.1).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Protocol, TypeGuard

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.doors.registry import Registry
from bot.logs import describe_error, log
from bot.running.forgetting import Forgetting
from bot.running.sharing import Sharing
from bot.turns.feature import Job
from domain.errors import ConflictError
from domain.timer import Timer, TimerKind
from services.moment import Moments
from services.ports.turns import DatabaseAwayError
from services.timers import TimerRound

_TICK = "tick"
_PASSING = (ConflictError, DatabaseAwayError)


# a plan takes the whole machine, and rows are destroyed in turn; only Teams is waited for
_BESIDE_THEIR_LIKE: Final = frozenset({TimerKind.ROOM})
_Errand = tuple[TimerKind, str]


@dataclass(slots=True)
class Beside:
    """Does errands beside the ticks and beside each other: Teams that hangs for one room, or a plan
    that takes seconds, holds up nothing else that is due. Of one subject one errand goes at a time;
    of each kind but rooms one subject. ``list_due`` takes how far the clock was put back.
    """

    list_due: Callable[[timedelta], AsyncIterator[Timer]]
    do: Callable[[Timer], Awaitable[None]]
    _listing: asyncio.Task[None] | None = None
    _is_asked: bool = False
    _put_back: timedelta = timedelta(0)
    _going: dict[_Errand, asyncio.Task[None]] = field(default_factory=dict)
    _again: set[_Errand] = field(default_factory=set)
    _turns: dict[TimerKind, asyncio.Lock] = field(default_factory=dict)

    def ask(self, put_back: timedelta) -> None:
        """Begin what is due and does not go on already; that is looked at again when it ends."""
        self._put_back = max(self._put_back, put_back)
        self._is_asked = True
        if self._listing is None or self._listing.done():
            self._listing = asyncio.create_task(self._list())

    async def finish(self) -> None:
        """Wait for the errands asked so far; who waits no longer breaks them off."""
        while waited := [one for one in (self._listing, *self._going.values()) if _goes_on(one)]:
            await asyncio.gather(*waited)

    async def _list(self) -> None:
        while self._is_asked:
            self._is_asked = False
            put_back, self._put_back = self._put_back, timedelta(0)
            await _guard("errands", self._begin(put_back))

    async def _begin(self, put_back: timedelta) -> None:
        async for timer in self.list_due(put_back):
            errand = (timer.kind, timer.subject)
            if errand in self._going:
                self._again.add(errand)
            else:
                self._going[errand] = asyncio.create_task(self._go(errand, timer))

    async def _go(self, errand: _Errand, timer: Timer) -> None:
        try:
            if timer.kind in _BESIDE_THEIR_LIKE:
                await self.do(timer)
            else:
                async with self._turns.setdefault(timer.kind, asyncio.Lock()):
                    await self.do(timer)
        finally:
            del self._going[errand]
        if errand in self._again:
            self._again.discard(errand)
            self.ask(timedelta(0))


def _goes_on(task: asyncio.Task[None] | None) -> TypeGuard[asyncio.Task[None]]:
    return task is not None and not task.done()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Does what the house as a whole asks, then what each subject asks whose timer is due; each in
    a transaction of its own, so that one failing stops no other. Errands go on beside it.

    A job stays a job when there is one for the whole house and it needs no subject to be due:
    meetings follow the schedules, failed messages are told, what is over is forgotten.
    """

    moments: Moments
    registry: Registry
    timers: TimerRound
    sharing: Sharing
    after: Callable[[], None]
    forgetting: Forgetting = field(default_factory=Forgetting)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _beside: Beside = field(init=False)

    def __post_init__(self) -> None:
        """Errands are asked for by each tick."""
        object.__setattr__(self, "_beside", Beside(self.timers.list_errands, self._do_errand))

    async def run(self) -> None:
        """Do once what has become due, and begin its errands. Who calls while it runs waits, and
        then finds all done but those.
        """
        async with self._one_at_a_time:
            await _guard("sharing", self.sharing.run())
            for job in self.registry.jobs():
                await _guard(job.__name__, self._in_transaction(job))
            await _guard("timers", self._handle_due())
            await _guard("forget", self.forgetting.run(self.moments.database))
            self.after()

    def wake(self) -> None:
        """Begin the errands that are due: somebody waits for one of them, and not for the tick."""
        self._beside.ask(timedelta(0))

    async def finish(self) -> None:
        """Wait until no tick and no errand is running."""
        async with self._one_at_a_time:
            pass
        await self._beside.finish()

    async def _handle_due(self) -> None:
        self._beside.ask(await self.timers.handle_due())

    async def _do_errand(self, timer: Timer) -> None:
        await _guard("errands", self.timers.do_errand(timer))
        self.after()

    async def _in_transaction(self, job: Job) -> None:
        async with self.moments.work() as moment:
            await job(moment)


async def _guard(name: str, running: Awaitable[None]) -> None:
    try:
        await running
    except _PASSING as error:
        log.info("job_again_later", job=name, **describe_error(error))
    except Exception as error:  # noqa: BLE001 - the clock must not stop
        log.error("job_failed", job=name, **describe_error(error))


def log_timer_failure(kind: TimerKind, failure: Exception) -> None:
    """Log that a timer is tried again later, without its subject and the words of the error."""
    tell = log.info if isinstance(failure, _PASSING) else log.error
    tell("timer_again_later", kind=kind, **describe_error(failure))


class SteadyScheduler(AsyncIOScheduler):
    """APScheduler goes by the wall clock: put back ten minutes, it would stand still for ten. Who
    waits longer than one interval begins a new one.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def _process_jobs(self) -> float | None:
        wait: float | None = super()._process_jobs()
        if wait is None or wait <= 2 * self._seconds:
            return wait
        # the next tick, brought back to one interval from now on the clock that was put back
        ahead = timedelta(seconds=wait - self._seconds)
        job = self.get_job(_TICK)
        self.modify_job(_TICK, next_run_time=job.next_run_time - ahead)
        return self._seconds


class Ticking(Protocol):
    """What the clock calls."""

    async def run(self) -> None:
        """Do once what has become due."""


def start_clock(tick: Ticking, seconds: float) -> AsyncIOScheduler:
    """Tick every so many seconds; a tick that takes long is not run twice at once."""
    scheduler = SteadyScheduler(seconds)
    scheduler.add_job(
        tick.run,
        "interval",
        seconds=seconds,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,  # late is no reason to leave a tick out
        id=_TICK,
    )
    scheduler.start()
    return scheduler
