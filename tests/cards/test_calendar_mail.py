"""What a mail for a calendar says: when and where, in the language of its reader, of no case."""

from dataclasses import replace

import pytest

from cards.calendar_mail import draw_calendar_mail
from domain.calendar_entry import CalendarEntry, join_hours
from domain.identifiers import MemberId
from domain.member import Language
from services.agenda.calendars import CalendarView
from tests.support.cards import a_kit
from tests.support.meetings import ORANGE, POSTS_AT, RED, THE_MEETING, a_meeting, at_minute

APART = replace(ORANGE, starts_at=at_minute(75))
ENTRY = CalendarEntry(
    meeting=THE_MEETING,
    member=MemberId("nurse"),
    uid="a1",
    hours=join_hours([RED, APART]),
    place="Zaal *2*",
    sequence=3,
)
VIEW = CalendarView(
    entry=ENTRY,
    meeting=a_meeting(),
    house="Zorg- en Veiligheidshuis Rivierstad",
    address="nurse@partner.example",
)
ENDED = replace(VIEW, entry=replace(ENTRY, hours=()))


def test_a_member_reads_each_time_they_come_and_where() -> None:
    mail = draw_calendar_mail(a_kit(), VIEW, POSTS_AT)
    assert mail.subject == "Stoplichtoverleg: u bent nodig"
    assert "U bent nodig op donderdag 12 februari 2026, 09:00–09:30 en 10:15–10:30." in mail.text
    assert (mail.starts_at, mail.ends_at) == (RED.starts_at, APART.ends_at)
    assert (mail.place, mail.uid, mail.sequence) == ("Zaal *2*", "a1", 3)
    assert not mail.is_ended


def test_who_is_not_needed_any_more_reads_that_and_which_day() -> None:
    mail = draw_calendar_mail(a_kit(), ENDED, POSTS_AT)
    assert mail.is_ended
    assert mail.subject == "Stoplichtoverleg: u bent niet meer nodig"
    assert "U hoeft op donderdag 12 februari 2026 niet naar het stoplichtoverleg" in mail.text
    assert "09:00" not in mail.text


def test_an_english_reader_reads_english() -> None:
    mail = draw_calendar_mail(a_kit(Language.ENGLISH), VIEW, POSTS_AT)
    assert mail.subject == "Stoplight meeting: you are needed"
    assert "You are needed on Thursday 12 February 2026, 09:00–09:30 and 10:15–10:30." in mail.text


@pytest.mark.parametrize("view", [VIEW, ENDED])
def test_nothing_of_a_case_is_in_a_mail(view: CalendarView) -> None:
    written = repr(draw_calendar_mail(a_kit(), view, POSTS_AT))
    for word in (RED.code, ORANGE.code, RED.case, "ROOD", "ORANJE", "red", "nurse'", THE_MEETING):
        assert word not in written
