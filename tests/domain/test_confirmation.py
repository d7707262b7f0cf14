"""What an organisation says of it that it agreed, and what a later decision or a director does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.agreement import Agreement
from domain.calendar import HouseCalendar
from domain.confirmation import (
    Confirmation,
    ConfirmationAnswer,
    ConfirmationOverError,
    NotContestedError,
    SaidOfAgreement,
    find_replaced,
    plan_confirmation,
    say_of_agreement,
    settle_contested,
    undo_confirmation,
)
from domain.identifiers import CaseId, MemberId
from domain.mandate import AgreedDecision
from tests.support.confirmations import NAMED_AT, a_confirmation, a_contested_one

CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam")
CASE = CaseId("a-case")
ASKED, CONTESTED = a_confirmation(CASE), a_contested_one(CASE)
OLGA, DIRK = MemberId("olga"), MemberId("dirk")
LATER = NAMED_AT + timedelta(days=2)
REPLACED = {
    AgreedDecision.PURPOSE,
    AgreedDecision.WEIGHING,
    AgreedDecision.CLOSING,
    AgreedDecision.EXTENSION,
    AgreedDecision.PRIORITY,
}
SAID = SaidOfAgreement(
    answer=ConfirmationAnswer.CONFIRMED, said_by=OLGA, said_on=date(2026, 11, 24), noted_by=OLGA
)


def test_an_organisation_answers_once():
    with pytest.raises(ConfirmationOverError):
        say_of_agreement(say_of_agreement(ASKED, SAID, LATER), SAID, LATER)


def test_what_is_taken_back_is_as_if_nothing_was_said():
    assert undo_confirmation(say_of_agreement(ASKED, SAID, LATER), LATER) == ASKED


@pytest.mark.parametrize(
    "one", [ASKED, say_of_agreement(ASKED, SAID, LATER), replace(CONTESTED, settled_at=LATER)]
)
def test_only_what_is_contradicted_is_settled_and_once(one: Confirmation):
    with pytest.raises(NotContestedError):
        settle_contested(one, Agreement(), DIRK, LATER)


@pytest.mark.parametrize("decision", list(AgreedDecision))
def test_a_later_decision_replaces_one_before_of_which_there_is_one_at_a_time(
    decision: AgreedDecision,
):
    waits, contested = (replace(one, decision=decision) for one in (ASKED, CONTESTED))
    said = say_of_agreement(waits, SAID, LATER)
    found = find_replaced(decision, LATER, [waits, contested, said])
    assert list(found) == ([waits, contested] if decision in REPLACED else [])


def test_another_decision_and_what_was_asked_now_stay():
    assert not find_replaced(AgreedDecision.WEIGHING, LATER, [ASKED])
    assert not find_replaced(ASKED.decision, ASKED.named_at, [ASKED])


@pytest.mark.parametrize(
    ("named_at", "days"),
    [
        # the house looks at 8:25 what there is to read today
        (datetime(2026, 11, 23, 7, 24, tzinfo=UTC), (23, 25, 1)),
        (datetime(2026, 11, 23, 7, 25, tzinfo=UTC), (24, 25, 1)),
        # on a Saturday
        (datetime(2026, 11, 21, 12, 0, tzinfo=UTC), (23, 24, 30)),
    ],
)
def test_it_is_asked_the_next_morning_once_more_after_two_days_and_doubted_after_five(
    named_at: datetime, days: tuple[int, int, int]
):
    plan = plan_confirmation(named_at, CALENDAR)
    assert (plan.asked_on.day, plan.reminded_on.day, plan.doubted_on.day) == days
    assert plan.after(plan.asked_on) == (plan.reminded_on, plan.doubted_on)
    assert plan.after(plan.doubted_on) == ()
