"""A signal is kept sealed under the house; from which case it came goes with that case."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.signal import SignalSource, SignalToWrite
from storage.crypto import HouseKeys
from storage.erasing import Erasure
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.signals import SignalRows, signal
from tests.support.canaries import CANARY
from tests.support.databases import Database
from tests.support.signals import HANDED, SAID_OF_SIGNAL, a_signal

ONE, OTHER = CaseId("case-1"), CaseId("case-2")
POLICE, GGZ = OrganisationId("politie"), OrganisationId("ggz")
SOURCES = (
    SignalSource(case=ONE, suppliers=frozenset({POLICE, GGZ})),
    SignalSource(case=OTHER, suppliers=frozenset({POLICE})),
)


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    yield store
    await store.close()


async def test_a_signal_is_sealed_comes_back_as_it_was_saved_and_is_wiped(
    database: Database, key_store: KeyStore
):
    new = a_signal()
    async with database.engine.begin() as connection:
        rows = SignalRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(new, SOURCES)
        assert await rows.all() == [new]
        (row,) = await connection.execute(select(signal))
        assert CANARY.encode() not in row.content
        saved = await rows.save(replace(new, suppliers=(SAID_OF_SIGNAL,), handed_over=HANDED))
        assert await rows.get(new.id) == saved
        for change in (rows.save, rows.wipe):
            with pytest.raises(ConflictError):
                await change(new)
        await rows.wipe(saved)
        assert await rows.of_case(ONE) == []
        with pytest.raises(NotFoundError):
            await rows.get(new.id)


async def test_what_has_to_be_written_waits_while_no_signal_came_from_its_case(
    database: Database, key_store: KeyStore
):
    promised = [SignalToWrite(case=one, weighed_by=MemberId("cora")) for one in (ONE, OTHER)]
    async with database.engine.begin() as connection:
        rows = SignalRows(connection, Fields(HouseKeys.make(), key_store))
        for one in promised:
            await rows.promise(one)
        assert await rows.to_write() == promised
        await rows.add(a_signal(), SOURCES[1:])
        assert await rows.to_write() == promised[:1]
        assert await rows.promised(OTHER) == promised[1]
        await rows.wipe(a_signal())
        assert await rows.to_write() == promised
        again = SignalToWrite(case=ONE, weighed_by=MemberId("petra"))
        await rows.promise(again)
        await Erasure(connection, OTHER, CaseCode("KX7-Q42")).take_apart()
        assert await rows.to_write() == [again]
        await rows.end_promise(ONE)
        assert await rows.promised(ONE) is None


async def test_from_which_cases_it_came_goes_with_each_case_and_the_signal_stays(
    database: Database, key_store: KeyStore
):
    new = a_signal()
    async with database.engine.begin() as connection:
        rows = SignalRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(new, SOURCES)
        assert await rows.of_case(ONE) == await rows.of_case(OTHER) == [new]
        assert await rows.sources([new.id]) == {new.id: list(SOURCES)}
        await Erasure(connection, ONE, CaseCode("KX7-Q42")).take_apart()
        assert await rows.sources([new.id]) == {new.id: [SOURCES[1]]}
        assert await rows.of_case(ONE) == []
        await rows.change_sources(new.id, SOURCES[:1])
        assert await rows.sources([new.id]) == {new.id: [SOURCES[0]]}
        assert await rows.all() == [new]
        assert await rows.sources([]) == {}
