"""What a turn costs: processor time of the bot's process for each turn of a kind, with one or more
at a time, beside the echoes, which answer the same. Bots take turns within each round, so that a
busy moment of the machine hits them all; a figure is the median of the rounds.
"""

import argparse
import asyncio
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
from benchmarks.blocking import probe
from benchmarks.bots import (
    APP_ID,
    ECHOES,
    SCENARIOS,
    Bot,
    Stage,
    expect_check,
    gather_answers,
    move_everybody,
)
from benchmarks.connector import SILENCE, CountingTeams
from benchmarks.databases import open_database
from benchmarks.flushes import Flushes
from benchmarks.report import report
from benchmarks.town import Turn, build_town
from tests.support.databases import KINDS
from tests.support.identity import StandInIdentity

_PACE = 0.1  # seconds
_WARM_UP = 36
_BOARD_WAITS = 2.2  # seconds: eight in two seconds is what one chat takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured. ``idle`` is in seconds."""

    database: str = "sqlite"
    checks_tokens: bool = False
    echoes: Sequence[str] = tuple(ECHOES)
    scenarios: Sequence[str] = SCENARIOS
    at_once: Sequence[int] = (1, 8, 32)
    turns: int = 32
    rounds: int = 3
    paced: int = 20
    idle: float = 30

    @property
    def presses(self) -> int:
        """How many invitations are answered in all."""
        if PRESS not in self.scenarios:
            return 1
        measured = self.turns + self.rounds * sum(map(self.count, self.at_once))
        return 1 + _WARM_UP + self.paced + measured

    def count(self, at_once: int) -> int:
        """How many turns are taken: each who asks at once, asks twice or more."""
        return max(self.turns, 2 * at_once)


FULL = Plan()
QUICK = Plan(echoes=("stock echo",), at_once=(1, 8), turns=24, paced=8, idle=5)


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one turn: processor milliseconds of the bot, and how often it waited for its disk."""

    processor: float
    flushes: float


@dataclass
class Figures:
    """What was measured of one bot: milliseconds, MB, and the costs of each round."""

    started: float
    memory_at_rest: float
    costs: dict[tuple[str, int], list[Cost]] = field(default_factory=dict)
    seen_after: dict[str, list[float]] = field(default_factory=dict)
    blocked: float = 0.0
    memory_after: float = 0.0
    idle: float = 0.0


async def take(bot: Bot, teams: CountingTeams, turns: Sequence[Turn], at_once: int) -> Cost:
    """What these turns cost, every answer of which was seen."""
    wanted = teams.posts + Counter(
        turn.person.conversation for turn in turns if "text" in turn.activity
    )
    waiting, processor, flushes = iter(turns), bot.process.processor_ms, bot.flushed

    async def ask() -> None:
        for turn in waiting:
            await bot.answer(turn)

    await asyncio.gather(*(ask() for _ in range(at_once)))
    await teams.heard(wanted)
    teams.check_cards(turn.person.conversation for turn in turns if "text" in turn.activity)
    await teams.silent(
        _BOARD_WAITS if any("text" not in turn.activity for turn in turns) else SILENCE
    )
    return Cost(
        (bot.process.processor_ms - processor) / len(turns), (bot.flushed - flushes) / len(turns)
    )


async def wait_for_answer(bot: Bot, teams: CountingTeams, turn: Turn) -> float:
    """Milliseconds from asking to the answer at Teams, for somebody who asks now and then."""
    await asyncio.sleep(_PACE)
    conversation = turn.person.conversation
    wanted = {conversation: teams.posts[conversation] + ("text" in turn.activity)}
    started = time.monotonic()
    await bot.answer(turn)
    await teams.heard(wanted)
    return (time.monotonic() - started) * 1000


@dataclass(frozen=True, slots=True)
class Run:
    """One plan carried out with these bots."""

    plan: Plan
    bots: Sequence[Bot]
    teams: CountingTeams

    async def measure(self) -> dict[str, Figures]:
        """Measure every scenario, then what is left behind."""
        found = {bot.name: Figures(bot.started_ms, bot.at_rest_mb) for bot in self.bots}
        for scenario in self.plan.scenarios:
            for bot in self.bots:
                await self._warm_up(bot, scenario, found[bot.name])
            for _ in range(self.plan.paced):
                for bot in self.bots:
                    waited = await wait_for_answer(bot, self.teams, next(bot.turns[scenario]))
                    found[bot.name].seen_after.setdefault(scenario, []).append(waited)
            for _ in range(self.plan.rounds):
                await self._go_round(scenario, found)
        await self._stand_idle(found)
        return found

    async def _warm_up(self, bot: Bot, scenario: str, figures: Figures) -> None:
        await take(bot, self.teams, [*islice(bot.turns[scenario], _WARM_UP)], 1)
        async with probe(bot.process.operator_port) as longest:
            await take(bot, self.teams, [*islice(bot.turns[scenario], self.plan.turns)], 8)
        figures.blocked = max(figures.blocked, longest())

    async def _go_round(self, scenario: str, found: dict[str, Figures]) -> None:
        for at_once in self.plan.at_once:
            for bot in self.bots:
                turns = [*islice(bot.turns[scenario], self.plan.count(at_once))]
                cost = await take(bot, self.teams, turns, at_once)
                found[bot.name].costs.setdefault((scenario, at_once), []).append(cost)

    async def _stand_idle(self, found: dict[str, Figures]) -> None:
        before = {bot.name: bot.process.processor_ms for bot in self.bots}
        await asyncio.sleep(self.plan.idle)
        for bot in self.bots:
            took = bot.process.processor_ms - before[bot.name]
            found[bot.name].idle = took * 60 / self.plan.idle
            found[bot.name].memory_after = bot.process.memory_mb


async def compare(plan: Plan, directory: Path) -> dict[str, Figures]:
    """Ours and the echoes on one house."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(open_database(plan.database, directory))
        town = await build_town(directory, url, plan.presses)
        teams = await stack.enter_async_context(CountingTeams())
        stage = Stage(
            town=town,
            teams=teams,
            http=await stack.enter_async_context(aiohttp.ClientSession()),
            identity=await _open_identity(plan, stack),
            flushes=Flushes.prepare(directory),
        )
        ours = await stack.enter_async_context(stage.ours())
        await move_everybody(ours, stage)
        answers = directory / "answers.json"
        (await gather_answers(ours, teams)).write(answers)
        echoes = [
            await stack.enter_async_context(stage.echo(name, answers)) for name in plan.echoes
        ]
        for bot in (ours, *echoes):
            await expect_check(bot, stage)
        return await Run(plan, [ours, *echoes], teams).measure()


async def _open_identity(plan: Plan, stack: AsyncExitStack) -> StandInIdentity | None:
    if not plan.checks_tokens:
        return None
    return await stack.enter_async_context(StandInIdentity(APP_ID))


def run(plan: Plan) -> None:
    """Carry out one plan and print what was found."""
    with tempfile.TemporaryDirectory() as name:
        found = asyncio.run(compare(plan, Path(name)))
    checks = "tokens checked" if plan.checks_tokens else "without token check"
    print(f"\n{plan.database}, {checks}\n{report(found)}", flush=True)


def main(words: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks turns")
    parser.add_argument("--quick", action="store_true", help="the main table in a minute")
    parser.add_argument("--only", nargs="+", choices=SCENARIOS, help="these turns only")
    parser.add_argument("--database", choices=KINDS, help="this one only")
    parser.add_argument("--tokens", choices=("checked", "unchecked"), help="one way only")
    wanted = parser.parse_args(words)
    plan = QUICK if wanted.quick else FULL
    plan = replace(plan, scenarios=wanted.only or plan.scenarios)
    kinds = KINDS[:1] if wanted.quick else KINDS
    checks = (False,) if wanted.quick else (False, True)
    for kind in [wanted.database] if wanted.database else kinds:
        for checked in [wanted.tokens == "checked"] if wanted.tokens else checks:
            run(replace(plan, database=kind, checks_tokens=checked))
