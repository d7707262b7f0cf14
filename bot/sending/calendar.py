"""An appointment as every calendar reads it (RFC 5545), in a mail that mail programs show as an
invitation (RFC 6047). Times are in UTC: no calendar needs to know the time zone of the house.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from icalendar import Calendar, Event, vCalAddress, vText

from cards.calendar_mail import CalendarMail

_PRODUCT: Final = "-//Stoplicht//Stoplicht//NL"
_SEVEN_BITS: Final = SMTP.clone(cte_type="7bit")  # every server takes it
_REQUEST: Final = "REQUEST"
_CANCEL: Final = "CANCEL"


def write_mail(mail: CalendarMail, sender: str) -> bytes:
    """Write the mail from this address; the same appointment always gives the same message id."""
    written = EmailMessage(policy=_SEVEN_BITS)
    written["From"] = Address(mail.house, addr_spec=sender)
    written["To"] = mail.address
    written["Subject"] = mail.subject
    written["Date"] = format_datetime(mail.written_at)
    written["Message-ID"] = f"<{mail.uid}.{mail.sequence}@{sender.partition('@')[2]}>"
    written["Auto-Submitted"] = "auto-generated"
    written.set_content(mail.text)
    written.add_alternative(
        write_calendar(mail, sender),
        subtype="calendar",
        params={"method": _method(mail)},
    )
    return written.as_bytes()


def write_calendar(mail: CalendarMail, sender: str) -> str:
    """Write the appointment, or its end."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", _method(mail))
    calendar.add_component(_form_event(mail, sender))
    return str(calendar.to_ical(), "utf-8")


def _method(mail: CalendarMail) -> str:
    return _CANCEL if mail.is_ended else _REQUEST


def _form_event(mail: CalendarMail, sender: str) -> Event:
    event = Event()
    event.add("uid", mail.uid)
    event.add("sequence", mail.sequence)
    event.add("dtstamp", mail.written_at)
    event.add("dtstart", mail.starts_at)
    event.add("dtend", mail.ends_at)
    event.add("summary", mail.subject)
    event.add("description", mail.text)
    event.add("status", "CANCELLED" if mail.is_ended else "CONFIRMED")
    # colleagues who may look into this calendar see that it is taken, not what for
    event.add("class", "PRIVATE")
    if mail.place:
        event.add("location", mail.place)
    organiser = vCalAddress(f"mailto:{sender}")
    organiser.params["cn"] = vText(mail.house)
    event.add("organizer", organiser)
    attendee = vCalAddress(f"mailto:{mail.address}")
    attendee.params["rsvp"] = vText("FALSE")
    event.add("attendee", attendee)
    return event
