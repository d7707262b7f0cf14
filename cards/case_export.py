"""A case to copy into another register: plain lines in the order of its page, on one screen, and on
more when one does not hold it.
"""

from collections.abc import Iterator
from typing import Final

from cards.case_page import press_copy, press_leaf, show_leaf
from cards.page import ButtonView, PageView, ShownView
from cards.referral import HIDE
from cards.words import Text
from domain.case_page import CaseLeaf
from domain.identifiers import CaseId
from domain.press import Press
from services.case_export import WholeCase

# in signs: what a card may hold, with room for what stands around each line
_ON_A_SCREEN: Final = 12_000
_AROUND_A_LINE: Final = 90

CopiedLine = Text | str


def read_copy(press: Press) -> tuple[CaseId, int]:
    """Read which case is copied, and which screen of it is asked for."""
    case_id, _, number = press.subject.partition(":")
    return CaseId(case_id), int(number or 1)


def lay_out_copy(whole: WholeCase, number: int) -> PageView:
    """Lay out a screen with lines to copy; a number outside them gives the nearest."""
    screens = _fill_screens(whole)
    number = min(max(1, number), len(screens))
    case = whole.case
    others = []
    if len(screens) > 1:
        following = press_copy(case.id, number % len(screens) + 1)
        others = [ButtonView(key="case_page.turn", press=following)]
    place = {"number": number, "total": len(screens)}
    return PageView(
        title=Text("case_export.copy_title", {"code": case.code}),
        step=Text("case_page.place", dict(place)) if others else None,
        intro=Text("case_export.copy_how"),
        shown=tuple(screens[number - 1]),
        buttons=(
            *others,
            ButtonView(key="case_export.back_button", press=press_leaf(case.id, CaseLeaf.WHY)),
            ButtonView(key="case.hide_button", press=Press(verb=HIDE, subject=case.id)),
        ),
        reopen=press_copy(case.id, number),
    )


def _fill_screens(whole: WholeCase) -> list[list[ShownView]]:
    """Put as much on each screen as it holds; a leaf that goes on says its heading again."""
    screens: list[list[ShownView]] = [[]]
    room = _ON_A_SCREEN
    for page in whole.pages:
        heading = Text(f"case_page.title_{page.at}", {"code": whole.case.code})
        lines: list[CopiedLine] = []
        for shown in show_leaf(page):
            for line in _write_plainly(shown):
                weight = _weigh(line)
                if weight > room and (lines or screens[-1]):
                    screens[-1] += [ShownView(label=heading, lines=tuple(lines))] if lines else []
                    screens.append([])
                    lines, room = [], _ON_A_SCREEN
                lines.append(line)
                room -= weight
        screens[-1].append(ShownView(label=heading, lines=tuple(lines)))
    return screens


def _write_plainly(shown: ShownView) -> Iterator[CopiedLine]:
    """A field with its value behind it; what somebody typed begins a line of its own."""
    values = [one for one in shown.lines if one]
    if values and isinstance(values[0], Text):
        yield Text("case_export.field", {"field": shown.label, "value": values.pop(0)})
    else:
        yield shown.label
    yield from values


def _weigh(line: CopiedLine) -> int:
    if isinstance(line, str):
        return len(line) + _AROUND_A_LINE * (1 + line.count("\n"))
    inner = line.parameters.values()
    return _AROUND_A_LINE + sum(_weigh(one) if isinstance(one, Text | str) else 30 for one in inner)
