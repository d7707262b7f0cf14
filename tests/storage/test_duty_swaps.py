from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.duty_swap import DutySwap, DutySwapId, SwapState
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import MemberId
from storage.duty_swaps import DutySwapRows
from tests.support.databases import Database

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
CORA, DIRK, EVA = MemberId("cora"), MemberId("dirk"), MemberId("eva")


@pytest.fixture
async def swaps(database: Database) -> AsyncIterator[DutySwapRows]:
    async with database.engine.begin() as connection:
        yield DutySwapRows(connection)


def offer(name: str, member: MemberId, colleague: MemberId, day: int) -> DutySwap:
    on = TODAY + timedelta(days=day)
    return DutySwap(
        id=DutySwapId(name), member=member, colleague=colleague,
        from_on=on, until_on=on, offered_at=NOW,
    )  # fmt: skip


async def test_an_offer_comes_back_as_it_was_last_saved(swaps: DutySwapRows):
    made = offer("a", CORA, DIRK, 1)
    await swaps.add(made)
    assert await swaps.get(made.id) == made
    saved = await swaps.save(replace(made, state=SwapState.DECLINED, decided_at=NOW))
    assert saved.version == 2
    assert await swaps.get(made.id) == saved
    with pytest.raises(NotFoundError):
        await swaps.get(DutySwapId("b"))


async def test_who_saves_an_offer_that_another_saved_before_hears_that(swaps: DutySwapRows):
    made = offer("a", CORA, DIRK, 1)
    await swaps.add(made)
    await swaps.save(replace(made, state=SwapState.ACCEPTED))
    with pytest.raises(ConflictError):
        await swaps.save(replace(made, state=SwapState.WITHDRAWN))


async def test_the_open_offers_of_both_are_listed_by_first_day(swaps: DutySwapRows):
    for one in (
        offer("made", CORA, DIRK, 3),
        offer("asked", DIRK, CORA, 0),
        offer("lapsed", CORA, DIRK, -1),
        offer("of others", DIRK, EVA, 2),
        replace(offer("answered", CORA, EVA, 2), state=SwapState.ACCEPTED),
    ):
        await swaps.add(one)
    assert [one.id for one in await swaps.open_of(CORA, TODAY)] == ["asked", "made"]
