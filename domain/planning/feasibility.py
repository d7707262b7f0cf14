"""Whether some agenda holds a given set of cases: a depth-first search that shows one, or why not.

The agenda may hold lower-ranked cases too, as fillers before a break or a partner's window: a set
that fits only with fillers is feasible. The meetings of a week are filled one after the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from domain.planning.docket import EXEMPT, Docket, Ranges, list_starts
from domain.planning.instance import BreakWish, Case, Meeting, PartnerId, Placement
from domain.planning.plan import PlannedBreak, Timetable

STEPS_PER_QUESTION: Final = 60_000
NOTHING: Final = Timetable()


class Verdict(Enum):
    """The answer to: is there an agenda that holds these cases?"""

    YES = "yes"
    NO = "no"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """The verdict, the agenda that proves a yes, and the steps it took (places tried)."""

    verdict: Verdict
    timetable: Timetable = NOTHING
    steps: int = 0


@dataclass(frozen=True, slots=True)
class _Moment:
    """How far the agenda has been filled: meeting, minute, and what is done.

    `block` is the highest colour block so far, `busy` when partners sit in parallel meetings.
    """

    hall: int
    clock: int
    done: int
    breaks: int
    idle: int
    block: int
    is_used: bool
    busy: frozenset[tuple[PartnerId, int, int]]


@dataclass(frozen=True, slots=True)
class _Step:
    moment: _Moment
    before: "_Step | None"
    added: Placement | PlannedBreak | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """The cases that must be held come first in `cases`; `idle_limit` None is endless patience."""

    docket: Docket
    cases: tuple[Case, ...]
    must: int
    starts: tuple[tuple[Ranges, ...], ...]
    pauses: tuple[tuple[BreakWish, ...], ...]
    idle_limit: int | None
    shared: tuple[bool, ...]

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        return self.docket.meetings


def find_witness(docket: Docket, must: Sequence[Case], may: Sequence[Case]) -> Witness:
    """Search an agenda that holds all of `must` and perhaps some of `may`."""
    endless = _ask(docket, must, (), None)
    relaxed = _search(endless)
    if relaxed.verdict is Verdict.NO:
        return relaxed
    plain = _search(_ask(docket, must, (), docket.idle_limit))
    if plain.verdict is Verdict.YES or not may:
        return replace(plain, steps=plain.steps + relaxed.steps)
    filled = _search(_ask(docket, must, may, docket.idle_limit))
    return replace(filled, steps=filled.steps + plain.steps + relaxed.steps)


def _ask(
    docket: Docket, must: Sequence[Case], may: Sequence[Case], idle_limit: int | None
) -> _Question:
    cases = (*must, *may)
    meetings = docket.meetings
    return _Question(
        docket=docket,
        cases=cases,
        must=(1 << len(must)) - 1,
        starts=tuple(
            tuple(list_starts(docket, case, meeting) for case in cases) for meeting in meetings
        ),
        pauses=tuple(
            tuple(sorted(meeting.breaks, key=lambda wish: wish.earliest)) for meeting in meetings
        ),
        idle_limit=idle_limit,
        shared=tuple(_runs_beside(one, meetings) for one in meetings),
    )


def _runs_beside(meeting: Meeting, meetings: Sequence[Meeting]) -> bool:
    return any(
        one.id != meeting.id and one.start < meeting.end and meeting.start < one.end
        for one in meetings
    )


def _search(question: _Question) -> Witness:
    first = _Moment(
        hall=0,
        clock=question.meetings[0].start,
        done=0,
        breaks=0,
        idle=0,
        block=EXEMPT,
        is_used=False,
        busy=frozenset(),
    )
    stack: list[_Step] = [_Step(first, None, None)]
    seen: set[_Moment] = set()
    steps = 0
    while stack:
        step = stack.pop()
        if step.moment in seen:
            continue
        seen.add(step.moment)
        steps += len(question.cases)
        if _is_complete(question, step.moment):
            return Witness(verdict=Verdict.YES, timetable=_retrace(step), steps=steps)
        if steps > STEPS_PER_QUESTION:
            return Witness(verdict=Verdict.NOT_FOUND, steps=steps)
        if _is_open(question, step.moment):
            stack += reversed(list(_continue(question, step)))
    return Witness(verdict=Verdict.NO, steps=steps)


def _is_complete(question: _Question, moment: _Moment) -> bool:
    all_placed = moment.done & question.must == question.must
    return all_placed and _may_close(question, moment)


def _may_close(question: _Question, moment: _Moment) -> bool:
    return not moment.is_used or moment.breaks == len(question.pauses[moment.hall])


def _is_open(question: _Question, moment: _Moment) -> bool:
    """Whether every case that must still come has a place left, here or in a later meeting."""
    due: list[tuple[int, int]] = []
    meeting = question.meetings[moment.hall]
    later = question.starts[moment.hall + 1 :]
    for number, case in enumerate(question.cases):
        if not question.must >> number & 1 & ~(moment.done >> number):
            continue
        if any(starts[number] for starts in later):
            continue
        here = question.starts[moment.hall][number]
        block = question.docket.choose_block(case)
        if not here or here[-1][1] < moment.clock or EXEMPT < block < moment.block:
            return False
        due.append((here[-1][1] + case.minutes, case.minutes))
    if moment.is_used or due:
        pauses = question.pauses[moment.hall][moment.breaks :]
        due += [(pause.latest + pause.minutes, pause.minutes) for pause in pauses]
    over = moment.clock
    for deadline, minutes in sorted(due):
        over += minutes
        if over > min(deadline, meeting.end):
            return False
    return True


def _continue(question: _Question, step: _Step) -> Iterator[_Step]:
    """Next come, in this order: a break, a case that must, a filler, the next meeting."""
    moment = step.moment
    pauses = question.pauses[moment.hall]
    if moment.breaks < len(pauses):
        yield from _pause(question, step, pauses[moment.breaks])
    for number, case in enumerate(question.cases):
        if not moment.done >> number & 1:
            yield from _place(question, step, number, case)
    if moment.hall + 1 < len(question.meetings) and _may_close(question, moment):
        yield _Step(_open_next(question, moment), step, None)


def _pause(question: _Question, step: _Step, pause: BreakWish) -> Iterator[_Step]:
    moment = step.moment
    for start in _list_minutes(question, moment, ((pause.earliest, pause.latest),)):
        over = replace(
            moment,
            clock=start + pause.minutes,
            breaks=moment.breaks + 1,
            idle=_count_idle(question, moment, start),
        )
        meeting = question.meetings[moment.hall].id
        planned = PlannedBreak(meeting=meeting, start=start, minutes=pause.minutes)
        yield _Step(over, step, planned)


def _place(question: _Question, step: _Step, number: int, case: Case) -> Iterator[_Step]:
    moment, block = step.moment, question.docket.choose_block(case)
    if EXEMPT < block < moment.block:
        return
    meeting = question.meetings[moment.hall]
    for start in _list_minutes(question, moment, question.starts[moment.hall][number]):
        end = start + case.minutes
        taken = frozenset((partner, start, end) for partner in case.required)
        if _is_elsewhere(moment, taken):
            continue
        over = replace(
            moment,
            clock=end,
            done=moment.done | 1 << number,
            idle=_count_idle(question, moment, start),
            block=max(block, moment.block),
            is_used=True,
            busy=moment.busy | taken if question.shared[moment.hall] else moment.busy,
        )
        yield _Step(over, step, Placement(case=case.id, meeting=meeting.id, start=start))


def _list_minutes(question: _Question, moment: _Moment, ranges: Ranges) -> Iterator[int]:
    """Start minutes within the idle that is left; with endless patience only the earliest."""
    patience = question.idle_limit
    for first, last in ranges:
        soonest = max(first, moment.clock)
        latest = last if patience is None else min(last, moment.clock + patience - moment.idle)
        if patience is None and soonest <= last and not moment.busy:
            yield soonest
            return
        yield from range(soonest, latest + 1, question.docket.grid)


def _is_elsewhere(moment: _Moment, taken: frozenset[tuple[PartnerId, int, int]]) -> bool:
    return any(
        who == partner and start < last and first < end
        for who, first, last in moment.busy
        for partner, start, end in taken
    )


def _count_idle(question: _Question, moment: _Moment, start: int) -> int:
    """Idle minutes so far; who has endless patience does not count them."""
    return 0 if question.idle_limit is None else moment.idle + start - moment.clock


def _open_next(question: _Question, moment: _Moment) -> _Moment:
    hall = moment.hall + 1
    return replace(
        moment,
        hall=hall,
        clock=question.meetings[hall].start,
        breaks=0,
        idle=0,
        block=EXEMPT,
        is_used=False,
    )


def _retrace(step: _Step) -> Timetable:
    added: list[Placement | PlannedBreak] = []
    at: _Step | None = step
    while at is not None:
        if at.added is not None:
            added.append(at.added)
        at = at.before
    added.reverse()
    return Timetable(
        placed=tuple(one for one in added if isinstance(one, Placement)),
        breaks=tuple(one for one in added if isinstance(one, PlannedBreak)),
    )
