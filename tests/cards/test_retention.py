"""Which cases go when, on a card: codes, days and grounds."""

from dataclasses import replace
from datetime import date

import pytest

from cards.kit import Frame
from cards.retention import draw_retention
from domain.extension import SupplierSays
from domain.identifiers import CaseCode, CaseId
from domain.member import Language
from domain.retention import RetentionEnd, RetentionGround
from services.paging import turn_to
from services.retention import ENDS_ON_A_PAGE, RetentionRow, RetentionView
from tests.support.cards import check_card, real_size_kit, texts
from tests.support.extensions import an_asking

ROWS = [
    RetentionRow(
        case=CaseId(f"case-{number}"),
        code=CaseCode(f"KX7-Q{number:02}"),
        end=RetentionEnd(goes_on=date(2026, 12, 9), ground=ground),
    )
    for number, ground in enumerate(list(RetentionGround) * 6)
]


def view_of(rows: list[RetentionRow], number: int = 1, **destroyed: int) -> RetentionView:
    counted = {RetentionGround(ground): many for ground, many in destroyed.items()}
    return RetentionView(page=turn_to(rows, number, ENDS_ON_A_PAGE), destroyed=counted)


@pytest.mark.parametrize("language", list(Language))
def test_a_full_page_names_code_day_and_ground_and_turns(language: Language):
    kit = real_size_kit(language, Frame.CHAT_CARD)
    card = draw_retention(kit, view_of(ROWS, not_taken_up=12, longest=3)).card
    check_card(card)
    shown = texts(card)
    assert all(row.code in shown for row in ROWS[:ENDS_ON_A_PAGE])
    assert ROWS[ENDS_ON_A_PAGE].code not in shown


def test_what_was_destroyed_this_year_is_counted_by_ground():
    kit = real_size_kit(Language.DUTCH, Frame.CHAT_CARD)
    shown = texts(draw_retention(kit, view_of([], not_taken_up=12)).card)
    assert "In het komende halfjaar wordt geen casus vernietigd." in shown
    assert "niet in behandeling genomen" in shown
    assert "12" in shown


def test_of_what_is_asked_of_suppliers_it_says_how_many_answered_and_not_what():
    kit = real_size_kit(Language.DUTCH, Frame.CHAT_CARD)
    asked = an_asking(police=SupplierSays.NO_LONGER, care=None)
    end = RetentionEnd(goes_on=date(2031, 6, 1), ground=RetentionGround.LONGEST)
    row = replace(ROWS[0], end=end, asked=asked)
    shown = "".join(texts(draw_retention(kit, view_of([row])).card))
    assert "Gevraagd of het langer mag: 1 van 2 antwoorden" in shown
