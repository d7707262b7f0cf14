"""A turn leaves nothing behind in memory, so that a bot may run for months. Counted is what the
program itself holds; the caches of its libraries have bounds of their own.
"""

import gc
import sqlite3
from collections import deque
from collections.abc import Iterator, Sized
from datetime import UTC, datetime
from functools import _lru_cache_wrapper
from pathlib import Path

from tests.support.in_process import run_in_process
from tests.support.journey import read_pretend_house
from tests.support.journey_cast import Cast, gather_cast
from tests.support.teams import StandInTeams

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OURS = ("bot.", "dialogs.", "cards.", "storage.", "files.", "services.", "domain.")
COLLECTIONS = (dict, list, set, deque)


async def ask_around(cast: Cast) -> int:
    """Some people ask some things; how many turns that were."""
    words, people = ("help", "mijn", "lijst"), list(cast.people.values())[:5]
    for word in words:
        for person in people:
            await person.writes(word)
    await cast.bot.quiet()
    return len(words) * len(people)


def count_kept() -> int:
    """The program's own objects, with all that stands in their collections and caches."""
    gc.collect()
    everything = gc.get_objects()
    own = [one for one in everything if str(type(one).__module__).startswith(OURS)]
    caches = [one for one in everything if isinstance(one, _lru_cache_wrapper)]
    known = sum(one.cache_info().currsize for one in caches if one.__module__.startswith(OURS))
    return len(own) + known + sum(len(held) for one in own for held in collections_of(one))


def collections_of(one: object) -> Iterator[Sized]:
    """What it holds, and what the mapping of its attributes holds; not the list of its cursors, of
    which SQLite clears away the dead ones once in 200.
    """
    if isinstance(one, sqlite3.Connection):
        return
    for held in filter(may_grow, gc.get_referents(one)):
        yield held
        yield from filter(may_grow, gc.get_referents(held))


def may_grow(held: object) -> bool:
    """A collection without a bound of its own."""
    is_bounded = isinstance(held, deque) and held.maxlen is not None
    return isinstance(held, COLLECTIONS) and not is_bounded


async def test_a_turn_leaves_nothing_in_memory(tmp_path: Path, socket_enabled: None):
    house = read_pretend_house()
    async with StandInTeams() as teams, run_in_process(tmp_path, house, teams, MONDAY) as bot:
        cast = await gather_cast(bot)
        for _ in range(4):  # each statement is written once for each length of its list
            await ask_around(cast)
        before = count_kept()
        turns = sum([await ask_around(cast) for _ in range(4)])
        after = count_kept()
    assert after - before < turns / 2
