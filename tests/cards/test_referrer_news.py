from datetime import date

import pytest

from cards.overview import draw_overview
from cards.referrer_news import list_referrer_news
from domain.identifiers import CaseCode, CaseId
from domain.member import Language
from domain.referrer_news import ReferrerStep
from services.referrer_news import ReferrerNewsRow
from tests.support.cards import a_kit, buttons, card_of, check_card, texts

DAY = date(2026, 3, 9)
DIGEST = {
    ReferrerStep.PURPOSE_TESTED: (
        DAY,
        "Uiterlijk op maandag 9 maart 2026 hoort u wat wij besluiten.",
    ),
    ReferrerStep.DIRECTED: (None, "KX7-Q42: Politie regisseert nu de inhoud"),
    ReferrerStep.PAUSED: (DAY, "Op maandag 9 maart 2026 bekijken wij opnieuw wat er nodig is."),
    ReferrerStep.RETURNED: (None, "KX7-Q42: de casus gaat weer verder"),
    ReferrerStep.REOPENED: (None, "KX7-Q42: de casus is heropend"),
}


def a_row(step: ReferrerStep, on: date | None = None) -> ReferrerNewsRow:
    return ReferrerNewsRow(
        case=CaseId("c"), code=CaseCode("KX7-Q42"), step=step, on=on, organisation="Politie"
    )


@pytest.mark.parametrize("step", ReferrerStep)
def test_each_step_is_said_in_one_sentence(step: ReferrerStep):
    on, said = DIGEST[step]
    card = card_of(draw_overview(a_kit(), [list_referrer_news([a_row(step, on)])]))
    assert said in texts(check_card(card))
    english = card_of(
        draw_overview(a_kit(Language.ENGLISH), [list_referrer_news([a_row(step, on)])])
    )
    assert "KX7-Q42" in texts(check_card(english))
    assert "{" not in texts(english)


def test_a_case_that_rests_is_not_opened_from_the_digest():
    drawn = [
        len(buttons(card_of(draw_overview(a_kit(), [list_referrer_news([a_row(step, DAY)])]))))
        for step in (ReferrerStep.PAUSED, ReferrerStep.PURPOSE_TESTED)
    ]
    assert drawn[1] == drawn[0] + 1


def test_after_the_promised_day_no_day_is_named():
    card = card_of(
        draw_overview(a_kit(), [list_referrer_news([a_row(ReferrerStep.PURPOSE_TESTED)])])
    )
    assert "Wat wij besluiten, hoort u nog." in texts(check_card(card))
