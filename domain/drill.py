"""A drill of the acute lane: about nobody, with members who agreed to it, and called so in every
message.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.errors import RuleBrokenError
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId, SessionId
from domain.member import Member

# in the id of a drill and of all that is of it, so that whoever holds an id knows: a button, a
# timer and a message hold nothing else
_MARK: Final = "drill."
LASTS_WITHIN: Final = timedelta(hours=3)
# longer than any message of it may still be on its way
KEPT_WITHIN: Final = timedelta(days=4)
# a drill refers nobody; there is no member of this name
PRETEND_REFERRER: Final = MemberId("drill")
PRETEND_ORGANISATION: Final = OrganisationId("drill")
_MOST_NUMBER: Final = 1000


class DrillRunsError(RuleBrokenError):
    """A drill runs already."""

    text_key: ClassVar[str] = "drill.runs_already"


class DrillOverError(RuleBrokenError):
    """This drill is over."""

    text_key: ClassVar[str] = "drill.is_over"


class NoDrillNowError(RuleBrokenError):
    """A drill starts in duty hours."""

    text_key: ClassVar[str] = "drill.not_now"


class RealReportWaitsError(RuleBrokenError):
    """A report waits that is no drill."""

    text_key: ClassVar[str] = "drill.real_waits"


class NobodyTakesPartError(RuleBrokenError):
    """A drill needs somebody besides who starts it."""

    text_key: ClassVar[str] = "drill.nobody_else"


class DrillEnd(StrEnum):
    """How a drill ended. REAL_REPORT: something acute came in that is no drill."""

    CLOSED = "closed"
    NOT_ACUTE = "not_acute"
    STOPPED = "stopped"
    LAPSED = "lapsed"
    REAL_REPORT = "real_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTime:
    """How long after its invitation an organisation answered for the first time; None when it did
    not.
    """

    organisation: OrganisationId
    answered_within: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillTimes:
    """What the stopwatch says: of each step how long after the report, None when it was not
    reached, and of each organisation. Of no member.
    """

    taken_within: timedelta | None
    convened_within: timedelta | None
    ended_within: timedelta
    partners: tuple[PartnerTime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """One drill, known as its session, about a pretend ``case``. It ends by itself at
    ``lapses_at``. ``times`` and ``end`` come when it is over; its rows are cleared later.
    """

    id: SessionId
    case: CaseId
    number: int
    started_by: MemberId
    started_at: datetime
    lapses_at: datetime
    ended_at: datetime | None = None
    end: DrillEnd | None = None
    times: DrillTimes | None = None
    is_cleared: bool = False
    version: int = 1

    @property
    def code(self) -> CaseCode:
        """The code of its pretend case; no real one holds an O, and nobody can type it."""
        return CaseCode(f"OEF-{self.number % _MOST_NUMBER:03}")


def find_lapse(started_at: datetime, closes_at: datetime | None) -> datetime:
    """When a drill ends by itself: nobody is disturbed for it after duty hours, which end at
    ``closes_at``; None where there is always somebody on duty.
    """
    longest = started_at + LASTS_WITHIN
    return min(longest, closes_at) if closes_at else longest


def name_drill(random: str) -> SessionId:
    """Name a new drill so that its id says what it is."""
    return SessionId(_MARK + random)


def is_drill(known_as: str) -> bool:
    """Tell whether this is the id of a drill, or of something of one."""
    return known_as.startswith(_MARK)


def name_alike(of: str, random: str) -> str:
    """Name something new of a session: of a drill its id says so too."""
    return _MARK + random if is_drill(of) else random


def end_drill(drill: Drill, end: DrillEnd, times: DrillTimes, at: datetime) -> Drill:
    """End a drill with what the stopwatch says; DrillOverError when it ended before."""
    if drill.end is not None:
        raise DrillOverError
    return replace(drill, end=end, times=times, ended_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillConsent:
    """A member takes part in drills since ``agreed_on``, for the organisation of that day."""

    member: MemberId
    organisation: OrganisationId
    agreed_on: date

    def holds(self, member: Member, today: date) -> bool:
        """Tell whether it is of the membership of today: it ends with the appointment in which it
        was given, and no new one brings it back.
        """
        is_same = (member.id, member.organisation) == (self.member, self.organisation)
        return is_same and any(
            one.is_valid(today) and one.is_valid(self.agreed_on) for one in member.appointments
        )
