from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cards.caselist import draw_list
from cards.caselist_choice import read_list_place
from cards.kit import Frame
from cards.messages import Card
from domain.case import Case
from domain.caselist import WHOLE_LIST, ListChoice, ListMark, ListOrder
from domain.identifiers import MemberId, RoundId
from domain.member import Language
from domain.press import Press
from domain.rhythm import Relief, Rhythm
from domain.stoplight import Colour
from domain.written_round import RoundState, WrittenRound, open_round
from services.caselist import CASES_ON_A_PAGE, KindRhythm, ListView
from services.paging import turn_to
from tests.support.canaries import CANARY
from tests.support.cards import buttons, check_card, read_press, real_size_kit, texts, walk
from tests.support.cases import a_case, a_standing_colour

TODAY = date(2026, 12, 2)
YESTERDAY = date(2026, 12, 1)
FITS = Rhythm(asked=165, given=165)


def a_listed_case(number: int = 0, colour: Colour | None = Colour.RED, on: date = TODAY) -> Case:
    """A case whose colour is looked at again by a day."""
    standing = a_standing_colour(colour, next_review_on=on) if colour else None
    return replace(a_case(number), colour=standing)


def a_round_of(case: Case, state: RoundState, **changes: object) -> WrittenRound:
    """A written round in which the partners can answer until the end of the year."""
    assert case.colour is not None
    held = open_round(RoundId(case.code), case, MemberId("gijs"), YESTERDAY)
    return replace(held, **{"state": state, "until_on": date(2026, 12, 31), **changes})


def is_stale(case: Case) -> bool:
    return case.colour is not None and case.colour.is_stale(TODAY)


def draw(
    listed: Sequence[Case],
    number: int = 1,
    *,
    may_colour: bool = True,
    language: Language = Language.DUTCH,
    frame: Frame = Frame.CHAT_CARD,
    rhythm: Rhythm = FITS,
    rounds: Sequence[WrittenRound] = (),
    choice: ListChoice = WHOLE_LIST,
    marks: Mapping[ListMark, int] | None = None,
) -> Card:
    view = ListView(
        page=turn_to(listed, number, CASES_ON_A_PAGE),
        counts=Counter(one.colour and one.colour.colour for one in listed),
        marks=dict.fromkeys(ListMark, 0)
        | (marks or {ListMark.OVERDUE: sum(map(is_stale, listed))}),
        choice=choice,
        rhythms=(KindRhythm(rhythm=rhythm),),
        on=TODAY,
        may_colour=may_colour,
        rounds={one.case: one for one in rounds},
    )
    message = draw_list(real_size_kit(language, frame), view)
    assert message.card is not None
    return check_card(message.card)


def lines(card: Card) -> list[str]:
    (asked,) = (part for part in walk(card) if part.get("type") == "Input.ChoiceSet")
    return [choice["title"] for choice in asked["choices"]]


def acts(card: Card) -> dict[str, Press]:
    return {title: press for title, press in buttons(card).items() if press.verb != "caselist.show"}


def test_twenty_one_cases_are_one_line_each_on_one_page():
    listed = [a_listed_case(number) for number in range(21)]
    card = draw(listed)
    assert [line for line in lines(card) if "KX7-Q" in line] == lines(card)
    assert len(lines(card)) == len(set(lines(card))) == 21
    assert "Bladzijde" not in texts(card)
    assert "Volgende" not in buttons(card)


def test_a_line_is_short_enough_for_a_telephone():
    listed = [a_listed_case(one, colour) for one, colour in enumerate([*Colour, None])]
    listed += [a_listed_case(one, colour, YESTERDAY) for one, colour in enumerate(Colour)]
    long_ago = YESTERDAY - timedelta(weeks=12)
    listed += [a_listed_case(one, colour, long_ago) for one, colour in enumerate(Colour)]
    for language in Language:
        assert max(map(len, lines(draw(listed, language=language)))) <= 40


@pytest.mark.parametrize("language", Language)
def test_a_case_in_a_written_round_says_so_and_stays_short(language: Language):
    green = [a_listed_case(number, Colour.GREEN, YESTERDAY) for number in range(30)]
    states = [RoundState.ASKING, RoundState.WAITING, RoundState.WRITING]
    rounds = [a_round_of(case, states[number % 3]) for number, case in enumerate(green)]
    card = draw(green, language=language, rounds=rounds)
    assert max(map(len, lines(card))) <= 40
    if language is Language.DUTCH:
        assert sorted({line.split(" · ")[2] for line in lines(card)}) == [
            "ronde begint",
            "ronde t/m 31 dec",
            "ronde wacht op u",
        ]


def test_what_is_proposed_to_leave_the_list_stands_above_it():
    green = [a_listed_case(number, Colour.GREEN) for number in range(3)]
    over = [
        a_round_of(green[0], RoundState.CONTINUED, may_leave=True),
        a_round_of(green[1], RoundState.ASKING, may_leave=True),
        a_round_of(green[2], RoundState.CONTINUED, may_leave=False),
    ]
    card = draw(green, rounds=over)
    assert "Voorstel: KX7-Q00, KX7-Q01 kunnen van de lijst." in texts(card)
    assert lines(card)[0] == "🟢 GROEN · KX7-Q00 · uiterlijk 2 dec"
    assert "Voorstel" not in texts(draw(green))


def test_a_line_says_colour_code_and_by_when_the_colour_is_looked_at_and_nothing_of_the_story():
    red, stale = a_listed_case(0), a_listed_case(1, on=YESTERDAY)
    bare = a_listed_case(2, None)
    card = draw([red, stale, bare])
    assert lines(card) == [
        "🔴 ROOD · KX7-Q00 · uiterlijk 2 dec",
        "🔴 ROOD · KX7-Q01 · ⚠ te laat: 1 dec",
        "⚠ nog geen kleur · KX7-Q02",
    ]
    assert CANARY not in texts(card)


@pytest.mark.parametrize(
    ("days", "line"),
    [
        (6, "🟠 ORANJE · KX7-Q00 · ⚠ te laat: 26 nov"),
        (7, "🟠 ORANJE · KX7-Q00 · ⚠ 1 week te laat"),
        (34, "🟠 ORANJE · KX7-Q00 · ⚠ 4 weken te laat"),
    ],
)
def test_a_colour_that_is_late_says_by_how_many_weeks(days: int, line: str):
    late = a_listed_case(0, Colour.ORANGE, TODAY - timedelta(days=days))
    assert lines(draw([late])) == [line]


def test_more_hours_asked_than_given_are_told_with_what_would_make_it_fit():
    relief = Relief(orange_now=15, orange_minutes=5, orange_down=1, meeting_every=3)
    read = texts(draw([a_listed_case()], rhythm=Rhythm(asked=450, given=165, relief=relief)))
    assert "⚠ Uw termijnen vragen 7,5 uur per week, u heeft 2,8 uur (zonder pauzes)." in read
    assert (
        "Dan past het, met één hiervan: 5 minuten per oranje casus, niet 15; "
        "1 oranje casus wordt groen; elke 3 weken 1 overleg meer."
    ) in read


def test_what_alone_is_not_enough_is_not_offered_and_a_house_that_fits_reads_nothing():
    more = Rhythm(asked=900, given=165, relief=Relief(meetings_more=5))
    assert "met één hiervan: elke week 5 overleggen meer." in texts(
        draw([a_listed_case()], rhythm=more)
    )
    nothing = Rhythm(asked=30, given=0, relief=Relief())
    read = texts(draw([a_listed_case()], rhythm=nothing))
    assert "0,5 uur per week, u heeft 0 uur" in read
    assert "Dan past het" not in read
    assert "termijnen" not in texts(draw([a_listed_case()]))


def test_the_top_counts_the_cases_of_each_colour_and_what_is_too_late_on_all_pages():
    colours = [Colour.RED] * 5 + [Colour.ORANGE] * 40 + [Colour.GREEN] * 14 + [None]
    listed = [a_listed_case(one, colour) for one, colour in enumerate(colours)]
    listed[0] = a_listed_case(0, colours[0], YESTERDAY)
    listed[50] = a_listed_case(50, colours[50], YESTERDAY)
    read = texts(draw(listed, 2))
    assert "**60 casussen:** 🔴 ROOD 5 · 🟠 ORANJE 40 · 🟢 GROEN 14 · ⚠ 1 zonder kleur" in read
    assert "⚠ 2 te laat" in read


def test_one_case_is_counted_in_the_singular_and_a_colour_nobody_has_is_not_named():
    read = texts(draw([a_listed_case(on=YESTERDAY)]))
    assert "**1 casus:** 🔴 ROOD 1" in read
    assert "⚠ 1 te laat" in read
    assert "ORANJE 0" not in read


def test_an_empty_list_says_so_and_asks_nothing():
    card = draw([])
    assert "geen casus" in texts(card)
    assert buttons(card) == {}


@pytest.mark.parametrize("frame", list(Frame))
def test_a_line_is_chosen_and_then_a_button_acts_on_it(frame: Frame):
    card = draw([a_listed_case()], frame=frame)
    assert acts(card) == {
        "Casus bekijken": Press(verb="caselist.case", subject="1"),
        "Waarom deze kleur?": Press(verb="caselist.why", subject="1"),
        "Waarom op de lijst?": Press(verb="caselist.priority", subject="1"),
        "Kleur wijzigen": Press(verb="caselist.colour", subject="1"),
    }
    sent = {part["title"]: part["associatedInputs"] for part in _actions(card)}
    assert sent == dict.fromkeys(acts(card), "auto")
    (asked,) = (part for part in walk(card) if part.get("type") == "Input.ChoiceSet")
    assert asked["choices"][0]["value"] == "KX7-Q00"
    assert (asked["isRequired"], asked["errorMessage"]) == (True, "Kies eerst een casus.")


def test_turning_the_page_asks_for_no_choice():
    card = draw([a_listed_case(one) for one in range(31)])
    (turning,) = (part for part in _actions(card) if part["title"] == "Volgende")
    assert turning["associatedInputs"] == "none"


def test_only_a_director_can_change_a_colour():
    card = draw([a_listed_case()], may_colour=False)
    assert set(acts(card)) == {"Casus bekijken", "Waarom deze kleur?", "Waarom op de lijst?"}


@pytest.mark.parametrize(("number", "expected"), [(1, {"2"}), (2, {"1", "3"}), (3, {"2"})])
def test_pages_are_turned_one_by_one_and_never_past_an_end(number: int, expected: set[str]):
    card = draw([a_listed_case(one) for one in range(2 * CASES_ON_A_PAGE + 1)], number)
    presses = [read_press(part["data"]["press"]) for part in _actions(card)]
    assert {one.subject for one in presses if one.verb == "caselist.show"} == expected
    assert f"Bladzijde {number} van 3" in texts(card)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("frame", list(Frame))
def test_every_page_of_a_list_of_sixty_cases_fits_in_teams(language: Language, frame: Frame):
    listed = [a_listed_case(one) for one in range(60)]
    shown = [lines(draw(listed, one, language=language, frame=frame)) for one in (1, 2)]
    assert [len(page) for page in shown] == [CASES_ON_A_PAGE, CASES_ON_A_PAGE]


def test_no_line_shows_a_colour_without_its_word():
    card = draw([a_listed_case(number, colour) for number, colour in enumerate(Colour)])
    for line in (*lines(card), *texts(card).split("\n")):
        assert all(
            (icon in line) <= (word in line)
            for icon, word in zip("🔴🟠🟢", ("ROOD", "ORANJE", "GROEN"), strict=True)
        )


def _actions(card: Card) -> list[dict[str, Any]]:
    return [part for part in card["actions"] if part["type"].startswith("Action.")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            Language.DUTCH,
            ("Gekozen: 🔴 ROOD en te laat – 1 van 1.", "Volgorde: oudste eerst.", "✓ te laat"),
        ),
        (
            Language.ENGLISH,
            ("Chosen: 🔴 RED and overdue – 1 of 1.", "Order: oldest first.", "✓ overdue"),
        ),
    ],
)
def test_what_is_chosen_is_said_and_each_word_can_be_taken_in_or_out(
    language: Language, said: tuple[str, ...]
):
    chosen = ListChoice(
        colours=frozenset({Colour.RED}),
        marks=frozenset({ListMark.OVERDUE}),
        order=ListOrder.OLDEST,
    )
    card = draw([a_listed_case(on=YESTERDAY)], language=language, choice=chosen)
    assert all(one in texts(card) for one in said)
    offered = {read_list_place(press) for press in buttons(card).values() if press.subject}
    for word in (*Colour, *ListMark, *ListOrder):
        assert (1, chosen.turn(word)) in offered
    assert "Gekozen" not in texts(draw([a_listed_case()]))


def test_what_asks_for_work_is_counted_in_one_line_and_nothing_is_said_of_none():
    marks = {ListMark.OVERDUE: 4, ListMark.UNDIRECTED: 12, ListMark.UNAGREED: 0}
    card = draw([a_listed_case()], marks=marks)
    assert "⚠ 4 te laat · 12 zonder casusregisseur" in texts(card)
    assert "0 zonder afspraak" not in texts(card)
