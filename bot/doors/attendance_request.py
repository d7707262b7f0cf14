"""Komt u? In Teams: the question, its answers, and those given by telephone."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import ButtonHandler, Desk, Feature
from bot.turns.replies import Instead, Reply, Show
from cards.agenda_partners import ANSWER_BY_TELEPHONE
from cards.attendance_request import ANSWER_REQUEST, REQUEST_ANSWERS, draw_request
from cards.kit import Kit
from cards.messages import PrivateMessage
from dialogs.attendance_request import ATTENDANCE_BY_TELEPHONE, AboutRequests
from domain.attendance_request import AttendanceAnswer
from domain.identifiers import AttendanceRequestId, MeetingId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.attendance_request import (
    answer_own_request,
    ask_for_red,
    look_at_requests,
    read_reminder,
    read_request,
)
from services.moment import Reading


def _answering(answer: AttendanceAnswer) -> ButtonHandler:
    async def run(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
        request = AttendanceRequestId(press.subject)
        return Instead(
            message=draw_request(desk.kit, await answer_own_request(desk.ctx, request, answer))
        )

    return run


async def _by_telephone(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutRequests(meeting=MeetingId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, ATTENDANCE_BY_TELEPHONE, about))


async def _render_request(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    view = await read_request(reading, AttendanceRequestId(notice.subject))
    return draw_request(kit, view) if view else None


async def _render_reminder(
    reading: Reading, kit: Kit, notice: PrivateNotice
) -> PrivateMessage | None:
    view = await read_reminder(reading, AttendanceRequestId(notice.subject))
    return draw_request(kit, view) if view else None


FEATURE: Final = Feature(
    buttons={
        **{f"{ANSWER_REQUEST}_{one}": _answering(one) for one in REQUEST_ANSWERS},
        ANSWER_BY_TELEPHONE: _by_telephone,
    },
    notices={
        NoticeKind.ATTENDANCE_REQUEST: _render_request,
        NoticeKind.ATTENDANCE_REMINDER: _render_reminder,
    },
    timers={TimerKind.ATTENDANCE_REQUEST: look_at_requests, TimerKind.LATE_RED: ask_for_red},
    dialogs=(ATTENDANCE_BY_TELEPHONE,),
)
