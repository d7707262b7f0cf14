from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.acute_check import AcuteCheckId, CheckOutcome
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, MemberId
from storage.acute_checks import AcuteCheckRows
from tests.support.acute_checks import CLOSED_AT, an_acute_check
from tests.support.databases import Database

DAY = timedelta(days=1)


@pytest.fixture
async def checks(database: Database) -> AsyncIterator[AcuteCheckRows]:
    async with database.engine.begin() as connection:
        yield AcuteCheckRows(connection)


async def test_a_question_comes_back_as_it_was_last_saved(checks: AcuteCheckRows):
    asked = an_acute_check(next_at=CLOSED_AT + DAY)
    await checks.add(asked)
    assert await checks.get(asked.id) == asked
    answered = replace(
        asked,
        outcome=CheckOutcome.WELL,
        answered_by=MemberId("cora"),
        answered_at=CLOSED_AT + DAY,
        next_at=None,
    )
    saved = await checks.save(answered)
    assert await checks.get(asked.id) == saved == replace(answered, version=2)


async def test_of_two_who_answer_at_once_the_second_is_refused(checks: AcuteCheckRows):
    asked = an_acute_check()
    await checks.add(asked)
    with pytest.raises(ConflictError):
        await checks.add(asked)
    await checks.save(asked)
    with pytest.raises(ConflictError):
        await checks.save(asked)
    with pytest.raises(NotFoundError):
        await checks.get(AcuteCheckId("other:1"))


async def test_what_was_answered_is_on_no_list(checks: AcuteCheckRows):
    later = an_acute_check("b", "case-2", closed_at=CLOSED_AT + DAY)
    for one in (
        later,
        an_acute_check("a", number=2),
        an_acute_check("a", outcome=CheckOutcome.OPEN),
    ):
        await checks.add(one)
    assert [one.id for one in await checks.open_ones()] == ["a:2", "b:1"]
    assert [one.id for one in await checks.open_of(CaseId("case-1"))] == ["a:2"]
    assert await checks.open_of(CaseId("case-9")) == []
