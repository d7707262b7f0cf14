from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.absence import ABSENCE, ABSENCE_BY_TELEPHONE, NO_MEETING, AboutAbsence
from domain.access import Refusal
from domain.identifiers import MemberId
from services.access import RefusedError
from services.agenda.clock import hold_meetings
from tests.support.conversation import Conversation, inputs
from tests.support.meetings import THE_MEETING

FRAMES = pytest.mark.parametrize("frame", list(Frame))
GIVE = "Afwezigheid melden"


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(ABSENCE, ABSENCE_BY_TELEPHONE), member="nurse")


async def spans(talk: Conversation, name: str = "nurse") -> list[tuple[str, str]]:
    """When a member is away, by the clock in the house."""
    async with talk.house() as house, house.reading() as moment:
        known = await moment.uow.absences.known_to(MemberId(name), moment.now)
        local = moment.calendar.local
        return [
            (f"{local(one.span.starts_at):%d %H:%M}", f"{local(one.span.ends_at):%d %H:%M}")
            for one in known
        ]


@FRAMES
async def test_a_member_says_when_they_are_away(talk: Conversation, frame: Frame):
    talk.frame = frame
    await talk.begins(ABSENCE, AboutAbsence(meeting=NO_MEETING))
    await talk.goes_through({"first_on": "2026-02-12", "last_on": "2026-02-13"})
    receipt = await talk.presses(GIVE)
    assert "donderdag 12 februari 2026 tot en met vrijdag 13 februari 2026" in receipt
    assert await spans(talk) == [("12 00:00", "14 00:00")]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9", "09:00"),
        ("9:05", "09:05"),
        ("09.30", "09:30"),
        ("9u", "09:00"),
        ("9u30", "09:30"),
        ("9 uur", "09:00"),
        ("09:30 uur", "09:30"),
        ("9h15", "09:15"),
    ],
)
async def test_an_hour_is_read_as_people_type_it(talk: Conversation, typed: str, read: str):
    await talk.begins(ABSENCE, AboutAbsence(meeting=NO_MEETING))
    await talk.goes_through({"first_on": "2026-02-12", "from_time": typed, "until_time": "17:00"})
    await talk.presses(GIVE)
    assert await spans(talk) == [(f"12 {read}", "12 17:00")]


@pytest.mark.parametrize(
    ("filled_in", "said"),
    [
        ({}, "Vul dit nog in."),
        ({"first_on": "morgen"}, "Kies een dag"),
        ({"first_on": "2026-02-12", "last_on": "2026-02-11"}, "Het einde komt voor het begin."),
        ({"first_on": "2026-02-08"}, "Dit is al voorbij."),
        ({"first_on": "2062-02-08"}, "Klopt het jaar?"),
        ({"first_on": "9999-12-31"}, "Klopt het jaar?"),
        ({"first_on": "2026-02-12", "from_time": "half tien"}, "Dit is geen tijd."),
        ({"first_on": "2026-02-12", "from_time": "25:00"}, "Dit is geen tijd."),
        ({"first_on": "2026-02-12", "until_time": "9:75"}, "Dit is geen tijd."),
        ({"first_on": "2026-02-12", "from_time": "11", "until_time": "10"}, "na het begin komen"),
        ({"first_on": "2026-02-12", "last_on": "2026-02-13", "from_time": "9"}, "voor één dag"),
    ],
)
async def test_what_cannot_be_is_said_in_words_and_nothing_is_kept(
    talk: Conversation, filled_in: dict[str, str], said: str
):
    await talk.begins(ABSENCE, AboutAbsence(meeting=NO_MEETING))
    assert said in await talk.goes_through(filled_in)
    assert await spans(talk) == []


async def test_hours_that_are_over_by_the_time_it_is_sent_are_refused_in_words(talk: Conversation):
    await talk.begins(ABSENCE, AboutAbsence(meeting=NO_MEETING))
    await talk.goes_through({"first_on": "2026-02-09", "from_time": "8", "until_time": "9"})
    assert "Dit is al voorbij." in await talk.presses(GIVE)
    assert await spans(talk) == []


async def test_from_the_own_times_the_hours_of_that_meeting_are_filled_in(talk: Conversation):
    async with talk.house() as house, house.work() as moment:
        await hold_meetings(moment)
    await talk.begins(ABSENCE, AboutAbsence(meeting=THE_MEETING))
    filled_in = inputs(talk.card)
    assert (filled_in["first_on"], filled_in["from_time"], filled_in["until_time"]) == (
        "2026-02-12", "09:00", "12:00",
    )  # fmt: skip
    await talk.goes_through({"until_time": "10:00"})
    await talk.presses(GIVE)
    assert await spans(talk) == [("12 09:00", "12 10:00")]


@FRAMES
async def test_a_coordinator_enters_it_for_who_telephones(talk: Conversation, frame: Frame):
    talk.frame, talk.member = frame, "iris"
    shown = await talk.begins(ABSENCE_BY_TELEPHONE, AboutAbsence(meeting=NO_MEETING))
    assert "Vul dit nog in." in await talk.goes_through({"first_on": "2026-02-12"})
    assert "Wie is er afwezig" in shown
    await talk.goes_through({"member": "nurse"})
    assert "De afwezigheid is vastgelegd" in await talk.presses("Vastleggen")
    assert await spans(talk) == [("12 00:00", "13 00:00")]


async def test_a_partner_cannot_open_the_page_for_others(talk: Conversation):
    with pytest.raises(RefusedError) as refused:
        await talk.begins(ABSENCE_BY_TELEPHONE, AboutAbsence(meeting=NO_MEETING))
    assert refused.value.access.refusal is Refusal.NOT_YOUR_ROLE


@FRAMES
async def test_a_member_names_who_stands_in_among_colleagues(talk: Conversation, frame: Frame):
    talk.frame, talk.member = frame, "agent"
    shown = await talk.begins(ABSENCE, AboutAbsence(meeting=NO_MEETING))
    assert "Wie neemt voor u waar?" in shown
    assert "Deputy" in str(talk.card)
    assert "Nurse" not in str(talk.card)
    await talk.goes_through({"first_on": "2026-02-12", "deputy": "deputy"})
    assert "Deputy neemt voor u waar en hoort dat van ons." in await talk.presses(GIVE)


async def test_without_a_deputy_it_is_said_that_nobody_stands_in(talk: Conversation):
    await talk.begins(ABSENCE, AboutAbsence(meeting=NO_MEETING))
    await talk.goes_through({"first_on": "2026-02-12"})
    assert "Niemand neemt waar. De procesregisseur ziet dat." in await talk.presses(GIVE)


async def test_a_coordinator_names_nobody_of_another_organisation(talk: Conversation):
    talk.member = "iris"
    await talk.begins(ABSENCE_BY_TELEPHONE, AboutAbsence(meeting=NO_MEETING))
    await talk.goes_through({"member": "nurse", "first_on": "2026-02-12", "deputy": "agent"})
    shown = await talk.presses("Vastleggen")
    assert "Deze collega spreekt niet al die tijd namens dezelfde organisatie." in shown
    assert await spans(talk) == []


async def test_of_who_represents_nobody_it_matters_not_who_stands_in(talk: Conversation):
    talk.member = "iris"
    shown = await talk.begins(ABSENCE, AboutAbsence(meeting=NO_MEETING))
    assert "Deputy" not in shown
    await talk.goes_through({"first_on": "2026-02-12"})
    assert "waar" not in await talk.presses(GIVE)
