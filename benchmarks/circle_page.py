"""What the circle page of an acute case costs as the house grows: processor time against that of
the smallest house, in one run. The page should grow no faster than the partners it shows.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.support.in_process import run_in_process
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_words import JUDGEMENT, report_acute
from tests.support.large_house import grow_house
from tests.support.teams import StandInTeams

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SIZES = ((12, 21), (40, 150), (60, 300))  # organisations, members in all
TIMES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Processor milliseconds of one page in a house of this size."""

    organisations: int
    members: int
    page: float


async def measure(organisations: int, members: int) -> Cost:
    house = grow_house(organisations, max(1, members // organisations))
    with tempfile.TemporaryDirectory() as name:
        async with (
            StandInTeams() as teams,
            run_in_process(Path(name), house, teams, MONDAY) as bot,
        ):
            cast = await gather_cast(bot, only=("cora", "wim"))
            await bot.advance(1)
            return await _measure_in(cast, organisations, len(house.members))


async def _measure_in(cast: Cast, organisations: int, members: int) -> Cost:
    code = await report_acute(cast["wim"])
    report = cast["cora"].newest(code, "Toetsen en uitnodigen")
    page = await report.presses("Toetsen en uitnodigen")
    (next_page, judged), _, _ = JUDGEMENT
    await page.presses(next_page, **judged)
    return Cost(
        organisations=organisations,
        members=members,
        page=await _each(lambda: report.presses("Toetsen en uitnodigen")),
    )


async def _each(act: Callable[[], Awaitable[object]]) -> float:
    await act()
    started = time.process_time()
    for _ in range(TIMES):
        await act()
    return (time.process_time() - started) * 1000 / TIMES


def report(costs: list[Cost]) -> str:
    first = costs[0]
    lines = [f"{'circle page':24}{'members':>9}{'page, ms':>10}{'growth':>8}{'partners':>10}"]
    lines += [
        f"{one.organisations:>15} partners{one.members:9}{one.page:10.1f}"
        f"{one.page / first.page:8.2f}{one.organisations / first.organisations:10.2f}"
        for one in costs
    ]
    return "\n".join(lines)


async def _measure_all() -> list[Cost]:
    return [await measure(organisations, members) for organisations, members in SIZES]


def main() -> None:
    print(report(asyncio.run(_measure_all())))
