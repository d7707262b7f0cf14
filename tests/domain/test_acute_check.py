from datetime import datetime, timedelta

from domain.acute_check import (
    AcuteCheck,
    CheckOutcome,
    CheckStep,
    end_check,
    form_checks,
    go_on_at_once,
    take_step,
)
from domain.identifiers import CaseId, MemberId, SessionId
from tests.support.acute_checks import CLOSED_AT, an_acute_check

HOUR = timedelta(hours=1)
CORA, DIRK, KAREL = MemberId("cora"), MemberId("dirk"), MemberId("karel")


def always_open(at: datetime) -> datetime:
    return at


def fresh() -> AcuteCheck:
    return an_acute_check(taken=0, told=(), next_at=CLOSED_AT)


def test_it_is_asked_a_day_and_three_days_later_in_duty_hours():
    first, second = form_checks(SessionId("s"), CaseId("c"), CLOSED_AT, lambda at: at + HOUR)
    assert (first.next_at, second.next_at) == (CLOSED_AT + 25 * HOUR, CLOSED_AT + 73 * HOUR)
    assert (first.id, second.id) == ("s:1", "s:2")


def test_a_house_that_is_closed_for_days_asks_once_when_it_opens():
    opens_at = CLOSED_AT + 96 * HOUR
    (only,) = form_checks(SessionId("s"), CaseId("c"), CLOSED_AT, lambda at: max(at, opens_at))
    assert only.next_at == opens_at


def test_the_director_then_the_deputy_then_the_manager_are_told_and_nobody_after_them():
    asked = take_step(fresh(), [CORA], CLOSED_AT, always_open)
    assert (asked.next_step, asked.next_at) == (CheckStep.DEPUTY, CLOSED_AT + 4 * HOUR)
    again = take_step(asked, [DIRK], CLOSED_AT, always_open)
    assert (again.next_step, again.next_at) == (CheckStep.MANAGER, CLOSED_AT + 24 * HOUR)
    last = take_step(again, [KAREL], CLOSED_AT, always_open)
    assert (last.next_step, last.next_at, last.told) == (None, None, (CORA, DIRK, KAREL))
    assert last.is_asked


def test_a_step_that_comes_to_nobody_goes_on_at_once():
    gone = take_step(fresh(), [], CLOSED_AT, always_open)
    assert (gone.next_step, gone.next_at) == (CheckStep.DEPUTY, CLOSED_AT)


def test_when_nobody_who_was_asked_can_answer_any_more_it_goes_on_at_once():
    asked = take_step(fresh(), [CORA], CLOSED_AT, always_open)
    later = CLOSED_AT + HOUR
    assert go_on_at_once(asked, [CORA, DIRK], later) is asked
    assert go_on_at_once(asked, [DIRK], later).next_at == later
    assert go_on_at_once(fresh(), [DIRK], later) == fresh()


def test_it_concerns_whom_it_was_asked_of_and_everybody_once_nobody_is_left():
    assert not fresh().concerns(CORA)
    asked = take_step(fresh(), [CORA], CLOSED_AT, always_open)
    assert (asked.concerns(CORA), asked.concerns(DIRK)) == (True, False)
    assert an_acute_check(taken=3).concerns(DIRK)
    ended = end_check(asked, CheckOutcome.WELL, CORA, CLOSED_AT)
    assert not ended.concerns(CORA)
    assert not ended.is_due(CLOSED_AT + 99 * HOUR)
