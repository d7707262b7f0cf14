"""Asking a coordinator something before a referral in Teams: ``sparren``; the answer is told on a
card and read in a window.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Reply, Show
from cards.consult import (
    ANSWER_CONSULT,
    READ_CONSULT,
    REFER_CONSULT,
    draw_answered,
    list_consult_rows,
    list_own_consult_rows,
)
from cards.kit import Kit
from cards.messages import PrivateMessage
from dialogs.consult import (
    CONSULT_ANSWERING,
    CONSULT_ASKING,
    CONSULT_READING,
    AboutAsking,
    AboutConsult,
)
from dialogs.referral import REFERRAL
from domain.access import Action
from domain.consult import ConsultId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.consult import (
    list_consults_to_answer,
    list_own_consults,
    look_at_consult,
    read_consults_to_answer,
    refer_from_consult,
)
from services.moment import Reading
from services.ports.own_parts import OwnPart


async def _ask(desk: Desk, _arguments: str) -> Reply:
    about = AboutAsking(asker=desk.ctx.actor.id)
    return Show(screen=await desk.dialogs.begin(desk.ctx, CONSULT_ASKING, about))


async def _read(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutConsult(consult=ConsultId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, CONSULT_READING, about))


async def _answer(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutConsult(consult=ConsultId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, CONSULT_ANSWERING, about))


async def _refer(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    reserved = await refer_from_consult(desk.ctx, ConsultId(press.subject))
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, REFERRAL, reserved))


async def _render(_reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    return draw_answered(kit, ConsultId(notice.subject))


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("sparren", "consult"),
            action=Action.ASK_CONSULT,
            run=_ask,
            help_key="help.line.consult",
            runs_alone=True,
            is_rare=True,
        ),
    ),
    buttons={READ_CONSULT: _read, ANSWER_CONSULT: _answer, REFER_CONSULT: _refer},
    notices={NoticeKind.CONSULT: _render},
    timers={TimerKind.CONSULT: look_at_consult},
    dialogs=(CONSULT_ASKING, CONSULT_READING, CONSULT_ANSWERING),
    overview=(
        in_own(list_own_consults, list_own_consult_rows),
        in_own(list_consults_to_answer, list_consult_rows),
    ),
    own_part=OwnPart.CONSULTS,
    digest=(in_digest(read_consults_to_answer, list_consult_rows),),
)
