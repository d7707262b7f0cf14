"""The door of calendar mail: the own times of a member, for the calendar they use at work."""

from bot.turns.feature import Feature
from cards.calendar_mail import CalendarMail, draw_calendar_mail
from cards.kit import Kit
from domain.identifiers import MeetingId
from domain.notice import NoticeKind, PrivateNotice
from services.agenda.calendars import read_calendar
from services.moment import Reading


async def _write(reading: Reading, kit: Kit, notice: PrivateNotice) -> CalendarMail | None:
    view = await read_calendar(reading, MeetingId(notice.subject))
    return draw_calendar_mail(kit, view, reading.now) if view else None


FEATURE = Feature(mails={NoticeKind.OWN_TIMES_MAIL: _write})
