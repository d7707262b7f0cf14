"""The written round of a green case (product page §4): the case director writes three lines, the
partners involved answer, and silence is no objection to continuing the plan. Never to more, and
never of somebody who was away without a deputy or whom the question never reached.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar, Final

from domain.absence import Span, list_free_spans
from domain.access import CaseState
from domain.calendar import HouseCalendar
from domain.case import Case
from domain.colour import StandingColour
from domain.errors import InvalidInputError
from domain.identifiers import CaseId, MemberId, OrganisationId, RoundId
from domain.stoplight import Colour

# who writes, or is asked to, is reminded, and as long after that the process directors hear of it
PATIENCE_WORKING_DAYS: Final = 2
_OPENS_AT: Final = time(8, 30)
_CLOSES_AT: Final = time(17, 30)


class NothingWrittenError(InvalidInputError):
    """Say how it goes, what is agreed and what comes next."""

    text_key: ClassVar[str] = "written_round.nothing_written"


class RoundState(StrEnum):
    """Where a round is. CHOOSING: nobody can write it; APPOINTING: somebody was asked to direct its
    case, and to write it then; ASKING: the partners have it; WAITING: the coordinators decide how
    it goes on. All others are how it ended.
    """

    CHOOSING = "choosing"
    APPOINTING = "appointing"
    WRITING = "writing"
    ASKING = "asking"
    WAITING = "waiting"
    CONTINUED = "continued"
    TO_TABLE = "to_table"
    RECOLOURED = "recoloured"
    DISCUSSED = "discussed"
    WRITER_LEFT = "writer_left"
    CASE_LEFT = "case_left"


OPEN_ROUND_STATES: Final = (
    RoundState.CHOOSING,
    RoundState.APPOINTING,
    RoundState.WRITING,
    RoundState.ASKING,
    RoundState.WAITING,
)
# nobody wrote it yet: somebody else can be asked to direct the case
MAY_CHOOSE: Final = (RoundState.CHOOSING, RoundState.APPOINTING, RoundState.WRITING)
# the partners can answer, also when the coordinators were asked already
ANSWERABLE: Final = frozenset({RoundState.ASKING, RoundState.WAITING})


class Stance(StrEnum):
    """How one partner stands to continuing the plan. The first three are said or not said yet by
    the partner; the others are found out when the days are over.
    """

    OPEN = "open"
    AGREES = "agrees"
    OBJECTS = "objects"
    NO_OBJECTION = "no_objection"
    AWAY = "away"
    NOT_REACHED = "not_reached"
    LEFT = "left"


_SAID: Final = frozenset({Stance.AGREES, Stance.OBJECTS})
_SETTLED: Final = _SAID | {Stance.NO_OBJECTION, Stance.LEFT}
_HOLDS_UP: Final = frozenset({Stance.OPEN, Stance.AWAY, Stance.NOT_REACHED})
_CARRIES: Final = frozenset({Stance.AGREES, Stance.NO_OBJECTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLines:
    """What a case director writes: how it goes, what is agreed, what comes next."""

    how: str
    agreed: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRound:
    """One round, without its lines. ``review_on`` and ``coloured_at`` are of the colour it is a
    review of; ``since_on`` is the day its writer was asked. ``written_by`` is a coordinator when
    the lines were said by telephone. ``may_leave`` is the answer to whether the case can leave the
    list: a proposal, never a decision.
    """

    id: RoundId
    case: CaseId
    state: RoundState
    version: int
    coloured_at: datetime
    review_on: date
    since_on: date
    writer: MemberId | None = None
    reminded_on: date | None = None
    told_on: date | None = None
    written_by: MemberId | None = None
    written_at: datetime | None = None
    may_leave: bool | None = None
    asked_on: date | None = None
    until_on: date | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it still runs."""
        return self.state in OPEN_ROUND_STATES

    @property
    def needs_coordinator(self) -> bool:
        """Tell whether a coordinator has to do something about it."""
        if self.state in {RoundState.WRITING, RoundState.APPOINTING}:
            return self.told_on is not None
        return self.state in {RoundState.CHOOSING, RoundState.WAITING}

    @property
    def proposes_leaving(self) -> bool:
        """Tell whether a process director has a proposal to decide about."""
        return self.may_leave is True and self.state in {*ANSWERABLE, RoundState.CONTINUED}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundAnswer:
    """What one partner who was asked said, for which organisation; ``told_on`` is the day of the
    digest that asked, ``answered_by`` another member when it was said by telephone.
    """

    round: RoundId
    member: MemberId
    organisation: OrganisationId
    told_on: date
    stance: Stance = Stance.OPEN
    answered_at: datetime | None = None
    answered_by: MemberId | None = None

    @property
    def is_said(self) -> bool:
        """Tell whether the partner answered."""
        return self.stance in _SAID

    @property
    def may_answer(self) -> bool:
        """Tell whether an answer still changes something."""
        return self.stance not in {*_SAID, Stance.LEFT}

    @property
    def may_object(self) -> bool:
        """Tell whether the partner can bring the case to the table, also after agreeing."""
        return self.stance not in {Stance.OBJECTS, Stance.LEFT}

    @property
    def holds_up(self) -> bool:
        """Tell whether the plan cannot continue on this one's silence."""
        return self.stance in _HOLDS_UP


class RoundStep(StrEnum):
    """What the house does about an open round by itself."""

    REMIND_WRITER = "remind_writer"
    TELL_DIRECTORS = "tell_directors"
    REMIND_PARTNERS = "remind_partners"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What is known of the partners when the days are over: who has a place in the case still, whom
    the question reached, and who was away all the time.
    """

    seated: Collection[MemberId]
    reached: Collection[MemberId]
    away: Collection[MemberId]


def is_written(colour: StandingColour | None) -> bool:
    """Tell whether a case is looked at in writing, because its colour asks no time at the table."""
    return colour is not None and colour.colour is Colour.GREEN and colour.minutes == 0


def needs_round(case: Case, today: date) -> bool:
    """Tell whether a case is due for a round: its review has come and nobody calls it to the
    table.
    """
    return (
        case.state is CaseState.TAKEN_UP
        and is_written(case.colour)
        and case.colour is not None
        and case.colour.next_review_on <= today
        and not case.rotation.is_called
    )


def open_round(known_as: RoundId, case: Case, writer: MemberId | None, on: date) -> WrittenRound:
    """Open a round over a case that has a colour; without a writer somebody has to be chosen."""
    if case.colour is None:
        raise ValueError("a round is a review of a colour")
    return WrittenRound(
        id=known_as,
        case=case.id,
        state=RoundState.WRITING if writer else RoundState.CHOOSING,
        version=1,
        coloured_at=case.colour.set_at,
        review_on=case.colour.next_review_on,
        since_on=on,
        writer=writer,
    )


def appoint(held: WrittenRound, asked: MemberId, on: date) -> WrittenRound:
    """Let a round wait for who is asked to direct its case; nobody writes it until they answer."""
    return replace(
        held,
        state=RoundState.APPOINTING,
        writer=asked,
        since_on=on,
        reminded_on=None,
        told_on=None,
    )


def let_write(held: WrittenRound, writer: MemberId, on: date) -> WrittenRound:
    """Let who directs the case write its round, asked on this day."""
    return replace(
        held,
        state=RoundState.WRITING,
        writer=writer,
        since_on=on,
        reminded_on=None,
        told_on=None,
    )


def find_end(held: WrittenRound, case: Case) -> RoundState | None:
    """Find why a round is of no use any more: its case left the list, has another colour, was
    discussed, is called to the table, or is directed by somebody else; None when it goes on.
    """
    if case.state is not CaseState.TAKEN_UP:
        return RoundState.CASE_LEFT
    if case.colour is None or case.colour.set_at != held.coloured_at:
        return RoundState.RECOLOURED
    if case.colour.next_review_on != held.review_on:
        return RoundState.DISCUSSED
    if case.rotation.is_called:
        return RoundState.TO_TABLE
    is_written = held.writer and held.state is not RoundState.APPOINTING
    if is_written and case.case_director != held.writer:
        return RoundState.WRITER_LEFT
    return None


def find_step(held: WrittenRound, today: date, calendar: HouseCalendar) -> RoundStep | None:
    """Find what is to be done today about an open round; None when it is waited for somebody."""
    if held.state is RoundState.WRITING and held.told_on is None:
        since = held.reminded_on or held.since_on
        is_due = calendar.add_working_days(since, PATIENCE_WORKING_DAYS) <= today
        step = RoundStep.TELL_DIRECTORS if held.reminded_on else RoundStep.REMIND_WRITER
        return step if is_due else None
    if held.state is RoundState.APPOINTING and held.told_on is None:
        told_on = calendar.add_working_days(held.since_on, 2 * PATIENCE_WORKING_DAYS)
        return RoundStep.TELL_DIRECTORS if told_on <= today else None
    if held.state is not RoundState.ASKING or held.until_on is None:
        return None
    if held.until_on < today:
        return RoundStep.COUNT
    is_last_day = held.until_on == today and held.reminded_on is None
    return RoundStep.REMIND_PARTNERS if is_last_day else None


def write_lines(lines: RoundLines) -> RoundLines:
    """Take what a case director wrote; NothingWrittenError when a line is empty."""
    taken = RoundLines(how=lines.how.strip(), agreed=lines.agreed.strip(), then=lines.then.strip())
    if not (taken.how and taken.agreed and taken.then):
        raise NothingWrittenError
    return taken


def ask_partners(
    held: WrittenRound,
    told: Sequence[date],
    first_on: date,
    silence_working_days: int,
    calendar: HouseCalendar,
) -> WrittenRound:
    """Ask the partners from a day on. Who reads it within those days gets as many of their own;
    who reads it only after them was away.
    """
    until_on = calendar.add_working_days(first_on, silence_working_days)
    own = [calendar.add_working_days(on, silence_working_days) for on in told if on <= until_on]
    return replace(
        held,
        state=RoundState.ASKING,
        reminded_on=None,
        asked_on=first_on,
        until_on=max([until_on, *own]),
    )


def list_office_hours(first_on: date, until_on: date, calendar: HouseCalendar) -> list[Span]:
    """The office hours of the working days from one day up to and with another."""
    days, on = list[date](), calendar.working_day_from(first_on)
    while on <= until_on:
        days.append(on)
        on = calendar.add_working_days(on, 1)
    return [
        Span(starts_at=calendar.moment(day, _OPENS_AT), ends_at=calendar.moment(day, _CLOSES_AT))
        for day in days
    ]


def is_away(absences: Sequence[Span], hours: Sequence[Span]) -> bool:
    """Tell whether a member was away in all of these hours."""
    return not any(list_free_spans(absences, day) for day in hours)


def count_silence(answers: Sequence[RoundAnswer], reach: Reach) -> list[RoundAnswer]:
    """Say of everybody who did not answer how that counts; who was counted before stays so."""
    return [
        one if one.stance in _SETTLED else replace(one, stance=_find_stance(one.member, reach))
        for one in answers
    ]


def _find_stance(member: MemberId, reach: Reach) -> Stance:
    if member not in reach.seated:
        return Stance.LEFT
    if member in reach.away:
        return Stance.AWAY
    return Stance.NO_OBJECTION if member in reach.reached else Stance.NOT_REACHED


def list_holding_up(answers: Sequence[RoundAnswer]) -> list[RoundAnswer]:
    """List whose silence says nothing: not reached, or away without a deputy (a colleague who did
    answer or was silent).
    """
    present = Counter(one.organisation for one in answers if one.stance in _CARRIES)
    return [
        one
        for one in answers
        if one.holds_up and not (one.stance is Stance.AWAY and present[one.organisation])
    ]


def may_continue(answers: Sequence[RoundAnswer]) -> bool:
    """Tell whether the plan continues: somebody agrees or has no objection, and nobody's silence
    says nothing.
    """
    is_carried = any(one.stance in _CARRIES for one in answers)
    has_objection = any(one.stance is Stance.OBJECTS for one in answers)
    return is_carried and not has_objection and not list_holding_up(answers)


def end_round(held: WrittenRound, state: RoundState, at: datetime) -> WrittenRound:
    """End a round."""
    return replace(held, state=state, ended_at=at)
