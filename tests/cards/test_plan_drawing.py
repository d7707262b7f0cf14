from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from matplotlib.patches import Rectangle
from PIL import Image

from cards.plan_chart import PlanChart, chart_agenda
from cards.plan_drawing import _FINENESSES, PictureTooLargeError, _draw, draw_large, draw_small
from cards.words import Words
from domain.agenda import AgendaBreak, AgendaItem
from domain.member import Language
from domain.stoplight import Colour
from tests.support.meetings import a_meeting, an_item, at_minute

DUTCH = Words(Language.DUTCH)
HERE = ZoneInfo("Europe/Amsterdam")
ITEMS = (
    an_item("KX7-Q42", Colour.RED, 30, 0, "police", "mental-health"),
    an_item("MV3-T81", Colour.ORANGE, 15, 30, "mental-health"),
    an_item("BD9-L06", Colour.GREEN, 30, 60, "police"),
)
PAUSE = AgendaBreak(starts_at=at_minute(45), minutes=15)
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


def chart(items: Sequence[AgendaItem] = ITEMS, minutes: int = 180) -> PlanChart:
    return chart_agenda(HERE, a_meeting(minutes=minutes), items, [PAUSE], str)


def a_full_meeting(cases: int, minutes: int) -> PlanChart:
    """As many cases and twelve organisations with names of some length, four at each case."""
    names = [f"organisatie nummer {letter}" for letter in LETTERS[:12]]
    return chart(
        [
            an_item(
                f"{LETTERS[at]}X7-Q{at:02d}",
                Colour.ORANGE if at else Colour.RED,
                minutes,
                at * minutes,
                *(names[(at * step) % 12] for step in (1, 2, 3, 5)),
            )
            for at in range(cases)
        ]
    )


def texts(drawn: PlanChart, words: Words = DUTCH, width: int = 640) -> list[str]:
    return [one.get_text() for one in _draw(words, [drawn], width).axes[0].texts]


def patches(drawn: PlanChart) -> list[Rectangle]:
    found = _draw(DUTCH, [drawn], 640).axes[0].patches
    return [one for one in found if isinstance(one, Rectangle)]


def open_picture(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_a_picture_says_codes_colours_organisations_times_and_the_break_in_words():
    said = texts(chart())
    assert {"1  KX7-Q42", "2  MV3-T81", "3  BD9-L06"} <= set(said)
    assert {"ROOD", "GROEN", "police", "mental-health", "pauze", "09:00", "12:00"} <= set(said)
    assert "wacht, zonder casus" in said


def test_it_speaks_the_language_of_its_reader():
    said = texts(chart(), Words(Language.ENGLISH))
    assert {"RED", "GREEN", "break", "waits, without a case"} <= set(said)


def test_a_colour_whose_word_does_not_fit_is_its_letter():
    assert "O" in texts(chart())
    assert "ORANJE" in texts(chart(), width=1280)


def test_bars_hold_the_codes_where_all_fit_and_else_all_the_numbers():
    assert [one for one in texts(chart(), width=1600) if one == "KX7-Q42"] == ["KX7-Q42"] * 2
    assert [one for one in texts(chart()) if one in {"1", "2", "3"}] == ["1", "2", "1", "3"]


def test_waiting_is_hatched_behind_the_cases_and_nothing_else_is():
    hatched = [one for one in patches(chart()) if one.get_hatch()]
    widths = [round(one.get_width()) for one in hatched]
    # 45 and 90 of 180 minutes on 620 points, and the legend
    assert widths == [155, 310, 60]


def test_colours_differ_in_lightness_too():
    lights = [sum(one.get_facecolor()[:3]) for one in patches(chart()) if one.get_height() == 26]
    assert len(lights) == 3
    assert lights == sorted(lights)
    assert min(b - a for a, b in pairwise(lights)) > 0.5


def test_a_small_picture_is_a_palette_of_few_colours_and_few_bytes():
    drawn = open_picture(draw_small(DUTCH, chart()))
    assert (drawn.format, drawn.mode) == ("PNG", "P")
    assert len(drawn.getcolors() or ()) <= 16
    assert drawn.width == 640


@pytest.mark.parametrize(("cases", "minutes"), [(8, 20), (12, 15), (18, 10)])
def test_a_full_meeting_of_twelve_organisations_stays_under_twelve_kilobytes(
    cases: int, minutes: int
):
    content = draw_small(DUTCH, a_full_meeting(cases, minutes))
    assert len(content) < 12_000
    assert open_picture(content).width >= 320


@pytest.mark.parametrize("guess", range(4))
@pytest.mark.parametrize(
    ("sizes", "kept"),
    [((9, 8, 7, 6), 9), ((11, 9, 8, 7), 9), ((13, 11, 10, 9), 9), ((99, 88, 77, 66), 66)],
)
def test_it_is_as_fine_as_there_is_room_for_wherever_the_search_begins(
    guess: int, sizes: tuple[int, ...], kept: int, monkeypatch: pytest.MonkeyPatch
):
    drawn = dict(zip(_FINENESSES, sizes, strict=True))
    monkeypatch.setattr("cards.plan_drawing._MOST_BYTES", 9)
    monkeypatch.setattr("cards.plan_drawing._save", lambda _, fineness: b"." * drawn[fineness])
    monkeypatch.setattr("cards.plan_drawing._guess_fineness", lambda _: guess)
    assert len(draw_small(DUTCH, chart())) == kept


def test_the_paper_is_light_so_that_it_is_read_in_a_dark_window():
    drawn = open_picture(draw_small(DUTCH, chart())).convert("RGBA")
    assert drawn.getpixel((1, 1)) == (255, 255, 255, 255)


def test_the_same_plan_is_the_same_picture():
    assert draw_small(DUTCH, chart()) == draw_small(DUTCH, chart())


def test_a_code_with_a_dollar_is_no_formula():
    odd = replace(chart(), title=r"$\frac$")
    assert r"$\frac$" in texts(odd)
    assert draw_large(DUTCH, [odd])


def test_meetings_stand_below_each_other():
    one, two = (open_picture(draw_large(DUTCH, [chart()] * count)).height for count in (1, 2))
    assert two > 1.7 * one


def test_more_rows_than_a_picture_holds_are_refused_in_words():
    with pytest.raises(PictureTooLargeError, match="too many organisations or meetings"):
        draw_large(DUTCH, [chart()] * 200)
