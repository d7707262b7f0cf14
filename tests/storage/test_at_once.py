"""Whatever a statement gives the first time, when SQLAlchemy runs it, it gives the second time too,
when SQLite is handed it at once.
"""

import gc
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Executable,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    event,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import at_once
from storage.metadata import UtcDateTime
from storage.sqlite import open_sqlite
from storage.transaction import Transaction

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
visit = Table(
    "visit",
    MetaData(),
    Column("id", Integer(), primary_key=True),
    Column("who", String(20), nullable=False, unique=True),
    Column("at", UtcDateTime(), nullable=False),
    Column("state", String(20), nullable=False),
)
_ADD = insert(visit).values(state="new")
_ADD_AND_TELL = insert(visit).values(state="new").returning(visit.c.id, visit.c.at)
_BY_WHO = select(visit).where(visit.c.who == bindparam("who"))
_AMONG = select(visit.c.who).where(visit.c.who.in_(bindparam("them", expanding=True)))
_AT_ONE_OF = select(visit.c.who).where(
    visit.c.at.in_(bindparam("times", expanding=True)), visit.c.who == bindparam("who")
)
_THOSE_TWO = select(visit.c.who).where(visit.c.who.in_(["piet", "gijs"]))
_THAT_PAIR = select(visit.c.who).where(tuple_(visit.c.who, visit.c.at).in_([("piet", NOON)]))
_THAT_MOMENT = select(visit.c.who).where(visit.c.at.in_([NOON]), visit.c.who == "piet")
_THOSE_TWO_AT = _THOSE_TWO.where(visit.c.at.in_(bindparam("times", expanding=True)))
_PAIRS = select(visit.c.who).where(
    tuple_(visit.c.who, visit.c.at).in_(bindparam("pairs", expanding=True))
)
_RENAME = (
    update(visit)
    .where(visit.c.who.in_(bindparam("them", expanding=True)))
    .values(who=bindparam("now"))
)
_LATER = update(visit).where(visit.c.who == bindparam("this")).values(at=bindparam("then"))


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = open_sqlite(f"sqlite+aiosqlite:///{tmp_path / 'one.db'}", pool_size=1, max_overflow=0)
    async with engine.begin() as connection:
        await connection.run_sync(visit.metadata.create_all)
    yield engine
    await engine.dispose()


@pytest.fixture
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.begin() as connection:
        yield connection


@pytest.fixture
def transaction(connection: AsyncConnection) -> Transaction:
    return Transaction(connection)


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What SQLite was handed at once."""
    handed: list[str] = []
    run = at_once._Written.run

    def note(written: at_once._Written, *given: Any) -> at_once.FoundRows:
        handed.append(written._sql)
        return run(written, *given)

    monkeypatch.setattr(at_once._Written, "run", note)
    return handed


async def add(transaction: Transaction, *people: str) -> None:
    for who in people:
        await transaction.execute(_ADD, {"who": who, "at": NOON})


async def test_rows_are_read_the_same_the_second_time(transaction: Transaction, handed: list[str]):
    await add(transaction, "piet", "olga")
    found = [(await transaction.execute(_BY_WHO, {"who": "olga"})).one() for _ in range(2)]
    assert found[0] == found[1]
    assert (found[1].who, found[1].at, found[1].state) == ("olga", NOON, "new")
    assert any(sql.startswith("SELECT") for sql in handed)


async def test_rows_can_be_asked_by_the_names_of_their_columns(transaction: Transaction):
    await add(transaction, "piet")
    for _ in range(2):
        rows = (await transaction.execute(_BY_WHO, {"who": "piet"})).mappings().all()
        assert rows[0]["at"] == NOON


async def test_what_is_given_goes_before_what_the_statement_says(transaction: Transaction):
    for who, state in (("piet", "old"), ("olga", "older")):
        await transaction.execute(_ADD, {"who": who, "at": NOON, "state": state})
    states = (await transaction.scalars(select(visit.c.state).order_by(visit.c.id))).all()
    assert states == ["old", "older"]


async def test_what_is_not_given_is_as_the_statement_says(transaction: Transaction):
    await add(transaction, "piet", "olga")
    assert set(await transaction.scalars(select(visit.c.state))) == {"new"}


async def test_the_rows_of_a_statement_that_changes_are_read_too(transaction: Transaction):
    for who in ("piet", "olga"):
        told = (await transaction.execute(_ADD_AND_TELL, {"who": who, "at": NOON})).one()
        assert told.at == NOON
    assert told.id == 2


async def test_a_change_tells_how_many_rows_it_touched(transaction: Transaction):
    await add(transaction, "piet")
    touched = [
        (await transaction.execute(_LATER, {"this": who, "then": NOON})).rowcount
        for who in ("piet", "olga", "piet")
    ]
    assert touched == [1, 0, 1]


async def test_one_statement_runs_for_each_of_several_rows(
    transaction: Transaction, handed: list[str]
):
    for first in ("a", "b"):
        rows = [{"who": f"{first}{n}", "at": NOON} for n in range(3)]
        await transaction.execute(_ADD, rows)
    assert len((await transaction.scalars(select(visit.c.who))).all()) == 6
    assert 1 <= len(handed) <= 2  # for each call, not for each row


async def test_a_list_of_values_is_written_anew_for_each_length_and_no_more(
    transaction: Transaction, handed: list[str]
):
    people = ["piet", "olga", "gijs"]
    await add(transaction, *people)
    handed.clear()
    for length in (3, 1, 2, 0, 3, 1, 2, 0):
        found = await transaction.scalars(_AMONG, {"them": people[:length]})
        assert set(found) == set(people[:length])
    assert len(handed) >= 7  # all but the first it ever was met
    assert len(set(handed)) == 4


async def test_each_value_of_a_list_is_written_as_it_is_alone(transaction: Transaction):
    await add(transaction, "piet", "olga")
    for times in ([NOON], [NOON, NOON + timedelta(days=1)], [NOON]):
        found = await transaction.scalars(_AT_ONE_OF, {"times": frozenset(times), "who": "olga"})
        assert found.all() == ["olga"]


async def test_a_long_list_is_written_by_sqlalchemy(transaction: Transaction, handed: list[str]):
    await add(transaction, "piet", "olga")
    handed.clear()
    people = ["piet", *map(str, range(at_once._LONGEST))]
    for _ in range(3):
        assert (await transaction.scalars(_AMONG, {"them": people})).all() == ["piet"]
    assert not handed


@pytest.mark.parametrize("statement", [_THOSE_TWO, _THAT_PAIR, _THAT_MOMENT])
async def test_a_list_that_the_statement_itself_names_is_always_the_same(
    transaction: Transaction, handed: list[str], statement: Executable
):
    await add(transaction, "piet", "olga")
    handed.clear()
    found = [(await transaction.scalars(statement)).all() for _ in range(3)]
    assert found == [["piet"]] * 3
    assert len(handed) == 2  # all but the first it ever was met


async def test_a_statement_may_name_one_list_and_be_given_another(
    transaction: Transaction, handed: list[str]
):
    await add(transaction, "piet", "olga", "gijs")
    handed.clear()
    for times, people in (([NOON], {"piet", "gijs"}), ([], set()), ([NOON] * 2, {"piet", "gijs"})):
        found = await transaction.scalars(_THOSE_TWO_AT, {"times": times})
        assert set(found) == people
    assert len(set(handed)) == 2


async def test_a_list_of_pairs_is_written_pair_by_pair(transaction: Transaction, handed: list[str]):
    await add(transaction, "piet", "olga")
    handed.clear()
    pairs = [("piet", NOON), ("olga", NOON + timedelta(days=1)), ("olga", NOON)]
    for length, people in ((2, {"piet"}), (1, {"piet"}), (3, {"piet", "olga"}), (2, {"piet"})):
        found = await transaction.scalars(_PAIRS, {"pairs": pairs[:length]})
        assert set(found) == people
    assert len(handed) >= 3


async def test_a_statement_with_a_list_runs_for_one_row_only(transaction: Transaction):
    for _ in range(3):
        await transaction.execute(_RENAME, {"them": ["piet"], "now": "jan"})
        with pytest.raises(StatementError):
            await transaction.execute(_RENAME, [{"them": ["piet"], "now": "jan"}] * 2)


async def test_a_row_that_makes_no_sense_is_heard_of_when_it_is_asked_for(
    connection: AsyncConnection, transaction: Transaction
):
    await add(transaction, "piet")
    await connection.exec_driver_sql("UPDATE visit SET at = 9000000000000000000")
    for _ in range(2):
        rows = await transaction.execute(_BY_WHO, {"who": "piet"})
        with pytest.raises(OverflowError):
            rows.one()


async def test_a_refused_row_is_named_as_elsewhere_and_without_what_was_given(
    transaction: Transaction, handed: list[str]
):
    await add(transaction, "piet", "olga")
    with pytest.raises(IntegrityError) as refused:
        await add(transaction, "olga")
    assert handed
    assert refused.value.params is None


@pytest.mark.parametrize("times_before", [0, 1, 2])
@pytest.mark.parametrize(
    ("statement", "given"), [(_BY_WHO, {"who": "piet"}), (_AMONG, {"them": ["piet"]})]
)
async def test_a_value_that_is_not_given_is_refused(
    transaction: Transaction, times_before: int, statement: Executable, given: dict[str, Any]
):
    for _ in range(times_before):
        await transaction.execute(statement, given)
    with pytest.raises((StatementError, DBAPIError)):
        await transaction.execute(statement, {})


async def test_whoever_listens_hears_each_statement(
    connection: AsyncConnection, transaction: Transaction
):
    heard: list[str] = []
    await add(transaction, "piet", "olga")
    event.listen(
        connection.sync_connection, "before_cursor_execute", lambda *told: heard.append(told[2])
    )
    await add(transaction, "gijs", "vera")
    assert len(heard) == 2


async def test_nothing_is_done_outside_a_transaction(engine: AsyncEngine):
    for who in ("piet", "olga", "gijs"):
        async with engine.connect() as connection:
            await add(Transaction(connection), who)
            await connection.rollback()
    async with engine.begin() as connection:
        assert not (await Transaction(connection).scalars(select(visit.c.who))).all()


async def test_a_statement_that_is_made_at_its_call_is_forgotten(transaction: Transaction):
    gc.collect()
    known = len(at_once._written)
    for number in range(20):
        at_its_call = select(visit).where(
            visit.c.id == number, visit.c.who.in_(bindparam("them", expanding=True))
        )
        for _ in range(3):
            await transaction.execute(at_its_call, {"them": ["piet"]})
    del at_its_call
    gc.collect()
    assert len(at_once._written) <= known + 1


async def test_a_moment_is_written_as_it_is_read(transaction: Transaction):
    await add(transaction, "piet")
    for days in (1, 2, 3):
        then = NOON + timedelta(days=days)
        await transaction.execute(_LATER, {"this": "piet", "then": then})
        assert await transaction.scalar(select(visit.c.at)) == then
