"""Calling a meeting off and moving it, each as a dialog of one page for a process director."""

import re
from datetime import date, datetime, time
from typing import Final

from cards.agenda import SHOW_AGENDA
from cards.page import FieldKind, ReceiptView
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.pages import Beginning, Dialog, Field, Page, Problems, about_no_case
from domain.draft import Answers
from domain.meeting import CallOffReason
from domain.meeting_change import MovedToPastError
from domain.press import Press
from services.meeting_change import (
    MeetingPermit,
    SeenMeeting,
    call_off_meeting,
    move_meeting,
    name_start,
    open_meeting,
)
from services.moment import Context

_TIME: Final = re.compile(r"([01]?\d|2[0-3])[:.uh]?([0-5]\d)", re.ASCII)


async def _may_change(ctx: Context, about: SeenMeeting) -> MeetingPermit:
    return await open_meeting(ctx, about)


async def _begin_call_off(_ctx: Context, held: MeetingPermit) -> Beginning[SeenMeeting]:
    return Beginning(about=_see(held))


async def _begin_move(ctx: Context, held: MeetingPermit) -> Beginning[SeenMeeting]:
    local = ctx.calendar.local(held.meeting.starts_at)
    return Beginning(
        about=_see(held), answers={"held_on": local.date(), "starts": f"{local:%H:%M}"}
    )


def _see(held: MeetingPermit) -> SeenMeeting:
    return SeenMeeting(meeting=held.meeting.id, began=name_start(held.meeting))


async def _call_off(ctx: Context, held: MeetingPermit, answers: Answers) -> ReceiptView:
    reason = CallOffReason(text_of(answers, "call_off_reason"))
    await call_off_meeting(ctx, held, reason)
    day = ctx.day_of(held.meeting.starts_at)
    return ReceiptView(
        title=Text("meeting_change.called_off", {"day": day}),
        lines=(Text("meeting_change.call_off_follows"),),
        back=_back(held),
    )


async def _move(ctx: Context, held: MeetingPermit, answers: Answers) -> ReceiptView:
    meeting = await move_meeting(ctx, held, _read_moment(ctx, answers))
    return ReceiptView(
        title=Text("meeting_change.moved", {"starts_at": meeting.starts_at}),
        lines=(Text("meeting_change.move_follows"),),
        back=_back(held),
    )


def _read_moment(ctx: Context, answers: Answers) -> datetime:
    on, at = answers.get("held_on"), _read_time(text_of(answers, "starts"))
    if not isinstance(on, date) or at is None:
        raise MovedToPastError
    return ctx.calendar.moment(on, at)


def _read_time(typed: str) -> time | None:
    """A time in steps of five minutes, as an agenda is planned."""
    found = _TIME.fullmatch(typed.strip().casefold())
    minute = int(found[2]) if found else 1
    return time(int(found[1]), minute) if found and minute % 5 == 0 else None


def _check_time(answers: Answers, _today: date) -> Problems:
    typed = text_of(answers, "starts")
    return {} if _read_time(typed) else {"starts": Text("meeting_change.no_time")}


def _back(held: MeetingPermit) -> Press:
    return Press(verb=SHOW_AGENDA, subject=held.meeting.id)


CALL_OFF_MEETING: Final[Dialog[SeenMeeting, MeetingPermit]] = Dialog(
    name="call_off_meeting",
    version=1,
    title="meeting_change.call_off_dialog",
    about=SeenMeeting,
    pages=(
        Page(
            id="call_off",
            title="meeting_change.call_off_page",
            intro="meeting_change.call_off_intro",
            fields=(
                Field(
                    id="call_off_reason",
                    kind=FieldKind.CHOICE,
                    label="meeting_change.reason",
                    choices=options("meeting_change.reason_", *CallOffReason),
                ),
            ),
        ),
    ),
    allow=_may_change,
    begin=_begin_call_off,
    finish=_call_off,
    code_of=about_no_case,
    finish_button="meeting_change.call_off_finish",
    way_back=_back,
)

MOVE_MEETING: Final[Dialog[SeenMeeting, MeetingPermit]] = Dialog(
    name="move_meeting",
    version=1,
    title="meeting_change.move_dialog",
    about=SeenMeeting,
    pages=(
        Page(
            id="move",
            title="meeting_change.move_page",
            intro="meeting_change.move_intro",
            fields=(
                Field(id="held_on", kind=FieldKind.DATE, label="meeting_change.held_on"),
                Field(
                    id="starts",
                    kind=FieldKind.TEXT,
                    label="meeting_change.starts",
                    hint="meeting_change.starts_hint",
                ),
            ),
            check=_check_time,
        ),
    ),
    allow=_may_change,
    begin=_begin_move,
    finish=_move,
    code_of=about_no_case,
    finish_button="meeting_change.move_finish",
    way_back=_back,
)
