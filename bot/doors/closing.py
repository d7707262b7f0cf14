"""Closing in Teams: ``sluit CODE``; who had a place in the case reads in the digest that it is."""

from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.opening import opening
from bot.turns.own_rows import in_digest
from bot.turns.replies import Reply, Show
from bot.turns.typed_case import ask_to_delete, explain_command, seen_case, split_code
from cards.closing import CLOSE_CASE, draw_how_to_close, list_closed
from cards.referral import CaseButton
from dialogs.closing import CLOSING
from domain.access import Action
from services.access import find_case
from services.closing import read_cases_left


async def _close_typed(desk: Desk, arguments: str) -> Reply:
    typed = split_code(arguments)
    if typed.code is None:
        return explain_command(desk, arguments, draw_how_to_close)
    permit = await find_case(desk.ctx, Action.CLOSE_CASE, typed.code)
    page = Show(screen=await desk.dialogs.begin_allowed(desk.ctx, CLOSING, permit))
    return (*ask_to_delete(desk, typed.rest), page)


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("sluit", "close"),
            action=Action.CLOSE_CASE,
            run=_close_typed,
            reads_more=True,
            is_rare=True,
            help_key="help.line.closing",
            group=Group.COORDINATORS,
        ),
    ),
    buttons={CLOSE_CASE: opening(CLOSING, seen_case)},
    dialogs=(CLOSING,),
    digest=(in_digest(read_cases_left, list_closed),),
    case_buttons=(CaseButton(action=Action.CLOSE_CASE, key="closing.button", verb=CLOSE_CASE),),
)
