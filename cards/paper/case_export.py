"""A case as one readable page, for whoever takes it to another system: the leaves of its page one
below the other, whole, and what is kept beside that page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cards.case_export_beside import list_beside
from cards.case_page import show_leaf
from cards.kit import Kit
from cards.page import ShownView
from cards.paper.sheet import fill_sheet
from cards.words import Text
from services.case_export import WholeCase


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """One leaf: its heading, and each thing on it with its lines."""

    heading: str
    shown: tuple[tuple[str, tuple[str, ...]], ...]


def draw_case_export(kit: Kit, whole: WholeCase) -> str:
    """Draw what is exported of a case."""
    return fill_sheet(
        kit,
        "export.html",
        language=kit.words.language.value,
        whole=whole,
        exported_at=kit.moment(whole.at),
        received_on=kit.day(whole.received_on),
        sections=list(_list_sections(kit, whole)),
    )


def _list_sections(kit: Kit, whole: WholeCase) -> Iterator[_Section]:
    for page in whole.pages:
        title = Text(f"case_page.title_{page.at}", {"code": whole.case.code})
        yield _section(kit, title, show_leaf(page))
    for title, shown in list_beside(whole):
        yield _section(kit, title, shown)


def _section(kit: Kit, title: Text, shown: Iterable[ShownView]) -> _Section:
    return _Section(heading=kit.say(title), shown=tuple(_say(kit, one) for one in shown))


def _say(kit: Kit, shown: ShownView) -> tuple[str, tuple[str, ...]]:
    lines = (one if isinstance(one, str) else kit.say(one) for one in shown.lines)
    return kit.say(shown.label), tuple(one for one in lines if one)
