"""Weighing in Teams: the command and the button that open it, and the outcome for the referrer."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.laid_aside import lay_aside
from bot.turns.opening import opening
from bot.turns.replies import Reply, Show
from bot.turns.typed_case import ask_to_delete, explain_command, seen_case, split_code
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.referral import CaseButton
from cards.weighing import (
    BACK_TO_OUTCOME,
    READ_OUTCOME,
    WEIGH,
    draw_how_to_weigh,
    draw_weighed,
    lay_out_outcome,
)
from dialogs.weighing import WEIGHING
from domain.access import Action
from domain.identifiers import CaseId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from services.access import find_case
from services.moment import Reading
from services.weighing import read_outcome, view_outcome


async def _weigh_typed(desk: Desk, arguments: str) -> Reply:
    typed = split_code(arguments)
    if typed.code is None:
        return explain_command(desk, arguments, draw_how_to_weigh)
    permit = await find_case(desk.ctx, Action.WEIGH, typed.code)
    page = Show(screen=await desk.dialogs.begin_allowed(desk.ctx, WEIGHING, permit))
    return (*ask_to_delete(desk, typed.rest), page)


async def _read_outcome(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Show(screen=lay_out_outcome(await view_outcome(desk.ctx, CaseId(press.subject))))


async def _back_to_outcome(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await view_outcome(desk.ctx, CaseId(press.subject))
    return lay_aside(desk, draw_weighed(desk.kit, view.told, view.case))


async def _render_weighed(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    case_id = CaseId(notice.subject)
    told = await read_outcome(reading, case_id)
    return draw_weighed(kit, told, case_id) if told else None


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("weeg", "weigh"),
            action=Action.WEIGH,
            run=_weigh_typed,
            reads_more=True,
            help_key="help.line.weigh",
            group=Group.COORDINATORS,
        ),
    ),
    buttons={
        WEIGH: opening(WEIGHING, seen_case),
        READ_OUTCOME: _read_outcome,
        BACK_TO_OUTCOME: _back_to_outcome,
    },
    notices={NoticeKind.REFERRAL_WEIGHED: _render_weighed},
    dialogs=(WEIGHING,),
    case_buttons=(CaseButton(action=Action.WEIGH, key="inbox.weighing_button", verb=WEIGH),),
)
