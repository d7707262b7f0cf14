import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from domain.timer import Timer, TimerKind
from storage import timers as rows
from tests.support.agenda_house import THE_BEGINNING as NOW
from tests.support.databases import Database
from tests.support.outbox import PostOffice
from tests.support.timers import MINUTE, Waker, a_timer, counted_statements

KINDS = list(TimerKind)
SECOND = timedelta(seconds=1)


@pytest.fixture
def waker(office: PostOffice) -> Waker:
    return Waker(office.database)


async def due(waker: Waker, kinds: list[TimerKind] = KINDS, after: Timer | None = None) -> Any:
    async with waker.reading() as moment:
        return await moment.uow.timers.due(kinds, NOW, after, 10)


async def test_a_timer_is_due_at_its_moment_and_not_before(waker: Waker):
    late = a_timer("late", NOW + timedelta(microseconds=1))
    await waker.set(late, a_timer("now"), a_timer("early", NOW - MINUTE))
    assert await due(waker) == [a_timer("early", NOW - MINUTE), a_timer("now")]


async def test_a_subject_has_one_timer_of_a_kind_and_the_last_one_set_counts(waker: Waker):
    await waker.set(a_timer(attempts=3), a_timer(kind=TimerKind.DIALOG_DRAFT))
    await waker.set(a_timer(due_at=NOW - MINUTE))
    assert await due(waker) == [
        a_timer(due_at=NOW - MINUTE),
        a_timer(kind=TimerKind.DIALOG_DRAFT),
    ]


async def test_a_timer_that_is_set_once_leaves_alone_the_one_that_is_there(waker: Waker):
    await waker.set(a_timer(attempts=3))
    async with waker.work() as moment:
        await moment.uow.timers.set_once(a_timer(), a_timer("two"))
    assert await due(waker) == [a_timer(attempts=3), a_timer("two")]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_who_sets_once_what_is_there_waits_for_nobody_who_does_so_too(waker: Waker):
    await waker.set(a_timer())
    async with waker.work() as first, waker.work() as second:
        await first.uow.timers.set_once(a_timer())
        await second.uow.timers.set_once(a_timer())


async def test_a_cancelled_timer_is_gone_and_cancelling_again_does_nothing(waker: Waker):
    await waker.set(a_timer(), a_timer("two"))
    for _ in range(2):
        async with waker.work() as moment:
            await moment.uow.timers.cancel(TimerKind.AGENDA, "one")
    assert await due(waker) == [a_timer("two")]


async def test_only_the_kinds_asked_for_are_listed(waker: Waker):
    await waker.set(a_timer(), a_timer("two", kind=TimerKind.CHECKPOINT))
    assert await due(waker, [TimerKind.CHECKPOINT]) == [a_timer("two", kind=TimerKind.CHECKPOINT)]


async def test_what_comes_after_a_timer_goes_on_where_it_ended(waker: Waker):
    timers = [
        a_timer("z", NOW - MINUTE),
        a_timer("a"),
        a_timer("b"),
        a_timer("a", kind=TimerKind.DIALOG_DRAFT),
    ]
    await waker.set(*timers)
    assert await due(waker) == timers
    for place, one in enumerate(timers):
        assert await due(waker, after=one) == timers[place + 1 :]


async def test_a_due_timer_is_taken_once_and_one_that_is_not_due_stays(waker: Waker):
    await waker.set(a_timer(attempts=2), a_timer("late", NOW + SECOND))
    async with waker.work() as moment:
        take = moment.uow.timers.take
        assert await take(TimerKind.AGENDA, "one", NOW) == a_timer(attempts=2)
        assert await take(TimerKind.AGENDA, "one", NOW) is None
        assert await take(TimerKind.AGENDA, "late", NOW) is None
        assert await take(TimerKind.DIALOG_DRAFT, "late", NOW + SECOND) is None
    assert list(await waker.kept()) == ["late"]


async def test_a_transaction_that_fails_puts_the_timer_back(waker: Waker):
    await waker.set(a_timer())

    async def take_and_fail() -> None:
        async with waker.work() as moment:
            await moment.uow.timers.take(TimerKind.AGENDA, "one", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await take_and_fail()
    assert await due(waker) == [a_timer()]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_a_timer_that_another_process_handles_is_passed_over(waker: Waker):
    await waker.set(a_timer(), a_timer("two"))
    async with waker.work() as first, waker.work() as second:
        assert await first.uow.timers.take(TimerKind.AGENDA, "one", NOW)
        async with asyncio.timeout(5):
            assert await second.uow.timers.take(TimerKind.AGENDA, "one", NOW) is None
            assert await second.uow.timers.take(TimerKind.AGENDA, "two", NOW)
    assert await waker.kept() == {}


async def test_two_processes_at_once_handle_each_timer_once(waker: Waker, office: PostOffice):
    names = [f"{number:03}" for number in range(60)]
    await waker.set_many(
        [
            a_timer(name, kind=kind)
            for name in names
            for kind in (TimerKind.AGENDA, TimerKind.AGENDA_DRAFT)
        ]
    )
    other = Waker(office.database)
    await asyncio.gather(waker.round().run(), other.round().run())
    assert sorted(waker.seen + other.seen) == sorted(names * 2)
    assert waker.told == other.told == []


async def test_a_round_over_ten_thousand_timers_of_which_three_are_due_does_the_work_of_three(
    waker: Waker, database: Database
):
    three = [a_timer(name) for name in ("one", "two", "three")]
    alone = await count_work(waker, three)
    later = [a_timer(f"{number:05}", NOW + number * SECOND) for number in range(1, 10_001)]
    await waker.set_many(later)
    waker.seen.clear()
    assert await count_work(waker, three) == alone
    assert sorted(waker.seen) == ["one", "three", "two"]
    assert len(await waker.kept()) == 10_000
    await waker.set(*three)
    assert await rows_read(database) == 3


async def count_work(waker: Waker, timers: list[Timer]) -> list[str]:
    """The statements of one round."""
    await waker.set(*timers)
    engines = {waker.database.engine, waker.database._reader}
    with counted_statements(*engines) as statements:
        await waker.round().run()
    return statements


async def rows_read(database: Database) -> int:
    """How many rows the database looks at to list what is due."""
    dialect = sqlite.dialect() if database.kind == "sqlite" else postgresql.dialect()
    asked = {"kinds": [TimerKind.AGENDA], "now": NOW, "limit": 100}
    query = rows._DUE.params(**asked).compile(
        dialect=dialect, compile_kwargs={"literal_binds": True}
    )
    if database.kind == "sqlite":
        return await rows_read_on_sqlite(database, str(query))
    return await rows_read_on_postgresql(database, str(query))


async def rows_read_on_sqlite(database: Database, query: str) -> int:
    """SQLite does not count what it reads: the bound of the index is what it may read."""
    async with database.engine.connect() as connection:
        plan = (await connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))).all()
        assert [step.detail for step in plan] == [
            "SEARCH timer USING INDEX ix_timer_due_at (due_at<?)"
        ]
        return len((await connection.execute(text(query))).all())


async def rows_read_on_postgresql(database: Database, query: str) -> int:
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("VACUUM ANALYZE timer"))
        explained = await connection.scalar(text(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}"))
    plan = explained if isinstance(explained, list) else json.loads(explained)
    scan = plan[0]["Plan"]["Plans"][0]
    assert scan["Index Name"] == "ix_timer_due_at"
    return int(scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0))


async def test_a_timer_of_a_kind_this_version_does_not_know_stops_nobody_and_stays(waker: Waker):
    await waker.set(a_timer(), a_timer("two", NOW - MINUTE))
    async with waker.database.engine.begin() as connection:
        await connection.execute(text("UPDATE timer SET kind = 'unheard' WHERE subject = 'two'"))
    await waker.round().run()
    assert waker.seen == ["one"]
    assert waker.told == []
    async with waker.database.engine.connect() as connection:
        assert await connection.scalar(text("SELECT kind FROM timer")) == "unheard"
