"""Who hears what about an agenda: drafts and warnings to the coordinators, the post to the
channel, and to each member who is needed only the own times.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain.absence import Span
from domain.agenda import Agenda, AgendaItem, AgendaState
from domain.agenda_change import join_told
from domain.calendar_entry import ToldHours, join_hours
from domain.identifiers import CaseCode, MeetingId, MemberId, OrganisationId
from domain.meeting import Meeting
from domain.member import Member
from domain.notice import NoticeKind, SendingWindow
from services.agenda.timers import find_digest_look, wake_agenda
from services.digest import announce_digest_of_day, tell_in_digest
from services.guarding import list_coordinators
from services.moment import Moment
from services.standing_in import find_unreplaced

# who must be there for each case of an agenda
Needed = Mapping[CaseCode, Sequence[Member]]


async def announce_draft(moment: Moment, meeting: Meeting, agenda: Agenda) -> None:
    """Bring the coordinators' card of this agenda up to date; the first time it is posted."""
    for member in await list_coordinators(moment):
        await moment.tell(
            NoticeKind.AGENDA_DRAFT,
            member,
            meeting.id,
            f"agenda:{meeting.id}:draft:{agenda.version}:{member}",
            card=f"agenda:{meeting.id}:draft:{member}",
        )


async def announce_not_posted(moment: Moment, meeting: Meeting, agenda: Agenda | None) -> None:
    """Tell the coordinators that nothing was posted: once at its hour, once when it is too late."""
    occasion = f"settled:{agenda.version}" if agenda and agenda.is_settled else "at_its_hour"
    for member in await list_coordinators(moment):
        await moment.tell(
            NoticeKind.AGENDA_NOT_APPROVED,
            member,
            meeting.id,
            f"agenda:{meeting.id}:not_posted:{occasion}:{member}",
        )


async def announce_clashes(moment: Moment, meeting: Meeting, about: str, change: str) -> None:
    """Tell the coordinators, once for each ``change``, that a partner cannot come to what was
    approved; all of one day about one meeting is told on one card. When the meeting is later than
    the next working day it waits for the digest.
    """
    next_day = moment.calendar.add_working_days(moment.today, 1)
    if moment.day_of(meeting.starts_at) > next_day:
        await tell_in_digest(moment, *await list_coordinators(moment), on=next_day)
        return
    for member in await list_coordinators(moment):
        await moment.tell(
            NoticeKind.PARTNER_AWAY,
            member,
            meeting.id,
            f"agenda:{meeting.id}:{about}:{change}:{member}",
            card=f"agenda:{meeting.id}:away:{moment.today}:{member}",
            window=SendingWindow(closes_at=meeting.ends_at),
        )


async def announce_post(moment: Moment, meeting: Meeting) -> None:
    """Announce the agenda to its channel, once for this meeting whatever happens."""
    await moment.post(
        NoticeKind.AGENDA_POST,
        meeting.channel,
        meeting.id,
        f"agenda:{meeting.id}:post",
        card=f"agenda:{meeting.id}",
        window=SendingWindow(opens_at=meeting.posts_at, closes_at=meeting.starts_at),
    )


async def announce_changed_post(moment: Moment, meeting: Meeting, agenda: Agenda) -> None:
    """Bring the post of an agenda in its channel up to date; never a second post."""
    await moment.post(
        NoticeKind.AGENDA_POST,
        meeting.channel,
        meeting.id,
        f"agenda:{meeting.id}:post:{agenda.version}",
        card=f"agenda:{meeting.id}",
        window=_until_of_no_use(moment, meeting),
    )


async def announce_own_times(
    moment: Moment, meeting: Meeting, agenda: Agenda, members: Sequence[MemberId]
) -> None:
    """Tell these members their own times, again once those changed."""
    times = f"own_times:{agenda.version}" if agenda.changed_at else "own_times"
    for member in members:
        await moment.tell(
            NoticeKind.OWN_TIMES,
            member,
            meeting.id,
            f"agenda:{meeting.id}:{times}:{member}",
            window=_until_of_no_use(moment, meeting),
        )


def _until_of_no_use(moment: Moment, meeting: Meeting) -> SendingWindow:
    """Times are told until the meeting begins; what changes when it has begun until it ends."""
    has_begun = moment.now >= meeting.starts_at
    return SendingWindow(closes_at=meeting.ends_at if has_begun else meeting.starts_at)


def list_hours(agenda: Agenda, needed: Needed) -> tuple[ToldHours, ...]:
    """When each member who is needed is at the table."""
    members = sorted({one.id for of_case in needed.values() for one in of_case})
    return tuple(
        ToldHours(member=one, hours=join_hours(find_own_items(agenda, needed, one)))
        for one in members
    )


async def read_hours(moment: Moment, meeting: Meeting, agenda: Agenda) -> tuple[ToldHours, ...]:
    """When each member is needed, as it is now."""
    needed = await find_needed(moment, agenda, moment.day_of(meeting.starts_at))
    return list_hours(agenda, needed)


async def announce_in_digest(moment: Moment, meeting: Meeting, agenda: Agenda) -> None:
    """Put the own times of a meeting in the digest of its day, when it is that morning."""
    on = moment.day_of(meeting.starts_at)
    if moment.now < find_digest_look(moment, meeting):
        return
    needed = await find_needed(moment, agenda, on)
    for member in sorted({one.id for members in needed.values() for one in members}):
        await announce_digest_of_day(moment, member, on)


async def look_at_own_times(moment: Moment, meeting_id: str) -> None:
    """Tell who is needed by now and was not told yet, while there is time; a timer calls this
    when own times were withheld from who was needed before.
    """
    meeting = await moment.uow.meetings.get(MeetingId(meeting_id))
    agenda = await moment.uow.meetings.agenda(meeting.id)
    is_posted = agenda is not None and agenda.state is AgendaState.POSTED
    if agenda and is_posted and moment.now < meeting.starts_at and not meeting.is_cancelled:
        await _tell_newcomers(moment, meeting, agenda)
        await wake_agenda(moment, meeting.id)


async def _tell_newcomers(moment: Moment, meeting: Meeting, agenda: Agenda) -> None:
    known = {one.member for one in agenda.told if one.hours}
    hours = await read_hours(moment, meeting, agenda)
    new = [one for one in hours if one.member not in known]
    if new:
        told = replace(agenda, told=join_told(agenda.told, new))
        agenda = await moment.uow.meetings.save_agenda(told)
        await announce_own_times(moment, meeting, agenda, [one.member for one in new])


async def find_needed(moment: Moment, agenda: Agenda, on: date) -> Needed:
    """Find the members who must be there for each case: of each required organisation those with a
    place in it now. Who is away then is asked only when nobody else of them can come. Whoever
    speaks for it without a place is sent nothing: they may not open the case.
    """
    circles = await _read_circles(moment, agenda, on)

    def find_of(item: AgendaItem, organisation: OrganisationId) -> Sequence[Member]:
        involved = [one for one in circles[item.code] if one.organisation == organisation]
        return [one for one in involved if not agenda.is_away(one.id, item)] or involved

    return {
        item.code: [
            member for organisation in item.required for member in find_of(item, organisation)
        ]
        for item in agenda.items
    }


async def _read_circles(
    moment: Moment, agenda: Agenda, on: date
) -> Mapping[CaseCode, Sequence[Member]]:
    """The members with an appointment in the circle of each case for the organisation they work
    for, read in one question.
    """
    places = {item.code: await moment.uow.cases.circle(item.case) for item in agenda.items}
    ids = {place.member for circle in places.values() for place in circle}
    members = await moment.uow.people.by_ids(sorted(ids))
    return {
        code: [
            members[place.member]
            for place in circle
            if members[place.member].organisation == place.organisation
            and members[place.member].roles(on)
        ]
        for code, circle in places.items()
    }


def find_own_items(agenda: Agenda, needed: Needed, member: MemberId) -> tuple[AgendaItem, ...]:
    """The cases of an agenda for which this member is needed, by the clock."""
    return tuple(item for item in agenda.items if member in {one.id for one in needed[item.code]})


def find_unrepresented(agenda: Agenda, needed: Needed) -> tuple[OrganisationId, ...]:
    """Required organisations of which nobody may open a case that they are required for, and so
    nobody is sent times: somebody involves or calls them.
    """
    missing = {
        organisation
        for item in agenda.items
        for organisation in item.required
        if all(one.organisation != organisation for one in needed[item.code])
    }
    return tuple(sorted(missing))


async def find_unattended(
    moment: Moment, meeting: Meeting, agenda: Agenda, needed: Needed
) -> tuple[OrganisationId, ...]:
    """Required organisations of which all who may open a case are away during it, while nobody
    stands in for one of them.
    """
    away = {one.member for partner in agenda.partners for one in partner.away}
    whole = Span(starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    alone = await find_unreplaced(moment, away, whole)
    found = set[OrganisationId]()
    for item in agenda.items:
        gone = {
            one.id for one in needed[item.code] if one.id in alone and agenda.is_away(one.id, item)
        }
        there = {one.organisation for one in needed[item.code] if one.id not in gone}
        found |= {one.organisation for one in needed[item.code] if one.organisation not in there}
    return tuple(sorted(found))
