"""From coloured cases to what the planner may look at, and from its plan to a draft agenda.

An instance holds codes, colours, minutes and organisations, never content, and counts minutes
from the start of the meeting, so that a clock change in the house cannot disturb it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import cast

from domain.agenda import AgendaBreak, AgendaItem, AgendaParts, Attendance, LeftOut
from domain.case import Case
from domain.colour import StandingColour
from domain.house import MeetingBreak
from domain.identifiers import CaseCode, CaseId, OrganisationId
from domain.meeting import Meeting
from domain.planning import (
    BreakWish,
    Instance,
    Omission,
    Partner,
    PartnerId,
    Plan,
    Reason,
    Status,
    Window,
)
from domain.planning import Case as PlannedCase
from domain.planning import Meeting as PlannedMeeting
from domain.rhythm import Rhythm
from domain.rotation import MeetingDays, NotDue, Turn, is_due, rank_in_colour, take_turn
from domain.stoplight import Colour, StoplightPolicy

_MINUTE = timedelta(minutes=1)
ColouredCase = tuple[Case, StandingColour]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A case that may come on the agenda, with what its colour and the coordinators ask; the lower
    its ``rank``, the earlier its turn within its colour.
    """

    case: CaseId
    code: CaseCode
    colour: Colour
    minutes: int
    required: tuple[OrganisationId, ...]
    received_at: datetime
    rank: int
    turn: Turn = field(default_factory=Turn)
    pinned_minute: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The cases to plan, those that have no colour yet, how many can wait, and the minutes a week
    that the list asks and the meetings give.
    """

    ready: tuple[Candidate, ...]
    not_ready: tuple[LeftOut, ...]
    not_due: NotDue = field(default_factory=NotDue)
    rhythm: Rhythm = field(default_factory=Rhythm)


def choose_candidates(
    cases: Sequence[Case], days: MeetingDays, policy: StoplightPolicy
) -> Candidates:
    """Choose the cases that are due for a meeting, in the order of their turn; one without a colour
    is not ready, and one that can wait for the next meeting is only counted.
    """
    due, waiting = list[ColouredCase](), list[date]()
    for case in cases:
        if case.colour and is_due(case.colour, case.rotation, days):
            due.append((case, case.colour))
        elif case.colour:
            waiting.append(case.colour.next_review_on)
    return Candidates(
        ready=rank_candidates(due, days.on, policy),
        not_ready=tuple(
            LeftOut(case=case.id, code=case.code, colour=None, reason=Reason.NOT_READY)
            for case in cases
            if case.colour is None
        ),
        not_due=NotDue(cases=len(waiting), first_on=min(waiting, default=None)),
    )


def rank_candidates(
    cases: Sequence[ColouredCase], on: date, policy: StoplightPolicy
) -> tuple[Candidate, ...]:
    """Put cases in the order of their turn, each with what its colour asks."""
    ordered = sorted(cases, key=lambda one: (_rank(one, on, policy), one[0].code))
    return tuple(_candidate(*one, rank, on, policy) for rank, one in enumerate(ordered))


def _rank(
    one: ColouredCase, on: date, policy: StoplightPolicy
) -> tuple[bool, bool, Fraction, datetime]:
    case, asked = one
    return rank_in_colour(asked, case.rotation, case.received_at, on, policy.of(asked.colour))


def _candidate(
    case: Case, asked: StandingColour, rank: int, on: date, policy: StoplightPolicy
) -> Candidate:
    return Candidate(
        case=case.id,
        code=case.code,
        colour=asked.colour,
        minutes=find_minutes(case, asked, policy),
        required=tuple(sorted(asked.required)),
        received_at=case.received_at,
        rank=rank,
        turn=take_turn(asked, case.rotation, on),
    )


def find_minutes(case: Case, asked: StandingColour, policy: StoplightPolicy) -> int:
    """Find how long a case is discussed: a written round that somebody wants to discuss takes what
    the house gives a green case.
    """
    return asked.minutes or (policy.requested_green_minutes if case.rotation.is_called else 0)


def form_instance(
    meeting: Meeting,
    breaks: Sequence[MeetingBreak],
    candidates: Sequence[Candidate],
    windows: Mapping[OrganisationId, tuple[Window, ...]],
) -> Instance:
    """Ask the planner for one meeting; partners are the organisations that must be there, the whole
    time or within their ``windows``.

    A break the cases do not reach is not asked: people would wait for it with nothing to discuss.
    """
    minutes = sum(one.minutes for one in candidates)
    needed = {organisation for one in candidates for organisation in one.required}
    return Instance(
        meetings=(
            PlannedMeeting(
                id=meeting.id,
                start=0,
                end=meeting.lasts_within // _MINUTE,
                breaks=tuple(_wish(one) for one in breaks if one.earliest_minute < minutes),
            ),
        ),
        partners=tuple(
            Partner(id=PartnerId(name), windows=windows.get(name)) for name in sorted(needed)
        ),
        cases=tuple(_planned(one) for one in candidates),
    )


def _wish(pause: MeetingBreak) -> BreakWish:
    return BreakWish(
        earliest=pause.earliest_minute, latest=pause.latest_minute, minutes=pause.minutes
    )


def _planned(one: Candidate) -> PlannedCase:
    return PlannedCase(
        id=CaseId(one.code),
        minutes=one.minutes,
        colour=one.colour,
        required=tuple(PartnerId(name) for name in one.required),
        received=one.received_at.isoformat(timespec="seconds"),
        coordinator_rank=one.rank,
        pinned=one.pinned_minute,
    )


def read_plan(meeting: Meeting, candidates: Candidates, plan: Plan) -> AgendaParts:
    """Turn minutes back into moments and planner's words into the house's."""
    by_code = {one.code: one for one in candidates.ready}
    return AgendaParts(
        items=tuple(
            _item(by_code[CaseCode(one.case)], meeting.starts_at + one.start * _MINUTE)
            for one in plan.placed
        ),
        breaks=tuple(
            AgendaBreak(starts_at=meeting.starts_at + pause.start * _MINUTE, minutes=pause.minutes)
            for pause in plan.breaks
        ),
        left_out=(
            *(_left_out(by_code[CaseCode(one.case)], one) for one in plan.left_out),
            *candidates.not_ready,
        ),
        attendance=Attendance(
            presence_minutes=plan.totals.presence,
            everybody_minutes=plan.totals.everybody,
            is_proven_best=plan.status is Status.OPTIMAL,
        ),
        not_due=candidates.not_due,
        minutes_asked=candidates.rhythm.asked,
        minutes_given=candidates.rhythm.given,
    )


def _item(one: Candidate, starts_at: datetime) -> AgendaItem:
    return AgendaItem(
        case=one.case,
        code=one.code,
        colour=one.colour,
        minutes=one.minutes,
        starts_at=starts_at,
        required=one.required,
        turn=one.turn,
    )


def _left_out(one: Candidate, refused: Omission) -> LeftOut:
    return LeftOut(
        case=one.case,
        code=one.code,
        colour=one.colour,
        reason=refused.reason,
        minutes=refused.minutes,
        minutes_left=refused.minutes_left,
        cases_above=refused.cases_above,
        organisation=cast("OrganisationId | None", refused.partner),
        turn=one.turn,
    )
