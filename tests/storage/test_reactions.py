"""What a referrer says of what became of a case is kept, settled once and sealed under its case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.errors import ConflictError, NotFoundError
from domain.identifiers import MemberId, ReactionId
from domain.reaction import ReactionState, ReactionWords, ToldReaction, settle_reaction
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.reactions import ReactionRows, reaction
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID
from tests.support.databases import Database
from tests.support.reactions import a_reaction

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
SAID = a_reaction(CASE_ID, NOW)
WORDS = ReactionWords(said=CANARY)


async def test_a_reaction_is_open_until_it_is_settled_once_and_then_stays(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = ReactionRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(SAID, WORDS)
        assert await rows.open() == [SAID]
        (row,) = await connection.execute(select(reaction))
        assert CANARY.encode() not in row.words
        settled = settle_reaction(SAID, ReactionState.KEPT, MemberId("dirk"), LATER)
        answered = replace(WORDS, answer="blijft")
        await rows.settle(settled, answered)
        with pytest.raises(ConflictError):
            await rows.settle(settled, answered)
        assert await rows.open() == []
        assert await rows.of_case(CASE_ID) == [ToldReaction(reaction=settled, words=answered)]
        assert await rows.find(SAID.id) == ToldReaction(reaction=settled, words=answered)
        assert await rows.answered_since(NOW) == [settled]
        assert await rows.answered_since(LATER + timedelta(seconds=1)) == []
        with pytest.raises(NotFoundError):
            await rows.find(ReactionId("other"))


async def test_what_was_said_goes_with_the_key_of_the_case(database: Database, key_store: KeyStore):
    async with database.engine.begin() as connection:
        rows = ReactionRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(SAID, WORDS)
        await key_store.destroy(CASE_ID)
        with pytest.raises(KeyDestroyedError):
            await rows.of_case(CASE_ID)
