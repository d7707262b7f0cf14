"""Agreed actions in Teams: a member's own in *mijn*, their answers, and what a process director
decides about what nobody answers.
"""

from collections.abc import Mapping
from typing import Any, Final

from bot.turns.feature import ButtonHandler, Desk, Feature
from bot.turns.laid_aside import lay_aside
from bot.turns.opening import about_case, opening
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Instead, Reply, Show
from cards.agreed_action import (
    AGREE_ACTION,
    ANSWER_ACTION,
    ESCALATE_ACTION,
    ESCALATE_READ,
    HIDE_ACTION,
    POSTPONE_ACTION,
    READ_ACTION,
    READ_ACTIONS,
    REASSIGN_ACTION,
    SHOW_ACTION,
    TELEPHONE_ACTION,
    draw_action,
    draw_escalated,
    form_escalated_receipt,
    lay_out_action,
    lay_out_case_actions,
    list_actions,
    read_page,
)
from cards.kit import Frame, Kit
from cards.messages import PrivateMessage
from dialogs.agreed_action import (
    ACTION_AGREEING,
    ACTION_ANSWER,
    ACTION_DATE,
    ACTION_OWNER,
    ACTION_TELEPHONE,
    AboutAction,
)
from dialogs.pages import Dialog
from domain.agreed_action import ACTION_ANSWERS, ActionState
from domain.identifiers import ActionId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.action_reminders import list_own_actions, look_at_action, read_due, read_escalated
from services.agreed_action import (
    escalate_action,
    open_to_guard,
    read_action,
    view_action,
    view_case_actions,
)
from services.moment import Reading
from services.ports.own_parts import OwnPart


async def _show(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=await _draw(desk, ActionId(press.subject)))


async def _draw(desk: Desk, action: ActionId) -> PrivateMessage:
    return draw_action(desk.kit, await view_action(desk.ctx, action))


async def _read(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Show(screen=lay_out_action(await read_action(desk.ctx, ActionId(press.subject))))


async def _hide(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return lay_aside(desk, await _draw(desk, ActionId(press.subject)))


async def _read_all(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case_id, are_open, number = read_page(press)
    view = await view_case_actions(desk.ctx, case_id)
    return Show(screen=lay_out_case_actions(view, are_open=are_open, number=number))


async def _escalate(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    held = await open_to_guard(desk.ctx, ActionId(press.subject), press.version)
    await escalate_action(desk.ctx, held)
    return Instead(message=await _draw(desk, held.agreed.id))


async def _escalate_read(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    """Escalate from the window in which an action is read, where no card of the chat can stand."""
    escalated = await _escalate(desk, press, inputs)
    if desk.kit.frame is Frame.CHAT_CARD:
        return escalated
    return Show(screen=form_escalated_receipt())


def _opening(dialog: Dialog[AboutAction, Any], answer: ActionState | None = None) -> ButtonHandler:
    async def handle(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
        about = AboutAction(action=ActionId(press.subject), version=press.version, answer=answer)
        return Show(screen=await desk.dialogs.begin(desk.ctx, dialog, about))

    return handle


async def _render_escalated(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    view = await read_escalated(reading, ActionId(notice.subject))
    return draw_escalated(kit, view) if view else None


FEATURE: Final = Feature(
    buttons={
        SHOW_ACTION: _show,
        READ_ACTION: _read,
        HIDE_ACTION: _hide,
        READ_ACTIONS: _read_all,
        AGREE_ACTION: opening(ACTION_AGREEING, about_case),
        **{f"{ANSWER_ACTION}_{one}": _opening(ACTION_ANSWER, one) for one in ACTION_ANSWERS},
        TELEPHONE_ACTION: _opening(ACTION_TELEPHONE),
        POSTPONE_ACTION: _opening(ACTION_DATE),
        ESCALATE_ACTION: _escalate,
        ESCALATE_READ: _escalate_read,
        REASSIGN_ACTION: _opening(ACTION_OWNER),
    },
    notices={
        NoticeKind.ACTION_ESCALATED: _render_escalated,
    },
    timers={TimerKind.AGREED_ACTION: look_at_action},
    dialogs=(ACTION_ANSWER, ACTION_TELEPHONE, ACTION_DATE, ACTION_OWNER, ACTION_AGREEING),
    overview=(in_own(list_own_actions, list_actions),),
    own_part=OwnPart.ACTIONS,
    digest=(in_digest(read_due, list_actions),),
)
