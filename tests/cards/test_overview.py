import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from cards.kit import Frame
from cards.messages import Card
from cards.overview import (
    ROWS_ON_A_PAGE,
    OverviewPart,
    OverviewPlace,
    OverviewRow,
    RowButton,
    asked_part,
    draw_overview,
    opening_row,
)
from cards.referral import list_own_cases
from cards.words import Text
from domain.access import CaseState
from domain.identifiers import CaseCode, CaseId
from domain.member import Language
from domain.press import Press
from domain.stoplight import Colour
from services.referral_views import OwnCase
from tests.support.cards import a_kit, buttons, check_card, real_size_kit, texts

REFER = RowButton(key="overview.refer", press=Press(verb="x"), opens_dialog=True)


def own_case(number: int, state: CaseState, colour: Colour | None = None) -> OwnCase:
    return OwnCase(
        id=CaseId(f"{number:032}"),
        code=CaseCode(f"KX7-Q{number:02}"),
        state=state,
        is_referrer=True,
        promised_on=date(2026, 12, 8),
        colour=colour,
    )


def part(heading: str, place: OverviewPlace, number: int = 1) -> OverviewPart:
    button = RowButton(key="overview.go_on", press=Press(verb="dialog.goto"), opens_dialog=True)
    rows = tuple(
        OverviewRow(text=Text("case.title", {"code": f"{heading} {n}"}), button=button)
        for n in range(number)
    )
    return OverviewPart(heading=heading, place=place, rows=rows)


def draw(
    parts: Sequence[OverviewPart],
    number: int = 1,
    language: Language = Language.DUTCH,
    frame: Frame = Frame.CHAT_CARD,
) -> Card:
    message = draw_overview(real_size_kit(language, frame), parts, [REFER], number)
    assert message.card is not None
    return check_card(message.card)


def test_what_is_acute_comes_first_and_drafts_last_whoever_lists_them_first():
    listed = [
        part("overview.drafts", OverviewPlace.DRAFTS),
        part("overview.cases", OverviewPlace.CASES),
        part("agenda.own_times_heading", OverviewPlace.TIMES),
        part("overview.asked", OverviewPlace.ASKED),
        part("acute.own_invitations", OverviewPlace.ACUTE),
    ]
    read = texts(draw(listed))
    places = [
        read.index(a_kit().words(heading))
        for heading in (
            "acute.own_invitations",
            "overview.asked",
            "agenda.own_times_heading",
            "overview.cases",
            "overview.drafts",
        )
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("language", list(Language))
def test_every_row_is_on_some_page_once_with_its_button_and_every_page_fits(
    frame: Frame, language: Language
):
    cases = [own_case(number, CaseState.TAKEN_UP, Colour.ORANGE) for number in range(60)]
    parts = [*list_own_cases(cases), part("overview.drafts", OverviewPlace.DRAFTS, 7)]
    cards = [draw(parts, number, language, frame) for number in range(1, 7)]
    found = "\n".join(texts(card) for card in cards)
    assert all(found.count(one.code) == 1 for one in cases)
    assert all(found.count(f"overview.drafts {n}\n") == 1 for n in range(7))
    shown = sum(json.dumps(card).count('"type": "Column", "width": "auto"') for card in cards)
    assert shown == 67
    assert "paging" not in str([press.verb for press in buttons(cards[0]).values()])
    next_page = a_kit(language).words("paging.next")
    assert buttons(cards[0])[next_page] == Press(verb="overview.show", subject="2")
    assert next_page not in buttons(cards[-1])


def test_a_page_that_begins_in_the_middle_of_a_part_repeats_its_heading():
    parts = [part("overview.drafts", OverviewPlace.DRAFTS, ROWS_ON_A_PAGE + 1)]
    assert "Nog niet af" in texts(draw(parts, 2))


def test_a_case_is_named_with_its_colour_as_a_word_and_its_phase():
    read = texts(draw(list_own_cases([own_case(1, CaseState.TAKEN_UP, Colour.RED)])))
    assert "🔴 ROOD · KX7-Q01: Procesregie loopt" in read


def test_what_a_referrer_must_complete_is_asked_and_opens_the_referral():
    card = draw(list_own_cases([own_case(1, CaseState.INCOMPLETE)]))
    assert "Wat wij van u vragen" in texts(card)
    assert "**KX7-Q01**: er mist nog iets in uw aanmelding" in texts(card)
    assert buttons(card)["Aanvullen"] == Press(verb="referral.edit", subject=f"{1:032}")
    assert "Uw aanmeldingen" not in texts(card)
    circle = replace(own_case(1, CaseState.INCOMPLETE), is_referrer=False)
    assert "Wat wij van u vragen" not in texts(draw(list_own_cases([circle])))


def test_nothing_of_ones_own_is_said_in_words():
    assert "Er wacht nu niets op u." in texts(draw(list_own_cases([])))


def test_what_is_asked_stands_between_what_is_acute_and_what_was_promised():
    row = opening_row(Text("case.title", {"code": "asked"}), "overview.go_on", Press(verb="x"))
    asked = asked_part("overview.drafts", [row])
    others = [
        part("overview.cases", one, 1) for one in (OverviewPlace.ACTIONS, OverviewPlace.ACUTE)
    ]
    drawn = json.dumps(draw([others[0], asked, others[1]]))
    assert drawn.index("asked") > drawn.index("overview.cases 0")
    assert drawn.rindex("overview.cases 0") > drawn.index("asked")
