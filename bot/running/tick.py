"""The clock of the house: one job that looks every few seconds what has become due.

APScheduler only calls; it decides nothing and keeps nothing (``reliability.md`` §0.1).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.doors.registry import Registry
from bot.logs import describe_error, log
from bot.turns.feature import Job
from domain.errors import ConflictError
from domain.house import House
from services.ports.turns import Database, DatabaseAwayError

_ANSWERS_KEPT_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Runs every job once, each in a transaction of its own; one failing stops no other."""

    database: Database
    house: House
    registry: Registry
    after: Callable[[], None]
    slow: tuple[Callable[[], Awaitable[None]], ...] = ()

    async def run(self) -> None:
        """Look once what has become due."""
        for job in self.registry.jobs():
            await _guard(job.__name__, self._in_transaction(job))
        await _guard("forget_old_answers", self._forget_old_answers())
        for work in self.slow:
            await _guard(work.__qualname__, work())
        self.after()

    async def _in_transaction(self, job: Job) -> None:
        async with self.database.work() as work:
            await job(work, await work.now(), self.house)

    async def _forget_old_answers(self) -> None:
        async with self.database.work() as work:
            await work.inbox.purge(_ANSWERS_KEPT_WITHIN)


async def _guard(name: str, running: Awaitable[None]) -> None:
    try:
        await running
    except (ConflictError, DatabaseAwayError) as error:
        log.info("job_again_later", job=name, **describe_error(error))
    except Exception as error:  # noqa: BLE001 - the clock must not stop
        log.error("job_failed", job=name, **describe_error(error))


def start_clock(tick: Tick, seconds: float) -> AsyncIOScheduler:
    """Tick every so many seconds; a tick that takes long is not run twice at once."""
    scheduler = AsyncIOScheduler()
    scheduler.add_job(
        tick.run, "interval", seconds=seconds, max_instances=1, coalesce=True, id="tick"
    )
    scheduler.start()
    return scheduler
