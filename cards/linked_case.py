"""With which cases one is linked, for who may see both."""

from collections.abc import Sequence
from typing import Final

from cards.page import ShownView
from cards.words import Text
from services.linked_case import LinkSeen

LINK_CASES: Final = "linked_case.link"
UNLINK_CASES: Final = "linked_case.unlink"


def show_links(links: Sequence[LinkSeen]) -> tuple[ShownView, ...]:
    """Show the code of each linked case, with why it is linked."""
    return tuple(
        ShownView(label=Text("linked_case.with", {"code": one.code}), lines=(one.reason,))
        for one in links
    )
