"""The doors of delivery: failures told, uncertain messages settled, stray stubs taken away."""

from collections.abc import Mapping

from bot.turns.feature import Desk, Feature
from bot.turns.incoming import Incoming
from bot.turns.replies import Instead, Refreshed, Reply
from cards.delivery import draw_delivery, draw_reply_failed, draw_settled, draw_stub_refreshed
from cards.kit import Kit
from cards.messages import PrivateMessage
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.delivery import (
    confirm_arrival,
    look_at_undelivered,
    read_delivery,
    read_late,
    read_reply,
    send_again,
    tell_failures,
    tell_lateness,
)
from services.moment import Reading
from services.ports.deliveries import DeliveryId


async def _render(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    view = await read_delivery(reading, DeliveryId(int(notice.subject)))
    return draw_delivery(kit, view) if view else None


async def _render_late(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    view = await read_late(reading, DeliveryId(int(notice.subject)))
    return draw_delivery(kit, view) if view else None


async def _render_reply(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    view = await read_reply(reading, DeliveryId(int(notice.subject)))
    return draw_reply_failed(kit, view) if view else None


async def _arrived(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    await confirm_arrival(desk.ctx, DeliveryId(int(press.subject)))
    return Instead(message=draw_settled(desk.kit))


async def _again(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    await send_again(desk.ctx, DeliveryId(int(press.subject)))
    return Instead(message=draw_settled(desk.kit))


async def refresh_stub(desk: Desk, press: Press, incoming: Incoming) -> Reply:
    """A reader's Teams refreshes a stub, and so tells where that stub is."""
    await desk.ctx.uow.deliveries.take_away_stray(
        press.subject, incoming.address, incoming.pressed_activity
    )
    return Refreshed(message=draw_stub_refreshed(desk.kit))


FEATURE = Feature(
    buttons={"delivery.arrived": _arrived, "delivery.again": _again},
    notices={
        NoticeKind.DELIVERY_FAILED: _render,
        NoticeKind.DELIVERY_LATE: _render_late,
        NoticeKind.DELIVERY_QUESTION: _render,
        NoticeKind.REPLY_FAILED: _render_reply,
    },
    timers={TimerKind.UNDELIVERED: look_at_undelivered},
    jobs=(tell_failures, tell_lateness),
)
