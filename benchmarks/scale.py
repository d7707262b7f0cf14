"""What a house of years costs beside a young one, in one run: the same turns, lists, figures and
rest, with twenty times as many cases and sent messages behind them.
"""

import argparse
import asyncio
import statistics
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

import aiohttp
from sqlalchemy import Column, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.answers import PRESS
from benchmarks.bots import Bot, Stage, move_everybody
from benchmarks.connector import CountingTeams
from benchmarks.databases import open_database
from benchmarks.town import Town, build_town
from benchmarks.turns import take
from domain.audit import name_chain
from domain.delivery import DeliveryState
from domain.identifiers import CaseId, form_case_code
from storage.audit import audit
from storage.cases import cases
from storage.circle import circle
from storage.colours import colour
from storage.notices import outbox
from storage.referrals import referrals
from storage.weighings import screening, weighing
from tests.support.databases import KINDS, open_engine

ONE_CASE: Final = ("help", "mijn", "kleur", "casus", PRESS)
LISTS: Final = ("lijst", "postvak", "agenda")
_TURNS, _ROUNDS, _FIGURES, _REST = 12, 5, 10, 20  # the last in seconds
_AT_ONCE: Final = 10_000  # rows in one statement
_chance = Random(2026)  # the same house in every run


@dataclass(frozen=True, slots=True)
class Age:
    """What a house has behind it."""

    cases: int
    messages: int


YOUNG: Final = Age(1_000, 10_000)
OLD: Final = Age(20_000, 200_000)


async def grow(town: Town, age: Age) -> None:
    """Put copies of the one case and of one sent message behind a town; nobody opens them."""
    engine = open_engine(town.url)
    async with engine.begin() as connection:
        await _copy_case(connection, town.code, age.cases)
        await _copy_message(connection, age.messages)
        if engine.dialect.name == "postgresql":
            # its autovacuum would, after a while
            await connection.execute(text("ANALYZE"))
    await engine.dispose()


async def _copy_case(connection: AsyncConnection, code: str, times: int) -> None:
    case_id = await connection.scalar(select(cases.c.id).where(cases.c.code == code))
    names = [(UUID(bytes=_chance.randbytes(16)).hex, code) for code in islice(_codes(), times)]
    await _copy(connection, cases.c.id, case_id, ({"id": id_, "code": new} for id_, new in names))
    for column in (
        referrals.c.case_id,
        circle.c.case_id,
        screening.c.case_id,
        weighing.c.case_id,
        colour.c.case_id,
    ):
        await _copy(connection, column, case_id, ({"case_id": id_} for id_, _ in names))
    chained = ({"case_id": id_, "chain": name_chain(CaseId(id_))} for id_, _ in names)
    await _copy(connection, audit.c.case_id, case_id, chained)


async def _copy_message(connection: AsyncConnection, times: int) -> None:
    sent = select(outbox.c.id).where(outbox.c.state == DeliveryState.SENT)
    newest = await connection.scalar(sent.order_by(outbox.c.id.desc()).limit(1))
    changed = ({"business_key": f"copy:{number}"} for number in range(times))
    await _copy(connection, outbox.c.id, newest, changed)


async def _copy(
    connection: AsyncConnection,
    owner: Column[Any],
    original: Any,
    changes: Iterable[Mapping[str, Any]],
) -> None:
    """Copy the rows of one owner, once for each of these changes; the database numbers them."""
    numbered = owner.table.autoincrement_column
    copied = select(*(column for column in owner.table.columns if column is not numbered))
    rows = [
        dict(row) for row in (await connection.execute(copied.where(owner == original))).mappings()
    ]
    copies = ({**row, **change} for change in changes for row in rows)
    while batch := [*islice(copies, _AT_ONCE)]:
        await connection.execute(insert(owner.table), batch)


def _codes() -> Iterator[str]:
    known = set[str]()
    while True:
        code = form_case_code(_chance.randbytes(6))
        if code not in known:
            known.add(code)
            yield code


@dataclass
class Figures:
    """Processor milliseconds, by what was asked, for each round."""

    costs: dict[str, list[float]] = field(default_factory=dict)

    def keep(self, what: str, cost: float) -> None:
        """One round more."""
        self.costs.setdefault(what, []).append(cost)


async def measure(bots: Sequence[Bot], teams: CountingTeams) -> list[Figures]:
    """The same of each, in rounds."""
    found = [Figures() for _ in bots]
    for number in range(_ROUNDS + 1):
        for bot, figures in zip(bots, found, strict=True):
            # the first round only warms up
            await _go_round(bot, teams, figures if number else Figures())
    before = [bot.process.processor_ms for bot in bots]
    await asyncio.sleep(_REST)
    for bot, figures, processor in zip(bots, found, before, strict=True):
        figures.keep("rest", (bot.process.processor_ms - processor) * 60 / _REST)
    return found


async def _go_round(bot: Bot, teams: CountingTeams, figures: Figures) -> None:
    for what in (*ONE_CASE, *LISTS):
        cost = await take(bot, teams, [*islice(bot.turns[what], _TURNS)], 1)
        figures.keep(what, cost.processor)
    processor = bot.process.processor_ms
    for _ in range(_FIGURES):
        await bot.listening.ask("/metrics")
    figures.keep("figures", (bot.process.processor_ms - processor) / _FIGURES)


async def compare(directory: Path, kind: str) -> list[Figures]:
    """A young house and an old one beside each other."""
    async with AsyncExitStack() as stack:
        teams = await stack.enter_async_context(CountingTeams())
        http = await stack.enter_async_context(aiohttp.ClientSession())
        bots = []
        for age in (YOUNG, OLD):
            home = directory / f"{age.cases}"
            home.mkdir()
            url = await stack.enter_async_context(open_database(kind, home))
            town = await build_town(home, url, (_ROUNDS + 1) * _TURNS)
            await grow(town, age)
            stage = Stage(town=town, teams=teams, http=http)
            bot = await stack.enter_async_context(stage.ours())
            await move_everybody(bot, stage)
            bots.append(bot)
        return await measure(bots, teams)


def report(found: Sequence[Figures]) -> str:
    """Milliseconds of both, and how many times the young one's the old one costs."""
    young, old = found
    lines = [
        f"{'processor ms':24}{f'{YOUNG.cases} cases':>14}{f'{OLD.cases} cases':>14}{'ratio':>8}"
    ]
    for what, costs in young.costs.items():
        both = [statistics.median(one) for one in (costs, old.costs[what])]
        pairs = zip(costs, old.costs[what], strict=True)
        ratio = statistics.median(late / early for early, late in pairs)
        lines.append(f"{_NAMES.get(what, what):24}{both[0]:14.1f}{both[1]:14.1f}{ratio:8.2f}")
    return "\n".join(lines)


_NAMES: Final = {"figures": "GET /metrics", "rest": "a minute without turns"}


def main(words: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks scale")
    parser.add_argument("--database", choices=KINDS, help="this one only")
    wanted = parser.parse_args(words).database
    for kind in [wanted] if wanted else KINDS:
        with tempfile.TemporaryDirectory() as name:
            found = asyncio.run(compare(Path(name), kind))
        print(f"\n{kind}, {YOUNG.messages} and {OLD.messages} sent messages\n{report(found)}")
