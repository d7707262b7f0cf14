"""What a turn costs: processor time of the bot's process for each turn of a kind, with one or more
at a time, beside the echoes, which answer the same. Bots take turns within each round, so that a
busy moment of the machine hits them all; a figure is the median of the rounds.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import aiohttp

from benchmarks.answers import PRESS
from benchmarks.bots import ECHOES, SCENARIOS, Bot, Stage, gather_answers
from benchmarks.connector import CountingTeams
from benchmarks.town import Turn, build_town

_PACE = 0.1  # seconds between the turns of somebody who asks now and then


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured."""

    echoes: Sequence[str]
    scenarios: Sequence[str] = SCENARIOS
    at_once: Sequence[int] = (1, 8, 32)
    turns: int = 72
    rounds: int = 5
    paced: int = 20
    warm_up: int = 36

    @property
    def presses(self) -> int:
        """How many invitations are answered in all."""
        if PRESS not in self.scenarios:
            return 1
        return 1 + self.warm_up + self.paced + self.rounds * self.turns * len(self.at_once)


QUICK = Plan(echoes=("stock echo",), at_once=(1, 8), turns=24, rounds=3, paced=8)
FULL = Plan(echoes=tuple(ECHOES))


@dataclass
class Figures:
    """What was measured of one bot: milliseconds by scenario, for each round; MB of memory."""

    started: float
    memory_at_rest: float
    processor: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    seen_after: dict[str, float] = field(default_factory=dict)
    memory_after: float = 0.0


async def cost(bot: Bot, teams: CountingTeams, turns: Sequence[Turn], at_once: int) -> float:
    """Processor milliseconds a turn; every answer was seen."""
    wanted = teams.posts + Counter(
        turn.person.conversation for turn in turns if "text" in turn.activity
    )
    waiting, before = iter(turns), bot.process.processor_ms

    async def ask() -> None:
        for turn in waiting:
            await bot.answer(turn)

    await asyncio.gather(*(ask() for _ in range(at_once)))
    await teams.heard(wanted)
    await teams.silent()
    return (bot.process.processor_ms - before) / len(turns)


async def seen_after(bot: Bot, teams: CountingTeams, turns: Sequence[Turn]) -> float:
    """Median milliseconds from asking to the answer at Teams."""
    waits = []
    for turn in turns:
        conversation = turn.person.conversation
        wanted = {conversation: teams.posts[conversation] + ("text" in turn.activity)}
        started = time.monotonic()
        await bot.answer(turn)
        await teams.heard(wanted)
        waits.append((time.monotonic() - started) * 1000)
        await asyncio.sleep(_PACE)
    return statistics.median(waits)


async def measure(plan: Plan, bots: Sequence[Bot], teams: CountingTeams) -> dict[str, Figures]:
    """Every scenario with every number at once, in rounds."""
    found = {bot.name: Figures(bot.started_ms, bot.at_rest_mb) for bot in bots}
    for scenario in plan.scenarios:
        for bot in bots:
            await cost(bot, teams, [*islice(bot.turns[scenario], plan.warm_up)], 1)
            paced = [*islice(bot.turns[scenario], plan.paced)]
            found[bot.name].seen_after[scenario] = await seen_after(bot, teams, paced)
        for _ in range(plan.rounds):
            for at_once in plan.at_once:
                for bot in bots:
                    turns = [*islice(bot.turns[scenario], plan.turns)]
                    took = await cost(bot, teams, turns, at_once)
                    found[bot.name].processor.setdefault((scenario, at_once), []).append(took)
    for bot in bots:
        found[bot.name].memory_after = bot.process.memory_mb
    return found


async def compare(plan: Plan, directory: Path) -> dict[str, Figures]:
    """Ours and the echoes on one house."""
    home = directory / "town"
    home.mkdir()
    town = await build_town(home, f"sqlite+aiosqlite:///{home}/town.db", plan.presses)
    answers = directory / "answers.json"
    async with AsyncExitStack() as stack:
        teams = await stack.enter_async_context(CountingTeams())
        http = await stack.enter_async_context(aiohttp.ClientSession())
        stage = Stage(town=town, teams=teams, http=http)
        ours = await stack.enter_async_context(stage.ours())
        (await gather_answers(ours, teams)).write(answers)
        echoes = [
            await stack.enter_async_context(stage.echo(name, answers)) for name in plan.echoes
        ]
        return await measure(plan, [ours, *echoes], teams)


def report(plan: Plan, found: dict[str, Figures]) -> str:
    """Milliseconds of each bot, and how many of ours fit in each other one."""
    names = list(found)
    head = [f"{'processor ms a turn':22}", *(f"{name:>16}" for name in names)]
    lines = ["".join([*head, *(f"{name + ' /':>18}" for name in names[1:])])]
    for scenario in plan.scenarios:
        for at_once in plan.at_once:
            rounds = [found[name].processor[scenario, at_once] for name in names]
            lines.append(_line(f"{scenario}, {at_once} at once", rounds))
        seen = [[found[name].seen_after[scenario]] for name in names]
        lines.append(_line(f"{scenario}, seen after", seen))
    lines.append(_line("memory at rest, MB", [[one.memory_at_rest] for one in found.values()]))
    lines.append(_line("memory after, MB", [[one.memory_after] for one in found.values()]))
    lines.append(_line("start to ready, ms", [[one.started] for one in found.values()]))
    return "\n".join(lines)


def _line(name: str, rounds: Sequence[Sequence[float]]) -> str:
    mine, *others = rounds
    ratios = [
        statistics.median(other / own for own, other in zip(mine, theirs, strict=True))
        for theirs in others
    ]
    figures = [f"{statistics.median(one):16.1f}" for one in rounds]
    return "".join([f"{name:22}", *figures, *(f"{ratio:18.2f}" for ratio in ratios)])


def main(words: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks turns")
    parser.add_argument("--quick", action="store_true", help="the main table in a minute")
    parser.add_argument("--only", nargs="+", choices=SCENARIOS, help="these turns only")
    wanted = parser.parse_args(words)
    plan = QUICK if wanted.quick else FULL
    plan = replace(plan, scenarios=wanted.only or plan.scenarios)
    with tempfile.TemporaryDirectory() as name:
        print(report(plan, asyncio.run(compare(plan, Path(name)))))
