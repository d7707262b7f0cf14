"""What the planner is asked: meetings, partners and coloured cases (``ks-plan-instance/1``).

All times are whole minutes on one axis for all meetings; the caller chooses where it begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NewType

from domain.errors import InvalidInputError
from domain.identifiers import CaseId, MeetingId
from domain.stoplight import Colour

PartnerId = NewType("PartnerId", str)

LAST_COORDINATOR_RANK: Final = 99


class InvalidInstanceError(InvalidInputError):
    """No agenda can be planned from this: the message is one sentence that says why."""


class ColourMode(StrEnum):
    """How strictly the colours order one meeting."""

    RED_FIRST = "red_first"
    STRICT3 = "strict3"
    SOFT = "soft"
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Minutes in which a partner is there, from `start` up to `end`; a case lies in it whole."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakWish:
    """A break of `minutes` that begins between `earliest` and `latest`."""

    earliest: int
    latest: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting, with the breaks it must hold when any case is discussed in it."""

    id: MeetingId
    start: int
    end: int
    breaks: tuple[BreakWish, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """Who is needed for cases. `windows` None: there the whole meeting.

    `weight` is how much one minute of this partner counts; the waiting of weight 0 costs nothing.
    """

    id: PartnerId
    weight: int = 1
    windows: tuple[Window, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A candidate for the agenda. `meetings` empty: any meeting; `pinned` is its start minute.

    A lower `coordinator_rank` comes first within a colour; `received` is a date as text.
    """

    id: CaseId
    minutes: int
    colour: Colour
    required: tuple[PartnerId, ...]
    received: str = ""
    coordinator_rank: int = LAST_COORDINATOR_RANK
    pinned: int | None = None
    meetings: tuple[MeetingId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A case at a start minute in a meeting."""

    case: CaseId
    meeting: MeetingId
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """Everything the planner may look at; the order of its parts never changes the plan.

    `published` is the agenda the partners already have; what of it began before `now` stays.
    `soft_lambda` is what one minute to the start of a red case costs in attendee minutes (`soft`).
    """

    meetings: tuple[Meeting, ...]
    partners: tuple[Partner, ...]
    cases: tuple[Case, ...]
    colour_mode: ColourMode = ColourMode.RED_FIRST
    soft_lambda: int = 1
    idle_allowed: bool = True
    published: tuple[Placement, ...] = ()
    now: int | None = None


def sort_by_rank(cases: Sequence[Case]) -> list[Case]:
    """Sort cases by priority: colour, coordinator's number, date received, id."""
    return sorted(cases, key=lambda c: (c.colour.rank, c.coordinator_rank, c.received, c.id))
