import importlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.agreement import Agreement
from domain.errors import ConflictError
from domain.identifiers import CaseId, OrganisationId
from domain.stoplight import Colour
from domain.weighing import FollowUp, Outcome
from storage.colours import ColourRows, colour
from storage.crypto import HouseKeys, SealedDataError
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.metadata import metadata
from storage.weighings import WeighingRows, screening, weighing
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID, PURPOSE_TEST, a_colour, a_screening, a_weighing
from tests.support.databases import Database

migration = importlib.import_module("storage.migrations.versions.0006_weighings_colours")
OTHER_CASE = CaseId("case-2")
TABLES = {"screening", "weighing", "colour"}


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    await store.create(CASE_ID)
    await store.create(OTHER_CASE)
    yield store
    await store.close()


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.engine.begin() as opened:
        yield opened


@pytest.fixture
def fields(key_store: KeyStore) -> Fields:
    return Fields(HouseKeys.make(), key_store)


@pytest.fixture
def weighings(connection: AsyncConnection, fields: Fields) -> WeighingRows:
    return WeighingRows(connection, fields)


@pytest.fixture
def colours(connection: AsyncConnection, fields: Fields) -> ColourRows:
    return ColourRows(connection, fields)


async def test_the_latest_screening_comes_back_as_it_was_kept(weighings: WeighingRows):
    await weighings.add_screening(a_screening())
    assert await weighings.last_screening(CASE_ID) == a_screening()
    await weighings.add_screening(a_screening(PURPOSE_TEST))
    assert await weighings.last_screening(CASE_ID) == a_screening(PURPOSE_TEST)


async def test_a_purpose_test_without_a_mandate_comes_back(weighings: WeighingRows):
    agreement = Agreement(organisations=frozenset({OrganisationId("police")}))
    kept = a_screening(replace(PURPOSE_TEST, agreement=agreement))
    await weighings.add_screening(kept)
    assert await weighings.last_screening(CASE_ID) == kept


async def test_an_earlier_screening_stays_on_record(
    weighings: WeighingRows, connection: AsyncConnection
):
    for case in (OTHER_CASE, CASE_ID, CASE_ID):
        await weighings.add_screening(a_screening(PURPOSE_TEST, case=case))
    kept = await connection.execute(select(screening.c.case_id, screening.c.number))
    assert sorted(map(tuple, kept)) == sorted([(OTHER_CASE, 1), (CASE_ID, 1), (CASE_ID, 2)])


async def test_a_case_that_was_never_judged_has_no_judgement(
    weighings: WeighingRows, colours: ColourRows
):
    await weighings.add_screening(a_screening(case=OTHER_CASE))
    await weighings.add(a_weighing(OTHER_CASE))
    await colours.add(a_colour(case=OTHER_CASE))
    assert await weighings.last_screening(CASE_ID) is None
    assert await weighings.get(CASE_ID) is None
    assert await colours.history(CASE_ID) == []


async def test_a_weighing_comes_back_as_it_was_kept(weighings: WeighingRows):
    await weighings.add(a_weighing())
    assert await weighings.get(CASE_ID) == a_weighing()


async def test_a_weighing_without_follow_up_or_case_director_comes_back(weighings: WeighingRows):
    whole = a_weighing()
    verdict = replace(
        whole.verdict, outcome=Outcome.TAKEN_UP, follow_up=FollowUp(), case_director=None
    )
    await weighings.add(replace(whole, verdict=verdict))
    assert await weighings.get(CASE_ID) == replace(whole, verdict=verdict)


async def test_a_case_is_weighed_once(weighings: WeighingRows):
    await weighings.add(a_weighing())
    with pytest.raises(ConflictError):
        await weighings.add(a_weighing())


async def test_a_new_colour_makes_the_one_before_it_history(colours: ColourRows):
    given = [a_colour(Colour.ORANGE), a_colour(Colour.RED), a_colour(Colour.GREEN, required=())]
    for decision in given:
        await colours.add(decision)
    assert await colours.history(CASE_ID) == given[::-1]


async def test_no_written_word_can_be_read_in_the_rows(
    weighings: WeighingRows, colours: ColourRows, connection: AsyncConnection
):
    await weighings.add_screening(a_screening(PURPOSE_TEST))
    await weighings.add(a_weighing())
    await colours.add(a_colour())
    for table in (screening, weighing, colour):
        row = (await connection.execute(select(table))).one()
        assert CANARY not in repr(row)
        assert "M-2026-7" not in repr(row)


async def test_a_destroyed_key_takes_the_judgements_with_it(
    weighings: WeighingRows, colours: ColourRows, key_store: KeyStore
):
    await weighings.add_screening(a_screening())
    await colours.add(a_colour())
    await key_store.destroy(CASE_ID)
    with pytest.raises(KeyDestroyedError):
        await weighings.last_screening(CASE_ID)
    with pytest.raises(KeyDestroyedError):
        await colours.history(CASE_ID)


async def test_a_reason_moved_to_another_colour_of_the_case_is_noticed(
    colours: ColourRows, connection: AsyncConnection
):
    await colours.add(a_colour())
    await colours.add(a_colour(Colour.GREEN))
    first = select(colour.c.reason).where(colour.c.number == 1).scalar_subquery()
    await connection.execute(colour.update().where(colour.c.number == 2).values(reason=first))
    with pytest.raises(SealedDataError):
        await colours.history(CASE_ID)


async def test_the_migration_makes_the_tables_of_the_code_and_takes_them_away(
    connection: AsyncConnection,
):
    assert set(metadata.tables) >= TABLES
    expected = await connection.run_sync(_describe)
    await connection.run_sync(_migrate, "downgrade")
    assert not TABLES & set(await connection.run_sync(_table_names))
    await connection.run_sync(_migrate, "upgrade")
    assert await connection.run_sync(_describe) == expected


def _migrate(connection: Connection, direction: str) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        getattr(migration, direction)()


def _table_names(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


def _describe(connection: Connection) -> dict[str, object]:
    found = inspect(connection)
    return {
        name: (
            [(one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(name)],
            found.get_pk_constraint(name),
            found.get_indexes(name),
        )
        for name in TABLES
    }
