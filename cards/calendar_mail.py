"""The own times as a mail with an appointment in it: when and where, and nothing of a case, as it
passes through mail servers of others.
"""

from dataclasses import dataclass
from datetime import datetime

from cards.kit import Kit
from services.agenda.calendars import CalendarView


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarMail:
    """A mail to one address with one appointment, known by ``uid`` and newer with a higher
    ``sequence``; ``is_ended`` takes it out of the calendar.
    """

    address: str
    house: str
    subject: str
    text: str
    place: str
    starts_at: datetime
    ends_at: datetime
    uid: str
    sequence: int
    is_ended: bool
    written_at: datetime


def draw_calendar_mail(kit: Kit, view: CalendarView, now: datetime) -> CalendarMail:
    """Write when a member is needed, or that they need not come any more."""
    word = "needed" if view.entry.hours else "ended"
    hours = view.entry.hours or ((view.meeting.starts_at, view.meeting.ends_at),)
    blocks = kit.listed([f"{kit.clock(start)}–{kit.clock(end)}" for start, end in hours])
    day = kit.day(kit.local(view.meeting.starts_at).date())
    return CalendarMail(
        address=view.address,
        house=view.house,
        subject=kit.words(f"calendar_mail.{word}.subject"),
        text=kit.words(f"calendar_mail.{word}.text", day=day, hours=blocks, house=view.house),
        place=view.entry.place,
        starts_at=hours[0][0],
        ends_at=hours[-1][1],
        uid=view.entry.uid,
        sequence=view.entry.sequence,
        is_ended=not view.entry.hours,
        written_at=now,
    )
