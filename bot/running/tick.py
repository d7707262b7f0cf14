"""The clock of the house: one job that looks every few seconds what has become due.

APScheduler only calls; it decides nothing and keeps nothing (``reliability.md`` §0.1).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.doors.registry import Registry
from bot.logs import describe_error, log
from bot.turns.feature import Job
from domain.errors import ConflictError
from domain.timer import TimerKind
from services.moment import Moments
from services.ports.turns import DatabaseAwayError
from services.timers import TimerRound

_ANSWERS_KEPT_WITHIN = timedelta(hours=24)
_PASSING = (ConflictError, DatabaseAwayError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Does what the house as a whole asks, then what each subject asks whose timer is due; each in
    a transaction of its own, so that one failing stops no other.

    A job stays a job when there is one for the whole house and it needs no subject to be due:
    meetings follow the schedules, failed messages are told, old answers are forgotten.
    """

    moments: Moments
    registry: Registry
    timers: TimerRound
    after: Callable[[], None]
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def run(self) -> None:
        """Do once what has become due. Who calls while it runs waits, and then finds all done."""
        async with self._one_at_a_time:
            for job in self.registry.jobs():
                await _guard(job.__name__, self._in_transaction(job))
            await _guard("timers", self.timers.run())
            await _guard("forget_old_answers", self._forget_old_answers())
            self.after()

    async def _in_transaction(self, job: Job) -> None:
        async with self.moments.work() as moment:
            await job(moment)

    async def _forget_old_answers(self) -> None:
        async with self.moments.database.work() as work:
            await work.inbox.purge(_ANSWERS_KEPT_WITHIN)


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


def start_clock(tick: Tick, seconds: float) -> AsyncIOScheduler:
    """Tick every so many seconds; a tick that takes long is not run twice at once."""
    scheduler = AsyncIOScheduler()
    scheduler.add_job(
        tick.run, "interval", seconds=seconds, max_instances=1, coalesce=True, id="tick"
    )
    scheduler.start()
    return scheduler
