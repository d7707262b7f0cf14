"""Handing over in Teams: ``overdragen`` shows what one holds and asks a colleague; who is asked
answers from *mijn*, the digest or a card.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Instead, Reply, Say, Show
from cards.hand_over import (
    ANSWER_BY_TELEPHONE_FOR,
    ANSWER_HAND_OVER,
    CHOSEN_GIVER,
    GIVE_WORK,
    GIVE_WORK_OF,
    SHOW_HAND_OVER,
    WITHDRAW_HAND_OVER,
    WITHDRAW_WORK_OF,
    draw_asked_over,
    draw_hand_over,
    list_asked_over_rows,
    list_hand_over_news,
)
from cards.kit import Kit
from cards.messages import PrivateMessage
from dialogs.about import WorkOf
from dialogs.hand_over import HAND_OVER_FOR, HAND_OVER_GIVING, WorkFor
from dialogs.hand_over_answer import HAND_OVER_ANSWER, HAND_OVER_BY_TELEPHONE
from domain.access import Action
from domain.identifiers import MemberId, OrganisationId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.hand_over import look_at_hand_over, view_hand_over, withdraw_hand_over
from services.hand_over_answer import list_asked_over, read_asked_over, read_one_asked_over
from services.hand_over_for import view_for_others, withdraw_for_another
from services.hand_over_news import read_hand_over_news
from services.moment import Reading
from services.ports.own_parts import OwnPart


async def _show(desk: Desk, _arguments: str) -> Reply:
    return Say(message=await _draw(desk))


async def _draw(desk: Desk) -> PrivateMessage:
    view, others = await view_hand_over(desk.ctx), await view_for_others(desk.ctx)
    return draw_hand_over(desk.kit, view, others)


async def _show_again(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=await _draw(desk))


async def _give_of(desk: Desk, _press: Press, inputs: Mapping[str, str]) -> Reply:
    giver, _, organisation = inputs.get(CHOSEN_GIVER, "").partition(":")
    about = WorkFor(giver=MemberId(giver), organisation=OrganisationId(organisation))
    return Show(screen=await desk.dialogs.begin(desk.ctx, HAND_OVER_FOR, about))


async def _withdraw_of(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    await withdraw_for_another(desk.ctx, MemberId(press.subject))
    return Instead(message=await _draw(desk))


async def _give(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = WorkOf(giver=desk.ctx.actor.id)
    return Show(screen=await desk.dialogs.begin(desk.ctx, HAND_OVER_GIVING, about))


async def _withdraw(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    await withdraw_hand_over(desk.ctx)
    return Instead(message=await _draw(desk))


async def _answer(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = WorkOf(giver=MemberId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, HAND_OVER_ANSWER, about))


async def _answer_for(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = WorkOf(giver=MemberId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, HAND_OVER_BY_TELEPHONE, about))


async def _render(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    asked = await read_one_asked_over(reading, MemberId(notice.subject))
    return draw_asked_over(kit, asked) if asked else None


FEATURE: Final = Feature(
    commands=(
        Command(
            # said as two words it is "hand", with "over" behind it
            words=("overdragen", "hand", "handover"),
            action=Action.HAND_OVER,
            run=_show,
            help_key="help.line.hand_over",
            runs_alone=True,
            is_rare=True,
        ),
    ),
    buttons={
        SHOW_HAND_OVER: _show_again,
        GIVE_WORK: _give,
        WITHDRAW_HAND_OVER: _withdraw,
        ANSWER_HAND_OVER: _answer,
        ANSWER_BY_TELEPHONE_FOR: _answer_for,
        GIVE_WORK_OF: _give_of,
        WITHDRAW_WORK_OF: _withdraw_of,
    },
    notices={NoticeKind.HAND_OVER: _render},
    timers={TimerKind.HAND_OVER: look_at_hand_over},
    dialogs=(HAND_OVER_GIVING, HAND_OVER_FOR, HAND_OVER_ANSWER, HAND_OVER_BY_TELEPHONE),
    overview=(in_own(list_asked_over, list_asked_over_rows),),
    own_part=OwnPart.HAND_OVERS,
    digest=(
        in_digest(read_asked_over, list_asked_over_rows),
        in_digest(read_hand_over_news, list_hand_over_news),
    ),
)
