"""A button that opens a dialog about what it names."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.turns.feature import ButtonHandler, Desk
from bot.turns.replies import Reply, Show
from dialogs.about import About, AboutCase, AboutSession
from dialogs.pages import Dialog
from domain.identifiers import CaseId, SessionId
from domain.press import Press


def opening(dialog: Dialog[About, Any], find_about: Callable[[Press], About]) -> ButtonHandler:
    """Handle a press by opening a dialog about what was pressed."""

    async def handle(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
        return Show(screen=await desk.dialogs.begin(desk.ctx, dialog, find_about(press)))

    return handle


def about_case(press: Press) -> AboutCase:
    """The case that a press names."""
    return AboutCase(case=CaseId(press.subject))


def about_session(press: Press) -> AboutSession:
    """The session that a press names."""
    return AboutSession(session=SessionId(press.subject))
