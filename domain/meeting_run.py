"""The running of one meeting at the table: which case is discussed now, which were, how long each
took, and which organisations were there.

Serves product page §5: the meeting is run from its posted agenda; what happened is kept beside what
was planned, per organisation and never per person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.agenda import Agenda, AgendaItem
from domain.identifiers import CaseId, MeetingId, MemberId, OrganisationId


class Progress(StrEnum):
    """How far a case of the agenda is at the table."""

    WAITING = "waiting"
    NOW = "now"
    DISCUSSED = "discussed"
    SKIPPED = "skipped"


class RunStep(StrEnum):
    """What somebody did last at the table."""

    STARTED = "started"
    WENT_ON = "went_on"
    LENGTHENED = "lengthened"
    SKIPPED = "skipped"
    FINISHED = "finished"
    TICKED = "ticked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAtTable:
    """What happened to one case of the agenda. ``started_at`` is None for a case that was skipped
    before its turn, or noted as discussed afterwards.
    """

    case: CaseId
    progress: Progress
    started_at: datetime | None = None
    started_by: MemberId | None = None
    ended_at: datetime | None = None
    ended_by: MemberId | None = None
    added_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationAtTable:
    """One organisation at the table; ``until_at`` is None while it is there. ``is_assumed`` when
    nobody said so: it was required for the case that began.
    """

    organisation: OrganisationId
    from_at: datetime
    until_at: datetime | None = None
    is_assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTime:
    """When an organisation was last told, and what: when its next case is expected."""

    organisation: OrganisationId
    case: CaseId
    expected_at: datetime
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRun:
    """One meeting at the table. ``steps`` counts what was done, so that a button knows whether it
    came too late; ``ended_by`` is None when the clock ended it; a meeting held without the bot was
    never started.
    """

    meeting: MeetingId
    started_at: datetime | None = None
    started_by: MemberId | None = None
    ended_at: datetime | None = None
    ended_by: MemberId | None = None
    cases: tuple[CaseAtTable, ...] = ()
    presences: tuple[OrganisationAtTable, ...] = ()
    told: tuple[ToldTime, ...] = ()
    steps: int = 0
    last_step: RunStep = RunStep.STARTED
    last_by: MemberId | None = None
    last_at: datetime | None = None
    version: int = 1

    @property
    def is_going_on(self) -> bool:
        """Tell whether the meeting was started and has not ended."""
        return self.started_at is not None and self.ended_at is None

    @property
    def at_table(self) -> CaseAtTable | None:
        """The case that is discussed now."""
        return next((one for one in self.cases if one.progress is Progress.NOW), None)

    def progress_of(self, case: CaseId) -> Progress:
        """How far a case is."""
        return next((one.progress for one in self.cases if one.case == case), Progress.WAITING)

    def put(self, changed: CaseAtTable) -> "MeetingRun":
        """The same run with one case brought up to date."""
        others = tuple(one for one in self.cases if one.case != changed.case)
        return replace(self, cases=(*others, changed))

    def tell(self, moved: Sequence[ToldTime]) -> "MeetingRun":
        """The same run after these organisations were told."""
        now = {one.organisation for one in moved}
        others = tuple(one for one in self.told if one.organisation not in now)
        return replace(self, told=(*others, *moved))


def list_waiting(agenda: Agenda, run: MeetingRun | None) -> Sequence[AgendaItem]:
    """The cases that are still to come, in the order of the agenda."""
    known = {one.case for one in run.cases} if run else set()
    return [item for item in agenda.items if item.case not in known]


def list_with(agenda: Agenda, run: MeetingRun, progress: Progress) -> Sequence[AgendaItem]:
    """The cases of the agenda that are this far."""
    return [item for item in agenda.items if run.progress_of(item.case) is progress]


def find_now(agenda: Agenda, run: MeetingRun) -> AgendaItem | None:
    """The case of the agenda that is discussed now."""
    return next(iter(list_with(agenda, run, Progress.NOW)), None)
