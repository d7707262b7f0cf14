"""One house: its partners and members, when it meets and is on duty, and the policy it chose.

The values of the house file (product page §4 to §6). Policy is read from the file at each start;
organisations, members, channels, rota and schedules only seed the database, which then decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import IntEnum, StrEnum
from typing import Final

from domain.escalation import EscalationTimes
from domain.identifiers import (
    ChannelId,
    MeetingKindId,
    MemberId,
    PriorityCriterionId,
    ScheduleId,
)
from domain.known_check import OutsidePartner
from domain.mandate import RegisteredMandate
from domain.meeting_kind import KindsHeld
from domain.member import Language, Member, Organisation
from domain.stoplight import StoplightPolicy


class Weekday(IntEnum):
    """A day of the week, numbered as ``date.weekday()`` does."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class ChannelKind(StrEnum):
    """What a channel is for."""

    AGENDA = "agenda"
    GENERAL = "general"
    COORDINATORS = "coordinators"


class OnHoliday(StrEnum):
    """What happens to a meeting that falls on a public holiday."""

    SKIP = "skip"
    HOLD = "hold"


class PublicHoliday(StrEnum):
    """A Dutch public holiday; its date in a year is looked up."""

    NEW_YEARS_DAY = "new_years_day"
    GOOD_FRIDAY = "good_friday"
    EASTER_SUNDAY = "easter_sunday"
    EASTER_MONDAY = "easter_monday"
    KINGS_DAY = "kings_day"
    LIBERATION_DAY = "liberation_day"
    ASCENSION_DAY = "ascension_day"
    WHIT_SUNDAY = "whit_sunday"
    WHIT_MONDAY = "whit_monday"
    CHRISTMAS_DAY = "christmas_day"
    SECOND_CHRISTMAS_DAY = "second_christmas_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOff:
    """What a house decides about days off, by date or by holiday. A date counts before a holiday;
    about what is named in neither, the list of public holidays decides.
    """

    closed: frozenset[date | PublicHoliday] = frozenset()
    open: frozenset[date | PublicHoliday] = frozenset()

    def decides(self, on: date, holiday: PublicHoliday | None) -> bool | None:
        """Tell whether the house is closed on this day; None when it says nothing about it."""
        for day in (on, holiday):
            if day in self.closed:
                return True
            if day in self.open:
                return False
        return None


# art. 3 of the Algemene termijnenwet names 5 May in each year, and Good Friday beside the holidays
_TERMS_BY_LAW: Final = DaysOff(
    closed=frozenset({PublicHoliday.GOOD_FRIDAY, PublicHoliday.LIBERATION_DAY})
)
_DUTY_AS_USUAL: Final = DaysOff(
    closed=frozenset({PublicHoliday.LIBERATION_DAY}), open=frozenset({PublicHoliday.GOOD_FRIDAY})
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDays:
    """The days a house is closed: ``terms`` for promised terms and weekly meetings, ``duty`` for
    the duty hours of the acute lane.
    """

    terms: DaysOff = _TERMS_BY_LAW
    duty: DaysOff = _DUTY_AS_USUAL


class CircleSignal(StrEnum):
    """A fact of an acute case that calls for certain partners (product page §6.2)."""

    MINOR = "minor"
    YOUTH_MEASURE = "youth_measure"
    YOUTH_INVESTIGATION = "youth_investigation"
    WEAPON_OR_THREAT = "weapon_or_threat"
    PSYCHOSIS = "psychosis"
    RELEASE = "release"
    HOME = "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleRule:
    """When ``signal`` holds, organisations with one of these tags are proposed.

    ``reason`` is a text key. ``is_regional`` narrows it to the organisation of the region or
    municipality concerned.
    """

    signal: CircleSignal
    organisation_tags: frozenset[str]
    reason: str
    is_regional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A Teams channel; ``team`` and ``conversation_id`` are Teams' own ids."""

    id: ChannelId
    team: str
    conversation_id: str
    kind: ChannelKind = ChannelKind.AGENDA


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekMoment:
    """A weekday and local time before a meeting, such as Tuesday 12:00."""

    weekday: Weekday
    at: time

    def days_before(self, meeting: Weekday) -> int:
        """Days from this moment to the meeting it belongs to: 0 to 6."""
        return (meeting - self.weekday) % 7


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingBreak:
    """A pause of ``minutes`` that starts in this window; counted from the start."""

    earliest_minute: int
    latest_minute: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedMeeting:
    """The meeting planned on one date is held at another local moment instead."""

    planned_on: date
    held_on: date
    starts_at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyMeeting:
    """A meeting that comes back each week; ``starts_at`` is local time in the house, ``place`` is
    where people sit down. Without a ``kind`` it is of the first kind of the house.
    """

    id: ScheduleId
    channel: ChannelId
    weekday: Weekday
    starts_at: time
    minutes: int
    cut_off: WeekMoment
    posts: WeekMoment
    breaks: tuple[MeetingBreak, ...] = ()
    on_holiday: OnHoliday = OnHoliday.SKIP
    moved: tuple[MovedMeeting, ...] = ()
    place: str = ""
    kind: MeetingKindId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyHours:
    """Local hours on one weekday in which acute reports are answered; the end is not included.
    ``closes_at`` 00:00 is midnight at the end of the day.
    """

    weekday: Weekday
    opens_at: time
    closes_at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPeriod:
    """A turn on the duty rota, both days included; the deputy answers when the member does not."""

    member: MemberId
    from_on: date
    until_on: date
    deputy: MemberId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Who answers acute reports and when; ``fallback`` where the rota names nobody."""

    hours: tuple[DutyHours, ...]
    fallback: MemberId
    periods: tuple[DutyPeriod, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisNumber:
    """A number shown outside duty hours."""

    name: str
    telephone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionTerms:
    """How long a house keeps cases: whole days after an early end, and every case at most so many
    months from its first processing. A house may choose less, never more.
    """

    refused_days: int = 14
    incomplete_days: int = 28
    advice_days: int = 90
    most_months: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Terms the house promises and keeps (product page §3 and §6)."""

    promised_working_days: int = 10
    objection_working_days: int = 5
    enquiry_working_days: int = 5
    consult_working_days: int = 2
    naming_working_days: int = 5
    signal_working_days: int = 10
    drafts_kept_within: timedelta = timedelta(weeks=4)
    escalation: EscalationTimes = field(default_factory=EscalationTimes)
    retention: RetentionTerms = field(default_factory=RetentionTerms)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityCriterion:
    """One of the published criteria, in the words of the house."""

    id: PriorityCriterionId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrioritisedList:
    """What a house published about its list: the version of the criteria, the address where
    everybody reads them, and for how many cases there is room.
    """

    criteria_version: str
    criteria_address: str
    size: int
    criteria: tuple[PriorityCriterion, ...]


# whose professionals are bound by it, by the tags of the example house (WGS art. 2.29(2))
BOUND_BY_SECRECY: Final = frozenset({"mental_health", "youth_protection"})


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """All that the house file says. ``second_member``: who referred a case and screened it does
    not weigh it alone. ``prioritised_list`` is None until its criteria are published.
    ``professional_secrecy`` are the tags of organisations to which that applies.
    ``outside_partners`` are the other houses and partnerships that may be asked about a subject.
    With ``full_intake_first`` the purpose is tested once a full intake lacks nothing.
    """

    name: str
    time_zone: str
    organisations: tuple[Organisation, ...]
    members: tuple[Member, ...]
    channels: tuple[Channel, ...]
    schedules: tuple[WeeklyMeeting, ...]
    duty: Duty
    circle_rules: tuple[CircleRule, ...]
    crisis_numbers: tuple[CrisisNumber, ...]
    emergency_text: Mapping[Language, str]
    stoplight: StoplightPolicy = field(default_factory=StoplightPolicy)
    terms: Terms = field(default_factory=Terms)
    closed_days: ClosedDays = field(default_factory=ClosedDays)
    meeting_kinds: KindsHeld = field(default_factory=KindsHeld)
    second_member: bool = True
    full_intake_first: bool = False
    prioritised_list: PrioritisedList | None = None
    professional_secrecy: frozenset[str] = BOUND_BY_SECRECY
    mandates: tuple[RegisteredMandate, ...] = ()
    outside_partners: tuple[OutsidePartner, ...] = ()
