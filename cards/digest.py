"""The digest on a card: everything that is a member's own and asks for attention today."""

from collections.abc import Sequence
from typing import Final

from cards.kit import Kit
from cards.messages import Preview, PrivateMessage
from cards.overview import SHOW_OVERVIEW, OverviewPart, draw_heads
from domain.press import Press

# a card must stay small: the rest stands in *mijn*
ROWS_IN_DIGEST: Final = 12


def draw_digest(kit: Kit, parts: Sequence[OverviewPart]) -> PrivateMessage:
    """Draw what a member has to know today; parts without rows are left out."""
    rows = [(part, row) for part in sorted(parts, key=lambda one: one.place) for row in part.rows]
    left_out = len(rows) - ROWS_IN_DIGEST
    body = [kit.title("digest.title"), *draw_heads(kit, rows[:ROWS_IN_DIGEST])]
    if left_out > 0:
        body.append(kit.counted("digest.more", left_out))
    mine = kit.button("digest.mine_button", Press(verb=SHOW_OVERVIEW, subject="1"))
    return kit.private(Preview.DIGEST, body, [mine])
