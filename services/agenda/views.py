"""What may be shown of an agenda, and to whom: the coordinators see the draft, the channel codes
and times, a member only the own times. Read when a message is sent, from the newest state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.access import Action, Involvement, Standing, decide_access
from domain.agenda import Agenda, AgendaItem, AgendaState
from domain.case import Case
from domain.identifiers import CaseId, MeetingId, OrganisationId
from domain.meeting import Meeting
from services.agenda.notices import (
    find_needed,
    find_own_items,
    find_unrepresented,
)
from services.moment import Moment, Reading

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
class UnnamedSlot:
    """When a member is needed who speaks for an organisation and has no place in the case."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTimesView:
    """When one member is needed in one meeting; for which cases, as far as they may see those."""

    meeting: Meeting
    items: tuple[AgendaItem | UnnamedSlot, ...]

    @property
    def starts_at(self) -> datetime:
        """From when the member is needed."""
        return self.items[0].starts_at

    @property
    def ends_at(self) -> datetime:
        """Until when the member is needed."""
        return max(item.ends_at for item in self.items)


async def read_draft(reading: Reading, meeting_id: MeetingId) -> AgendaView | None:
    """What a coordinator is sent of a draft; None once it is of no use or the role is gone."""
    meeting = await reading.uow.meetings.get(meeting_id)
    view = await _view_for_recipient(reading, meeting)
    return view if view and view.agenda and reading.now < meeting.starts_at else None


async def read_not_posted(reading: Reading, meeting_id: MeetingId) -> AgendaView | None:
    """What a coordinator hears about an agenda that was not posted; None when it was after all."""
    view = await _view_for_recipient(reading, await reading.uow.meetings.get(meeting_id))
    is_well = view and view.agenda and view.agenda.state in _AS_IT_SHOULD_BE
    return None if is_well else view


async def _view_for_recipient(reading: Reading, meeting: Meeting) -> AgendaView | None:
    """Only coordinators may look, and only who may prepare the agenda gets its buttons."""
    actor = await reading.form_actor(reading.recipient)
    if not decide_access(Action.VIEW_LIST, actor, None).is_allowed:
        return None
    may_change = decide_access(Action.PREPARE_AGENDA, actor, None).is_allowed
    agenda = await reading.uow.meetings.agenda(meeting.id)
    return await form_view(reading, meeting, agenda, may_change=may_change)


async def read_posted(moment: Moment, meeting_id: MeetingId) -> PostedView | None:
    """What the channel is shown of an agenda; None unless it was approved and posted."""
    meeting = await moment.uow.meetings.get(meeting_id)
    agenda = await moment.uow.meetings.agenda(meeting_id)
    if agenda is None or agenda.state is not AgendaState.POSTED:
        return None
    is_late = moment.now > meeting.posts_at + LATE_AFTER
    return PostedView(meeting=meeting, agenda=agenda, late_at=moment.now if is_late else None)


async def read_own_times(reading: Reading, meeting_id: MeetingId) -> OwnTimesView | None:
    """When a member is needed; None when they no longer are."""
    meeting = await reading.uow.meetings.get(meeting_id)
    agenda = await reading.uow.meetings.agenda(meeting_id)
    if agenda is None or agenda.state is not AgendaState.POSTED:
        return None
    items = await _find_own(reading, meeting, agenda)
    return OwnTimesView(meeting=meeting, items=items) if items else None


async def _find_own(
    reading: Reading, meeting: Meeting, agenda: Agenda
) -> tuple[AgendaItem | UnnamedSlot, ...]:
    """Whoever is called because they speak for their organisation learns when, and no code: a code
    is for who has a place in the case. Who gave a place up is not called for that case at all.
    """
    needed = await find_needed(reading, agenda, reading.day_of(meeting.starts_at))
    items = find_own_items(agenda, needed, reading.recipient.id)
    cases = [await reading.uow.cases.get(item.case) for item in items]
    standings = await stand_in(reading, cases)
    actor = await reading.form_actor(reading.recipient)
    return tuple(
        item
        if decide_access(Action.VIEW_CASE, actor, standings[item.case]).is_allowed
        else UnnamedSlot(starts_at=item.starts_at, ends_at=item.ends_at)
        for item in items
        if standings[item.case].involvement is not Involvement.FORMER
    )


async def stand_in(reading: Reading, cases: Sequence[Case]) -> Mapping[CaseId, Standing]:
    """How a recipient stands to each of these cases now."""
    ids = [case.id for case in cases]
    found = await reading.uow.cases.involvements(ids, reading.recipient.id)
    return {one.id: Standing(involvement=found[one.id], state=one.state) for one in cases}


async def form_view(
    moment: Moment,
    meeting: Meeting,
    agenda: Agenda | None,
    *,
    may_change: bool,
    others: Sequence[Meeting] = (),
) -> AgendaView:
    """Put together what a coordinator sees of one meeting and its agenda."""
    names = {one.id: one.name for one in await moment.uow.people.organisations()}
    missing = await _find_missing(moment, meeting, agenda) if agenda else ()
    approver = agenda.approved_by if agenda else None
    return AgendaView(
        meeting=meeting,
        agenda=agenda,
        names=names,
        unrepresented=tuple(names.get(one, one) for one in missing),
        approved_by=(await moment.uow.people.member(approver)).name if approver else "",
        is_being_drafted=meeting.redraft_of == (agenda.version if agenda else 0),
        may_change=may_change,
        others=tuple(others),
    )


async def _find_missing(
    moment: Moment, meeting: Meeting, agenda: Agenda
) -> tuple[OrganisationId, ...]:
    needed = await find_needed(moment, agenda, moment.day_of(meeting.starts_at))
    return find_unrepresented(agenda, needed)
