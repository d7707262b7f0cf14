"""What may be shown of a meeting at the table: to who runs it the cases with their organisations,
to the channel codes, colours and times.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.agenda import Agenda, AgendaItem, AgendaState
from domain.identifiers import MeetingId, OrganisationId
from domain.meeting import Meeting
from domain.meeting_run import MeetingRun, Progress, RunStep, find_now, list_waiting, list_with
from domain.meeting_run_steps import may_note
from domain.meeting_run_times import Expectation, expect, find_delay
from services.agenda.views import read_own_times
from services.moment import Moment, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBefore:
    """What somebody did before a press that came too late."""

    step: RunStep
    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A meeting at the table at one moment. ``run`` is None before it was started; ``before`` is
    set when the press that asked for this came too late; ``names`` are the organisations required.
    ``may_write_plan`` for a reader who may write the plan of action of a case, ``has_minutes`` for
    one who may approve what was typed in a meeting that ended.
    """

    meeting: Meeting
    agenda: Agenda
    run: MeetingRun | None
    expectation: Expectation
    now: datetime
    names: Mapping[OrganisationId, str]
    before: StepBefore | None = None
    may_write_plan: bool = False
    has_minutes: bool = False

    def name(self, organisation: OrganisationId) -> str:
        """The name of an organisation, also of one that left the house."""
        return self.names.get(organisation, organisation)

    @property
    def steps(self) -> int:
        """How many steps were taken: a button that was drawn for fewer comes too late."""
        return self.run.steps if self.run else 0

    @property
    def item_now(self) -> AgendaItem | None:
        """The case at the table."""
        return find_now(self.agenda, self.run) if self.run else None

    @property
    def coming(self) -> tuple[AgendaItem, ...]:
        """The cases still to come."""
        return tuple(list_waiting(self.agenda, self.run))

    def with_progress(self, progress: Progress) -> tuple[AgendaItem, ...]:
        """The cases that are this far."""
        return tuple(list_with(self.agenda, self.run, progress)) if self.run else ()

    def expected(self, item: AgendaItem) -> datetime:
        """When a case that is still to come is expected."""
        return self.expectation.starts[item.case]

    @property
    def undiscussed(self) -> tuple[AgendaItem, ...]:
        """The cases of which it can be noted, after the meeting, that they were discussed."""
        if not may_note(self.meeting, self.now):
            return ()
        return (*self.with_progress(Progress.SKIPPED), *self.coming)

    @property
    def delay(self) -> timedelta:
        """How much later than planned the next case begins."""
        following = self.coming[:1]
        if not following or self.run is None or not self.run.is_going_on:
            return timedelta()
        return find_delay(following[0], self.expected(following[0]))


async def form_run_view(
    moment: Moment,
    meeting: Meeting,
    agenda: Agenda,
    run: MeetingRun | None,
    before: StepBefore | None = None,
) -> RunView:
    """Put together what may be shown of a meeting at the table now."""
    return RunView(
        meeting=meeting,
        agenda=agenda,
        run=run,
        expectation=expect(agenda, run, moment.now),
        now=moment.now,
        names={one.id: one.name for one in await moment.uow.people.organisations()},
        before=before,
    )


async def read_run(moment: Moment, meeting_id: MeetingId) -> RunView | None:
    """What the channel is shown of a meeting at the table; None while it was not started."""
    meeting = await moment.uow.meetings.get(meeting_id)
    run = await moment.uow.meeting_runs.get(meeting_id)
    agenda = await moment.uow.meetings.agenda(meeting_id) if run and run.started_at else None
    if agenda is None or agenda.state is not AgendaState.POSTED:
        return None
    return await form_run_view(moment, meeting, agenda, run)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTurnView:
    """When a member's next case comes to the table: ``slot`` is the case with its time on
    the agenda; ``expected_at`` is None when it is discussed now.
    """

    meeting: Meeting
    slot: AgendaItem
    expected_at: datetime | None


async def read_called(reading: Reading, meeting_id: MeetingId) -> OwnTurnView | None:
    """What a member is told who is called in: their case is at the table, or next; None when it no
    longer is.
    """
    view = await read_run(reading, meeting_id)
    if view is None:
        return None
    now = (view.item_now,) if view.item_now else ()
    return await _find_own_turn(reading, view, (*now, *view.coming[:1]))


async def read_moved(reading: Reading, meeting_id: MeetingId) -> OwnTurnView | None:
    """What a member is told whose own time moved; None when it has come."""
    view = await read_run(reading, meeting_id)
    return await _find_own_turn(reading, view, view.coming) if view else None


async def _find_own_turn(
    reading: Reading, view: RunView, items: Sequence[AgendaItem]
) -> OwnTurnView | None:
    own = await read_own_times(reading, view.meeting.id)
    if own is None or view.run is None or not view.run.is_going_on:
        return None
    slots = {slot.starts_at: slot for slot in own.items}
    item = next((one for one in items if one.starts_at in slots), None)
    if item is None:
        return None
    return OwnTurnView(
        meeting=view.meeting,
        slot=slots[item.starts_at],
        expected_at=view.expectation.starts.get(item.case),
    )
