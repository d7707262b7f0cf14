"""Making the draft of an agenda, in three steps so that nothing slow holds a unit of work:
collect what the planner needs, plan it elsewhere, keep the draft when nobody was before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.access import CaseState
from domain.agenda import Agenda, AgendaParts, form_agenda
from domain.agenda_course import needs_draft
from domain.audit import AuditEntry, AuditEvent, AuditReason
from domain.house import House
from domain.meeting import Meeting
from domain.planning import Instance, plan_agenda
from services.agenda.notices import announce_draft, local_day
from services.agenda.planning import Candidates, choose_candidates, form_instance, read_plan
from services.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingTask:
    """One draft to make: a copy of all it needs, safe to hand to another process.

    ``agenda_version`` is the draft it replaces, 0 when there is none.
    """

    meeting: Meeting
    agenda_version: int
    collected_at: datetime
    candidates: Candidates
    instance: Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftMade:
    """A finished draft, with the task it answers."""

    task: DraftingTask
    draft: AgendaParts


async def collect_drafts(uow: UnitOfWork, now: datetime, _house: House) -> Sequence[DraftingTask]:
    """Collect the drafts that are due: at a cut-off, or because a coordinator asked."""
    due = [
        (meeting, agenda)
        for meeting in await uow.meetings.unsettled()
        for agenda in [await uow.meetings.agenda(meeting.id)]
        if needs_draft(meeting, agenda, now)
    ]
    candidates = await _find_candidates(uow) if due else None
    return [
        await _collect(uow, now, meeting, agenda, candidates)
        for meeting, agenda in due
        if candidates is not None
    ]


async def _find_candidates(uow: UnitOfWork) -> Candidates:
    cases = await uow.cases.in_states({CaseState.TAKEN_UP})
    return choose_candidates(cases, await uow.colours.current_of([case.id for case in cases]))


async def _collect(
    uow: UnitOfWork, now: datetime, meeting: Meeting, agenda: Agenda | None, candidates: Candidates
) -> DraftingTask:
    schedule = await uow.schedules.schedule(meeting.schedule)
    return DraftingTask(
        meeting=meeting,
        agenda_version=agenda.version if agenda else 0,
        collected_at=now,
        candidates=candidates,
        instance=form_instance(meeting, schedule.breaks, candidates.ready),
    )


def make_draft(task: DraftingTask) -> DraftMade:
    """Plan the agenda. Takes up to two seconds: run it in another process."""
    plan = plan_agenda(task.instance)
    return DraftMade(task=task, draft=read_plan(task.meeting, task.candidates, plan))


async def keep_draft(uow: UnitOfWork, now: datetime, house: House, made: DraftMade) -> None:
    """Keep a draft and send it to the coordinators.

    When meeting or agenda changed since it was collected, it is dropped: a newer one is due.
    """
    task = made.task
    meeting = await uow.meetings.get(task.meeting.id)
    before = await uow.meetings.agenda(meeting.id)
    version = before.version if before else 0
    if (meeting.version, version) != (task.meeting.version, task.agenda_version):
        return
    agenda = form_agenda(meeting, made.draft, task.collected_at, before)
    if before is None:
        await uow.meetings.add_agenda(agenda)
    else:
        agenda = await uow.meetings.save_agenda(agenda)
    await uow.audit.append(
        AuditEntry(
            event=AuditEvent.AGENDA_DRAFTED,
            at=now,
            subject=meeting.id,
            reason=AuditReason.ON_SCHEDULE,
        )
    )
    await announce_draft(uow, local_day(house, now), meeting, agenda)
