"""Whether the subject was informed, in *mijn* and the digest: a row with a code; the rest is read
in a window.
"""

from collections.abc import Sequence
from typing import Final

from cards.overview import OverviewPart, asked_part, opening_row
from cards.page import ShownView
from cards.words import Text
from domain.informing import Informed
from domain.press import Press
from services.informing import InformingRow, InformingView

SAY_INFORMED: Final = "informing.open"


def list_to_inform(rows: Sequence[InformingRow]) -> Sequence[OverviewPart]:
    """The cases of which it is asked whether the subject was informed, as a part of *mijn*."""
    listed = tuple(
        opening_row(
            Text("informing.row", {"code": one.code}),
            "informing.button",
            Press(verb=SAY_INFORMED, subject=one.case, version=one.version),
        )
        for one in rows
    )
    return (asked_part("informing.heading", listed),)


def show_informing(view: InformingView) -> tuple[ShownView, ...]:
    """Show what was said last of informing the subject."""
    if view.last is None:
        return ()
    said, signed = view.last.said, view.last.signed
    label = Text("informing.said_by", {"name": view.said_by, "at": signed.at})
    if isinstance(said, Informed):
        line = Text("informing.was_informed", {"by": said.informer, "on": said.informed_on})
        return (ShownView(label=label, lines=(line,)),)
    again = Text("informing.was_not_yet", {"on": said.review_on})
    ground = Text(f"informing.ground_{said.ground}")
    return (ShownView(label=label, lines=(again, ground, *([said.why] if said.why else []))),)
