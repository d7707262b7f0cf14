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
from domain.press import Press
from services.confirmation import (
    ASKED_ONE_BY_ONE,
    CONFIRMED_AT_ONCE,
    ConfirmationRow,
    ConfirmationsAsked,
)
from services.confirmation_settling import (
    AgreementInDoubt,
    AgreementsInDoubt,
    SilentOrganisation,
)
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
        replace(ROW, id=ConfirmationId(f"{number:032}")) for number in range(ASKED_ONE_BY_ONE)
    )


def further(number: int = CONFIRMED_AT_ONCE - ASKED_ONE_BY_ONE) -> tuple[ConfirmationRow, ...]:
    """What is named beside these."""
    return tuple(replace(ROW, code=CaseCode(f"AAA-{100 + one}")) for one in range(number))


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


def test_more_that_was_said_just_now_is_counted_and_taken_back_by_one_press():
    asked = ConfirmationsAsked(rows=(SAID,), recent=2)
    card = check_card(card_of(draw_confirmations(a_kit(), asked)))
    assert "En nog 2 besluiten van zojuist." in texts(card)
    assert list(buttons(card)) == ["Terugnemen", "Alles terugnemen"]


def test_a_card_without_anything_says_so():
    card = check_card(card_of(draw_confirmations(a_kit(), ConfirmationsAsked(rows=()))))
    assert "U hoeft niets te bevestigen." in texts(card)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("frame", list(Frame))
def test_so_many_and_as_many_said_just_now_have_buttons_more_are_named_and_the_rest_is_counted(
    language: Language, frame: Frame
):
    said = tuple(replace(one, answer=SAID.answer, back_until=SAID.back_until) for one in many())
    rows = (*many(), *said)
    asked = ConfirmationsAsked(rows=rows, further=further(), left_out=2, mark="m" * 16)
    check_card(card_of(draw_confirmations(real_size_kit(language, frame), asked)))


def test_what_has_no_buttons_is_named_by_code_under_who_recorded_it():
    asked = ConfirmationsAsked(rows=many(), further=further(2), mark="mark")
    shown = texts(check_card(card_of(draw_confirmations(a_kit(), asked))))
    assert "Ook nog 2 besluiten:" in shown
    assert "de weging, vastgelegd door Dirk Regisseur op" in shown
    assert ": AAA-100, AAA-101" in shown


def test_the_button_says_all_only_when_all_stands_on_the_card():
    everything = ConfirmationsAsked(rows=many(), further=further(2), mark="mark")
    card = card_of(draw_confirmations(a_kit(), everything))
    assert "Alles bevestigen" in buttons(card)
    not_all = replace(everything, left_out=1)
    card = card_of(draw_confirmations(a_kit(), not_all))
    assert f"Deze {ASKED_ONE_BY_ONE + 2} bevestigen" in buttons(card)
    assert "Alles bevestigen" not in buttons(card)


def test_in_mijn_it_is_one_row_however_many_there_are():
    asked = ConfirmationsAsked(rows=many(), further=further(), left_out=2)
    (row,) = list_to_confirm_agreed(asked).rows
    assert row.text.parameters["number"] == CONFIRMED_AT_ONCE + 2
    assert list_to_confirm_agreed(ConfirmationsAsked(rows=(SAID,))).rows == ()


def test_a_director_settles_each_contradiction_by_itself():
    both = (IN_DOUBT, replace(IN_DOUBT, code=CaseCode("BB2-H55")))
    rows = list_agreements_in_doubt(AgreementsInDoubt(contested=both)).rows
    assert [row.text.key for row in rows] == ["confirmation.contested_row"] * 2
    assert {row.button.press.verb for row in rows if row.button} == {"confirmation.settle"}


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (1, "confirmation.silent_row"),
        (2, "confirmation.silent_rows"),
        (9, "confirmation.silent_rows_more"),
    ],
)
def test_whoever_is_silent_about_however_much_is_one_row_with_one_button(number: int, key: str):
    silent = SilentOrganisation(rows=(IN_DOUBT,) * min(number, 6), number=number)
    (row,) = list_agreements_in_doubt(AgreementsInDoubt(silent=(silent,))).rows
    assert row.text.key == key
    assert row.button is not None
    assert row.button.press == Press(verb="confirmation.note", subject="one")


def test_of_many_decisions_the_row_names_the_oldest_codes_and_counts_the_rest():
    rows = tuple(replace(IN_DOUBT, code=CaseCode(f"BB{n}-H55")) for n in range(2, 8))
    silent = SilentOrganisation(rows=rows, number=9)
    (row,) = list_agreements_in_doubt(AgreementsInDoubt(silent=(silent,))).rows
    text = a_kit().text(row.text.key, **row.text.parameters)["text"]
    assert text.startswith(
        "Openbaar Ministerie heeft 9 besluiten nog niet bevestigd: BB2-H55, BB3-H55, BB4-H55,"
        " BB5-H55, BB6-H55, BB7-H55 en nog 3. "
    )


def test_at_once_it_is_told_by_code():
    card = check_card(card_of(draw_contested(a_kit(), [IN_DOUBT])))
    assert "KX7-Q42: Openbaar Ministerie zegt dat het niet instemde" in texts(card)


@pytest.mark.parametrize("language", list(Language))
def test_every_decision_answer_and_way_has_words(language: Language):
    words = Words(language)
    for decision in AgreedDecision:
        assert words(f"confirmation.decision_{decision}")
    assert tell_noted(2, 0).lines == ()
    assert tell_noted(2, 1).lines == (Text("confirmation.directors_hear"),)
    for choice in offer_ways(tuple(SettlingWay)):
        assert isinstance(choice.title, Text)
        assert words(choice.title.key)
        assert tell_settled(SettlingWay(choice.value)).lines
    (shown,) = show_contested(IN_DOUBT)
    assert shown.lines == (
        Text("confirmation.contradicted_by", {"name": "Olga Openbaar", "on": date(2026, 11, 24)}),
    )
