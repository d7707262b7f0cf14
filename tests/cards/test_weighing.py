from datetime import date

import pytest

from cards.weighing import draw_weighed, lay_out_outcome
from domain.identifiers import CaseCode, CaseId
from domain.member import Language
from domain.press import Press
from domain.referral import Criterion
from domain.weighing import Outcome, SaidYes
from services.weighing import OutcomeView, ToldOutcome
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, card_of, page_text, texts

LANGUAGES = pytest.mark.parametrize("language", list(Language))


@LANGUAGES
@pytest.mark.parametrize(("letter", "outcome"), list(zip("ABC", Outcome, strict=True)))
def test_the_message_about_a_weighing_holds_code_and_outcome_and_opens_the_rest(
    language: Language, letter: str, outcome: Outcome
):
    kit = a_kit(language)
    told = ToldOutcome(code=CaseCode("KX7-Q42"), outcome=outcome)
    card = card_of(draw_weighed(kit, told, CaseId("case-1")))
    assert kit.words(f"weighing.outcome_{outcome}") in texts(card)
    assert kit.words(f"weighing.outcome_{outcome}").startswith(f"{letter},")
    (press,) = buttons(card).values()
    assert press == Press(verb="weighing.read", subject="case-1")


def test_the_referrer_reads_judgement_and_advice_in_a_window_only():
    view = OutcomeView(
        code=CaseCode("KX7-Q42"),
        case=CaseId("case-1"),
        outcome=Outcome.NOT_TAKEN_UP,
        criteria_met=frozenset({Criterion.HARM}),
        taken_on_by="Gemeente Rivierstad",
        said_yes=SaidYes(by="Mies de Boer", on=date(2026, 11, 24)),
        advice=f"Bel {CANARY}.",
    )
    read = page_text(lay_out_outcome(view))
    assert "Mies de Boer zei namens deze organisatie ja, op dinsdag 24 november 2026." in read
    assert read.count("Niet voldaan") == 3
    assert "Gemeente Rivierstad" in read
    assert f"Bel {CANARY}." in read


def test_what_did_not_fit_the_purpose_shows_its_reason_and_no_criteria():
    view = OutcomeView(
        code=CaseCode("KX7-Q42"),
        case=CaseId("case-1"),
        outcome=Outcome.NOT_TAKEN_UP,
        reason="Geen onveiligheid.",
    )
    read = page_text(lay_out_outcome(view))
    assert "Geen onveiligheid." in read
    assert "oldaan" not in read
