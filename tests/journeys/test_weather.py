"""Bad weather around a real process: Teams is told to come again or is served, ``/ready`` names the
trouble in a word, nothing is lost or doubled, and all goes on without a restart by hand.

What is not here: a file that may only be read, and no room by SQLite's own word
(tests/storage/test_failures.py), keys of another house (test_bad_start.py), a connector that hangs
(test_held_up.py), a kill at each step (test_kill.py).
"""

import asyncio
import resource
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from asyncpg import PostgresError

from tests.support.databases import PostgresqlServer
from tests.support.journey import find_person, on_both
from tests.support.patience import PATIENCE
from tests.support.served import NotServedError, Served, serve
from tests.support.teams import Fault, StandInTeams, throttled

Activity = dict[str, Any]
SLOW = Fault(status=201, answer=b'{"id": "17"}', hangs=True, delivers=True)


def asks(bot: Served, number: int, place: str = "chat") -> list[Activity]:
    """So many activities, each in a chat of its own."""
    piet = find_person(bot, "piet")
    asked = [piet.activity({"type": "message", "text": "help"}) for _ in range(number)]
    for count, one in enumerate(asked):
        one["conversation"] = {**one["conversation"], "id": f"a:{place}-{count}"}
    return asked


async def deliver(bot: Served, activities: Sequence[Activity]) -> Counter[int]:
    """All at once, as Teams may; the answers by their status, 0 for none."""
    no_limit = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=no_limit) as http:
        url = f"http://127.0.0.1:{bot.port}/api/messages"
        return Counter(await asyncio.gather(*(_deliver(http, url, one) for one in activities)))


async def _deliver(http: aiohttp.ClientSession, url: str, activity: Activity) -> int:
    try:
        async with http.post(url, json=activity) as answer:
            return answer.status
    except aiohttp.ClientError:
        return 0


async def deliver_until_served(bot: Served, activities: Sequence[Activity]) -> None:
    """Again and again, as Teams does with whom it is told to come again."""
    async with asyncio.timeout(PATIENCE):
        while await deliver(bot, activities) != {200: len(activities)}:
            await asyncio.sleep(0.05)


async def check_each_answered_once(bot: Served, activities: Sequence[Activity]) -> None:
    await bot.settled()
    for one in activities:
        assert len(bot.teams.messages_to(one["conversation"]["id"]).cards()) == 1


async def until_ready(bot: Served) -> None:
    async with asyncio.timeout(PATIENCE):
        while await bot.ask("/ready") != (200, "ready\n"):
            await asyncio.sleep(0.05)


def file_of(url: str) -> Path:
    return Path(url.partition(":///")[2])


@contextmanager
def no_room(bot: Served, largest: int) -> Iterator[None]:
    """No file of this process may grow beyond this size."""
    endless = resource.RLIM_INFINITY
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (largest, endless))
    yield
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (endless, endless))


async def test_without_room_on_the_disk_everybody_is_told_to_come_again(
    bot: Served, database_url: str
):
    asked = asks(bot, 60)
    with no_room(bot, 4096):
        assert await deliver(bot, asked) == {503: 60}
        assert await bot.ask("/ready") == (503, "disk_trouble\n")
        assert await bot.ask("/live") == (200, "live\n")
    await deliver_until_served(bot, asked)
    assert await bot.ask("/ready") == (200, "ready\n")
    await check_each_answered_once(bot, asked)
    assert file_of(database_url).exists()


async def test_what_is_served_after_the_write_ahead_log_was_taken_away_outlives_a_power_cut(
    database_url: str, directory: Path, teams: StandInTeams
):
    async with serve(database_url, directory, teams) as bot:
        before, after = asks(bot, 3, "before"), asks(bot, 3, "after")
        await deliver_until_served(bot, before)
        await bot.settled()
        for part in ("-wal", "-shm"):
            file_of(database_url).with_name(f"{file_of(database_url).name}{part}").unlink()
        await deliver_until_served(bot, after)
        assert await bot.ask("/ready") == (200, "ready\n")
        await bot.settled()
        await bot.kill()
    async with serve(database_url, directory, teams) as bot:
        assert await deliver(bot, [*before, *after]) == {200: 6}
        await check_each_answered_once(bot, [*before, *after])


@contextmanager
def damaged(file: Path, table: str) -> Iterator[None]:
    """The first page of a table is overwritten; afterwards it is as it was."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = database.execute("PRAGMA page_size").fetchone()[0]
        found = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table])
        place = (found.fetchone()[0] - 1) * size
    content = file.read_bytes()
    file.write_bytes(content[:place] + b"\x07" * size + content[place + size :])
    yield
    with file.open("r+b") as mended:
        mended.seek(place)
        mended.write(content[place : place + size])


async def test_a_damaged_page_is_refused_with_the_reason_and_never_half_read(
    database_url: str, directory: Path, teams: StandInTeams
):
    async with serve(database_url, directory, teams) as bot:
        await deliver_until_served(bot, asks(bot, 1, "before"))
        await bot.settled()
    file = file_of(database_url)
    with damaged(file, "member"), pytest.raises(NotServedError, match="is damaged"):
        async with serve(database_url, directory, teams):
            pass
    with damaged(file, "inbox"):
        await check_damage_is_said(database_url, directory, teams)
    async with serve(database_url, directory, teams) as bot:
        await deliver_until_served(bot, asks(bot, 1, "after"))


async def check_damage_is_said(url: str, directory: Path, teams: StandInTeams) -> None:
    async with serve(url, directory, teams) as bot:
        assert await deliver(bot, asks(bot, 3, "during")) == {503: 3}
        assert await bot.ask("/ready") == (503, "database_damaged\n")
        assert bot.teams.messages_to("a:during-0").cards() == []


async def test_half_a_key_file_is_refused_with_the_reason(
    bot: Served, database_url: str, directory: Path, teams: StandInTeams
):
    await bot.kill()
    keys = directory / "keys.json"
    whole = keys.read_text()
    keys.write_text(whole[: len(whole) // 2])
    with pytest.raises(NotServedError, match="cannot be read as a key file"):
        async with serve(database_url, directory, teams):
            pass
    keys.write_text(whole)
    async with serve(database_url, directory, teams) as again:
        await deliver_until_served(again, asks(again, 1))


async def test_while_the_key_store_is_held_only_who_needs_a_new_key_waits(
    bot: Served, directory: Path
):
    piet = find_person(bot, "piet")
    refers = piet.activity({"type": "message", "text": "aanmelden"})
    asked = asks(bot, 20)
    with closing(sqlite3.connect(directory / "case-keys.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        waiting = asyncio.create_task(bot.post(refers))
        assert await deliver(bot, asked) == {200: 20}
        assert await bot.ask("/ready") == (503, "key_store_locked\n")
        assert not waiting.done()
        other.execute("ROLLBACK")
    assert (await waiting)[0] == 200
    assert await bot.ask("/ready") == (200, "ready\n")
    await check_each_answered_once(bot, [*asked, refers])


@on_both
async def test_of_four_hundred_at_once_each_is_served_or_told_to_come_again_and_once(
    bot: Served,
):
    asked = asks(bot, 400)
    for one in asked[40:]:
        one["type"] = "typing"  # a turn like any other, with nothing to answer
    answers = await deliver(bot, asked)
    assert answers.keys() <= {200, 503}
    assert answers[200] > 0
    await deliver_until_served(bot, asked)
    await check_each_answered_once(bot, asked[:40])
    assert await bot.ask("/ready") == (200, "ready\n")


async def test_a_stop_while_turns_are_in_the_air_loses_and_doubles_none(
    database_url: str, directory: Path, teams: StandInTeams
):
    async with serve(database_url, directory, teams) as bot:
        asked = asks(bot, 60)
        delivering = asyncio.create_task(deliver(bot, asked))
        await teams.wait_for_calls(1)
        bot.process.terminate()
        answers = await delivering
        await bot.process.ended.wait()
        assert answers.keys() <= {200, 503, 0}
    async with serve(database_url, directory, teams) as bot:
        await deliver_until_served(bot, asked)
        await check_each_answered_once(bot, asked)


CLOCK = (
    "CREATE SCHEMA moved",
    "CREATE TABLE moved.by (seconds int)",
    "INSERT INTO moved.by VALUES (0)",
    """CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
       'SELECT pg_catalog.clock_timestamp() + make_interval(secs => seconds) FROM moved.by'""",
)


@asynccontextmanager
async def with_a_clock_to_move(postgresql: PostgresqlServer) -> AsyncIterator[tuple[str, str]]:
    """A database whose clock is ahead by as many seconds as ``moved.by`` says."""
    async with postgresql.fresh() as url:
        name = url.partition("@/")[2].partition("?")[0]
        path = f"ALTER DATABASE {name} SET search_path = moved, pg_catalog, public"
        await postgresql.run(*CLOCK, path, database=name)
        yield url, name


async def test_a_database_clock_an_hour_back_or_ahead_makes_nobody_wait_and_doubles_nothing(
    postgresql: PostgresqlServer, directory: Path, teams: StandInTeams
):
    async with (
        with_a_clock_to_move(postgresql) as (url, name),
        serve(url, directory, teams) as bot,
    ):
        piet, olga = find_person(bot, "piet"), find_person(bot, "olga")
        teams.fail_next(throttled("1"), conversation_id=piet.conversation)
        await piet.sends({"type": "message", "text": "help"})
        await teams.wait_for_calls(1)
        await postgresql.run("UPDATE moved.by SET seconds = -3600", database=name)
        await bot.settled()
        assert len(piet.cards) == 1

        teams.fail_next(SLOW, conversation_id=olga.conversation)
        await olga.sends({"type": "message", "text": "help"})
        await teams.wait_for_calls(3)
        await postgresql.run("UPDATE moved.by SET seconds = 0", database=name)
        await piet.sends({"type": "message", "text": "help"})
        await teams.wait_for_calls(4)
        teams.release()
        await bot.settled()
        assert (len(piet.cards), len(olga.cards)) == (2, 1)
        assert await bot.ask("/ready") == (200, "ready\n")


def until_sql(what: str) -> str:
    """Wait in the server until there is such a row."""
    look = f"WHILE NOT EXISTS (SELECT FROM {what})"
    wait = "LOOP PERFORM pg_sleep(0.02), pg_stat_clear_snapshot(); END LOOP;"
    return f"DO $$ BEGIN {look} {wait} END $$"


HOLD_INBOX = "DO $$ BEGIN LOCK TABLE inbox IN EXCLUSIVE MODE; PERFORM pg_sleep(600); END $$"
INBOX_IS_HELD = "pg_locks WHERE relation = 'inbox'::regclass AND mode = 'ExclusiveLock' AND granted"
A_TURN_WAITS = "pg_locks WHERE relation = 'inbox'::regclass AND NOT granted"
END_ALL = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()"""


async def test_postgresql_ended_in_mid_turn_tells_teams_to_come_again(
    postgresql: PostgresqlServer, directory: Path, teams: StandInTeams
):
    async with postgresql.fresh() as url, serve(url, directory, teams) as bot:
        name = url.partition("@/")[2].partition("?")[0]
        asked = asks(bot, 1)
        holding = asyncio.create_task(postgresql.run(HOLD_INBOX, database=name))
        await postgresql.run(until_sql(INBOX_IS_HELD), database=name)
        delivering = asyncio.create_task(deliver(bot, asked))
        await postgresql.run(until_sql(A_TURN_WAITS), END_ALL, database=name)
        assert await delivering == {503: 1}
        with pytest.raises(PostgresError):
            await holding
        await deliver_until_served(bot, asked)
        await check_each_answered_once(bot, asked)
        await until_ready(bot)
