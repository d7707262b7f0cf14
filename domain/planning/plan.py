"""What the planner answers: times, breaks, presences, and a reason for each case left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.identifiers import CaseId, MeetingId
from domain.planning.instance import PartnerId, Placement


class Status(StrEnum):
    """OPTIMAL: proven best in all levels of the objective. FEASIBLE: keeps all rules."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


class Reason(StrEnum):
    """Why a case is not on the agenda; the last two are set by whoever asks, not by the planner."""

    CAPACITY = "capacity"
    PARTNER_WINDOW = "partner_window"
    NO_COMMON_WINDOW = "no_common_window"
    WRITTEN_PROCEDURE = "written_procedure"
    PINNED_CONFLICT = "pinned_conflict"
    SEARCH_LIMIT = "search_limit"
    NOT_READY = "not_ready"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBreak:
    """A break at its start minute."""

    meeting: MeetingId
    start: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Cases and breaks with their start minutes, in time order per meeting."""

    placed: tuple[Placement, ...] = ()
    breaks: tuple[PlannedBreak, ...] = ()

    def replace_meeting(self, meeting: MeetingId, own: "Timetable") -> "Timetable":
        """Return this timetable with all that is in one meeting replaced by its own timetable."""
        return Timetable(
            placed=(*(one for one in self.placed if one.meeting != meeting), *own.placed),
            breaks=(*(one for one in self.breaks if one.meeting != meeting), *own.breaks),
        )


def join_timetables(timetables: Sequence[Timetable]) -> Timetable:
    """Join the timetables of different meetings into one."""
    return Timetable(
        placed=tuple(one for timetable in timetables for one in timetable.placed),
        breaks=tuple(one for timetable in timetables for one in timetable.breaks),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """A case that is not on the agenda: the reason, a sentence, and the facts of that sentence.

    `minutes_left` is what remains after the `cases_above` it (priority, pinned or begun);
    `partner` is whose window decides.
    """

    case: CaseId
    reason: Reason
    detail: str
    minutes: int = 0
    minutes_left: int | None = None
    cases_above: int | None = None
    partner: PartnerId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """One partner in one meeting, in minutes: from the start of its first case to the end of its
    last. `needed` are the minutes of its own cases, `waiting` the others.
    """

    partner: PartnerId
    meeting: MeetingId
    start: int
    end: int
    needed: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Attendee minutes, weighted; `everybody` is what it would be if all sat through everything."""

    presence: int
    needed: int
    waiting: int
    everybody: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A published case whose place changes, or a newcomer (`old` None), or a drop (`new` None)."""

    case: CaseId
    old: Placement | None
    new: Placement | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The planner's whole answer; `bound` is a proven lower bound on the weighted waiting.

    `states` counts the states the search looked at: its work, the same on every machine.
    """

    placed: tuple[Placement, ...]
    breaks: tuple[PlannedBreak, ...]
    left_out: tuple[Omission, ...]
    status: Status
    bound: int
    presences: tuple[Presence, ...]
    totals: Totals
    changes: tuple[Change, ...] = ()
    states: int = 0
