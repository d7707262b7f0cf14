"""Links between cases: one at a time, and a reason that is gone with either of them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.identifiers import CaseId, LinkId, MemberId
from domain.linked_case import link_two
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.linked_cases import LinkedCaseRows
from tests.support.databases import Database

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
ONE, OTHER, THIRD = CaseId("case-1"), CaseId("case-2"), CaseId("case-3")
IRIS = MemberId("iris")
LINK = link_two(LinkId("link-1"), (OTHER, ONE), IRIS, AT)


@pytest.fixture
async def keys(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    for case in (ONE, OTHER, THIRD):
        await store.create(case)
    yield store
    await store.close()


@pytest.fixture
async def links(database: Database, keys: KeyStore) -> AsyncIterator[LinkedCaseRows]:
    async with database.engine.begin() as connection:
        yield LinkedCaseRows(connection, Fields(HouseKeys.make(), keys))


async def test_two_cases_are_linked_once_at_a_time_from_either_side(links: LinkedCaseRows):
    assert await links.add(LINK, "Broers.")
    assert not await links.add(link_two(LinkId("link-2"), (ONE, OTHER), IRIS, AT), "Weer.")
    assert await links.open_of(ONE) == await links.open_of(OTHER) == [LINK]
    assert await links.open_of(THIRD) == []
    assert LINK.beside(ONE) == OTHER
    assert await links.end(LINK, IRIS, AT, "Geen broers.")
    assert not await links.end(LINK, IRIS, AT, "Nog eens.")
    assert await links.open_of(ONE) == []
    assert await links.add(link_two(LinkId("link-2"), (ONE, OTHER), IRIS, AT), "Toch.")


async def test_of_several_cases_only_links_between_two_of_them_are_found(links: LinkedCaseRows):
    await links.add(LINK, "Broers.")
    await links.add(link_two(LinkId("link-3"), (ONE, THIRD), IRIS, AT), "Buren.")
    assert await links.open_among([ONE, OTHER]) == [LINK]
    assert await links.open_among([OTHER, THIRD]) == []
    assert await links.open_among([]) == ()
    await links.end(LINK, IRIS, AT, "Geen broers.")
    assert await links.open_among([ONE, OTHER]) == []


@pytest.mark.parametrize("gone", [ONE, OTHER])
async def test_why_is_read_while_both_keys_are_there(
    links: LinkedCaseRows, keys: KeyStore, gone: CaseId
):
    await links.add(LINK, "Broers.")
    assert await links.why(LINK) == "Broers."
    await keys.destroy(gone)
    with pytest.raises(KeyDestroyedError):
        await links.why(LINK)
