"""The agenda of one meeting: which cases, when, for how long, who must be there, and why not the
others.

Serves the stoplight meeting (product page §5): who is needed when is known beforehand.
``check_times`` refuses an agenda whose times do not add up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from domain.absence import Span
from domain.attendance_request import AttendanceAnswer
from domain.calendar_entry import ToldHours
from domain.errors import RuleBrokenError
from domain.identifiers import CaseCode, CaseId, MeetingId, MemberId, OrganisationId
from domain.meeting import Meeting
from domain.planning import Reason
from domain.rotation import NotDue, Turn
from domain.stoplight import Colour

# as many as the planner may leave; an agenda with more did not come from a sound plan
MOST_IDLE_MINUTES: Final = 15


class TimesDoNotAddUpError(RuleBrokenError):
    """The times of this agenda do not add up."""

    text_key = "error.times_do_not_add_up"


class AgendaFrozenError(RuleBrokenError):
    """This agenda was approved: it can no longer be drafted again."""

    text_key = "error.agenda_frozen"


class AgendaState(StrEnum):
    """Where an agenda is. EXPIRED: approved, but not posted before its meeting began. SKIPPED: not
    approved before it began, or the meeting was cancelled.
    """

    DRAFT = "draft"
    APPROVED = "approved"
    POSTED = "posted"
    EXPIRED = "expired"
    SKIPPED = "skipped"


class AgendaChangeKind(StrEnum):
    """What happened to a case between two drafts."""

    ADDED = "added"
    MOVED = "moved"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One case in one meeting: when, how long, and which organisations must be there."""

    case: CaseId
    code: CaseCode
    colour: Colour
    minutes: int
    starts_at: datetime
    required: tuple[OrganisationId, ...]
    turn: Turn = field(default_factory=Turn)

    @property
    def ends_at(self) -> datetime:
        """When the discussion ends."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaBreak:
    """A pause at its time."""

    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        """When the pause is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A case that is not discussed in this meeting, and why. ``minutes_left`` is what remained
    after the ``cases_above`` it; ``organisation`` is whose hours decide.
    """

    case: CaseId
    code: CaseCode
    colour: Colour | None
    reason: Reason
    minutes: int = 0
    minutes_left: int | None = None
    cases_above: int | None = None
    organisation: OrganisationId | None = None
    turn: Turn = field(default_factory=Turn)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayMember:
    """A member who cannot come during a part of the meeting."""

    member: MemberId
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerStand:
    """With what an agenda was made about one partner: when somebody of it can come (``there`` None:
    the whole time), who of it is ``away``, and what it answered when it was asked (None: it was
    not).
    """

    organisation: OrganisationId
    there: tuple[Span, ...] | None = None
    away: tuple[AwayMember, ...] = ()
    answer: AttendanceAnswer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaChange:
    """A case that came, went or moved between two drafts."""

    code: CaseCode
    kind: AgendaChangeKind
    was_at: datetime | None = None
    now_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceChange:
    """What another draft means for one organisation: minutes at the table, from its first case to
    its last, and how many of those it waits.
    """

    organisation: OrganisationId
    present_was: int = 0
    present_now: int = 0
    waiting_was: int = 0
    waiting_now: int = 0

    @property
    def waits_longer(self) -> int:
        """Minutes that it waits longer; below zero when it waits less long."""
        return self.waiting_now - self.waiting_was

    @property
    def sits_longer(self) -> int:
        """Minutes that it is at the table longer; below zero when less long."""
        return self.present_now - self.present_was


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Attendee minutes of all partners, what they would be if everybody sat through everything, and
    whether the plan is proven best.
    """

    presence_minutes: int = 0
    everybody_minutes: int = 0
    is_proven_best: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The agenda of one meeting. ``version`` grows with every change, ``plan_version`` is the one
    since which its cases and their times are what they are. Once posted it can change:
    ``changed_at`` is when it last did, ``moved_from`` when the meeting was to begin at first, and
    ``told`` what the members who are needed were last told.
    """

    meeting: MeetingId
    state: AgendaState
    drafted_at: datetime
    items: tuple[AgendaItem, ...] = ()
    breaks: tuple[AgendaBreak, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    changes: tuple[AgendaChange, ...] = ()
    effects: tuple[AttendanceChange, ...] = ()
    attendance: Attendance = Attendance()
    not_due: NotDue = field(default_factory=NotDue)
    minutes_asked: int = 0
    minutes_given: int = 0
    partners: tuple[PartnerStand, ...] = ()
    version: int = 1
    plan_version: int = 1
    approved_by: MemberId | None = None
    approved_at: datetime | None = None
    posted_at: datetime | None = None
    changed_at: datetime | None = None
    moved_from: datetime | None = None
    told: tuple[ToldHours, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing happens to this agenda any more."""
        return self.state not in {AgendaState.DRAFT, AgendaState.APPROVED}

    def is_away(self, member: MemberId, item: AgendaItem) -> bool:
        """Tell whether this member was known to be away during a case when the agenda was made."""
        span = Span(starts_at=item.starts_at, ends_at=item.ends_at)
        return any(
            one.member == member and one.span.overlaps(span)
            for partner in self.partners
            for one in partner.away
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaParts:
    """What planning found: the parts of an agenda before anybody looked at it."""

    items: tuple[AgendaItem, ...]
    breaks: tuple[AgendaBreak, ...]
    left_out: tuple[LeftOut, ...]
    attendance: Attendance
    not_due: NotDue = field(default_factory=NotDue)
    minutes_asked: int = 0
    minutes_given: int = 0
    partners: tuple[PartnerStand, ...] = ()


def form_agenda(
    meeting: Meeting, parts: AgendaParts, drafted_at: datetime, before: Agenda | None
) -> Agenda:
    """Make the draft agenda, with what changed since the draft before it.

    Raises TimesDoNotAddUpError, and AgendaFrozenError when the one before it was approved.
    """
    if before is not None and before.state is not AgendaState.DRAFT:
        raise AgendaFrozenError
    agenda = Agenda(
        meeting=meeting.id,
        state=AgendaState.DRAFT,
        drafted_at=drafted_at,
        items=tuple(sorted(parts.items, key=lambda item: item.starts_at)),
        breaks=tuple(sorted(parts.breaks, key=lambda pause: pause.starts_at)),
        left_out=parts.left_out,
        changes=compare_items(before.items, parts.items) if before else (),
        effects=compare_attendance(before.items, parts.items) if before else (),
        attendance=parts.attendance,
        not_due=parts.not_due,
        minutes_asked=parts.minutes_asked,
        minutes_given=parts.minutes_given,
        partners=parts.partners,
        version=before.version if before else 1,
    )
    check_times(meeting, agenda)
    return _follow_plan(agenda, before) if before else agenda


def _follow_plan(agenda: Agenda, before: Agenda) -> Agenda:
    """Who looked at a draft of the very same plan may approve it, and still reads what changed
    before that.
    """
    if _plan_of(agenda) != _plan_of(before):
        return replace(agenda, plan_version=before.version + 1)
    return replace(
        agenda,
        plan_version=before.plan_version,
        changes=before.changes,
        effects=before.effects,
    )


def _plan_of(agenda: Agenda) -> tuple[object, ...]:
    return agenda.items, agenda.breaks, agenda.left_out


def compare_items(
    before: Sequence[AgendaItem], after: Sequence[AgendaItem]
) -> tuple[AgendaChange, ...]:
    """Say which cases came, went or moved, by code."""
    was = {item.code: item.starts_at for item in before}
    now = {item.code: item.starts_at for item in after}
    return tuple(
        name_change(code, was.get(code), now.get(code))
        for code in sorted(was.keys() | now.keys())
        if was.get(code) != now.get(code)
    )


def name_change(code: CaseCode, was_at: datetime | None, now_at: datetime | None) -> AgendaChange:
    """Say what happened to a case that is at another time than it was."""
    kind = AgendaChangeKind.MOVED
    if was_at is None or now_at is None:
        kind = AgendaChangeKind.DROPPED if now_at is None else AgendaChangeKind.ADDED
    return AgendaChange(code=code, kind=kind, was_at=was_at, now_at=now_at)


def compare_attendance(
    before: Sequence[AgendaItem], after: Sequence[AgendaItem]
) -> tuple[AttendanceChange, ...]:
    """Say for which organisations the time at the table or the waiting changes."""
    was, now = sum_attendance(before), sum_attendance(after)
    nothing = TimeAtTable(present=0, waiting=0)
    return tuple(
        AttendanceChange(
            organisation=one,
            present_was=was.get(one, nothing).present,
            present_now=now.get(one, nothing).present,
            waiting_was=was.get(one, nothing).waiting,
            waiting_now=now.get(one, nothing).waiting,
        )
        for one in sorted(was.keys() | now.keys())
        if was.get(one) != now.get(one)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAtTable:
    """Minutes of one organisation from its first case to its last, and how many it waits."""

    present: int
    waiting: int


def sum_attendance(items: Sequence[AgendaItem]) -> dict[OrganisationId, TimeAtTable]:
    """Add up the time at the table of each organisation that is needed."""
    own: dict[OrganisationId, list[AgendaItem]] = {}
    for item in items:
        for organisation in item.required:
            own.setdefault(organisation, []).append(item)
    return {organisation: _sit(its) for organisation, its in own.items()}


def _sit(items: Sequence[AgendaItem]) -> TimeAtTable:
    last, first = max(one.ends_at for one in items), min(one.starts_at for one in items)
    present = (last - first) // timedelta(minutes=1)
    return TimeAtTable(present=present, waiting=present - sum(one.minutes for one in items))


def check_times(meeting: Meeting, agenda: Agenda, begun: Collection[CaseId] = ()) -> None:
    """Refuse an agenda with overlaps, gaps, times outside the meeting, a case named twice, or a
    red case after one that is not and has not ``begun``; raises TimesDoNotAddUpError.
    """
    slots: list[AgendaItem | AgendaBreak] = [*agenda.items, *agenda.breaks]
    slots.sort(key=lambda slot: slot.starts_at)
    ends = [meeting.starts_at, *(slot.ends_at for slot in slots)]
    starts = [*(slot.starts_at for slot in slots), meeting.ends_at]
    gaps = [start - end for end, start in zip(ends, starts, strict=True)]
    codes = [i.code for i in agenda.items] + [left.code for left in agenda.left_out]
    adds_up = (
        all(gap >= timedelta() for gap in gaps)
        and sum(gaps[:-1], timedelta()) <= timedelta(minutes=MOST_IDLE_MINUTES)
        and len(codes) == len(set(codes))
    )
    if not adds_up:
        raise TimesDoNotAddUpError
    check_order([one for one in agenda.items if one.case not in begun])


def check_order(items: Sequence[AgendaItem]) -> None:
    """Refuse a red case after one that is not; raises TimesDoNotAddUpError."""
    by_time = sorted(items, key=lambda item: item.starts_at)
    if any(
        later.colour is Colour.RED and earlier.colour is not Colour.RED
        for earlier, later in pairwise(by_time)
    ):
        raise TimesDoNotAddUpError
