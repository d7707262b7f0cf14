"""Offering duty days to a colleague in Teams: the question, the yes and the no."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.own_rows import in_digest
from bot.turns.replies import Instead, Reply, Show
from cards.duty_swap import (
    ACCEPT_SWAP,
    DECLINE_SWAP,
    OFFER_SWAP,
    WITHDRAW_SWAP,
    draw_swap,
    list_offers,
)
from cards.kit import Kit
from cards.messages import PrivateMessage
from dialogs.duty_swap import DUTY_SWAP, AboutSwap
from domain.duty_swap import DutySwapId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.duty_swap import (
    accept_swap,
    decline_swap,
    list_offers_to_answer,
    look_at_offer,
    read_swap,
    withdraw_swap,
)
from services.moment import Reading


async def _offer(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Show(
        screen=await desk.dialogs.begin(desk.ctx, DUTY_SWAP, AboutSwap(member=desk.ctx.actor.id))
    )


async def _accept(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(
        message=draw_swap(desk.kit, await accept_swap(desk.ctx, DutySwapId(press.subject)))
    )


async def _decline(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(
        message=draw_swap(desk.kit, await decline_swap(desk.ctx, DutySwapId(press.subject)))
    )


async def _withdraw(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(
        message=draw_swap(desk.kit, await withdraw_swap(desk.ctx, DutySwapId(press.subject)))
    )


async def _render(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    return draw_swap(kit, await read_swap(reading, DutySwapId(notice.subject)))


FEATURE: Final = Feature(
    buttons={
        OFFER_SWAP: _offer,
        ACCEPT_SWAP: _accept,
        DECLINE_SWAP: _decline,
        WITHDRAW_SWAP: _withdraw,
    },
    notices={NoticeKind.DUTY_SWAP: _render},
    timers={TimerKind.DUTY_SWAP: look_at_offer},
    dialogs=(DUTY_SWAP,),
    digest=(in_digest(list_offers_to_answer, list_offers),),
)
