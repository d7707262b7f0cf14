"""Codes and decisions on the card, eight at a time; nothing of who a case is about."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cards.confirmation import (
    draw_confirmations,
    draw_contested,
    list_agreements_in_doubt,
    list_to_confirm_agreed,
    offer_ways,
    show_contested,
    tell_noted,
    tell_settled,
)
from cards.kit import Frame
from cards.words import Text, Words
from domain.confirmation import ConfirmationAnswer, ConfirmationStep, SettlingWay
from domain.identifiers import CaseCode, CaseId, ConfirmationId
from domain.mandate import AgreedDecision
from domain.member import Language
from services.confirmation import CONFIRMED_AT_ONCE, ConfirmationRow, ConfirmationsAsked
from services.confirmation_settling import AgreementInDoubt
from tests.support.cards import a_kit, buttons, card_of, check_card, real_size_kit, texts

ROW = ConfirmationRow(
    id=ConfirmationId("one"),
    version=3,
    code=CaseCode("KX7-Q42"),
    decision=AgreedDecision.WEIGHING,
    named_by="Dirk Regisseur",
    named_on=date(2026, 11, 23),
    until_on=date(2026, 11, 30),
)
SAID = replace(
    ROW,
    answer=ConfirmationAnswer.CONTRADICTED,
    back_until=datetime(2026, 11, 23, 9, 15, tzinfo=UTC),
)
IN_DOUBT = AgreementInDoubt(
    id=ConfirmationId("one"),
    case=CaseId("case"),
    code=CaseCode("KX7-Q42"),
    decision=AgreedDecision.CLOSING,
    organisation="Openbaar Ministerie",
    named_on=date(2026, 11, 23),
    step=ConfirmationStep.CONTRADICTED,
    said_by="Olga Openbaar",
    said_on=date(2026, 11, 24),
)


def many() -> tuple[ConfirmationRow, ...]:
    """As many as a card holds, each with the longest id."""
    return tuple(
        replace(ROW, id=ConfirmationId(f"{number:032}")) for number in range(CONFIRMED_AT_ONCE)
    )


def test_each_decision_says_which_who_named_it_and_when_and_has_two_buttons():
    card = check_card(card_of(draw_confirmations(a_kit(), ConfirmationsAsked(rows=(ROW,)))))
    assert "KX7-Q42: de weging. Vastgelegd door Dirk Regisseur op" in texts(card)
    assert list(buttons(card)) == ["Klopt", "Klopt niet"]
    assert {(one.subject, one.version) for one in buttons(card).values()} == {("one", 3)}


def test_several_are_confirmed_by_one_press_that_names_what_was_shown():
    asked = ConfirmationsAsked(rows=(ROW, replace(ROW, id=ConfirmationId("two"))), mark="mark")
    card = check_card(card_of(draw_confirmations(a_kit(), asked)))
    assert buttons(card)["Alles bevestigen"].subject == "mark"


def test_what_was_said_just_now_can_be_taken_back():
    card = check_card(card_of(draw_confirmations(a_kit(), ConfirmationsAsked(rows=(SAID,)))))
    assert "U zei: klopt niet" in texts(card)
    assert list(buttons(card)) == ["Terugnemen"]


def test_a_card_without_anything_says_so():
    card = check_card(card_of(draw_confirmations(a_kit(), ConfirmationsAsked(rows=()))))
    assert "U hoeft niets te bevestigen." in texts(card)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("frame", list(Frame))
def test_eight_and_as_many_said_just_now_fit_on_a_card_and_the_rest_is_counted(
    language: Language, frame: Frame
):
    said = tuple(replace(one, answer=SAID.answer, back_until=SAID.back_until) for one in many())
    asked = ConfirmationsAsked(rows=(*many(), *said), left_out=2, mark="m" * 16)
    check_card(card_of(draw_confirmations(real_size_kit(language, frame), asked)))


def test_in_mijn_it_is_one_row_however_many_there_are():
    part = list_to_confirm_agreed(ConfirmationsAsked(rows=many(), left_out=2))
    (row,) = part.rows
    assert row.text.parameters["number"] == CONFIRMED_AT_ONCE + 2
    assert list_to_confirm_agreed(ConfirmationsAsked(rows=(SAID,))).rows == ()


@pytest.mark.parametrize(
    ("step", "key", "verb"),
    [
        (ConfirmationStep.CONTRADICTED, "confirmation.contested_row", "confirmation.settle"),
        (ConfirmationStep.SILENT, "confirmation.silent_row", "confirmation.note"),
    ],
)
def test_a_director_settles_what_is_contradicted_and_may_call_who_is_silent(
    step: ConfirmationStep, key: str, verb: str
):
    (row,) = list_agreements_in_doubt([replace(IN_DOUBT, step=step)]).rows
    assert row.text.key == key
    assert row.button is not None
    assert row.button.press.verb == verb


def test_at_once_it_is_told_by_code():
    card = check_card(card_of(draw_contested(a_kit(), [IN_DOUBT])))
    assert "KX7-Q42: Openbaar Ministerie zegt dat het niet instemde" in texts(card)


@pytest.mark.parametrize("language", list(Language))
def test_every_decision_answer_and_way_has_words(language: Language):
    words = Words(language)
    for decision in AgreedDecision:
        assert words(f"confirmation.decision_{decision}")
    for answer in ConfirmationAnswer:
        assert tell_noted(answer).title == Text("confirmation.noted")
    for choice in offer_ways(tuple(SettlingWay)):
        assert isinstance(choice.title, Text)
        assert words(choice.title.key)
        assert tell_settled(SettlingWay(choice.value)).lines
    (shown,) = show_contested(IN_DOUBT)
    assert shown.lines == (
        Text("confirmation.contradicted_by", {"name": "Olga Openbaar", "on": date(2026, 11, 24)}),
    )
