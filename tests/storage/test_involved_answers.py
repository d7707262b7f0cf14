"""The question which organisations are involved: one of each case, with all that are asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.enquiry import DisclosureGround
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, MemberId, NamingId, OrganisationId
from domain.involved_answer import InvolvedAnswer, NamingAnswer, NamingAsked
from storage.involved_answers import InvolvedAnswerRows
from storage.transaction import Transaction
from tests.support.cases import CASE_ID
from tests.support.databases import Database
from tests.support.enquiries import MONDAY
from tests.support.involved_answers import ANSWERED_BY_ON, an_involved_answer

ONE = an_involved_answer(CASE_ID)
POLICE = NamingAsked(id=NamingId("e" * 32), case=CASE_ID, organisation=OrganisationId("politie"))
BOTH = replace(ONE, namings=(*ONE.namings, POLICE))
SAID = replace(
    POLICE,
    answer=NamingAnswer.MAY_BE_NAMED,
    ground=DisclosureGround.GOOD_CARE,
    answered_at=MONDAY,
    answered_by=MemberId("piet"),
)


async def test_a_question_comes_back_with_all_that_are_asked_and_what_each_said(
    database: Database,
):
    async with database.engine.begin() as connection:
        rows = InvolvedAnswerRows(Transaction(connection))
        await rows.keep(BOTH)
        assert await rows.find(CASE_ID) == BOTH
        await rows.save(SAID)
        assert await rows.get_naming(POLICE.id) == replace(SAID, version=2)
        with pytest.raises(ConflictError):
            await rows.save(SAID)
        await rows.keep(ONE)
        assert await rows.find(CASE_ID) == ONE
        with pytest.raises(NotFoundError):
            await rows.get_naming(POLICE.id)


async def test_a_question_may_be_asked_of_nobody(database: Database):
    nobody = InvolvedAnswer(
        case=CASE_ID, asked_by=MemberId("cora"), asked_at=MONDAY, due_on=ANSWERED_BY_ON
    )
    async with database.engine.begin() as connection:
        rows = InvolvedAnswerRows(Transaction(connection))
        await rows.keep(nobody)
        assert await rows.find(CASE_ID) == nobody
        assert await rows.open_on(ANSWERED_BY_ON) == [nobody]


async def test_those_are_listed_whose_last_day_has_not_passed_and_forgotten_one_by_one(
    database: Database,
):
    later = replace(
        an_involved_answer(CaseId("other"), ANSWERED_BY_ON + timedelta(days=1)),
        namings=(),
        asked_at=MONDAY + timedelta(hours=1),
    )
    async with database.engine.begin() as connection:
        rows = InvolvedAnswerRows(Transaction(connection))
        await rows.keep(BOTH)
        await rows.keep(later)
        assert await rows.open_on(ANSWERED_BY_ON) == [BOTH, later]
        assert await rows.open_on(later.due_on) == [later]
        await rows.forget(CASE_ID)
        assert await rows.find(CASE_ID) is None
        with pytest.raises(NotFoundError):
            await rows.get_naming(POLICE.id)
        assert await rows.find(later.case) == later
