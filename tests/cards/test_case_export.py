"""The lines of a case to copy: plain, in the order of its page, as many screens as they take."""

from dataclasses import replace
from datetime import date

import pytest

from cards.case_export import lay_out_copy, read_copy
from cards.kit import Frame
from cards.page import draw_screen
from domain.case_page import CaseLeaf
from domain.member import Language
from services.case_export import WholeCase
from tests.cards.test_case_page import AT, CASE, MARKS, WHY, view_of
from tests.support.cards import buttons, check_card, page_text, real_size_kit, walk
from tests.support.referrals import REFERRAL


def a_whole(*leaves: CaseLeaf) -> WholeCase:
    views = tuple(view_of(at) for at in leaves or CaseLeaf)
    return WholeCase(
        case=views[0].case,
        pages=views,
        reader="Piet",
        organisation="Politie",
        at=AT,
        received_on=date(2026, 2, 9),
    )


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("frame", list(Frame))
def test_the_longest_case_fits_on_its_screens_and_they_turn_round(frame: Frame, language: Language):
    whole = a_whole()
    whole = replace(whole, pages=(replace(whole.pages[0], marks=MARKS), *whole.pages[1:]))
    number, seen = 1, []
    while number not in seen:
        seen.append(number)
        page = lay_out_copy(whole, number)
        check_card(draw_screen(real_size_kit(language, frame), page, frame))
        assert read_copy(page.reopen) == (CASE, number)
        number = read_copy(page.buttons[0].press)[1]
    assert number == 1
    assert len(seen) > 1
    assert lay_out_copy(whole, 99) == lay_out_copy(whole, seen[-1])


def test_each_line_is_a_field_with_its_value_and_nothing_is_said_twice():
    leaf = replace(WHY, referral=REFERRAL, own_number="ZVH-001")
    whole = replace(a_whole(), pages=(view_of(CaseLeaf.WHY, leaf), view_of(CaseLeaf.CIRCLE)))
    page = lay_out_copy(whole, 1)
    shown = page_text(page)
    assert "Nummer in uw eigen systeem\nZVH-001" in shown
    assert shown.count(REFERRAL.why_now) == 1
    assert "Wat vraagt u van het Zorg- en Veiligheidshuis? – Iets anders" in shown
    assert REFERRAL.identity.address not in shown


def test_a_case_that_fits_has_one_screen_of_plain_lines():
    short = view_of(CaseLeaf.WHY, replace(WHY, referral=REFERRAL))
    page = lay_out_copy(replace(a_whole(), pages=(short,)), 1)
    card = draw_screen(real_size_kit(Language.DUTCH, Frame.TASK_MODULE), page, Frame.TASK_MODULE)
    assert list(buttons(card)) == ["Terug naar het dossier", "Gelezen"]
    kinds = {part["type"] for part in walk(card["body"]) if "type" in part}
    assert kinds == {"TextBlock", "RichTextBlock", "TextRun"}
