"""The duty rota in Teams: ``dienst`` shows the coming weeks."""

from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.replies import Reply, Say
from cards.duty import draw_rota
from domain.access import Action
from services.duty import view_rota


async def _show(desk: Desk, _arguments: str) -> Reply:
    return Say(message=draw_rota(desk.kit, await view_rota(desk.ctx)))


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("dienst", "duty"),
            action=Action.VIEW_ROTA,
            run=_show,
            help_key="help.line.duty",
            group=Group.OFFICE,
            runs_alone=True,
        ),
    ),
)
