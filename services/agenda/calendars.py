"""The own times of members in their calendars, by mail to who has an address: when they are needed
and where, and nothing of a case. A change goes under the same id, one number higher.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

from domain.access import Action
from domain.agenda import Agenda
from domain.calendar_entry import CalendarEntry, Hours, change_entry, join_hours
from domain.identifiers import MeetingId, MemberId
from domain.meeting import Meeting
from domain.notice import NoticeKind, SendingWindow
from domain.policy import decide_access
from services.agenda.notices import Needed, find_needed, find_own_items
from services.agenda.views import read_own_times
from services.moment import Moment, Reading

_Entries = Mapping[MemberId, CalendarEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    """What goes to the calendar of one member: the entry as it must be now, from which house, at
    which address. Without hours it ends.
    """

    entry: CalendarEntry
    meeting: Meeting
    house: str
    address: str


async def fill_calendars(moment: Moment, meeting: Meeting, agenda: Agenda, needed: Needed) -> None:
    """Announce the own times for the first time to the calendars of who is needed."""
    await _announce(moment, meeting, {}, await _find_hours(moment, agenda, needed))


async def correct_calendars(moment: Moment, meeting: Meeting, agenda: Agenda) -> None:
    """Announce to each calendar what is otherwise by now, while the meeting is to come: other
    times, who is needed now, and the end where nobody is needed any more.
    """
    if moment.now >= meeting.starts_at:
        return
    kept = await moment.uow.calendar_entries.of_meeting(meeting.id)
    hours: Mapping[MemberId, Hours] = {}
    if not meeting.is_cancelled:
        needed = await find_needed(moment, agenda, moment.day_of(meeting.starts_at))
        hours = await _find_hours(moment, agenda, needed)
    await _announce(moment, meeting, kept, hours)


async def _find_hours(moment: Moment, agenda: Agenda, needed: Needed) -> Mapping[MemberId, Hours]:
    """When each member with an address is needed."""
    ids = {one.id for members in needed.values() for one in members}
    members = await moment.uow.people.by_ids(sorted(ids))
    return {
        one.id: join_hours(find_own_items(agenda, needed, one.id))
        for one in members.values()
        if one.mail
    }


async def _announce(
    moment: Moment, meeting: Meeting, kept: _Entries, hours: Mapping[MemberId, Hours]
) -> None:
    entries = {
        member: kept.get(member) or _begin(meeting, member) for member in kept.keys() | hours.keys()
    }
    wanted = [
        change_entry(entry, hours.get(member, ()), meeting.place)
        for member, entry in sorted(entries.items())
    ]
    changed = [entry for entry in wanted if entry]
    await moment.uow.calendar_entries.keep(changed)
    for entry in changed:
        await _tell(moment, meeting, entry)


def _begin(meeting: Meeting, member: MemberId) -> CalendarEntry:
    return CalendarEntry(meeting=meeting.id, member=member, uid=uuid4().hex)


async def _tell(moment: Moment, meeting: Meeting, entry: CalendarEntry) -> None:
    card = f"agenda:{meeting.id}:calendar:{entry.member}"
    await moment.tell(
        NoticeKind.OWN_TIMES_MAIL,
        entry.member,
        meeting.id,
        f"{card}:{entry.sequence}",
        card=card,
        window=SendingWindow(closes_at=meeting.starts_at),
    )


async def find_calendar_hours(reading: Reading, meeting_id: MeetingId) -> Hours:
    """When the calendar of a member must say now that they are needed; never when they may not
    know it, or nobody meets.
    """
    actor = await reading.form_actor(reading.recipient)
    meeting = await reading.uow.meetings.get(meeting_id)
    if meeting.is_cancelled or not decide_access(Action.VIEW_OWN, actor, None).is_allowed:
        return ()
    own = await read_own_times(reading, meeting_id)
    return own.blocks if own else ()


async def read_calendar(reading: Reading, meeting_id: MeetingId) -> CalendarView | None:
    """What the calendar of a member is told now; None when they have no address."""
    entry = await reading.uow.calendar_entries.find(meeting_id, reading.recipient.id)
    if entry is None or not reading.recipient.mail:
        return None
    meeting = await reading.uow.meetings.get(meeting_id)
    hours = await find_calendar_hours(reading, meeting_id)
    return CalendarView(
        entry=replace(entry, hours=hours, place=meeting.place),
        meeting=meeting,
        house=reading.house.name,
        address=reading.recipient.mail,
    )
