"""The list in Teams: one card, turned page by page."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.replies import Instead, Reply, Say
from cards.caselist import SHOW_LIST, draw_list
from domain.access import Action
from domain.press import Press
from services.caselist import view_list


async def _show(desk: Desk, _arguments: str) -> Reply:
    return Say(message=draw_list(desk.kit, await view_list(desk.ctx)))


async def _turn(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=draw_list(desk.kit, await view_list(desk.ctx, int(press.subject))))


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("lijst", "list"),
            action=Action.VIEW_LIST,
            run=_show,
            help_key="help.line.list",
            group=Group.COORDINATORS,
            runs_alone=True,
        ),
    ),
    buttons={SHOW_LIST: _turn},
)
