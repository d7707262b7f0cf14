"""What an organisation says of it that it agreed, and what a later decision or a director does."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.agreement import Agreement
from domain.confirmation import (
    Confirmation,
    ConfirmationAnswer,
    ConfirmationOverError,
    NotContestedError,
    SaidOfAgreement,
    find_replaced,
    say_of_agreement,
    settle_contested,
    undo_confirmation,
)
from domain.identifiers import CaseId, MemberId
from domain.mandate import AgreedDecision
from tests.support.confirmations import NAMED_AT, a_confirmation, a_contested_one

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
