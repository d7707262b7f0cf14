from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from cards.caselist import draw_list
from cards.kit import Frame
from domain.member import Language
from domain.press import Press
from domain.stoplight import Colour
from services.caselist import CASES_ON_A_PAGE, ListedCase, ListView
from services.paging import turn_to
from tests.support.canaries import CANARY
from tests.support.cards import (
    a_kit,
    buttons,
    card_of,
    read_press,
    real_size_kit,
    texts,
    walk,
)
from tests.support.cases import a_case, a_colour

TODAY = date(2026, 12, 2)
LANGUAGES = pytest.mark.parametrize("language", list(Language))
FRAMES = pytest.mark.parametrize("frame", list(Frame))


def a_listed_case(number: int = 0, colour: Colour = Colour.RED) -> ListedCase:
    case = a_case(number)
    return ListedCase(
        case=case, decision=a_colour(colour, case.id), setter="Sanne de Wit", is_stale=True
    )


def a_list(listed: Sequence[ListedCase], number: int = 1, *, may_colour: bool = True) -> ListView:
    page = turn_to(listed, number, CASES_ON_A_PAGE)
    stale = sum(one.is_stale for one in listed)
    return ListView(page=page, stale=stale, on=TODAY, may_colour=may_colour)


@LANGUAGES
@FRAMES
@pytest.mark.parametrize("number", range(1, 7))
def test_every_page_of_a_list_of_sixty_cases_fits_in_teams(
    language: Language, frame: Frame, number: int
):
    listed = [a_listed_case(one) for one in range(60)]
    kit = real_size_kit(language, frame)
    card = card_of(draw_list(kit, a_list(listed, number)))
    assert sum(one.case.code in texts(card) for one in listed) == CASES_ON_A_PAGE


def test_a_listed_case_shows_colour_word_setter_date_and_review_and_nothing_of_its_story():
    read = texts(card_of(draw_list(a_kit(), a_list([replace(a_listed_case(), is_stale=False)]))))
    assert "**🔴 ROOD** · casus KX7-Q00" in read
    assert "Door Sanne de Wit op di 24 nov. Opnieuw bekijken: uiterlijk di 1 dec." in read
    assert "Nu: 1 casus" in read
    assert "Te laat" not in read
    assert CANARY not in read


def test_a_stale_colour_is_flagged_in_words():
    read = texts(card_of(draw_list(a_kit(), a_list([a_listed_case()]))))
    assert "⚠ Te laat: opnieuw bekijken moest uiterlijk di 1 dec." in read
    assert "1 kleur te lang niet bekeken" in read


def test_a_case_without_a_colour_says_so():
    bare = ListedCase(case=a_case(), decision=None, setter="", is_stale=False)
    assert "Nog geen kleur · casus KX7-Q00" in texts(card_of(draw_list(a_kit(), a_list([bare]))))


def test_each_listed_case_says_why_and_only_a_director_can_change_its_colour():
    listed = [a_listed_case()]
    assert buttons(card_of(draw_list(a_kit(), a_list(listed)))) == {
        "Waarom deze kleur?": Press(verb="colour.read", subject=listed[0].case.id),
        "Kleur wijzigen": Press(verb="colour.open", subject=listed[0].case.id, version=3),
    }
    informer = draw_list(a_kit(), a_list(listed, may_colour=False))
    assert set(buttons(card_of(informer))) == {"Waarom deze kleur?"}


@pytest.mark.parametrize(("number", "expected"), [(1, {"2"}), (2, {"1", "3"}), (3, {"2"})])
def test_pages_are_turned_one_by_one_and_never_past_an_end(number: int, expected: set[str]):
    listed = [a_listed_case(one) for one in range(2 * CASES_ON_A_PAGE + 1)]
    card = card_of(draw_list(a_kit(), a_list(listed, number)))
    turning = [read_press(part["data"]["press"]) for part in card["actions"]]
    assert {press.subject for press in turning} == expected
    assert {press.verb for press in turning} == {"caselist.show"}
    assert f"Bladzijde {number} van 3" in texts(card)


def test_no_row_shows_a_colour_without_its_word():
    rows = [a_listed_case(number, colour) for number, colour in enumerate(Colour)]
    card = card_of(draw_list(a_kit(), a_list(rows)))
    for part in walk(card):
        text = str(part.get("text", ""))
        assert not any(icon in text for icon in "🔴🟠🟢") or any(
            word in text for word in ("ROOD", "ORANJE", "GROEN")
        )


def test_an_empty_list_says_so():
    assert "geen casus" in texts(card_of(draw_list(a_kit(), a_list([]))))
