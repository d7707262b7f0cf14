import pytest

from cards.acute_check import draw_check, draw_unchecked, list_checks
from cards.messages import PrivateMessage
from cards.overview import draw_overview
from domain.acute_check import CheckOutcome
from domain.identifiers import CaseCode, MemberId
from domain.member import Language, Member
from services.acute.check import CheckRow, CheckView
from tests.support.acute_checks import CLOSED_AT, an_acute_check
from tests.support.acute_views import a_member
from tests.support.cards import a_kit, buttons, check_card, texts

LANGUAGES = pytest.mark.parametrize("language", list(Language))


def a_view(*told: Member, **changes: object) -> CheckView:
    return CheckView(
        check=an_acute_check(**changes),
        code=CaseCode("KX7-Q42"),
        open_actions=2,
        overdue_actions=1,
        told=told,
        answered_by="Cora Regisseur",
    )


def read(message: PrivateMessage) -> str:
    assert message.card
    return texts(check_card(message.card))


def test_the_question_has_three_answers_and_says_what_is_open():
    message = draw_check(a_kit(), a_view())
    said = read(message)
    assert "Er staan nog 2 afspraken open." in said
    assert "Van 1 afspraak is de datum voorbij." in said
    assert message.card
    assert list(buttons(message.card)) == [
        "Het gaat goed",
        "Er is nog werk",
        "Weer acuut",
        "Casus tonen",
    ]


@LANGUAGES
@pytest.mark.parametrize("outcome", list(CheckOutcome))
def test_once_answered_it_says_what_and_asks_nothing(outcome: CheckOutcome, language: Language):
    view = a_view(outcome=outcome, answered_by=MemberId("cora"), answered_at=CLOSED_AT)
    for message in (draw_check(a_kit(language), view), draw_unchecked(a_kit(language), view)):
        assert message.card
        assert buttons(message.card) == {}
        is_said = outcome in {CheckOutcome.WELL, CheckOutcome.OPEN}
        assert ("Cora Regisseur" in read(message)) == is_said


@LANGUAGES
def test_a_manager_reads_whom_to_call_and_nothing_of_the_agreements(language: Language):
    message = draw_unchecked(a_kit(language), a_view(a_member("Dirk")))
    said = read(message)
    assert "Dirk" in said
    assert "afspra" not in said
    assert "agreement" not in said


def test_in_mijn_stands_a_row_for_each():
    row = CheckRow(check=an_acute_check().id, code=CaseCode("KX7-Q42"), closed_at=CLOSED_AT)
    (part,) = list_checks([row])
    assert part.rows[0].button
    assert "KX7-Q42" in read(draw_overview(a_kit(), [part]))
