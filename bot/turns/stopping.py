"""Answers who types that they want to stop: nothing goes on by itself, only what waits can stop."""

from dataclasses import replace

from bot.turns.feature import Desk
from bot.turns.replies import Say
from cards.overview import OverviewPart, OverviewRow, RowButton, draw_overview
from cards.words import Text
from dialogs.engine import Unfinished


async def explain_stopping(desk: Desk) -> Say:
    """Show what this member can stop, each with the button that asks before it throws away."""
    rows = tuple(_row(draft) for draft in await desk.dialogs.unfinished(desk.ctx))
    if not rows:
        return Say(message=desk.kit.short("dialog.nothing_to_stop"))
    part = OverviewPart(heading="dialog.what_to_stop", rows=rows)
    return Say(message=draw_overview(desk.kit, (part,)))


def _row(draft: Unfinished) -> OverviewRow:
    stop = replace(draft.reopen, verb="dialog.cancel")
    return OverviewRow(
        text=Text("overview.draft", {"dialog": draft.title, "at": draft.changed_at}),
        button=RowButton(key="dialog.cancel_button", press=stop, opens_dialog=True),
    )
