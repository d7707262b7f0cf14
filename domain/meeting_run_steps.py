"""The steps at the table: start, go on, five minutes longer, skip, done, and note afterwards. Each
says when it is not possible and why.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.agenda import Agenda, AgendaState
from domain.errors import RuleBrokenError
from domain.identifiers import CaseId, MemberId
from domain.meeting import Meeting
from domain.meeting_run import (
    CaseAtTable,
    MeetingRun,
    Progress,
    RunStep,
    find_now,
    list_waiting,
)
from domain.meeting_run_times import end_of
from domain.sitting import Sitting

ADDED_MINUTES: Final = 5
# afterwards it can be noted what was discussed, as long as somebody still knows
NOTED_WITHIN: Final = timedelta(days=7)


class MeetingCancelledError(RuleBrokenError):
    """This meeting was cancelled."""

    text_key = "meeting_run.cancelled_error"


class AgendaNotPostedError(RuleBrokenError):
    """The agenda of this meeting was not posted, so there is nothing to run."""

    text_key = "meeting_run.not_posted_error"


class TooEarlyToStartError(RuleBrokenError):
    """This meeting can be started from an hour before it begins."""

    text_key = "meeting_run.too_early_error"


class MeetingOverError(RuleBrokenError):
    """This meeting is over."""

    text_key = "meeting_run.over_error"


class NothingGoingOnError(RuleBrokenError):
    """This meeting was not started, so nothing is going on."""

    text_key = "meeting_run.nothing_going_on_error"


class NothingAtTableError(RuleBrokenError):
    """No case is at the table now."""

    text_key = "meeting_run.nothing_at_table_error"


class NothingWaitsError(RuleBrokenError):
    """No case is still to come."""

    text_key = "meeting_run.nothing_waits_error"


class StillGoingOnError(RuleBrokenError):
    """The meeting is not over yet: what is discussed is noted at the table."""

    text_key = "meeting_run.still_going_on_error"


def sit(meeting: Meeting, at: datetime) -> Sitting:
    """A meeting as it is held, seen at one moment."""
    return Sitting(starts_at=meeting.starts_at, ends_at=meeting.ends_at, at=at)


def check_startable(meeting: Meeting, agenda: Agenda | None, at: datetime) -> Agenda:
    """The agenda from which a meeting is run.

    Raises MeetingCancelledError, AgendaNotPostedError, TooEarlyToStartError, MeetingOverError.
    """
    if meeting.is_cancelled:
        raise MeetingCancelledError
    if agenda is None or agenda.state is not AgendaState.POSTED:
        raise AgendaNotPostedError
    sitting = sit(meeting, at)
    if at < sitting.opens_at:
        raise TooEarlyToStartError
    if at > sitting.closes_at:
        raise MeetingOverError
    return agenda


def start_run(meeting: Meeting, agenda: Agenda | None, by: MemberId, at: datetime) -> MeetingRun:
    """Open the meeting with its first case; raises what ``check_startable`` raises."""
    items = check_startable(meeting, agenda, at).items
    run = MeetingRun(meeting=meeting.id, started_at=at, started_by=by)
    if items:
        run = run.put(_bring(items[0].case, by, at))
    return _did(run, RunStep.STARTED, by, at)


def next_case(agenda: Agenda, run: MeetingRun | None, by: MemberId, at: datetime) -> MeetingRun:
    """The case at the table was discussed; the next one begins, unless a pause comes first.

    Raises NothingGoingOnError, MeetingOverError, NothingWaitsError.
    """
    going = check_going_on(run)
    held, waiting = going.at_table, list_waiting(agenda, going)
    if held is None and not waiting:
        raise NothingWaitsError
    if held:
        going = going.put(_end(held, Progress.DISCUSSED, by, at))
    if waiting and not (held and _comes_pause(agenda, held.case, waiting[0].starts_at)):
        going = going.put(_bring(waiting[0].case, by, at))
    return _did(going, RunStep.WENT_ON, by, at)


def skip_case(agenda: Agenda, run: MeetingRun | None, by: MemberId, at: datetime) -> MeetingRun:
    """The case at the table is left for another time and the next begins, unless a pause comes
    first; when none is at the table the next one is passed over.

    Raises NothingGoingOnError, MeetingOverError, NothingWaitsError.
    """
    going = check_going_on(run)
    held, waiting = going.at_table, list_waiting(agenda, going)
    if held:
        going = going.put(_end(held, Progress.SKIPPED, by, at))
        if waiting and not _comes_pause(agenda, held.case, waiting[0].starts_at):
            going = going.put(_bring(waiting[0].case, by, at))
    elif waiting:
        passed = CaseAtTable(case=waiting[0].case, progress=Progress.SKIPPED)
        going = going.put(replace(passed, ended_by=by))
    else:
        raise NothingWaitsError
    return _did(going, RunStep.SKIPPED, by, at)


def lengthen(run: MeetingRun | None, by: MemberId, at: datetime) -> MeetingRun:
    """Give the case at the table five minutes more.

    Raises NothingGoingOnError, MeetingOverError, NothingAtTableError.
    """
    going = check_going_on(run)
    held = going.at_table
    if held is None:
        raise NothingAtTableError
    longer = replace(held, added_minutes=held.added_minutes + ADDED_MINUTES)
    return _did(going.put(longer), RunStep.LENGTHENED, by, at)


def finish_run(run: MeetingRun | None, by: MemberId, at: datetime) -> MeetingRun:
    """Close the meeting: the case at the table was discussed, what waits moves on.

    Raises NothingGoingOnError and MeetingOverError.
    """
    going = check_going_on(run)
    if going.at_table:
        going = going.put(_end(going.at_table, Progress.DISCUSSED, by, at))
    return _did(_leave(replace(going, ended_at=at, ended_by=by), at), RunStep.FINISHED, by, at)


def end_by_clock(
    meeting: Meeting, agenda: Agenda, run: MeetingRun | None, at: datetime
) -> MeetingRun:
    """Close a meeting that nobody closed. The case that was at the table had its time; when nothing
    was ever started, nothing counts as discussed.
    """
    if run is None:
        return MeetingRun(meeting=meeting.id, ended_at=at, last_step=RunStep.FINISHED, last_at=at)
    held, item = run.at_table, find_now(agenda, run)
    left_at = meeting.ends_at
    if held and item:
        left_at = end_of(item, held)
        run = run.put(replace(held, progress=Progress.DISCUSSED, ended_at=left_at))
    ended = replace(run, ended_at=at, last_step=RunStep.FINISHED, last_by=None, last_at=at)
    return replace(_leave(ended, left_at), steps=run.steps + 1)


def may_note(meeting: Meeting, at: datetime) -> bool:
    """Tell whether it can be noted afterwards what was discussed in a meeting."""
    return meeting.ends_at <= at <= meeting.ends_at + NOTED_WITHIN


def note_afterwards(
    meeting: Meeting,
    agenda: Agenda,
    run: MeetingRun | None,
    discussed: Collection[CaseId],
    by: MemberId,
    at: datetime,
) -> MeetingRun:
    """Note after a meeting which cases were discussed all the same, and close it.

    Raises StillGoingOnError during the meeting, MeetingOverError when nobody knows any more.
    """
    if at < meeting.ends_at:
        raise StillGoingOnError
    if at > meeting.ends_at + NOTED_WITHIN:
        raise MeetingOverError
    ended = run or MeetingRun(meeting=meeting.id)
    if ended.ended_at is None:
        ended = end_by_clock(meeting, agenda, run, at)
    for item in agenda.items:
        if item.case in discussed and ended.progress_of(item.case) is not Progress.DISCUSSED:
            noted = CaseAtTable(case=item.case, progress=Progress.DISCUSSED, ended_by=by)
            ended = ended.put(noted)
    return _did(replace(ended, ended_by=ended.ended_by or by), RunStep.TICKED, by, at)


def check_going_on(run: MeetingRun | None) -> MeetingRun:
    """The run of a meeting that is going on; NothingGoingOnError or MeetingOverError."""
    if run is not None and run.ended_at is not None:
        raise MeetingOverError
    if run is None:
        raise NothingGoingOnError
    return run


def _comes_pause(agenda: Agenda, case: CaseId, next_at: datetime) -> bool:
    """Tell whether the agenda has a pause between a case and the one that begins at ``next_at``."""
    from_at = next((one.starts_at for one in agenda.items if one.case == case), next_at)
    return any(from_at < one.starts_at <= next_at for one in agenda.breaks)


def _bring(case: CaseId, by: MemberId, at: datetime) -> CaseAtTable:
    return CaseAtTable(case=case, progress=Progress.NOW, started_at=at, started_by=by)


def _end(held: CaseAtTable, progress: Progress, by: MemberId, at: datetime) -> CaseAtTable:
    return replace(held, progress=progress, ended_at=at, ended_by=by)


def _leave(run: MeetingRun, at: datetime) -> MeetingRun:
    """Everybody leaves the table."""
    left = tuple(replace(one, until_at=one.until_at or at) for one in run.presences)
    return replace(run, presences=left)


def _did(run: MeetingRun, step: RunStep, by: MemberId, at: datetime) -> MeetingRun:
    return replace(run, steps=run.steps + 1, last_step=step, last_by=by, last_at=at)
