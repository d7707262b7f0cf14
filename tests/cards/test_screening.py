import pytest

from cards.screening import draw_incomplete
from domain.identifiers import CaseCode, CaseId
from domain.member import Language
from domain.press import Press
from tests.support.cards import a_kit, buttons, card_of, texts

LANGUAGES = pytest.mark.parametrize("language", list(Language))


@LANGUAGES
def test_the_message_about_a_gap_holds_the_code_and_opens_the_referral(language: Language):
    card = card_of(draw_incomplete(a_kit(language), CaseCode("KX7-Q42"), CaseId("case-1")))
    assert "KX7-Q42" in texts(card)
    (press,) = buttons(card).values()
    assert press == Press(verb="referral.edit", subject="case-1")
