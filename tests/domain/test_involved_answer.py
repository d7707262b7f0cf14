"""An organisation says once whether it may be named, and the answer is read after one fixed day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.access import CaseState
from domain.calendar import HouseCalendar
from domain.identifiers import CaseId, MemberId
from domain.involved_answer import (
    NamingAnswer,
    NotAskedToBeNamedError,
    answer_naming,
    is_time_to_call,
    naming_due_on,
    naming_reminded_on,
)
from tests.support.enquiries import MONDAY
from tests.support.involved_answers import ANSWERED_BY_ON, an_involved_answer

QUESTION = an_involved_answer(CaseId("case-1"))
(ASKED,) = QUESTION.namings
DAY = timedelta(days=1)
CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam")


@pytest.mark.parametrize("first", list(NamingAnswer))
@pytest.mark.parametrize("then", list(NamingAnswer))
def test_what_was_said_is_not_said_again(first: NamingAnswer, then: NamingAnswer):
    olga = MemberId("olga")
    said = answer_naming(ASKED, first, None, olga, MONDAY, is_bound=False)
    assert (said.answer, said.answered_by, said.answered_at) == (first, olga, MONDAY)
    with pytest.raises(NotAskedToBeNamedError):
        answer_naming(said, then, None, olga, MONDAY, is_bound=False)


@pytest.mark.parametrize("answer", [None, *NamingAnswer])
def test_the_day_on_which_it_is_read_does_not_depend_on_what_was_said(answer: NamingAnswer | None):
    question = replace(QUESTION, namings=(replace(ASKED, answer=answer),))
    assert [question.is_given(ANSWERED_BY_ON + n * DAY) for n in (-1, 0, 1)] == [False, False, True]


@pytest.mark.parametrize("state", set(CaseState) - {CaseState.ADVICE_OR_SIGNAL})
def test_nobody_is_asked_once_the_case_left_its_outcome(state: CaseState):
    assert QUESTION.is_open(CaseState.ADVICE_OR_SIGNAL, ANSWERED_BY_ON)
    assert not QUESTION.is_open(state, ANSWERED_BY_ON)


@pytest.mark.parametrize("days", [2, 5, 20])
def test_who_is_silent_is_reminded_after_the_first_day_and_with_a_day_left_to_call(days: int):
    asked_on = date(2026, 2, 9)
    due_on = naming_due_on(asked_on, CALENDAR, days)
    reminded_on = naming_reminded_on(asked_on, CALENDAR, days)
    assert asked_on < reminded_on < due_on
    assert is_time_to_call(reminded_on, due_on, CALENDAR)
    assert not is_time_to_call(asked_on, due_on, CALENDAR)
