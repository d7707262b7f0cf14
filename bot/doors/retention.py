"""The clock of retention in Teams: ``bewaartermijnen`` shows which cases go when; each night the
house looks which have come to their end.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.replies import Instead, Reply, Say
from cards.retention import SHOW_RETENTION, draw_retention
from domain.access import Action
from domain.press import Press
from domain.timer import TimerKind
from services.destruction import look_at_retention
from services.retention import view_retention


async def _show(desk: Desk, _arguments: str) -> Reply:
    return Say(message=draw_retention(desk.kit, await view_retention(desk.ctx)))


async def _turn(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_retention(desk.ctx, int(press.subject))
    return Instead(message=draw_retention(desk.kit, view))


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("bewaartermijnen", "retention"),
            action=Action.VIEW_RETENTION,
            run=_show,
            help_key="help.line.retention",
            group=Group.OFFICE,
            runs_alone=True,
        ),
    ),
    buttons={SHOW_RETENTION: _turn},
    timers={TimerKind.RETENTION: look_at_retention},
)
