"""How is it after an acute session? Asked of a process director by the clock, answered by a press;
acute again begins a new session on the same case.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import ButtonHandler, Desk, Feature
from bot.turns.own_rows import in_own
from bot.turns.replies import Instead, Reply, Say, Show
from cards.acute_check import (
    ACUTE_AGAIN,
    ANSWER_CHECK,
    SHOW_CHECK,
    draw_check,
    draw_unchecked,
    list_checks,
)
from cards.acute_report import draw_out_of_treatment
from cards.kit import Kit
from cards.messages import PrivateMessage
from dialogs.acute_report import ACUTE_OPENING
from domain.access import Action
from domain.acute_check import CHECK_ANSWERS, AcuteCheckId, CheckOutcome
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.acute.check import (
    answer_check,
    list_own_checks,
    look_at_check,
    open_check,
    read_check,
    view_check,
)
from services.acute.report import open_case_for_director
from services.moment import Reading


async def _show(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Say(
        message=draw_check(desk.kit, await view_check(desk.ctx, AcuteCheckId(press.subject)))
    )


async def _again(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    running, _ = await open_check(desk.ctx, AcuteCheckId(press.subject))
    permit = await open_case_for_director(desk.ctx, running.case.id)
    if permit.action is not Action.OPEN_SESSION:
        return Say(message=draw_out_of_treatment(desk.kit, running.case.code))
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, ACUTE_OPENING, permit))


def _answering(outcome: CheckOutcome) -> ButtonHandler:
    async def handle(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
        view = await answer_check(desk.ctx, AcuteCheckId(press.subject), outcome)
        return Instead(message=draw_check(desk.kit, view))

    return handle


async def _render_check(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage:
    return draw_check(kit, await read_check(reading, notice.subject))


async def _render_unchecked(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage:
    return draw_unchecked(kit, await read_check(reading, notice.subject))


FEATURE: Final = Feature(
    buttons={
        SHOW_CHECK: _show,
        ACUTE_AGAIN: _again,
        **{f"{ANSWER_CHECK}_{one}": _answering(one) for one in CHECK_ANSWERS},
    },
    notices={
        NoticeKind.ACUTE_CHECK: _render_check,
        NoticeKind.ACUTE_UNCHECKED: _render_unchecked,
    },
    timers={TimerKind.ACUTE_CHECK: look_at_check},
    overview=(in_own(list_own_checks, list_checks),),
)
