from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.absence import Span
from domain.duty_gap import DutyGap, DutyGapId
from domain.errors import NotFoundError
from storage.duty_gaps import DutyGapRows
from tests.support.databases import Database
from tests.support.meetings import STARTS_AT

HOUR = timedelta(hours=1)


@pytest.fixture
async def gaps(database: Database) -> AsyncIterator[DutyGapRows]:
    async with database.engine.begin() as connection:
        yield DutyGapRows(connection)


def gap(name: str, start: int) -> DutyGap:
    span = Span(starts_at=STARTS_AT + start * HOUR, ends_at=STARTS_AT + (start + 1) * HOUR)
    return DutyGap(id=DutyGapId(name), span=span, found_at=STARTS_AT)


async def test_a_gap_comes_back_as_it_was_last_kept(gaps: DutyGapRows):
    await gaps.save(gap("a", 0))
    told = replace(gap("a", 2), near_on=date(2026, 2, 12))
    await gaps.save(told)
    assert await gaps.get(DutyGapId("a")) == told
    with pytest.raises(NotFoundError):
        await gaps.get(DutyGapId("b"))


async def test_those_that_nobody_filled_are_listed_by_start(gaps: DutyGapRows):
    for one in (gap("late", 5), gap("early", 1), replace(gap("filled", 2), ended_at=STARTS_AT)):
        await gaps.save(one)
    assert [one.id for one in await gaps.open_ones()] == ["early", "late"]
