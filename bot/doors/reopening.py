"""Reopening in Teams: ``heropen CODE``, and the second member who confirms it, asked in the digest
and in *mijn*.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Reply, Show
from bot.turns.typed_case import ask_to_delete, explain_command, seen_case, split_code
from cards.reopening import CONFIRM_REOPENING, draw_how_to_reopen, list_to_reopen
from dialogs.reopening import REOPENING, REOPENING_CONFIRMING
from domain.access import Action
from domain.press import Press
from domain.timer import TimerKind
from services.access import find_case
from services.ports.own_parts import OwnPart
from services.reopening import list_reopenings, look_at_reopening, read_reopenings


async def _reopen_typed(desk: Desk, arguments: str) -> Reply:
    typed = split_code(arguments)
    if typed.code is None:
        return explain_command(desk, arguments, draw_how_to_reopen)
    permit = await find_case(desk.ctx, Action.REOPEN_CASE, typed.code)
    page = Show(screen=await desk.dialogs.begin_allowed(desk.ctx, REOPENING, permit))
    return (*ask_to_delete(desk, typed.rest), page)


async def _confirm(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    seen = seen_case(press)
    return Show(screen=await desk.dialogs.begin(desk.ctx, REOPENING_CONFIRMING, seen))


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("heropen", "reopen"),
            action=Action.REOPEN_CASE,
            run=_reopen_typed,
            reads_more=True,
            is_rare=True,
            help_key="help.line.reopening",
            group=Group.COORDINATORS,
        ),
    ),
    buttons={CONFIRM_REOPENING: _confirm},
    timers={TimerKind.REOPENING: look_at_reopening},
    dialogs=(REOPENING, REOPENING_CONFIRMING),
    overview=(in_own(list_reopenings, list_to_reopen),),
    own_part=OwnPart.REOPENINGS,
    digest=(in_digest(read_reopenings, list_to_reopen),),
)
