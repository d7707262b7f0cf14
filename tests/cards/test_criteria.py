"""Who weighs reads in the digest which referrer did not explain, by code and name."""

from cards.criteria import list_unexplained
from cards.overview import draw_overview
from domain.identifiers import CaseCode, CaseId
from services.criteria import UnexplainedRow
from tests.support.cards import a_kit, buttons, check_card, texts


def test_who_says_nothing_is_named_with_the_way_to_the_case():
    row = UnexplainedRow(case=CaseId("c"), code=CaseCode("KX7-Q42"), referrer="Wim Post")
    card = check_card(draw_overview(a_kit(), [list_unexplained([row])]).card or {})
    assert "KX7-Q42: Wim Post lichtte de criteria niet toe" in texts(card)
    assert buttons(card)["Bekijken"].subject == "c:overview.show:1"
