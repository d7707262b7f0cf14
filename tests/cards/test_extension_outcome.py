"""What became of a question to suppliers: a code, a day and names of organisations."""

from datetime import date

import pytest

from cards.extension_outcome import list_extension_outcomes
from cards.overview import draw_overview
from domain.extension_outcome import SupplierFate
from domain.identifiers import CaseCode
from domain.member import Language
from services.extension_outcome import KeptCaseRow, OutcomesRead, OwnPartsRow
from tests.support.cards import a_kit, card_of, check_card, texts

CODE = CaseCode("KX7-Q42")
UNTIL = date(2033, 2, 9)


def say(read: OutcomesRead, language: Language = Language.DUTCH) -> str:
    parts = [list_extension_outcomes(read)]
    return texts(check_card(card_of(draw_overview(a_kit(language), parts))))


@pytest.mark.parametrize(
    ("fate", "said"),
    [
        (SupplierFate.KEPT, "blijft bewaard tot woensdag 9 februari 2033."),
        (SupplierFate.KEPT_PARTLY, "Wat u samen met een ander vertelde, is vernietigd."),
        (SupplierFate.AS_SAID, "niets meer bewaard, zoals u antwoordde."),
        (SupplierFate.UNANSWERED, "niets meer bewaard, omdat er geen antwoord kwam."),
    ],
)
def test_a_supplier_reads_what_became_of_its_own(fate: SupplierFate, said: str):
    shown = say(OutcomesRead(own=(OwnPartsRow(code=CODE, goes_on=UNTIL, fate=fate),)))
    assert f"{CODE}: " in shown
    assert said in shown


def test_a_coordinator_reads_until_when_and_whose_parts_went():
    whole = KeptCaseRow(code=CODE, goes_on=UNTIL, left_out=())
    assert "Alle leveranciers stemden in." in say(OutcomesRead(kept=(whole,)))
    without = KeptCaseRow(code=CODE, goes_on=UNTIL, left_out=("GGZ", "OM"))
    assert "Vernietigd is wat kwam van: GGZ, OM." in say(OutcomesRead(kept=(without,)))


@pytest.mark.parametrize("language", list(Language))
def test_each_case_that_is_gone_is_a_row_without_a_code(language: Language):
    said = "helemaal vernietigd" if language is Language.DUTCH else "destroyed as a whole"
    assert say(OutcomesRead(gone=2), language).count(said) == 2
