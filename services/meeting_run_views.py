"""What may be shown of a meeting at the table: to who runs it the cases with their organisations,
to the channel codes, colours and times.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.agenda import Agenda, AgendaItem, AgendaState
from domain.identifiers import MeetingId, OrganisationId
from domain.meeting import Meeting
from domain.meeting_run import MeetingRun, Progress, RunStep, find_now, list_waiting, list_with
from domain.meeting_run_times import Expectation, expect, find_delay
from services.moment import Moment


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
    """

    meeting: Meeting
    agenda: Agenda
    run: MeetingRun | None
    expectation: Expectation
    now: datetime
    names: Mapping[OrganisationId, str]
    before: StepBefore | None = None

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
