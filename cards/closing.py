"""Closing a case: what is still agreed, and what who had a place in it reads afterwards."""

from collections.abc import Sequence
from typing import Final

from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow
from cards.words import Text
from domain.identifiers import CaseCode

CLOSE_CASE: Final = "closing.open"


def draw_how_to_close(kit: Kit) -> PrivateMessage:
    """Tell how a case is closed."""
    return kit.short("closing.how_to")


def list_closed(codes: Sequence[CaseCode]) -> Sequence[OverviewPart]:
    """The cases that were closed, as a part of the digest: their codes."""
    rows = tuple(OverviewRow(text=Text("closing.row", {"code": one})) for one in codes)
    return (OverviewPart(heading="closing.heading", place=OverviewPlace.CASES, rows=rows),)
