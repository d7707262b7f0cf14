"""Fits one more case into a known timetable, before anything is searched from scratch.

It puts the case between the others, or orders one meeting anew, or moves one case to another
meeting, or swaps two. A timetable found proves that the case fits; finding none proves nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from domain.identifiers import CaseId, MeetingId
from domain.planning.docket import EXEMPT, Docket, Ranges, list_starts
from domain.planning.feasibility import Fits, find_fit
from domain.planning.instance import Case, Meeting, Placement
from domain.planning.plan import PlannedBreak, Timetable, join_timetables

DIVISIONS_TRIED: Final = 200
# idle minutes left after a break came too late: no other gap can make up for it
NO_PATIENCE: Final = -1_000_000

CasesPerMeeting = tuple[tuple[Case, ...], ...]


class HandTimer:
    """Times the cases of one meeting in a given order, each as early as it can start; breaks are
    held as soon as they may begin.
    """

    def __init__(self, docket: Docket, meeting: Meeting) -> None:
        self._docket, self._meeting = docket, meeting
        self._clock, self._spare, self._block = meeting.start, docket.idle_limit, EXEMPT
        self._pauses = sorted(meeting.breaks, key=lambda wish: wish.earliest)
        self._breaks: list[PlannedBreak] = []
        self._placed: list[Placement] = []

    def add(self, case: Case, starts: Ranges) -> bool:
        """Place the next case; False when it has no start any more."""
        self._pause(case)
        block, start = self._docket.choose_block(case), _find_start(starts, self._clock)
        if start is None or EXEMPT < block < self._block:
            return False
        self._block = max(block, self._block)
        self._placed.append(Placement(case=case.id, meeting=self._meeting.id, start=start))
        self._advance(start, case.minutes)
        return True

    def follows_at_once(self, case: Case, starts: Ranges) -> bool:
        """Whether the case can come next without an idle minute, before or after a break."""
        clock = self._clock
        for wish in self._pauses[:1]:
            if wish.earliest <= clock:
                clock += wish.minutes
            elif clock + case.minutes > wish.latest:
                return False
        block = self._docket.choose_block(case)
        return _find_start(starts, clock) == clock and not EXEMPT < block < self._block

    def close(self) -> Timetable | None:
        """Return the timetable with the breaks still to come; None when it needs more idle minutes
        than are allowed.
        """
        if self._placed:
            self._pause(None)
        if self._spare < 0:
            return None
        return Timetable(placed=tuple(self._placed), breaks=tuple(self._breaks))

    def _pause(self, case: Case | None) -> None:
        """Hold the breaks that are due before the next case, or all when none follows."""
        while self._pauses and (
            case is None
            or self._pauses[0].earliest <= self._clock
            or self._clock + case.minutes > self._pauses[0].latest
        ):
            wish = self._pauses.pop(0)
            start = max(self._clock, wish.earliest)
            if start > wish.latest:
                self._spare = NO_PATIENCE
            meeting = self._meeting.id
            self._breaks.append(PlannedBreak(meeting=meeting, start=start, minutes=wish.minutes))
            self._advance(start, wish.minutes)

    def _advance(self, start: int, minutes: int) -> None:
        self._spare -= start - self._clock
        self._clock = start + minutes


def _find_start(ranges: Ranges, clock: int) -> int | None:
    for first, last in ranges:
        if clock <= last:
            return max(first, clock)
    return None


class Fitting:
    """Fits one case after another; remembers which cases fit together in which meeting."""

    def __init__(self, docket: Docket) -> None:
        self.docket, self.steps = docket, 0
        self._orders: dict[tuple[int, frozenset[CaseId]], Timetable | None] = {}
        self._starts: dict[tuple[CaseId, MeetingId], Ranges] = {}

    def fill_meetings(self, ranked: Sequence[Case]) -> Timetable:
        """Make a first agenda: at every minute the highest-ranked case that can start there."""
        left, timetables = list(ranked), list[Timetable]()
        for meeting in self.docket.meetings:
            timer = HandTimer(self.docket, meeting)
            while (case := self._choose_next(timer, meeting, left)) is not None:
                left.remove(case)
            timetables.append(timer.close() or Timetable())
        return join_timetables(timetables)

    def _choose_next(self, timer: HandTimer, meeting: Meeting, left: Sequence[Case]) -> Case | None:
        self.steps += len(left)
        for case in left:
            if timer.follows_at_once(case, self._list_starts(case, meeting)):
                timer.add(case, self._list_starts(case, meeting))
                return case
        return None

    def insert_case(self, held: Sequence[Case], case: Case, known: Timetable) -> Timetable | None:
        """Put the case between the held ones of a known timetable; None when it fits nowhere."""
        per_meeting = _sort_by_meeting(self.docket, held, known)
        for number, meeting in enumerate(self.docket.meetings):
            if not self._list_starts(case, meeting):
                continue
            for at in range(len(per_meeting[number]) + 1):
                order = (*per_meeting[number][:at], case, *per_meeting[number][at:])
                self.steps += len(order)
                own = self._time(meeting, order)
                if own is not None:
                    return known.replace_meeting(meeting.id, own)
        return None

    def divide_anew(self, held: Sequence[Case], case: Case, known: Timetable) -> Timetable | None:
        """Divide the held cases and this one over the meetings, with one move or swap at most;
        None when no such division fits.
        """
        per_meeting = _sort_by_meeting(self.docket, held, known)
        for divided in islice(_list_divisions(per_meeting, case), DIVISIONS_TRIED):
            timetables = [self._order(number, cases) for number, cases in enumerate(divided)]
            if all(timetable is not None for timetable in timetables):
                return join_timetables([one for one in timetables if one is not None])
        return None

    def _order(self, number: int, cases: tuple[Case, ...]) -> Timetable | None:
        """A timetable of exactly these cases in one meeting, looked for once."""
        key = (number, frozenset(case.id for case in cases))
        if key not in self._orders:
            self._orders[key] = self._search(self.docket.meetings[number], cases)
        return self._orders[key]

    def _time(self, meeting: Meeting, order: Sequence[Case]) -> Timetable | None:
        timer = HandTimer(self.docket, meeting)
        for case in order:
            if not timer.add(case, self._list_starts(case, meeting)):
                return None
        return timer.close()

    def _list_starts(self, case: Case, meeting: Meeting) -> Ranges:
        key = (case.id, meeting.id)
        if key not in self._starts:
            self._starts[key] = list_starts(self.docket, case, meeting)
        return self._starts[key]

    def _search(self, meeting: Meeting, cases: tuple[Case, ...]) -> Timetable | None:
        if not cases:
            return Timetable()
        pauses = sum(wish.minutes for wish in meeting.breaks)
        if sum(case.minutes for case in cases) + pauses > meeting.end - meeting.start:
            return None
        answer = find_fit(replace(self.docket, meetings=(meeting,)), cases, ())
        self.steps += answer.steps
        return answer.timetable if answer.fits is Fits.YES else None


def _sort_by_meeting(docket: Docket, held: Sequence[Case], known: Timetable) -> CasesPerMeeting:
    """The held cases per meeting, in the order of the known timetable."""
    cases = {case.id: case for case in held}
    return tuple(
        tuple(
            cases[place.case]
            for place in sorted(known.placed, key=lambda place: place.start)
            if place.meeting == meeting.id and place.case in cases
        )
        for meeting in docket.meetings
    )


def _list_divisions(per_meeting: CasesPerMeeting, case: Case) -> Iterator[CasesPerMeeting]:
    """The case in each meeting; then with one case moved away; then with two cases swapped."""
    numbers = range(len(per_meeting))
    for own in numbers:
        yield _put(per_meeting, own, case)
    for own in numbers:
        for moved in per_meeting[own]:
            left = _take(_put(per_meeting, own, case), own, moved)
            yield from (_put(left, other, moved) for other in numbers if other != own)
    for own in numbers:
        for moved in per_meeting[own]:
            for other in numbers:
                for back in per_meeting[other] if other != own else ():
                    left = _take(_take(_put(per_meeting, own, case), own, moved), other, back)
                    yield _put(_put(left, other, moved), own, back)


def _put(per_meeting: CasesPerMeeting, at: int, case: Case) -> CasesPerMeeting:
    return (*per_meeting[:at], (*per_meeting[at], case), *per_meeting[at + 1 :])


def _take(per_meeting: CasesPerMeeting, at: int, case: Case) -> CasesPerMeeting:
    kept = tuple(one for one in per_meeting[at] if one.id != case.id)
    return (*per_meeting[:at], kept, *per_meeting[at + 1 :])
