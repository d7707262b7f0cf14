"""Searches, depth first, an agenda that holds a given set of cases, or proves that there is none.

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


class Fits(Enum):
    """Whether an agenda holds the cases; NOT_FOUND when the search stopped before it knew."""

    YES = "yes"
    NO = "no"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class FitAnswer:
    """The answer of one search: for a yes the agenda that proves it, and the places tried."""

    fits: Fits
    timetable: Timetable = NOTHING
    steps: int = 0


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far the agenda has been filled: meeting, minute, and what is done.

    `block` is the highest colour block so far, `busy` when partners sit in parallel meetings.
    """

    meeting: int
    clock: int
    done: int
    breaks: int
    idle: int
    block: int
    is_used: bool
    busy: frozenset[tuple[PartnerId, int, int]]


@dataclass(frozen=True, slots=True)
class _Step:
    progress: _Progress
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


def find_fit(docket: Docket, must: Sequence[Case], may: Sequence[Case]) -> FitAnswer:
    """Search an agenda that holds all of `must` and perhaps some of `may`."""
    # The easiest question comes first: what fails with any amount of idle time is proven out.
    endless = _ask(docket, must, (), None)
    relaxed = _search(endless)
    if relaxed.fits is Fits.NO:
        return relaxed
    plain = _search(_ask(docket, must, (), docket.idle_limit))
    if plain.fits is Fits.YES or not may:
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


def _search(question: _Question) -> FitAnswer:
    first = _Progress(
        meeting=0,
        clock=question.meetings[0].start,
        done=0,
        breaks=0,
        idle=0,
        block=EXEMPT,
        is_used=False,
        busy=frozenset(),
    )
    stack: list[_Step] = [_Step(first, None, None)]
    seen: set[_Progress] = set()
    steps = 0
    while stack:
        step = stack.pop()
        if step.progress in seen:
            continue
        seen.add(step.progress)
        steps += len(question.cases)
        if _is_complete(question, step.progress):
            return FitAnswer(fits=Fits.YES, timetable=_retrace(step), steps=steps)
        if steps > STEPS_PER_QUESTION:
            return FitAnswer(fits=Fits.NOT_FOUND, steps=steps)
        if _is_open(question, step.progress):
            stack += reversed(list(_continue(question, step)))
    return FitAnswer(fits=Fits.NO, steps=steps)


def _is_complete(question: _Question, progress: _Progress) -> bool:
    all_placed = progress.done & question.must == question.must
    return all_placed and _may_close(question, progress)


def _may_close(question: _Question, progress: _Progress) -> bool:
    return not progress.is_used or progress.breaks == len(question.pauses[progress.meeting])


def _is_open(question: _Question, progress: _Progress) -> bool:
    """Whether every case that must still come has a place left, here or in a later meeting."""
    due: list[tuple[int, int]] = []
    meeting = question.meetings[progress.meeting]
    later = question.starts[progress.meeting + 1 :]
    for number, case in enumerate(question.cases):
        if not question.must >> number & 1 & ~(progress.done >> number):
            continue
        if any(starts[number] for starts in later):
            continue
        here = question.starts[progress.meeting][number]
        block = question.docket.choose_block(case)
        if not here or here[-1][1] < progress.clock or EXEMPT < block < progress.block:
            return False
        due.append((here[-1][1] + case.minutes, case.minutes))
    if progress.is_used or due:
        pauses = question.pauses[progress.meeting][progress.breaks :]
        due += [(pause.latest + pause.minutes, pause.minutes) for pause in pauses]
    over = progress.clock
    for deadline, minutes in sorted(due):
        over += minutes
        if over > min(deadline, meeting.end):
            return False
    return True


def _continue(question: _Question, step: _Step) -> Iterator[_Step]:
    """Next come, in this order: a break, a case that must, a filler, the next meeting."""
    progress = step.progress
    pauses = question.pauses[progress.meeting]
    if progress.breaks < len(pauses):
        yield from _pause(question, step, pauses[progress.breaks])
    for number, case in enumerate(question.cases):
        if not progress.done >> number & 1:
            yield from _place(question, step, number, case)
    if progress.meeting + 1 < len(question.meetings) and _may_close(question, progress):
        yield _Step(_open_next(question, progress), step, None)


def _pause(question: _Question, step: _Step, pause: BreakWish) -> Iterator[_Step]:
    progress = step.progress
    for start in _list_minutes(question, progress, ((pause.earliest, pause.latest),)):
        over = replace(
            progress,
            clock=start + pause.minutes,
            breaks=progress.breaks + 1,
            idle=_count_idle(question, progress, start),
        )
        meeting = question.meetings[progress.meeting].id
        planned = PlannedBreak(meeting=meeting, start=start, minutes=pause.minutes)
        yield _Step(over, step, planned)


def _place(question: _Question, step: _Step, number: int, case: Case) -> Iterator[_Step]:
    progress, block = step.progress, question.docket.choose_block(case)
    if EXEMPT < block < progress.block:
        return
    meeting = question.meetings[progress.meeting]
    for start in _list_minutes(question, progress, question.starts[progress.meeting][number]):
        end = start + case.minutes
        taken = frozenset((partner, start, end) for partner in case.required)
        if _is_elsewhere(progress, taken):
            continue
        over = replace(
            progress,
            clock=end,
            done=progress.done | 1 << number,
            idle=_count_idle(question, progress, start),
            block=max(block, progress.block),
            is_used=True,
            busy=progress.busy | taken if question.shared[progress.meeting] else progress.busy,
        )
        yield _Step(over, step, Placement(case=case.id, meeting=meeting.id, start=start))


def _list_minutes(question: _Question, progress: _Progress, ranges: Ranges) -> Iterator[int]:
    """Start minutes within the idle that is left; with endless patience only the earliest."""
    patience = question.idle_limit
    for first, last in ranges:
        soonest = max(first, progress.clock)
        latest = last if patience is None else min(last, progress.clock + patience - progress.idle)
        if patience is None and soonest <= last and not progress.busy:
            yield soonest
            return
        yield from range(soonest, latest + 1, question.docket.grid)


def _is_elsewhere(progress: _Progress, taken: frozenset[tuple[PartnerId, int, int]]) -> bool:
    return any(
        who == partner and start < last and first < end
        for who, first, last in progress.busy
        for partner, start, end in taken
    )


def _count_idle(question: _Question, progress: _Progress, start: int) -> int:
    """Idle minutes so far; who has endless patience does not count them."""
    return 0 if question.idle_limit is None else progress.idle + start - progress.clock


def _open_next(question: _Question, progress: _Progress) -> _Progress:
    number = progress.meeting + 1
    return replace(
        progress,
        meeting=number,
        clock=question.meetings[number].start,
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
