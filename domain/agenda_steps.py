"""The steps of an agenda: when a draft is due, who approves it, what the clock asks of it and when.

Serves product page §5: a person approves; at its hour it is posted once, late and saying so when
need be, and never after the meeting began.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.agenda import Agenda, AgendaFrozenError, AgendaState, check_times
from domain.errors import AlreadyDoneError, RuleBrokenError
from domain.identifiers import MemberId
from domain.meeting import Meeting


class MeetingBegunError(RuleBrokenError):
    """The meeting has begun or is over: its agenda can no longer change."""

    text_key = "error.meeting_begun"


class AgendaApprovedError(AlreadyDoneError):
    """Somebody approved this agenda before you."""

    text_key = "error.agenda_approved"


class AgendaChangedError(AlreadyDoneError):
    """The draft you looked at was replaced by a newer one."""

    text_key = "error.agenda_changed"


class AgendaStep(StrEnum):
    """What the clock asks of an agenda now."""

    REST = "rest"
    POST = "post"
    ASK_APPROVAL = "ask_approval"
    SETTLE = "settle"


def find_draft_due(meeting: Meeting, agenda: Agenda | None, now: datetime) -> datetime | None:
    """Find when the next draft must be made: now when a coordinator asked for it, else at the
    cut-off; None when no draft is to come.

    A draft made before the cut-off is made again at the cut-off; an approved one stays.
    """
    may_be_drafted = agenda is None or agenda.state is AgendaState.DRAFT
    if meeting.is_cancelled or now >= meeting.starts_at or not may_be_drafted:
        return None
    if meeting.redraft_of == (agenda.version if agenda else 0):
        return now
    is_early = agenda is None or agenda.drafted_at < meeting.cut_off_at
    return meeting.cut_off_at if is_early else None


def needs_draft(meeting: Meeting, agenda: Agenda | None, now: datetime) -> bool:
    """Tell whether a draft must be made now."""
    due_at = find_draft_due(meeting, agenda, now)
    return due_at is not None and due_at <= now


def mark_approved(
    meeting: Meeting, agenda: Agenda, seen_version: int | None, by: MemberId, at: datetime
) -> Agenda:
    """Approve the draft somebody looked at, or a later one of the same plan; a button without a
    version names none.

    Raises AgendaApprovedError or AgendaChangedError when it is no longer that plan, and
    MeetingBegunError when approving comes too late.
    """
    if agenda.approved_by is not None:
        raise AgendaApprovedError
    if at >= meeting.starts_at or agenda.is_settled:
        raise MeetingBegunError
    if seen_version is None or not agenda.plan_version <= seen_version <= agenda.version:
        raise AgendaChangedError
    check_times(meeting, agenda)
    return replace(agenda, state=AgendaState.APPROVED, approved_by=by, approved_at=at)


def ask_redraft(meeting: Meeting, agenda: Agenda | None, at: datetime) -> Meeting:
    """Ask that the draft be made again, or made now when there is none.

    Raises AgendaFrozenError after approval and MeetingBegunError when it comes too late.
    """
    if at >= meeting.starts_at or meeting.is_cancelled:
        raise MeetingBegunError
    if agenda is not None and agenda.state is not AgendaState.DRAFT:
        raise AgendaFrozenError
    return replace(meeting, redraft_of=agenda.version if agenda else 0)


def decide_step(meeting: Meeting, agenda: Agenda | None, now: datetime) -> AgendaStep:
    """Decide what the clock asks: post at the hour, also late; never after the meeting began."""
    if agenda is not None and agenda.is_settled:
        return AgendaStep.REST
    is_approved = agenda is not None and agenda.state is AgendaState.APPROVED
    if meeting.is_cancelled:
        return AgendaStep.SETTLE if agenda else AgendaStep.REST
    if now >= meeting.starts_at:
        return AgendaStep.SETTLE
    if now < meeting.posts_at:
        return AgendaStep.REST
    return AgendaStep.POST if is_approved else AgendaStep.ASK_APPROVAL


def find_step_due(meeting: Meeting, agenda: Agenda | None, now: datetime) -> datetime | None:
    """Find when the clock asks something next, once what it asks now is done; None when nothing
    is to come.
    """
    if meeting.is_cancelled or (agenda is not None and agenda.is_settled):
        return None
    coming = (meeting.posts_at, meeting.starts_at)
    return next((at for at in coming if at > now), None)


def post_agenda(meeting: Meeting, agenda: Agenda, at: datetime) -> Agenda:
    """Freeze the agenda as posted; raises TimesDoNotAddUpError rather than post nonsense."""
    check_times(meeting, agenda)
    return replace(agenda, state=AgendaState.POSTED, posted_at=at)


def settle_agenda(meeting: Meeting, agenda: Agenda | None, at: datetime) -> Agenda:
    """Close an agenda that will not be posted; a meeting without one gets an empty one.

    It expired when it was approved for a meeting that was held, else it was skipped.
    """
    if agenda is None:
        return Agenda(meeting=meeting.id, state=AgendaState.SKIPPED, drafted_at=at)
    is_held = agenda.state is AgendaState.APPROVED and not meeting.is_cancelled
    return replace(agenda, state=AgendaState.EXPIRED if is_held else AgendaState.SKIPPED)


def move_agenda(agenda: Agenda, was: Meeting, now: Meeting) -> Agenda:
    """Let the times of an agenda that is not posted follow its meeting.

    Approval ends when it is planned anew.
    """
    if agenda.state is AgendaState.POSTED:
        return agenda
    moved = shift(agenda, now.starts_at - was.starts_at)
    moved = replace(moved, plan_version=agenda.version + 1)
    if not is_planned_anew(agenda, was, now):
        return moved
    return replace(moved, state=AgendaState.DRAFT, approved_by=None, approved_at=None)


def is_planned_anew(agenda: Agenda, was: Meeting, now: Meeting) -> bool:
    """Tell whether a meeting needs a new draft: it has another length or is of another kind, or it
    had been settled: it was cancelled or gone by, and is held after all.
    """
    before = (was.lasts_within, was.kind)
    return agenda.is_settled or before != (now.lasts_within, now.kind)


def shift(agenda: Agenda, by: timedelta) -> Agenda:
    """The same agenda, all of it this much later."""
    items = tuple(replace(item, starts_at=item.starts_at + by) for item in agenda.items)
    breaks = tuple(replace(pause, starts_at=pause.starts_at + by) for pause in agenda.breaks)
    return replace(agenda, items=items, breaks=breaks)
