"""Figures in Teams: ``cijfers`` shows this quarter; its windows, by meeting and by organisation."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.turns.feature import ButtonHandler, Command, Desk, Feature, Group
from bot.turns.laid_aside import lay_aside
from bot.turns.replies import Instead, Reply, Say, Show
from cards.figures import (
    BACK_TO_FIGURES,
    FIGURES_BY_MEETING,
    FIGURES_BY_ORGANISATION,
    SHOW_FIGURES,
    draw_figures,
    lay_out_meetings,
    lay_out_organisations,
    read_figures_page,
)
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.page import PageView
from domain.access import Action
from domain.press import Press
from services.figures import FiguresView, view_figures


async def _show(desk: Desk, _arguments: str) -> Reply:
    return Say(message=draw_figures(desk.kit, await view_figures(desk.ctx)))


async def _draw(desk: Desk, press: Press) -> PrivateMessage:
    quarter, _ = read_figures_page(press)
    return draw_figures(desk.kit, await view_figures(desk.ctx, quarter))


async def _turn(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=await _draw(desk, press))


async def _back(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return lay_aside(desk, await _draw(desk, press))


def _opening(lay_out: Callable[[Kit, FiguresView, int], PageView]) -> ButtonHandler:
    async def handle(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
        quarter, number = read_figures_page(press)
        view = await view_figures(desk.ctx, quarter)
        return Show(screen=lay_out(desk.kit, view, number))

    return handle


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("cijfers", "figures"),
            action=Action.VIEW_FIGURES,
            run=_show,
            help_key="help.line.figures",
            group=Group.OFFICE,
            runs_alone=True,
        ),
    ),
    buttons={
        SHOW_FIGURES: _turn,
        BACK_TO_FIGURES: _back,
        FIGURES_BY_MEETING: _opening(lay_out_meetings),
        FIGURES_BY_ORGANISATION: _opening(lay_out_organisations),
    },
)
