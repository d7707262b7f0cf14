"""What is called incorrect is kept, settled once and sealed under its case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.errors import ConflictError, NotFoundError
from domain.identifiers import MarkId
from domain.incorrect import MarkState, MarkWords, ToldMark, settle_mark
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.incorrect_marks import IncorrectMarkRows, incorrect_mark
from storage.key_store import KeyDestroyedError, KeyStore
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID
from tests.support.databases import Database
from tests.support.incorrect_marks import a_mark

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
MARK = a_mark(CASE_ID, NOW)
WORDS = MarkWords(what=CANARY)


async def test_a_mark_is_open_until_it_is_settled_once_and_then_stays(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = IncorrectMarkRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(MARK, WORDS)
        assert await rows.open() == [MARK]
        (row,) = await connection.execute(select(incorrect_mark))
        assert CANARY.encode() not in row.words
        settled = settle_mark(MARK, MarkState.STANDS, MARK.marked_by, LATER)
        answered = replace(WORDS, answer="klopt")
        await rows.settle(settled, answered)
        with pytest.raises(ConflictError):
            await rows.settle(settled, answered)
        assert await rows.open() == []
        assert await rows.of_case(CASE_ID) == [ToldMark(mark=settled, words=answered)]
        assert await rows.find(MARK.id) == ToldMark(mark=settled, words=answered)
        assert await rows.answered_of(MARK.marked_by, NOW) == [settled]
        assert await rows.answered_of(MARK.marked_by, LATER + timedelta(seconds=1)) == []
        with pytest.raises(NotFoundError):
            await rows.find(MarkId("other"))


async def test_what_was_said_goes_with_the_key_of_the_case(database: Database, key_store: KeyStore):
    async with database.engine.begin() as connection:
        rows = IncorrectMarkRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(MARK, WORDS)
        await key_store.destroy(CASE_ID)
        with pytest.raises(KeyDestroyedError):
            await rows.of_case(CASE_ID)
