"""Drills in Teams: ``oefening`` shows who takes part; each member says so on the card."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature
from bot.turns.replies import Instead, Reply, Say
from cards.drill import JOIN_DRILLS, LEAVE_DRILLS, draw_drills
from domain.access import Action
from domain.press import Press
from services.drill import join_drills, leave_drills, view_drills


async def _show(desk: Desk, _arguments: str) -> Reply:
    return Say(message=draw_drills(desk.kit, await view_drills(desk.ctx)))


async def _join(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=draw_drills(desk.kit, await join_drills(desk.ctx)))


async def _leave(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=draw_drills(desk.kit, await leave_drills(desk.ctx)))


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("oefening", "drill"),
            action=Action.JOIN_DRILLS,
            run=_show,
            help_key="help.line.drill",
            runs_alone=True,
        ),
    ),
    buttons={JOIN_DRILLS: _join, LEAVE_DRILLS: _leave},
)
