"""The list in Teams: one card, turned page by page; a line is chosen, then a button acts on it."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.laid_aside import lay_aside
from bot.turns.replies import Instead, Reply, Say, Show
from cards.caselist import (
    BACK_TO_LIST,
    CHOSEN,
    COLOUR_LISTED,
    PRIORITY_LISTED,
    READ_LISTED,
    SHOW_LIST,
    SHOW_LISTED,
    draw_list,
)
from cards.colour import lay_out_history
from cards.messages import PrivateMessage
from cards.priority import lay_out_priority
from cards.referral import draw_case
from dialogs.colour import COLOUR, CaseToColour
from domain.access import Action
from domain.press import Press
from services.access import find_case, require_role
from services.caselist import choose_listed, view_list
from services.colour import view_colour_history
from services.priority import view_priority
from services.referral_views import view_case


async def _show(desk: Desk, _arguments: str) -> Reply:
    return Say(message=draw_list(desk.kit, await view_list(desk.ctx)))


async def _draw(desk: Desk, press: Press) -> PrivateMessage:
    """The page of the list that a button was drawn on, or that it turns to."""
    return draw_list(desk.kit, await view_list(desk.ctx, int(press.subject)))


async def _turn(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=await _draw(desk, press))


async def _back(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return lay_aside(desk, await _draw(desk, press))


async def _show_chosen(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    code = await choose_listed(desk.ctx, inputs.get(CHOSEN, ""))
    view = await view_case(desk.ctx, code, desk.case_actions)
    back = Press(verb=SHOW_LIST, subject=press.subject)
    return Instead(message=draw_case(desk.kit, view, desk.case_buttons, back))


async def _read_chosen(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    code = await choose_listed(desk.ctx, inputs.get(CHOSEN, ""))
    permit = await find_case(desk.ctx, Action.READ_COLOUR, code)
    back = Press(verb=BACK_TO_LIST, subject=press.subject)
    return Show(screen=lay_out_history(await view_colour_history(desk.ctx, permit), back))


async def _read_priority(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    code = await choose_listed(desk.ctx, inputs.get(CHOSEN, ""))
    permit = await find_case(desk.ctx, Action.READ_PRIORITY, code)
    back = Press(verb=BACK_TO_LIST, subject=press.subject)
    return Show(screen=lay_out_priority(await view_priority(desk.ctx, permit), back))


async def _colour_chosen(desk: Desk, _press: Press, inputs: Mapping[str, str]) -> Reply:
    require_role(desk.ctx, Action.SET_COLOUR)
    code = await choose_listed(desk.ctx, inputs.get(CHOSEN, ""))
    asked = CaseToColour(permit=await find_case(desk.ctx, Action.SET_COLOUR, code))
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, COLOUR, asked))


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("lijst", "list"),
            is_daily=True,
            action=Action.VIEW_LIST,
            run=_show,
            help_key="help.line.list",
            group=Group.COORDINATORS,
            runs_alone=True,
        ),
    ),
    buttons={
        SHOW_LIST: _turn,
        BACK_TO_LIST: _back,
        SHOW_LISTED: _show_chosen,
        READ_LISTED: _read_chosen,
        PRIORITY_LISTED: _read_priority,
        COLOUR_LISTED: _colour_chosen,
    },
)
