from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from cards.kit import Frame
from dialogs.attendance_request import ATTENDANCE_BY_TELEPHONE, AboutRequests
from domain.attendance_request import AttendanceRequest
from domain.errors import NotFoundError
from domain.identifiers import MeetingId
from domain.stoplight import Colour
from services.access import RefusedError
from services.agenda.clock import hold_meetings
from services.attendance_request import look_at_requests
from tests.support.agenda_house import CARE, POLICE, AgendaHouse
from tests.support.conversation import Conversation
from tests.support.meetings import CUT_OFF_AT, STARTS_AT, THE_MEETING

ABOUT = AboutRequests(meeting=THE_MEETING)


@pytest.fixture
async def talk(talk: Conversation) -> Conversation:
    """Two partners were asked for a red case; a coordinator has one on the telephone."""
    asked_at = CUT_OFF_AT - timedelta(hours=3)
    talk = replace(talk, dialogs=(ATTENDANCE_BY_TELEPHONE,), member="iris", now=asked_at)
    async with talk.house() as house:
        assert isinstance(house, AgendaHouse)
        await house.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE))
        async with house.work() as moment:
            await hold_meetings(moment)
            await look_at_requests(moment, THE_MEETING)
    return talk


async def requests(talk: Conversation) -> Sequence[AttendanceRequest]:
    async with talk.house() as house, house.reading() as moment:
        return await moment.uow.attendance_requests.of_meeting(THE_MEETING)


@pytest.mark.parametrize("frame", list(Frame))
async def test_a_coordinator_records_what_a_partner_says(talk: Conversation, frame: Frame):
    talk.frame = frame
    shown = await talk.begins(ATTENDANCE_BY_TELEPHONE, ABOUT)
    assert "Politie" in shown
    await talk.goes_through({"organisation": POLICE, "answer": "cannot"})
    assert "Het antwoord is vastgelegd" in await talk.presses("Vastleggen")
    answers = {one.organisation: one.answer for one in await requests(talk)}
    assert answers == {POLICE: "cannot", CARE: "open"}


@pytest.mark.parametrize(
    "filled_in",
    [{}, {"organisation": POLICE}, {"organisation": "housing", "answer": "comes"}, {"answer": "x"}],
)
async def test_what_is_not_asked_cannot_be_answered(talk: Conversation, filled_in: dict[str, str]):
    await talk.begins(ATTENDANCE_BY_TELEPHONE, ABOUT)
    said = await talk.goes_through(filled_in)
    assert "Vul dit nog in." in said or "Kies" in said
    assert {one.answer for one in await requests(talk)} == {"open"}


async def test_after_the_meeting_began_it_is_refused_in_words(talk: Conversation):
    await talk.begins(ATTENDANCE_BY_TELEPHONE, ABOUT)
    await talk.goes_through({"organisation": POLICE, "answer": "comes"})
    talk.now = STARTS_AT
    assert "het overleg is begonnen" in await talk.presses("Vastleggen")


async def test_a_partner_cannot_open_it_and_no_meeting_has_no_page(talk: Conversation):
    with pytest.raises(NotFoundError):
        await talk.begins(ATTENDANCE_BY_TELEPHONE, AboutRequests(meeting=MeetingId("absent")))
    talk.member = "nurse"
    with pytest.raises(RefusedError):
        await talk.begins(ATTENDANCE_BY_TELEPHONE, ABOUT)
