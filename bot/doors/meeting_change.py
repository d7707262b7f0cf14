"""A process director calls a meeting off or moves it, each from a button on its agenda."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.meeting_change import CALL_OFF, MOVE
from dialogs.meeting_change import CALL_OFF_MEETING, MOVE_MEETING
from domain.identifiers import MeetingId
from domain.press import Press
from services.meeting_change import SeenMeeting, open_meeting


async def _call_off(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    held = await open_meeting(desk.ctx, SeenMeeting(meeting=MeetingId(press.subject)))
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, CALL_OFF_MEETING, held))


async def _move(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    held = await open_meeting(desk.ctx, SeenMeeting(meeting=MeetingId(press.subject)))
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, MOVE_MEETING, held))


FEATURE: Final = Feature(
    buttons={CALL_OFF: _call_off, MOVE: _move},
    dialogs=(CALL_OFF_MEETING, MOVE_MEETING),
)
