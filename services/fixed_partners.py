"""Partners who come to a kind of meeting as a rule, and have no part in it this time: they hear so
once, in the digest or, when that would come too late, in office hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.absence import Span, list_free_spans
from domain.agenda import Agenda, AgendaState
from domain.digest import find_first_digest
from domain.identifiers import MeetingId, MemberId
from domain.meeting import Meeting
from domain.meeting_kind import find_not_needed
from domain.notice import NoticeKind, SendingWindow
from services.action_reminders import open_office
from services.digest import announce_digest, list_spans_away
from services.meeting_kind import name_kind_of
from services.moment import Moment, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNeededView:
    """A meeting for which somebody is not needed, by the kind where there are several."""

    meeting: Meeting
    kind: str = ""


async def announce_not_needed(moment: Moment, meeting: Meeting, agenda: Agenda) -> None:
    """Tell who comes as a rule that they are not needed, once; not who had own times. Nobody hears
    it in the place of who is away.
    """
    if moment.now >= meeting.starts_at or meeting.is_cancelled:
        return
    for member in await _list_members(moment, meeting, agenda):
        digest_at = await _find_digest(moment, meeting, agenda, member)
        if digest_at is None:
            continue
        if moment.day_of(digest_at) >= moment.day_of(meeting.starts_at):
            await _tell(moment, meeting, member)
        elif digest_at > moment.now:
            await announce_digest(moment, member, moment.day_of(digest_at))


async def _list_members(moment: Moment, meeting: Meeting, agenda: Agenda) -> Sequence[MemberId]:
    """Who represents each partner that is not needed; not who was told own times and lost them."""
    kind = (await moment.uow.schedules.kinds()).find(meeting.kind)
    required = {one for item in agenda.items for one in item.required}
    partners = find_not_needed(kind, required)
    if not partners:
        return ()
    speakers = await moment.uow.people.speakers(moment.day_of(meeting.starts_at))
    told = {one.member for one in agenda.told}
    first = [one.id for partner in partners for one in speakers.get(partner, ())[:1]]
    return [one for one in first if one not in told]


async def _find_digest(
    moment: Moment, meeting: Meeting, agenda: Agenda, member: MemberId
) -> datetime | None:
    """When the first digest after an agenda was posted reaches a member; None for who is away
    during the whole meeting.
    """
    since = agenda.posted_at or moment.now
    away = await list_spans_away(moment, member, since)
    if not list_free_spans(away, Span(starts_at=meeting.starts_at, ends_at=meeting.ends_at)):
        return None
    return find_first_digest(moment.calendar, since, away)


async def _tell(moment: Moment, meeting: Meeting, member: MemberId) -> None:
    window = SendingWindow(opens_at=open_office(moment).opens_at, closes_at=meeting.starts_at)
    key = f"agenda:{meeting.id}:not_needed:{member}"
    await moment.tell(NoticeKind.NOT_NEEDED, member, meeting.id, key, window=window)


async def read_not_needed(reading: Reading, meeting_id: MeetingId) -> NotNeededView | None:
    """What a member hears who is not needed; None when they are by now, or nobody meets."""
    meeting = await reading.uow.meetings.get(meeting_id)
    agenda = await reading.uow.meetings.agenda(meeting_id)
    is_posted = agenda is not None and agenda.state is AgendaState.POSTED
    if agenda is None or not is_posted or meeting.is_cancelled or reading.now >= meeting.starts_at:
        return None
    return await _view(reading, meeting, agenda)


async def list_not_needed(reading: Reading) -> Sequence[NotNeededView]:
    """List the meetings for which a member is not needed, in the one digest that says so."""
    kinds = await reading.uow.schedules.kinds()
    if not any(reading.recipient.organisation in one.fixed for one in kinds.all):
        return ()
    posted = await reading.uow.meetings.posted(reading.now)
    later = [one for one in posted if reading.day_of(one.starts_at) > reading.today]
    views = [await _view_in_digest(reading, one) for one in later]
    return [one for one in views if one]


async def _view_in_digest(reading: Reading, meeting: Meeting) -> NotNeededView | None:
    agenda = await reading.uow.meetings.agenda(meeting.id)
    if agenda is None:
        return None
    digest_at = await _find_digest(reading, meeting, agenda, reading.recipient.id)
    is_now = digest_at is not None and reading.day_of(digest_at) == reading.today
    return await _view(reading, meeting, agenda) if is_now else None


async def _view(reading: Reading, meeting: Meeting, agenda: Agenda) -> NotNeededView | None:
    if reading.recipient.id not in await _list_members(reading, meeting, agenda):
        return None
    return NotNeededView(meeting=meeting, kind=await name_kind_of(reading, meeting))
