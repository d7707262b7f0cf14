from datetime import timedelta

import pytest

from cards.kit import Frame
from dialogs.meeting_change import CALL_OFF_MEETING, MOVE_MEETING
from domain.meeting import CallOffReason, Meeting
from domain.stoplight import Colour
from services.meeting_change import SeenMeeting
from tests.support.agenda_house import POLICE, SeededFiles
from tests.support.conversation import Conversation
from tests.support.meetings import CUT_OFF_AT, STARTS_AT, THE_MEETING

FRAMES = pytest.mark.parametrize("frame", list(Frame))
NEXT, MOVE, CALL_OFF = "Verder", "Overleg verplaatsen", "Overleg afzeggen"
SEEN = SeenMeeting(meeting=THE_MEETING)


@pytest.fixture
async def talk(seeded_files: SeededFiles, socket_enabled: None) -> Conversation:
    async with seeded_files.fresh() as house:
        await house.add_case("KX7-Q42", Colour.RED, 30, (POLICE,))
        await house.tick(CUT_OFF_AT)
    dialogs = (CALL_OFF_MEETING, MOVE_MEETING)
    return Conversation(seeded_files, dialogs, member="sanne", now=CUT_OFF_AT)


async def the_meeting(talk: Conversation) -> Meeting:
    async with talk.at_desk() as (_, ctx):
        return await ctx.uow.meetings.get(THE_MEETING)


@FRAMES
async def test_a_meeting_is_moved_with_its_day_and_time_filled_in(
    talk: Conversation, frame: Frame
) -> None:
    talk.frame = frame
    page = await talk.begins(MOVE_MEETING, SEEN)
    assert "2026-02-12" in page
    assert "09:00" in page
    for typed in ("half elf", "10:32"):
        assert "in stappen van vijf minuten" in await talk.presses(NEXT, starts=typed)
    await talk.presses(NEXT, held_on="2026-02-13", starts="10.30")
    receipt = await talk.presses(MOVE)
    assert "verplaatst naar vrijdag 13 februari 2026, 10:30" in receipt
    moved = STARTS_AT + timedelta(days=1, hours=1, minutes=30)
    assert (await the_meeting(talk)).starts_at == moved


@FRAMES
async def test_a_meeting_is_called_off_for_one_of_a_few_reasons(
    talk: Conversation, frame: Frame
) -> None:
    talk.frame = frame
    assert "te weinig partners kunnen komen" in await talk.begins(CALL_OFF_MEETING, SEEN)
    await talk.presses(NEXT, call_off_reason="no_room")
    receipt = await talk.presses(CALL_OFF)
    assert "gaat niet door" in receipt
    assert (await the_meeting(talk)).called_off is CallOffReason.NO_ROOM
