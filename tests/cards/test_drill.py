"""The card of drills: one's own part, and for who runs them who takes part."""

from datetime import date

import pytest

from cards.drill import draw_drills
from cards.kit import Frame
from domain.member import Language
from domain.press import Press
from services.drill import DrillPartnerView, DrillsView
from tests.support.cards import buttons, card_of, check_card, real_size_kit, texts

DUTCH = real_size_kit(Language.DUTCH, Frame.CHAT_CARD)


def test_who_takes_part_reads_since_when_and_can_stop():
    card = card_of(draw_drills(DUTCH, DrillsView(joined_on=date(2026, 11, 28))))
    assert "sinds zaterdag 28 november 2026" in texts(card)
    assert list(buttons(card)) == ["Ik doe niet meer mee"]
    assert buttons(card)["Ik doe niet meer mee"].verb == "drill.leave"


def test_who_does_not_is_told_what_it_is_and_asked():
    card = card_of(draw_drills(DUTCH, DrillsView(joined_on=None)))
    assert "In elk bericht staat OEFENING" in texts(card)
    assert buttons(card)["Ik doe mee"] == Press(verb="drill.join")
    assert "Wie meedoet" not in texts(card)


@pytest.mark.parametrize("language", Language)
def test_the_card_of_a_director_in_a_large_house_is_one_that_teams_takes(language: Language):
    partner = DrillPartnerView(
        organisation="Gemeente Rivierstad", members=("Anna Jansen", "Bram de Vries", "Carla Smit")
    )
    view = DrillsView(
        joined_on=None,
        may_run=True,
        partners=(partner,) * 60,
        missing=("Veilig Thuis Rivierland",) * 60,
    )
    check_card(draw_drills(real_size_kit(language, Frame.CHAT_CARD), view).card or {})


def test_one_person_is_said_as_one():
    one = DrillPartnerView(organisation="Politie", members=("Wim",))
    said = texts(
        card_of(draw_drills(DUTCH, DrillsView(joined_on=None, may_run=True, partners=(one,))))
    )
    assert "Er doet 1 persoon mee" in said
    assert "**Politie**: Wim" in said
