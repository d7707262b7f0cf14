"""Answers who types that they want to stop: nothing goes on by itself, only what waits can stop."""

from dataclasses import replace

from bot.turns.feature import Desk
from bot.turns.replies import Say
from cards.stopping import StoppableDraft, draw_stoppable


async def explain_stopping(desk: Desk) -> Say:
    """Show what this member can stop, each with the button that asks before it throws away."""
    drafts = [
        StoppableDraft(
            title=draft.title,
            changed_at=draft.changed_at,
            stop=replace(draft.reopen, verb="dialog.cancel"),
        )
        for draft in await desk.dialogs.unfinished(desk.ctx)
    ]
    return Say(message=draw_stoppable(desk.kit, drafts))
