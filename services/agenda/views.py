"""What may be shown of an agenda, and to whom: the coordinators see the draft, the channel codes
and times, a member only the own times. Read when a message is sent, from the newest state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.access import Action, decide_access
from domain.agenda import Agenda, AgendaItem, AgendaState
from domain.house import House
from domain.identifiers import MeetingId, OrganisationId
from domain.meeting import Meeting
from domain.member import Actor, Member
from services.agenda.notices import COORDINATORS, find_own_items, find_unrepresented, local_day
from services.ports import UnitOfWork

LATE_AFTER: Final = timedelta(minutes=5)
_AS_IT_SHOULD_BE: Final = frozenset({AgendaState.APPROVED, AgendaState.POSTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaView:
    """One meeting and its agenda for a coordinator; ``agenda`` is None before the first draft.

    ``names`` are the organisations required, ``unrepresented`` those whom nobody speaks for,
    ``others`` the meetings beside this one.
    """

    meeting: Meeting
    agenda: Agenda | None
    names: Mapping[OrganisationId, str]
    unrepresented: tuple[str, ...]
    approved_by: str
    is_being_drafted: bool
    may_change: bool
    others: tuple[Meeting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedView:
    """What a channel may be shown; ``late_at`` is set when the agenda comes after its hour."""

    meeting: Meeting
    agenda: Agenda
    late_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTimesView:
    """When one member is needed in one meeting, for which cases."""

    meeting: Meeting
    items: tuple[AgendaItem, ...]

    @property
    def starts_at(self) -> datetime:
        """From when the member is needed."""
        return self.items[0].starts_at

    @property
    def ends_at(self) -> datetime:
        """Until when the member is needed."""
        return max(item.ends_at for item in self.items)


async def read_draft(
    uow: UnitOfWork, now: datetime, house: House, meeting_id: MeetingId, reader: Member
) -> AgendaView | None:
    """What a coordinator is sent of a draft; None once it is of no use or the role is gone."""
    meeting = await uow.meetings.get(meeting_id)
    view = await _view_for(uow, house, meeting, reader, local_day(house, now))
    return view if view and view.agenda and now < meeting.starts_at else None


async def read_not_posted(
    uow: UnitOfWork, now: datetime, house: House, meeting_id: MeetingId, reader: Member
) -> AgendaView | None:
    """What a coordinator hears about an agenda that was not posted; None when it was after all."""
    meeting = await uow.meetings.get(meeting_id)
    view = await _view_for(uow, house, meeting, reader, local_day(house, now))
    is_well = view and view.agenda and view.agenda.state in _AS_IT_SHOULD_BE
    return None if is_well else view


async def _view_for(
    uow: UnitOfWork, house: House, meeting: Meeting, reader: Member, on: date
) -> AgendaView | None:
    """Only coordinators may look, and only who may prepare the agenda gets its buttons."""
    roles = reader.roles(on)
    if not roles & set(COORDINATORS):
        return None
    organisation = await uow.people.organisation(reader.organisation)
    actor = Actor(member=reader, organisation=organisation, roles=roles)
    may_change = decide_access(Action.PREPARE_AGENDA, actor, None).is_allowed
    return await form_view(uow, house, meeting, may_change=may_change)


async def read_posted(uow: UnitOfWork, now: datetime, meeting_id: MeetingId) -> PostedView | None:
    """What the channel is shown of an agenda; None unless it was approved and posted."""
    meeting = await uow.meetings.get(meeting_id)
    agenda = await uow.meetings.agenda(meeting_id)
    if agenda is None or agenda.state is not AgendaState.POSTED:
        return None
    is_late = now > meeting.posts_at + LATE_AFTER
    return PostedView(meeting=meeting, agenda=agenda, late_at=now if is_late else None)


async def read_own_times(
    uow: UnitOfWork, house: House, meeting_id: MeetingId, reader: Member
) -> OwnTimesView | None:
    """When a member is needed; None when they no longer are."""
    meeting = await uow.meetings.get(meeting_id)
    agenda = await uow.meetings.agenda(meeting_id)
    if agenda is None or agenda.state is not AgendaState.POSTED:
        return None
    on = local_day(house, meeting.starts_at)
    items = await find_own_items(uow, agenda, reader.id, on)
    return OwnTimesView(meeting=meeting, items=items) if items else None


async def form_view(
    uow: UnitOfWork,
    house: House,
    meeting: Meeting,
    *,
    may_change: bool,
    others: Sequence[Meeting] = (),
) -> AgendaView:
    """Put together what a coordinator sees of one meeting and its agenda."""
    agenda = await uow.meetings.agenda(meeting.id)
    names = {one.id: one.name for one in await uow.people.organisations()}
    missing = (
        await find_unrepresented(uow, agenda, local_day(house, meeting.starts_at)) if agenda else ()
    )
    approver = agenda.approved_by if agenda else None
    return AgendaView(
        meeting=meeting,
        agenda=agenda,
        names=names,
        unrepresented=tuple(names.get(one, one) for one in missing),
        approved_by=(await uow.people.member(approver)).name if approver else "",
        is_being_drafted=meeting.redraft_of == (agenda.version if agenda else 0),
        may_change=may_change,
        others=tuple(others),
    )
