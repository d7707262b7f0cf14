"""Draws a plan: time across, a row for each organisation, its cases where it is at the table.

A colour is a word along the top, and light, middle and dark in the bars, so that it is read without
seeing colours; waiting is hatched. It alone knows the plotting library, which takes a second and a
hundred megabytes to load: no process that serves Teams loads it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from cards.plan_chart import ChartCase, ChartRow, PlanChart
from cards.words import Words
from domain.errors import InvalidInputError
from domain.stoplight import Colour

_FACES: Final = {Colour.RED: "#8e1b2f", Colour.ORANGE: "#f2a541", Colour.GREEN: "#cfe8c9"}
_LETTERS: Final = {Colour.RED: "#ffffff", Colour.ORANGE: "#000000", Colour.GREEN: "#000000"}
_PAPER, _INK, _LINE, _PAUSE = "#ffffff", "#1b1b1b", "#c8ccd0", "#e4e7ea"
# few colours make a small file: beside these only what softens the edges of letters
_SOFT: Final = ("#8a8a8a", "#c68d97", "#8a6028", "#758172")
_PALETTE: Final = (_PAPER, _INK, _LINE, _PAUSE, *_FACES.values(), *_SOFT)

# all measures are points, of which an inch has 72
_INCH: Final = 72
_LETTER, _SMALL = 20, 18
_MARGIN, _GAP = 10, 8
_BAND_HIGH, _BAR_HIGH = 26, 30
_NAME_HIGH, _AXIS_HIGH = 28, 30
# how much of a letter's height its width is, on average
_NARROW: Final = 0.66
# a break must be able to say its name
_SHORTEST_HEAD: Final = 5


# how wide a picture is in points, and how many pixels a point may have
_CARD_WIDE: Final = 640
_DESK_WIDE: Final = 1280
_FINENESSES: Final = (1, 0.75, 0.6, 0.5)
# up to how many cases have room at each of these, as a rule; more have it at the last
_CASES_AS_FINE: Final = (5, 10, 12)
_MOST_BYTES: Final = 9_000
_MOST_HIGH: Final = 30_000


class PictureTooLargeError(InvalidInputError):
    """This plan has too many organisations or meetings for one picture."""


def draw_small(words: Words, chart: PlanChart) -> bytes:
    """Draw one meeting as a small PNG, to be read on a card of 320 pixels wide: as fine as a card
    has room for.
    """
    figure, at = _draw(words, [chart], _CARD_WIDE), _guess_fineness(chart)
    picture = _save(figure, _FINENESSES[at])
    if len(picture) > _MOST_BYTES:
        for coarser in _FINENESSES[at + 1 :]:
            picture = _save(figure, coarser)
            if len(picture) <= _MOST_BYTES:
                break
        return picture
    for fineness in reversed(_FINENESSES[:at]):
        finer = _save(figure, fineness)
        if len(finer) > _MOST_BYTES:
            break
        picture = finer
    return picture


def _guess_fineness(chart: PlanChart) -> int:
    """Where to begin, so that few are drawn in vain: a size is known only of what was drawn."""
    return sum(len(chart.cases) > most for most in _CASES_AS_FINE)


def draw_large(words: Words, charts: Sequence[PlanChart]) -> bytes:
    """Draw meetings below each other as a PNG for a screen or paper; raises PictureTooLargeError
    for more rows than a picture holds.
    """
    return _save(_draw(words, charts, _DESK_WIDE), 1)


def _draw(words: Words, charts: Sequence[PlanChart], width: int) -> Figure:
    high = sum(map(_measure, charts)) + _LETTER + 3 * _MARGIN
    if high > _MOST_HIGH:
        raise PictureTooLargeError
    figure = Figure(figsize=(width / _INCH, high / _INCH), facecolor=_PAPER)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(high, 0))
    axes.set_axis_off()
    top = float(_MARGIN)
    for chart in charts:
        _Panel(axes=axes, words=words, chart=chart, width=width, top=top).draw()
        top += _measure(chart)
    _draw_legend(axes, words, top + _MARGIN)
    return figure


def _save(figure: Figure, fineness: float) -> bytes:
    kept = BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    figure.set_dpi(fineness * _INCH)
    canvas.draw()
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in _PALETTE for part in bytes.fromhex(colour[1:])])
    drawn = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")
    drawn.quantize(palette=palette, dither=Image.Dither.NONE).save(kept, "PNG", compress_level=9)
    return kept.getvalue()


def _measure(chart: PlanChart) -> int:
    title = _NAME_HIGH if chart.title else 0
    rows = len(chart.rows) * (_NAME_HIGH + _BAR_HIGH + _GAP)
    return title + _measure_codes(chart) + _BAND_HIGH + rows + _AXIS_HIGH


def _measure_codes(chart: PlanChart) -> int:
    longest = max((len(_head(one)) for one in chart.cases), default=0)
    return int(max(longest, _SHORTEST_HEAD) * _SMALL * _NARROW) + _GAP


def _head(case: ChartCase) -> str:
    return f"{case.number}  {case.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Panel:
    """The drawing of one meeting; measured from the left and from above."""

    axes: Axes
    words: Words
    chart: PlanChart
    width: int
    top: float

    def draw(self) -> None:
        """Draw what lies behind first."""
        if self.chart.title:
            self._write(_MARGIN, self.top + _NAME_HIGH / 2, self.chart.title, weight="bold")
        self._draw_times()
        self._draw_breaks()
        for case in self.chart.cases:
            self._draw_code(case)
        for run in _runs(self.chart.cases):
            self._draw_word(run)
        for number, row in enumerate(self.chart.rows):
            self._draw_row(row, self._rows_at + number * (_NAME_HIGH + _BAR_HIGH + _GAP))

    @property
    def _codes_at(self) -> float:
        return self.top + (_NAME_HIGH if self.chart.title else 0)

    @property
    def _rows_at(self) -> float:
        return self._codes_at + _measure_codes(self.chart) + _BAND_HIGH

    @property
    def _ends_at(self) -> float:
        return self.top + _measure(self.chart) - _AXIS_HIGH

    @property
    def _has_wide_bars(self) -> bool:
        """Whether each bar has room for the code of its case; else all have their number."""
        return all(
            self._wide(one.start, one.end) >= len(one.code) * _SMALL * _NARROW
            for one in self.chart.cases
        )

    def _x(self, minute: int) -> float:
        share = (minute - self.chart.start) / (self.chart.end - self.chart.start)
        return _MARGIN + share * (self.width - 2 * _MARGIN)

    def _wide(self, start: int, end: int) -> float:
        return self._x(end) - self._x(start)

    def _draw_times(self) -> None:
        for minute, time in self.chart.marks:
            at = self._x(minute)
            self.axes.plot([at, at], [self._rows_at, self._ends_at], color=_LINE, zorder=0)
            room = min(at, self.width - at)
            side = "center" if room > 1.5 * _LETTER else "left" if at < self.width / 2 else "right"
            self._write(
                at if side == "center" else _MARGIN if side == "left" else self.width - _MARGIN,
                self._ends_at + _AXIS_HIGH / 2,
                time,
                ha=side,
                size=_SMALL,
            )

    def _draw_breaks(self) -> None:
        for start, end in self.chart.breaks:
            at, wide = self._x(start), self._wide(start, end)
            self._fill(at, self._codes_at, wide, self._ends_at - self._codes_at, _PAUSE)
            if wide >= _SMALL:
                self._write(
                    at + wide / 2,
                    self._rows_at - _GAP,
                    self.words("picture.break"),
                    ha="center",
                    va="bottom",
                    rotation=90,
                    size=_SMALL,
                )

    def _draw_code(self, case: ChartCase) -> None:
        """Number and code above the time, upright; the number alone where that is too narrow."""
        wide = self._wide(case.start, case.end)
        fits = wide >= _SMALL
        self._write(
            self._x(case.start) + wide / 2,
            self._rows_at - _BAND_HIGH - _GAP / 2,
            _head(case) if fits else f"{case.number}",
            ha="center",
            va="bottom",
            rotation=90,
            size=_SMALL if fits else max(wide, _SMALL / 2),
        )

    def _draw_word(self, run: Sequence[ChartCase]) -> None:
        """The colour of cases that follow each other, as a word, or its letter where narrow."""
        colour, at = run[0].colour, self._x(run[0].start)
        wide = self._wide(run[0].start, run[-1].end)
        self._fill(at, self._rows_at - _BAND_HIGH, wide, _BAND_HIGH, _FACES[colour])
        word = self.words(f"colour.{colour}")
        self._write(
            at + wide / 2,
            self._rows_at - _BAND_HIGH / 2,
            word if wide >= len(word) * _SMALL * 0.8 else word[0],
            ha="center",
            size=_SMALL,
            weight="bold",
            color=_LETTERS[colour],
        )

    def _draw_row(self, row: ChartRow, top: float) -> None:
        below = top + _NAME_HIGH
        wide = self._wide(row.start, row.end)
        self._write(_MARGIN, top + _NAME_HIGH / 2 + 2, row.name, size=_LETTER)
        _hatch(self.axes, self._x(row.start), below, wide)
        for case in row.cases:
            self._draw_bar(case, below)

    def _draw_bar(self, case: ChartCase, top: float) -> None:
        at, wide = self._x(case.start), self._wide(case.start, case.end)
        self._fill(at, top, wide, _BAR_HIGH, _FACES[case.colour], edge=_INK)
        text = case.code if self._has_wide_bars else f"{case.number}"
        self._write(
            at + wide / 2,
            top + _BAR_HIGH / 2,
            text,
            ha="center",
            size=min(_SMALL, wide / len(text) / _NARROW),
            color=_LETTERS[case.colour],
        )

    def _fill(
        self, x: float, y: float, wide: float, high: float, face: str, edge: str = "none"
    ) -> None:
        self.axes.add_patch(
            Rectangle((x, y), wide, high, facecolor=face, edgecolor=edge, antialiased=False)
        )

    def _write(self, x: float, y: float, text: str, **look: Any) -> None:
        _write(self.axes, x, y, text, **look)


def _runs(cases: Sequence[ChartCase]) -> Iterator[Sequence[ChartCase]]:
    """Cases of one colour that follow each other without a pause."""
    run: list[ChartCase] = []
    for case in cases:
        if run and (case.colour is not run[-1].colour or case.start > run[-1].end):
            yield run
            run = []
        run.append(case)
    if run:
        yield run


def _draw_legend(axes: Axes, words: Words, top: float) -> None:
    _hatch(axes, _MARGIN, top, 2 * _BAR_HIGH, _LETTER)
    _write(axes, _MARGIN + 2 * _BAR_HIGH + _GAP, top + _LETTER / 2, words("picture.waiting"))


def _hatch(axes: Axes, x: float, y: float, wide: float, high: float = _BAR_HIGH) -> None:
    with_lines = Rectangle(
        (x, y),
        wide,
        high,
        facecolor=_PAPER,
        edgecolor=_INK,
        hatch="//",
        antialiased=False,
    )
    axes.add_patch(with_lines)


def _write(axes: Axes, x: float, y: float, text: str, **look: Any) -> None:
    style = {"va": "center", "size": _SMALL, "color": _INK, "parse_math": False, **look}
    axes.text(x, y, text, **style)
