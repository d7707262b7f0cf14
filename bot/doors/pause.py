"""Pausing in Teams: ``pauzeer CODE`` and ``terug CODE``; what rests stands in *mijn*, and is asked
about in the digest when its day comes.
"""

from collections.abc import Callable
from typing import Final

from bot.turns.feature import Command, CommandHandler, Desk, Feature, Group
from bot.turns.opening import opening
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Reply, Show
from bot.turns.typed_case import ask_to_delete, explain_command, seen_case, split_code
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.pause import (
    PAUSE_CASE,
    RETURN_CASE,
    draw_how_to_pause,
    draw_how_to_return,
    list_due_pauses,
    list_paused_cases,
)
from cards.referral import CaseButton
from dialogs.pages import Dialog
from dialogs.pause import CASE_PAUSE, CASE_RETURN
from domain.access import Action
from domain.timer import TimerKind
from services.access import Permit, find_case
from services.pause import list_paused, look_at_pause, read_due_pauses
from services.ports.own_parts import OwnPart
from services.seen_case import SeenCase


def _typing(
    action: Action, dialog: Dialog[SeenCase, Permit], draw: Callable[[Kit], PrivateMessage]
) -> CommandHandler:
    async def handle(desk: Desk, arguments: str) -> Reply:
        typed = split_code(arguments)
        if typed.code is None:
            return explain_command(desk, arguments, draw)
        permit = await find_case(desk.ctx, action, typed.code)
        page = Show(screen=await desk.dialogs.begin_allowed(desk.ctx, dialog, permit))
        return (*ask_to_delete(desk, typed.rest), page)

    return handle


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("pauzeer", "pause"),
            action=Action.PAUSE_CASE,
            run=_typing(Action.PAUSE_CASE, CASE_PAUSE, draw_how_to_pause),
            reads_more=True,
            is_rare=True,
            help_key="help.line.pause",
            group=Group.COORDINATORS,
        ),
        Command(
            words=("terug", "return"),
            action=Action.RETURN_CASE,
            run=_typing(Action.RETURN_CASE, CASE_RETURN, draw_how_to_return),
            reads_more=True,
            is_rare=True,
            help_key="help.line.pause_return",
            group=Group.COORDINATORS,
        ),
    ),
    buttons={
        PAUSE_CASE: opening(CASE_PAUSE, seen_case),
        RETURN_CASE: opening(CASE_RETURN, seen_case),
    },
    timers={TimerKind.PAUSE: look_at_pause},
    dialogs=(CASE_PAUSE, CASE_RETURN),
    overview=(in_own(list_paused, list_paused_cases),),
    own_part=OwnPart.PAUSES,
    digest=(in_digest(read_due_pauses, list_due_pauses),),
    case_buttons=(
        CaseButton(action=Action.RETURN_CASE, key="pause.return_button", verb=RETURN_CASE),
        CaseButton(action=Action.PAUSE_CASE, key="pause.button", verb=PAUSE_CASE),
    ),
)
