"""Who is on the list of prioritised cases, and of whom it is asked anew, on the list of all."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from cards.caselist import draw_list
from cards.kit import Frame
from domain.caselist import ListMark
from domain.identifiers import CaseCode
from domain.member import Language
from domain.stoplight import Colour
from services.caselist import CASES_ON_A_PAGE, ListView
from services.paging import turn_to
from services.priority import UnconfirmedPlaces
from tests.cards.test_caselist import TODAY, a_listed_case, lines
from tests.support.cards import check_card, real_size_kit, texts


@pytest.mark.parametrize(
    ("language", "mark", "said"),
    [
        (
            Language.DUTCH,
            " · ★\u00a0geprioriteerd",
            [
                "⚠ Geprioriteerde lijst: 1 van 1. De lijst is vol.",
                "⚠ De criteria zijn gewijzigd: bevestig 1 geprioriteerde casus opnieuw.",
                "⚠ Al 20 werkdagen niet bevestigd: KX7-Q42.",
            ],
        ),
        (
            Language.ENGLISH,
            " · ★\u00a0prioritised",
            [
                "⚠ Prioritised list: 1 of 1. The list is full.",
                "⚠ The criteria have changed: confirm 1 prioritised case again.",
                "⚠ Not confirmed for 20 working days: KX7-Q42.",
            ],
        ),
    ],
)
def test_the_list_marks_who_is_prioritised_and_says_what_must_be_confirmed(
    language: Language, mark: str, said: list[str]
):
    listed = [a_listed_case(), replace(a_listed_case(1), prioritised_on=date(2026, 11, 2))]
    view = ListView(
        page=turn_to(listed, 1, CASES_ON_A_PAGE),
        counts=Counter({Colour.RED: 2}),
        rhythms=(),
        on=TODAY,
        may_colour=True,
        marks=dict.fromkeys(ListMark, 0) | {ListMark.PRIORITISED: 1},
        room_for=1,
        unconfirmed=UnconfirmedPlaces(cases=1, late=(CaseCode("KX7-Q42"),)),
    )
    card = check_card(draw_list(real_size_kit(language, Frame.CHAT_CARD), view).card or {})
    assert [line.endswith(mark) for line in lines(card)] == [False, True]
    shown = texts(card)
    assert all(one in shown for one in said)


def test_of_many_that_are_late_ten_are_named_and_the_others_counted():
    late = tuple(CaseCode(f"KX7-Q{number}") for number in range(10, 24))
    view = ListView(
        page=turn_to([a_listed_case()], 1, CASES_ON_A_PAGE),
        counts=Counter({Colour.RED: 1}),
        marks=dict.fromkeys(ListMark, 0) | {ListMark.PRIORITISED: 14},
        rhythms=(),
        on=TODAY,
        may_colour=True,
        unconfirmed=UnconfirmedPlaces(cases=14, late=late),
    )
    shown = texts(draw_list(real_size_kit(Language.DUTCH, Frame.CHAT_CARD), view).card or {})
    assert "KX7-Q19 en nog 4." in shown
    assert "Geprioriteerde lijst: 14." in shown
