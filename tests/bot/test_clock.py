"""The clock goes on whatever the wall clock does, and stops without breaking a tick off."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import apscheduler.schedulers.base as scheduling
import pytest

from bot.running.serving import keep_time
from bot.running.tick import start_clock

ROUND = 0.02  # seconds


@dataclass
class Ticks:
    """Counts ticks; each lasts until ``gate`` is open."""

    seen: int = 0
    finished: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def run(self) -> None:
        self.seen += 1
        await self.gate.wait()
        self.finished += 1

    async def finish(self) -> None:
        await self.gate.wait()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not is_so():
            await asyncio.sleep(ROUND)


@pytest.mark.parametrize("moved_by", [dt.timedelta(minutes=-10), dt.timedelta(hours=1)])
async def test_the_tick_goes_on_when_the_wall_clock_is_moved(
    moved_by: dt.timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = [dt.timedelta()]

    class Wall(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
            return dt.datetime.now(tz) + shift[0]  # noqa: TID251 - the clock that is moved

    monkeypatch.setattr(scheduling, "datetime", Wall)
    ticks = Ticks()
    clock = start_clock(ticks, ROUND)
    await until(lambda: ticks.seen > 1)
    shift[0] = moved_by
    ticks.seen = 0
    await until(lambda: ticks.seen > 2)
    clock.shutdown(wait=False)


async def test_a_stop_during_a_tick_lets_it_end_and_logs_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ticks = Ticks()
    ticks.gate.clear()
    with caplog.at_level(logging.INFO):
        async with keep_time(ticks, ROUND):  # type: ignore[arg-type] # all that is asked of a tick
            await until(lambda: ticks.seen == 1)
            asyncio.get_running_loop().call_later(ROUND, ticks.gate.set)
    assert ticks.finished == 1
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []
