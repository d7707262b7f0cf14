"""Running a meeting at the table: the process director or the note taker starts it, goes on to the
next case, gives one more time, passes one over, and closes it.

Each step is saved when it is taken, so that a bot that stops loses nothing; a press that comes too
late changes nothing and shows what was done before it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.access import Action
from domain.agenda import Agenda, AgendaState
from domain.audit import AuditEvent
from domain.identifiers import MeetingId, OrganisationId
from domain.meeting import Meeting
from domain.meeting_run import MeetingRun, Progress, list_with
from domain.meeting_run_calls import find_moved
from domain.meeting_run_presence import note_arrival, note_departure, seat_required
from domain.meeting_run_steps import (
    NOTED_WITHIN,
    AgendaNotPostedError,
    MeetingCancelledError,
    check_going_on,
    finish_run,
    lengthen,
    may_note,
    next_case,
    note_afterwards,
    sit,
    skip_case,
    start_run,
)
from domain.policy import decide_access, may_ever
from domain.sight import SeenPart
from services.access import HousePermit, require, require_role
from services.figures import keep_figures
from services.meeting_run_clock import note_outcomes, settle_run, watch
from services.meeting_run_notices import announce_moved, announce_now
from services.meeting_run_views import RunView, StepBefore, form_run_view
from services.moment import Context

_MEETINGS_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """What ``overleg`` finds: the meeting that is or can be run, else when the next one is.
    ``others`` are the meetings beside it, or those of which it can still be noted what was
    discussed.
    """

    shown: RunView | None
    coming: Meeting | None
    others: tuple[Meeting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """One meeting before the actor, who may run it."""

    meeting: Meeting
    agenda: Agenda
    run: MeetingRun | None
    permit: HousePermit


async def view_table(ctx: Context) -> TableView:
    """Show the meeting that is going on, else the one that can be started now."""
    require_role(ctx, Action.RUN_MEETING)
    posted = await ctx.uow.meetings.posted(ctx.now - NOTED_WITHIN)
    open_now = [one for one in posted if sit(one, ctx.now).is_open]
    chosen = await _choose(ctx, open_now)
    if chosen is None:
        coming = await ctx.uow.meetings.upcoming(ctx.now)
        past = [one for one in posted if may_note(one, ctx.now) and _may_run(ctx, one)]
        return TableView(
            shown=None, coming=next(iter(coming), None), others=tuple(past[-_MEETINGS_SHOWN:])
        )
    others = [one for one in open_now if one.id != chosen.id]
    shown = await view_run(ctx, chosen.id)
    return TableView(shown=shown, coming=None, others=tuple(others[-_MEETINGS_SHOWN:]))


def _may_run(ctx: Context, meeting: Meeting) -> bool:
    sitting = sit(meeting, ctx.now)
    return decide_access(Action.RUN_MEETING, ctx.actor, None, sitting).is_allowed


async def _choose(ctx: Context, meetings: Sequence[Meeting]) -> Meeting | None:
    """The one that is going on, else the last that can be run and was not ended."""
    runs = await ctx.uow.meeting_runs.going_on([one.id for one in meetings]) if meetings else {}
    going_on = [one for one in meetings if runs.get(one.id)]
    waiting = [one for one in meetings if one.id not in runs]
    return next(iter([*going_on, *reversed(waiting), *reversed(meetings)]), None)


async def view_run(ctx: Context, meeting_id: MeetingId) -> RunView:
    """Show one meeting as it is at the table now."""
    table = await _come_to_table(ctx, meeting_id)
    return await _view(ctx, table, table.run)


async def start_meeting(ctx: Context, meeting_id: MeetingId, seen_steps: int | None) -> RunView:
    """Open a meeting with its first case."""
    return await _take(ctx, meeting_id, seen_steps, lambda table: _start(ctx, table))


async def go_on(ctx: Context, meeting_id: MeetingId, seen_steps: int | None) -> RunView:
    """Go on to the next case: the one at the table was discussed."""
    return await _take(
        ctx, meeting_id, seen_steps, lambda table: next_case(*_of(table), ctx.actor.id, ctx.now)
    )


async def add_minutes(ctx: Context, meeting_id: MeetingId, seen_steps: int | None) -> RunView:
    """Give the case at the table five minutes more."""
    return await _take(
        ctx, meeting_id, seen_steps, lambda table: lengthen(table.run, ctx.actor.id, ctx.now)
    )


async def pass_over(ctx: Context, meeting_id: MeetingId, seen_steps: int | None) -> RunView:
    """Leave the case at the table, or the next one, for another meeting."""
    return await _take(
        ctx, meeting_id, seen_steps, lambda table: skip_case(*_of(table), ctx.actor.id, ctx.now)
    )


async def close_meeting(ctx: Context, meeting_id: MeetingId, seen_steps: int | None) -> RunView:
    """Close a meeting: what was discussed gets its next review, the rest moves on."""
    return await _take(
        ctx, meeting_id, seen_steps, lambda table: finish_run(table.run, ctx.actor.id, ctx.now)
    )


async def note_present(
    ctx: Context, meeting_id: MeetingId, organisation: OrganisationId, *, is_present: bool
) -> RunView:
    """Note that an organisation is at the table, or is not."""
    table = await _come_to_table(ctx, meeting_id)
    going = check_going_on(table.run)
    note = note_arrival if is_present else note_departure
    changed = note(going, organisation, ctx.now)
    if changed != going:
        await ctx.uow.people.organisation(organisation)
        changed = await ctx.uow.meeting_runs.save(changed)
    return await _view(ctx, table, changed)


async def note_after_meeting(
    ctx: Context, meeting_id: MeetingId, codes: Collection[str]
) -> RunView:
    """Note after a meeting which of its cases were discussed all the same, and close it: it was
    held without the bot, or not all was pressed.
    """
    table = await _come_to_table(ctx, meeting_id)
    ticked = {one.case for one in table.agenda.items if one.code in codes}
    changed = note_afterwards(table.meeting, table.agenda, table.run, ticked, ctx.actor.id, ctx.now)
    if table.run is None:
        await ctx.uow.meeting_runs.add(changed)
    else:
        changed = await ctx.uow.meeting_runs.save(changed)
        await announce_now(ctx, table.meeting, changed)
    if table.run is None or table.run.ended_at is None:
        await settle_run(ctx, table.meeting, table.agenda, changed)
    else:
        done = {one.case for one in list_with(table.agenda, table.run, Progress.DISCUSSED)}
        await note_outcomes(ctx, ticked - done, ())
        await keep_figures(ctx, table.meeting, table.agenda, changed)
    return await _view(ctx, table, changed)


def _start(ctx: Context, table: _Table) -> MeetingRun:
    return start_run(table.meeting, table.agenda, ctx.actor.id, ctx.now)


def _of(table: _Table) -> tuple[Agenda, MeetingRun | None]:
    return table.agenda, table.run


async def _take(
    ctx: Context,
    meeting_id: MeetingId,
    seen_steps: int | None,
    step: Callable[[_Table], MeetingRun],
) -> RunView:
    """Take one step, unless somebody took another since the button was drawn."""
    table = await _come_to_table(ctx, meeting_id)
    if seen_steps != (table.run.steps if table.run else 0):
        return await _view(ctx, table, table.run, await _find_before(ctx, table.run))
    changed = seat_required(table.agenda, step(table), ctx.now)
    moved = find_moved(table.agenda, changed, ctx.now)
    changed = changed.tell(moved)
    if table.run is None:
        await ctx.uow.meeting_runs.add(changed)
        await ctx.record(AuditEvent.MEETING_STARTED, subject=meeting_id)
    else:
        changed = await ctx.uow.meeting_runs.save(changed)
    await announce_now(ctx, table.meeting, changed)
    await announce_moved(ctx, table.meeting, table.agenda, moved)
    await watch(ctx, table.meeting, table.agenda, changed)
    if changed.ended_at:
        await settle_run(ctx, table.meeting, table.agenda, changed)
    return await _view(ctx, table, changed)


async def _find_before(ctx: Context, run: MeetingRun | None) -> StepBefore | None:
    if run is None or run.last_at is None:
        return None
    name = (await ctx.uow.people.member(run.last_by)).name if run.last_by else ""
    return StepBefore(step=run.last_step, name=name, at=run.last_at)


async def _come_to_table(ctx: Context, meeting_id: MeetingId) -> _Table:
    """Load a meeting for who may run it now.

    Raises RefusedError, MeetingCancelledError, AgendaNotPostedError.
    """
    require_role(ctx, Action.RUN_MEETING)
    meeting = await ctx.uow.meetings.get(meeting_id)
    permit = require(ctx, Action.RUN_MEETING, sit(meeting, ctx.now))
    if meeting.is_cancelled:
        raise MeetingCancelledError
    agenda = await ctx.uow.meetings.agenda(meeting_id)
    if agenda is None or agenda.state is not AgendaState.POSTED:
        raise AgendaNotPostedError
    run = await ctx.uow.meeting_runs.get(meeting_id)
    return _Table(meeting=meeting, agenda=agenda, run=run, permit=permit)


async def _view(
    ctx: Context, table: _Table, run: MeetingRun | None, before: StepBefore | None = None
) -> RunView:
    cases = [one.case for one in table.agenda.items]
    await ctx.record_seen(*table.permit.sights(SeenPart.AGENDA, cases, table.meeting.id))
    view = await form_run_view(ctx, table.meeting, table.agenda, run, before)
    return replace(
        view,
        may_write_plan=may_ever(Action.WRITE_PLAN, ctx.actor),
        has_minutes=await _has_minutes(ctx, run),
    )


async def _has_minutes(ctx: Context, run: MeetingRun | None) -> bool:
    """Tell whether the actor finds minutes to approve after this meeting."""
    if run is None or run.ended_at is None or not may_ever(Action.APPROVE_MINUTES, ctx.actor):
        return False
    return bool(await ctx.uow.discussions.written_in(run.meeting))
