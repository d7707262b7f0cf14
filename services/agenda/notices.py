"""Who hears what about an agenda: drafts and warnings to the coordinators, the post to the
channel, and to each member who is needed only the own times.
"""

from collections.abc import Sequence
from datetime import date, datetime

from domain.agenda import Agenda, AgendaItem
from domain.house import House
from domain.identifiers import MemberId, OrganisationId
from domain.meeting import Meeting
from domain.member import Member, Role
from domain.notice import ChannelNotice, NoticeKind, PrivateNotice
from services.calendar import calendar_of
from services.ports import UnitOfWork

COORDINATORS = (Role.PROCESS_DIRECTOR, Role.INFORMATION_COORDINATOR)


def local_day(house: House, at: datetime) -> date:
    """The day a moment falls on in the house."""
    return calendar_of(house, at).local(at).date()


async def find_coordinators(uow: UnitOfWork, on: date) -> Sequence[MemberId]:
    """Both kinds of coordinators on this day, each once."""
    holders = [one.id for role in COORDINATORS for one in await uow.people.role_holders(role, on)]
    return list(dict.fromkeys(holders))


async def announce_draft(uow: UnitOfWork, on: date, meeting: Meeting, agenda: Agenda) -> None:
    """Bring the coordinators' card of this agenda up to date; the first time it is posted."""
    for member in await find_coordinators(uow, on):
        await uow.notices.announce(
            PrivateNotice(
                kind=NoticeKind.AGENDA_DRAFT,
                subject=meeting.id,
                business_key=f"agenda:{meeting.id}:draft:{agenda.version}:{member}",
                member=member,
                card=f"agenda:{meeting.id}:draft:{member}",
            )
        )


async def announce_not_posted(
    uow: UnitOfWork, on: date, meeting: Meeting, agenda: Agenda | None
) -> None:
    """Tell the coordinators that nothing was posted: once at its hour, once when it is too late."""
    occasion = f"settled:{agenda.version}" if agenda and agenda.is_settled else "at_its_hour"
    for member in await find_coordinators(uow, on):
        await uow.notices.announce(
            PrivateNotice(
                kind=NoticeKind.AGENDA_NOT_APPROVED,
                subject=meeting.id,
                business_key=f"agenda:{meeting.id}:not_posted:{occasion}:{member}",
                member=member,
            )
        )


async def announce_post(uow: UnitOfWork, meeting: Meeting) -> None:
    """Announce the agenda to its channel, once for this meeting whatever happens."""
    await uow.notices.announce(
        ChannelNotice(
            kind=NoticeKind.AGENDA_POST,
            subject=meeting.id,
            business_key=f"agenda:{meeting.id}:post",
            channel=meeting.channel,
            card=f"agenda:{meeting.id}",
            due_at=meeting.posts_at,
            expires_at=meeting.starts_at,
        )
    )


async def announce_own_times(uow: UnitOfWork, on: date, meeting: Meeting, agenda: Agenda) -> None:
    """Tell each member who is needed their own times."""
    needed = {member.id for item in agenda.items for member in await find_needed(uow, item, on)}
    for member in sorted(needed):
        await uow.notices.announce(
            PrivateNotice(
                kind=NoticeKind.OWN_TIMES,
                subject=meeting.id,
                business_key=f"agenda:{meeting.id}:own_times:{member}",
                member=member,
                expires_at=meeting.starts_at,
            )
        )


async def find_needed(uow: UnitOfWork, item: AgendaItem, on: date) -> Sequence[Member]:
    """Members who must be there for one case: of each required organisation those in the circle
    of the case, else the one who speaks for it.
    """
    circle = [place.member for place in await uow.cases.circle(item.case)]
    members = [await uow.people.member(member) for member in circle]
    return [
        one
        for organisation in item.required
        for one in await _speak_for(uow, organisation, members, on)
    ]


async def _speak_for(
    uow: UnitOfWork, organisation: OrganisationId, circle: Sequence[Member], on: date
) -> Sequence[Member]:
    involved = [one for one in circle if one.organisation == organisation and one.roles(on)]
    return involved or list(await uow.people.representatives(organisation, on))[:1]


async def find_own_items(
    uow: UnitOfWork, agenda: Agenda, member: MemberId, on: date
) -> tuple[AgendaItem, ...]:
    """The cases of an agenda for which this member is needed, by the clock."""
    needed = [(item, await find_needed(uow, item, on)) for item in agenda.items]
    return tuple(item for item, members in needed if member in {one.id for one in members})


async def find_unrepresented(
    uow: UnitOfWork, agenda: Agenda, on: date
) -> tuple[OrganisationId, ...]:
    """Required organisations for which nobody gets a message, so that somebody can call them."""
    missing: set[OrganisationId] = set()
    for item in agenda.items:
        speakers = {one.organisation for one in await find_needed(uow, item, on)}
        missing |= set(item.required) - speakers
    return tuple(sorted(missing))
