"""The inbox (postvak) in Teams: one card, turned page by page."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.replies import Instead, Reply, Say
from cards.inbox import SHOW_INBOX, draw_inbox
from domain.access import Action
from domain.press import Press
from services.inbox import view_inbox


async def _show(desk: Desk, _arguments: str) -> Reply:
    return Say(message=draw_inbox(desk.kit, await view_inbox(desk.ctx)))


async def _turn(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=draw_inbox(desk.kit, await view_inbox(desk.ctx, int(press.subject))))


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("postvak", "inbox"),
            is_daily=True,
            action=Action.OPEN_INBOX,
            run=_show,
            help_key="help.line.inbox",
            group=Group.COORDINATORS,
            runs_alone=True,
        ),
    ),
    buttons={SHOW_INBOX: _turn},
)
