"""How soon twelve invitations to an acute session are on the wire, when Teams takes 100 ms for each
call and knows everybody: from the commit until the last call arrives, in round trips of that run.
"""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiohttp import web

from bot.running.assembly import SenderDoor
from tests.support.in_process import run_in_process
from tests.support.journey import read_pretend_house
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_words import JUDGEMENT, report_acute
from tests.support.teams import StandInTeams

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATENCY = 0.1  # seconds
TIMES = 5
ADDED = ("vera", "oda", "rens", "dina", "gina", "rita", "petra", "otto")
INVITED = ("piet", "olga", "gijs", "wim", *ADDED)
BOUND = 1.5  # round trips


class SlowTeams(StandInTeams):
    """Takes ``LATENCY`` for each call, and notes when each came in."""

    def __init__(self) -> None:
        super().__init__()
        self.is_slow = False
        self.came_in: list[tuple[str, float]] = []

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if self.is_slow:
            self.came_in.append((request.path.split("/")[4], time.monotonic()))
            await asyncio.sleep(LATENCY)
        return await super()._answer(request)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Seconds from the commit until the last invitation came in, and how many calls went before."""

    last: float
    calls: int


async def measure() -> Wave:
    with tempfile.TemporaryDirectory() as name:
        async with (
            SlowTeams() as teams,
            run_in_process(Path(name), read_pretend_house(), teams, MONDAY) as bot,
        ):
            cast = await gather_cast(bot, only=("cora", *INVITED))
            await bot.advance(1)
            return await _measure_in(cast, teams)


async def _measure_in(cast: Cast, teams: SlowTeams) -> Wave:
    code = await report_acute(cast["wim"])
    page = await cast["cora"].newest(code, "Toetsen en uitnodigen").presses("Toetsen en uitnodigen")
    (next_page, judged), (_, changed), (confirm, _) = JUDGEMENT
    page = await page.presses(next_page, **judged)
    page = await page.presses(next_page, **{**changed, "added": ",".join(ADDED)})
    await cast.bot.quiet()
    kept: list[float] = []
    teams.is_slow = True
    with _noting(kept):
        await page.presses(confirm)
        await cast.bot.quiet()
    chats = {cast[one].conversation for one in INVITED}
    first: dict[str, float] = {}
    for chat, at in teams.came_in:
        if chat in chats:
            first.setdefault(chat, at)
    assert len(first) == len(INVITED), f"{len(first)} of {len(INVITED)} were called"
    last = max(first.values())
    before = sum(at <= last for _, at in teams.came_in)
    return Wave(last=last - kept[0], calls=before)


def _noting(kept: list[float]) -> Any:
    """Note when a turn was kept: that is when it wakes the sender."""
    wake = SenderDoor.wake

    def note(door: SenderDoor) -> None:
        kept.append(time.monotonic())
        wake(door)

    return patch.object(SenderDoor, "wake", note)


def report(waves: list[Wave]) -> str:
    found = sorted(one.last / LATENCY for one in waves)
    middle, longest = found[len(found) // 2], found[-1]
    return (
        f"12 invitations at {LATENCY * 1000:.0f} ms: the last is on the wire after {middle:.2f}"
        f" round trips (longest of {len(found)}: {longest:.2f}; bound {BOUND}),"
        f" {waves[0].calls} calls in all"
    )


async def _measure_all() -> list[Wave]:
    return [await measure() for _ in range(TIMES)]


def main(_words: Sequence[str] = ()) -> None:
    print(report(asyncio.run(_measure_all())))
