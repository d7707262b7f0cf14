"""The whole house file: the policy it chooses, and around it everything a house has."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from domain.house import (
    BOUND_BY_SECRECY,
    CircleRule,
    CircleSignal,
    ClosedDays,
    CrisisNumber,
    DaysOff,
    House,
    PrioritisedList,
    PriorityCriterion,
    PublicHoliday,
)
from domain.identifiers import PriorityCriterionId
from domain.meeting_kind import KindsHeld
from domain.member import Language
from domain.stoplight import ColourPolicy, RequiredRule, StoplightPolicy
from files.house.entries import (
    ChannelEntry,
    DutyEntry,
    Entry,
    FilledText,
    Id,
    MandateEntry,
    MeetingKindEntry,
    MemberEntry,
    OrganisationEntry,
    OutsidePartnerEntry,
    ScheduleEntry,
)
from files.house.located_yaml import Path
from files.house.terms import Count, TermsEntry


def _know_time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        known = "write one such as Europe/Amsterdam"
        raise ValueError(f"there is no time zone '{name}'; {known}") from None
    return name


def _read_day(value: object) -> date | PublicHoliday:
    try:
        return PublicHoliday(str(value))
    except ValueError:
        pass
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        known = ", ".join(PublicHoliday)
        raise ValueError(
            f"'{value}' is no day; write a date as 2026-12-31, or one of {known}"
        ) from None


def _check_public(text: str) -> str:
    if not _PUBLIC.fullmatch(text):
        raise ValueError(
            "the criteria are published where everybody can read them: write an address that"
            " begins with https://"
        )
    return text


_PUBLIC: Final = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s<>\"()\[\]]*)?", re.IGNORECASE)
CriteriaAddress = Annotated[str, Field(max_length=300), AfterValidator(_check_public)]
TextKey = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")]
TimeZone = Annotated[str, AfterValidator(_know_time_zone)]
MinuteCount = Annotated[int, Field(ge=0, le=480)]
Day = Annotated[date | PublicHoliday, BeforeValidator(_read_day)]

_DEFAULT_STOPLIGHT = StoplightPolicy()


class ColourEntry(Entry):
    """What one colour means here."""

    minutes: MinuteCount
    review_weeks: Count
    required: RequiredRule

    def as_domain(self) -> ColourPolicy:
        """The policy of the colour."""
        return ColourPolicy(
            minutes=self.minutes,
            review_within=timedelta(weeks=self.review_weeks),
            required=self.required,
        )


class DiscussedColourEntry(ColourEntry):
    """A colour that is always discussed: a written round is for green only."""

    minutes: Annotated[int, Field(ge=1, le=480)]


class StoplightEntry(Entry):
    """The stoplight; a colour left out keeps its default."""

    red: DiscussedColourEntry | None = None
    orange: DiscussedColourEntry | None = None
    green: ColourEntry | None = None
    requested_green_minutes: MinuteCount = _DEFAULT_STOPLIGHT.requested_green_minutes
    silence_working_days: Count = _DEFAULT_STOPLIGHT.silence_working_days

    def as_domain(self) -> StoplightPolicy:
        """The stoplight policy."""
        return StoplightPolicy(
            red=self.red.as_domain() if self.red else _DEFAULT_STOPLIGHT.red,
            orange=self.orange.as_domain() if self.orange else _DEFAULT_STOPLIGHT.orange,
            green=self.green.as_domain() if self.green else _DEFAULT_STOPLIGHT.green,
            requested_green_minutes=self.requested_green_minutes,
            silence_working_days=self.silence_working_days,
        )


class PriorityCriterionEntry(Entry):
    """One of the criteria for the list of prioritised cases, as it is published."""

    id: Id
    text: FilledText

    def as_domain(self) -> PriorityCriterion:
        """The criterion."""
        return PriorityCriterion(id=PriorityCriterionId(self.id), text=self.text)


class PrioritisedListEntry(Entry):
    """The list of prioritised cases: its criteria, where they are published, and its size."""

    criteria_version: Annotated[str, Field(min_length=1, max_length=40)]
    criteria_address: CriteriaAddress
    size: Count
    criteria: Annotated[tuple[PriorityCriterionEntry, ...], Field(min_length=1, max_length=20)]

    def as_domain(self) -> PrioritisedList:
        """The list."""
        return PrioritisedList(
            criteria_version=self.criteria_version,
            criteria_address=self.criteria_address,
            size=self.size,
            criteria=tuple(one.as_domain() for one in self.criteria),
        )


# Refused with the reason until a rule reads it: a house that sets one counts on what it promises.
NOT_READ_YET: Final[Mapping[Path, str]] = {
    ("terms", "undo_minutes"): "an answer can be taken back for fifteen minutes in every house",
    ("terms", "acute_answer_within_minutes"): (
        "when a director hears of silence is set by invitation_director_after_minutes"
    ),
    ("terms", "acute_session_within_minutes"): "a director chooses the hour of an acute session",
    (
        "terms",
        "pause_review_weeks",
    ): "a paused case is looked at within twelve weeks in every house",
}


class DaysOffEntry(Entry):
    """Days on which the house is closed, or open although it is a public holiday."""

    closed: tuple[Day, ...] = ()
    open: tuple[Day, ...] = ()

    @model_validator(mode="after")
    def _say_one_thing_of_a_day(self) -> Self:
        for day in set(self.closed) & set(self.open):
            raise ValueError(f"'{day}' is both closed and open")
        return self

    def as_domain(self) -> DaysOff:
        """What the house decides."""
        return DaysOff(closed=frozenset(self.closed), open=frozenset(self.open))


class ClosedDaysEntry(Entry):
    """Days off for terms and meetings, and for duty; one left out keeps its default."""

    terms: DaysOffEntry | None = None
    duty: DaysOffEntry | None = None

    def as_domain(self) -> ClosedDays:
        """The closed days."""
        usual = ClosedDays()
        return ClosedDays(
            terms=self.terms.as_domain() if self.terms else usual.terms,
            duty=self.duty.as_domain() if self.duty else usual.duty,
        )


class CircleRuleEntry(Entry):
    """Which partners a fact of an acute case calls for."""

    signal: CircleSignal
    tags: Annotated[tuple[Id, ...], Field(min_length=1)]
    reason: TextKey
    regional: bool = False

    def as_domain(self) -> CircleRule:
        """The circle rule."""
        return CircleRule(
            signal=self.signal,
            organisation_tags=frozenset(self.tags),
            reason=self.reason,
            is_regional=self.regional,
        )


class CrisisNumberEntry(Entry):
    """A number for outside duty hours."""

    name: FilledText
    telephone: FilledText

    def as_domain(self) -> CrisisNumber:
        """The crisis number."""
        return CrisisNumber(name=self.name, telephone=self.telephone)


class EmergencyTextEntry(Entry):
    """What everybody who reports something acute reads first."""

    nl: FilledText
    en: FilledText

    def as_domain(self) -> dict[Language, str]:
        """The text in each language."""
        return {Language.DUTCH: self.nl, Language.ENGLISH: self.en}


class HouseEntry(Entry):
    """All that a house file may say."""

    name: FilledText
    time_zone: TimeZone
    tenant: FilledText
    organisations: Annotated[tuple[OrganisationEntry, ...], Field(min_length=1)]
    members: Annotated[tuple[MemberEntry, ...], Field(min_length=1)]
    channels: tuple[ChannelEntry, ...] = ()
    meeting_kinds: tuple[MeetingKindEntry, ...] = ()
    schedules: tuple[ScheduleEntry, ...] = ()
    duty: DutyEntry
    stoplight: StoplightEntry = StoplightEntry()
    terms: TermsEntry = TermsEntry()
    closed_days: ClosedDaysEntry = ClosedDaysEntry()
    second_member: bool = True
    full_intake_first: bool = False
    prioritised_list: PrioritisedListEntry | None = None
    require_screening: bool = False
    professional_secrecy: tuple[Id, ...] | None = None
    mandates: tuple[MandateEntry, ...] = ()
    outside_partners: Annotated[tuple[OutsidePartnerEntry, ...], Field(max_length=50)] = ()
    circle_rules: tuple[CircleRuleEntry, ...]
    crisis_numbers: tuple[CrisisNumberEntry, ...]
    emergency_text: EmergencyTextEntry

    def as_domain(self) -> House:
        """The house."""
        return House(
            name=self.name,
            time_zone=self.time_zone,
            organisations=tuple(entry.as_domain() for entry in self.organisations),
            members=tuple(
                entry.as_domain(self.tenant, needs_screening=self.require_screening)
                for entry in self.members
            ),
            channels=tuple(entry.as_domain() for entry in self.channels),
            schedules=tuple(entry.as_domain() for entry in self.schedules),
            meeting_kinds=KindsHeld(
                all=tuple(entry.as_domain(n) for n, entry in enumerate(self.meeting_kinds))
            ),
            duty=self.duty.as_domain(),
            stoplight=self.stoplight.as_domain(),
            terms=self.terms.as_domain(),
            closed_days=self.closed_days.as_domain(),
            second_member=self.second_member,
            full_intake_first=self.full_intake_first,
            prioritised_list=self.prioritised_list.as_domain() if self.prioritised_list else None,
            professional_secrecy=(
                BOUND_BY_SECRECY
                if self.professional_secrecy is None
                else frozenset(self.professional_secrecy)
            ),
            mandates=tuple(entry.as_domain() for entry in self.mandates),
            outside_partners=tuple(entry.as_domain() for entry in self.outside_partners),
            circle_rules=tuple(entry.as_domain() for entry in self.circle_rules),
            crisis_numbers=tuple(entry.as_domain() for entry in self.crisis_numbers),
            emergency_text=self.emergency_text.as_domain(),
        )
