"""An appointment as calendars and mail programs read it."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from icalendar import Calendar, Event

from bot.sending.calendar import write_calendar, write_mail
from cards.calendar_mail import CalendarMail
from tests.bot.test_smtp import AT, MAIL

SENDER = "agenda@zvh.example"
ENDED = replace(MAIL, is_ended=True, sequence=2)


def read(mail: CalendarMail) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(write_calendar(mail, SENDER))
    [event] = calendar.walk("VEVENT")
    return calendar, event


def parse(mail: CalendarMail) -> EmailMessage:
    return message_from_bytes(write_mail(mail, SENDER), policy=policy.default)


def test_a_request_has_one_appointment_with_its_id_number_times_and_place() -> None:
    calendar, event = read(MAIL)
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (MAIL.uid, 1, "CONFIRMED")
    assert (event.start, event.end) == (AT, AT + timedelta(minutes=30))
    assert "DTSTART:20260212T080000Z" in write_calendar(MAIL, SENDER)
    assert (event["SUMMARY"], event["LOCATION"]) == (MAIL.subject, "Stadhuis, zaal 2")
    assert event["CLASS"] == "PRIVATE"


def test_an_end_has_the_same_id_and_a_higher_number() -> None:
    calendar, event = read(ENDED)
    assert calendar["METHOD"] == "CANCEL"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (MAIL.uid, 2, "CANCELLED")


def test_it_comes_from_the_house_and_asks_for_no_answer() -> None:
    _, event = read(MAIL)
    assert str(event["ORGANIZER"]) == f"mailto:{SENDER}"
    assert event["ORGANIZER"].params["CN"] == MAIL.house
    assert str(event["ATTENDEE"]) == f"mailto:{MAIL.address}"
    assert dict(event["ATTENDEE"].params) == {"RSVP": "FALSE"}


def test_without_a_place_none_is_written() -> None:
    _, event = read(replace(MAIL, place=""))
    assert "LOCATION" not in event


@pytest.mark.parametrize("mail", [MAIL, ENDED])
def test_a_mail_program_reads_the_text_and_shows_the_appointment(mail: CalendarMail) -> None:
    written = parse(mail)
    assert written.get_content_type() == "multipart/alternative"
    text, calendar = written.iter_parts()
    assert (text.get_content_type(), text.get_content().splitlines()) == (
        "text/plain",
        [mail.text.strip()],
    )
    assert calendar.get_content_type() == "text/calendar"
    method = "CANCEL" if mail.is_ended else "REQUEST"
    assert calendar.get_param("method") == method
    assert calendar.get_content_charset() == "utf-8"
    assert f"METHOD:{method}" in calendar.get_content()
    assert (written["Subject"], written["To"]) == (mail.subject, mail.address)
    assert written["Auto-Submitted"] == "auto-generated"


def test_the_same_appointment_is_the_same_message_and_a_newer_one_another() -> None:
    first = parse(MAIL)["Message-ID"]
    assert first == parse(MAIL)["Message-ID"] == f"<{MAIL.uid}.1@zvh.example>"
    assert parse(ENDED)["Message-ID"] != first


def test_a_house_with_signs_in_its_name_and_a_long_place_are_read_back_as_they_are() -> None:
    odd = replace(MAIL, house='Huis "De Brug"; Zuid, é', place="Zaal, " * 40 + "achterin; links")
    _, event = read(odd)
    assert event["LOCATION"] == odd.place
    assert event["ORGANIZER"].params["CN"].replace("'", '"') == odd.house
    assert parse(odd)["From"].addresses[0].display_name == odd.house


@pytest.mark.parametrize("mail", [MAIL, replace(MAIL, house="Huis é", text="Één – twee. " * 200)])
def test_a_mail_is_written_in_seven_bits_so_that_every_server_takes_it(mail: CalendarMail) -> None:
    written = write_mail(mail, SENDER)
    assert written.isascii()
    assert max(len(line) for line in written.split(b"\r\n")) <= 100
    text, _ = parse(mail).iter_parts()
    assert text.get_content().strip() == mail.text.strip()
