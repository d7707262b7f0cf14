"""Partners, members, channels, meetings and duty as the house file writes them.

Each entry turns itself into the domain's value; whether entries fit together is checked in
``files/house/checks.py``.
"""

import re
from datetime import date, time
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from domain.house import (
    Channel,
    ChannelKind,
    Duty,
    DutyHours,
    DutyPeriod,
    MeetingBreak,
    MovedMeeting,
    OnHoliday,
    Weekday,
    WeeklyMeeting,
    WeekMoment,
)
from domain.identifiers import (
    ChannelId,
    ChannelTitle,
    MeetingKindId,
    MemberId,
    OrganisationId,
    OutsidePartnerId,
    ScheduleId,
    read_channel_title,
)
from domain.known_check import OutsideKind, OutsidePartner
from domain.mandate import AgreedDecision, RegisteredMandate
from domain.meeting_kind import MeetingKind
from domain.member import Appointment, Language, Member, Organisation, OrganisationType, Role
from domain.vetting import authorise

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
FilledText = Annotated[str, Field(min_length=1, max_length=300)]
DayName = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _check_mail(text: str) -> str:
    if len(text) > _LONGEST_MAIL or not _MAIL.fullmatch(text):
        raise ValueError("mail is one address, such as name@example.org")
    return text


# what every mail server takes: no name around it, no letters outside ASCII
_MAIL: Final = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LONGEST_MAIL: Final = 254
MailAddress = Annotated[str, AfterValidator(_check_mail)]


def _check_sign_in(text: str) -> str:
    if len(text) > _LONGEST_MAIL or not _SIGN_IN.fullmatch(text):
        raise ValueError("sign_in is a name in Teams, such as name@example.org")
    return text


# as a mail address; that of a guest holds #EXT# too
_SIGN_IN: Final = re.compile(r"[A-Za-z0-9._%+'#-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
SignInName = Annotated[str, AfterValidator(_check_sign_in)]


def _check_number(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"'{text}' is no number of a mandate; write one such as M-2026-1")
    return text


_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]{0,39}")
MandateNumber = Annotated[str, AfterValidator(_check_number)]


def _read_end(value: object) -> object:
    return "00:00" if value == "24:00" else value


EndOfHours = Annotated[time, BeforeValidator(_read_end)]


def minutes_between(start: time, end: time) -> int:
    """Minutes from one clock time to a later one on the same day; negative when it is earlier."""
    return (end.hour - start.hour) * 60 + end.minute - start.minute


class Entry(BaseModel):
    """A mapping in the house file; a key it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OrganisationEntry(Entry):
    """A partner of the house."""

    id: Id
    name: FilledText
    type: OrganisationType
    telephone: str = ""
    region: str = ""
    tags: tuple[Id, ...] = ()

    def as_domain(self) -> Organisation:
        """The organisation."""
        return Organisation(
            id=OrganisationId(self.id),
            name=self.name,
            type=self.type,
            telephone=self.telephone,
            region=self.region,
            domain_tags=frozenset(self.tags),
        )


class MandateEntry(Entry):
    """A mandate of a public participant, for some decisions, from one day to another."""

    number: MandateNumber
    given_by: Id
    scope: Annotated[tuple[AgreedDecision, ...], Field(min_length=1)]
    from_on: date = Field(alias="from")
    until_on: date | None = Field(alias="until", default=None)

    def as_domain(self) -> RegisteredMandate:
        """The mandate."""
        return RegisteredMandate(
            number=self.number,
            given_by=OrganisationId(self.given_by),
            scope=frozenset(self.scope),
            from_on=self.from_on,
            until_on=self.until_on,
        )


class OutsidePartnerEntry(Entry):
    """Another house, or another partnership such as a RIEC."""

    id: Id
    name: FilledText
    kind: OutsideKind

    def as_domain(self) -> OutsidePartner:
        """Who may be asked about a subject."""
        return OutsidePartner(id=OutsidePartnerId(self.id), name=self.name, kind=self.kind)


class AppointmentEntry(Entry):
    """A role from one day to another."""

    role: Role
    from_on: date = Field(alias="from")
    until_on: date | None = Field(alias="until", default=None)

    def as_domain(self) -> Appointment:
        """The appointment."""
        return Appointment(role=self.role, from_on=self.from_on, until_on=self.until_on)


class MemberEntry(Entry):
    """Somebody who may use the bot; ``tenant`` when it is not the house's own."""

    id: Id
    name: FilledText
    object_id: FilledText
    tenant: FilledText | None = None
    organisation: Id
    appointments: Annotated[tuple[AppointmentEntry, ...], Field(min_length=1)]
    telephone: str = ""
    language: Language = Language.DUTCH
    rank: Annotated[int, Field(ge=1, le=99)] = 99
    is_guest: bool = Field(alias="guest", default=False)
    mail: MailAddress | None = None
    sign_in: SignInName | None = None
    screened_until: date | None = None
    trained_on: date | None = None

    def as_domain(self, house_tenant: str, *, needs_screening: bool) -> Member:
        """The member; in a house that needs screening with appointments no longer than that."""
        member = Member(
            id=MemberId(self.id),
            tenant_id=(self.tenant or house_tenant).lower(),
            object_id=self.object_id.lower(),
            name=self.name,
            organisation=OrganisationId(self.organisation),
            appointments=tuple(entry.as_domain() for entry in self.appointments),
            telephone=self.telephone,
            language=self.language,
            rank=self.rank,
            is_guest=self.is_guest,
            mail=self.mail or "",
            sign_in=self.sign_in or "",
            screened_until=self.screened_until,
            trained_on=self.trained_on,
        )
        return authorise(member) if needs_screening else member


class ChannelEntry(Entry):
    """A Teams channel."""

    id: Id
    team: FilledText
    conversation: FilledText
    kind: ChannelKind = ChannelKind.AGENDA

    def as_domain(self) -> Channel:
        """The channel."""
        return Channel(
            id=ChannelId(self.id), team=self.team, conversation_id=self.conversation, kind=self.kind
        )


class WeekMomentEntry(Entry):
    """A weekday and a local time."""

    weekday: DayName
    at: time

    def as_domain(self) -> WeekMoment:
        """The moment."""
        return WeekMoment(weekday=Weekday[self.weekday.upper()], at=self.at)


class BreakEntry(Entry):
    """A pause that starts between two local times."""

    earliest: time
    latest: time
    minutes: Annotated[int, Field(ge=1, le=120)]


class MoveEntry(Entry):
    """A meeting held on another day or at another time."""

    planned: date
    held: date
    starts: time | None = None


def _check_title(text: str) -> str:
    if read_channel_title(text) is None:
        raise ValueError("a title is one to three words without figures, 24 characters at most")
    return text


class MeetingKindEntry(Entry):
    """A kind of meeting; ``title`` is what its channel reads of it."""

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=60)]
    title: Annotated[str, AfterValidator(_check_title)] | None = None
    purpose: Annotated[str, Field(max_length=300)] = ""
    fixed: tuple[Id, ...] = ()

    def as_domain(self, position: int) -> MeetingKind:
        """The kind of meeting."""
        return MeetingKind(
            id=MeetingKindId(self.id),
            position=position,
            name=self.name,
            title=None if self.title is None else ChannelTitle(self.title),
            purpose=self.purpose,
            fixed=tuple(OrganisationId(one) for one in self.fixed),
        )


class ScheduleEntry(Entry):
    """A meeting that comes back each week."""

    id: Id
    kind: Id | None = None
    channel: Id
    weekday: DayName
    starts: time
    ends: time
    cut_off: WeekMomentEntry
    posts: WeekMomentEntry
    breaks: tuple[BreakEntry, ...] = ()
    on_holiday: OnHoliday = OnHoliday.SKIP
    moved: tuple[MoveEntry, ...] = ()
    place: Annotated[str, Field(max_length=200)] = ""

    def as_domain(self) -> WeeklyMeeting:
        """The weekly meeting."""
        return WeeklyMeeting(
            id=ScheduleId(self.id),
            channel=ChannelId(self.channel),
            weekday=Weekday[self.weekday.upper()],
            starts_at=self.starts,
            minutes=minutes_between(self.starts, self.ends),
            cut_off=self.cut_off.as_domain(),
            posts=self.posts.as_domain(),
            breaks=tuple(self._break(entry) for entry in self.breaks),
            on_holiday=self.on_holiday,
            moved=tuple(self._move(entry) for entry in self.moved),
            place=self.place,
            kind=None if self.kind is None else MeetingKindId(self.kind),
        )

    def _break(self, entry: BreakEntry) -> MeetingBreak:
        return MeetingBreak(
            earliest_minute=minutes_between(self.starts, entry.earliest),
            latest_minute=minutes_between(self.starts, entry.latest),
            minutes=entry.minutes,
        )

    def _move(self, entry: MoveEntry) -> MovedMeeting:
        return MovedMeeting(
            planned_on=entry.planned, held_on=entry.held, starts_at=entry.starts or self.starts
        )


class DutyHoursEntry(Entry):
    """Duty hours on one or more weekdays; ``closes: "24:00"`` is the end of the day."""

    weekdays: Annotated[tuple[DayName, ...], Field(min_length=1)]
    opens: time
    closes: EndOfHours

    def as_domain(self) -> tuple[DutyHours, ...]:
        """The duty hours of each of these days."""
        return tuple(
            DutyHours(weekday=Weekday[day.upper()], opens_at=self.opens, closes_at=self.closes)
            for day in self.weekdays
        )


class RotaEntry(Entry):
    """A turn on the duty rota."""

    member: Id
    from_on: date = Field(alias="from")
    until_on: date = Field(alias="until")
    deputy: Id | None = None

    def as_domain(self) -> DutyPeriod:
        """The turn."""
        return DutyPeriod(
            member=MemberId(self.member),
            from_on=self.from_on,
            until_on=self.until_on,
            deputy=None if self.deputy is None else MemberId(self.deputy),
        )


class DutyEntry(Entry):
    """Who answers acute reports, and when."""

    hours: Annotated[tuple[DutyHoursEntry, ...], Field(min_length=1)]
    fallback: Id
    rota: tuple[RotaEntry, ...] = ()

    def as_domain(self) -> Duty:
        """The duty."""
        return Duty(
            hours=tuple(one for entry in self.hours for one in entry.as_domain()),
            fallback=MemberId(self.fallback),
            periods=tuple(entry.as_domain() for entry in self.rota),
        )
