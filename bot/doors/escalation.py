"""The doors of escalation: what waits is told to the next, and looked at when its time comes."""

from typing import Final

from bot.turns.feature import Feature
from cards.escalation import (
    draw_alarm,
    draw_lag,
    draw_silence,
    draw_stalled,
    draw_unjudged,
    draw_waits,
)
from cards.kit import Kit
from cards.messages import PrivateMessage
from domain.identifiers import InvitationId, SessionId
from domain.notice import NoticeKind, PrivateNotice
from domain.timer import TimerKind
from services.acute.auditor import read_stalled
from services.acute.escalation import look_at_chain
from services.acute.waiting import read_silence, read_waiting
from services.moment import Reading


async def _render_waits(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage:
    return draw_waits(kit, await read_waiting(reading, SessionId(notice.subject)))


async def _render_unjudged(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage:
    return draw_unjudged(kit, await read_waiting(reading, SessionId(notice.subject)))


async def _render_alarm(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage:
    return draw_alarm(kit, await read_waiting(reading, SessionId(notice.subject)))


async def _render_stalled(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    view = await read_stalled(reading, SessionId(notice.subject))
    return draw_stalled(kit, view) if view else None


async def _render_lag(_reading: Reading, kit: Kit, _notice: PrivateNotice) -> PrivateMessage:
    return draw_lag(kit)


async def _render_silence(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage:
    return draw_silence(kit, await read_silence(reading, InvitationId(notice.subject)))


FEATURE: Final = Feature(
    notices={
        NoticeKind.ACUTE_WAITS: _render_waits,
        NoticeKind.ACUTE_UNJUDGED: _render_unjudged,
        NoticeKind.ACUTE_ALARM: _render_alarm,
        NoticeKind.INVITATION_SILENT: _render_silence,
        NoticeKind.ACUTE_STALLED: _render_stalled,
        NoticeKind.SENDING_LAGS: _render_lag,
    },
    timers={TimerKind.ESCALATION: look_at_chain},
)
