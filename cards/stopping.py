"""What somebody has open, on a card from which each can be stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.words import Text
from domain.press import Press

# a card must stay small; the others are in *mijn*
_MOST_DRAFTS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppableDraft:
    """A draft that waits, and the press that asks whether it is thrown away."""

    title: Text
    changed_at: datetime
    stop: Press


def draw_stoppable(kit: Kit, drafts: Sequence[StoppableDraft]) -> PrivateMessage:
    """Draw what can be stopped, last changed first; without anything, that there is nothing."""
    if not drafts:
        return kit.short("dialog.nothing_to_stop")
    rows = [part for draft in drafts[:_MOST_DRAFTS] for part in _row(kit, draft)]
    return kit.private(Preview.DIALOG, [kit.title("dialog.what_to_stop"), *rows])


def _row(kit: Kit, draft: StoppableDraft) -> list[Part]:
    stop = kit.dialog_button("dialog.cancel_button", draft.stop)
    named = kit.text("overview.draft", dialog=draft.title, at=draft.changed_at)
    return [named, kit.row_of([stop])]
