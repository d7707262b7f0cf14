"""Which cases come on the agenda: accepted in rank order, refused when no agenda can hold them.

Accepting greedily with an exact feasibility test gives the best set in rank order (lexicographic
maximum), and is the explanation as well: a case is refused beside the accepted cases above it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.planning.docket import Docket
from domain.planning.feasibility import Verdict, find_witness
from domain.planning.fitting import Fitting
from domain.planning.instance import Case, InvalidInstanceError
from domain.planning.plan import Timetable

STEPS_PER_SELECTION: Final = 400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A refused case, the accepted cases above it, and whether the search gave up on it."""

    case: Case
    above: tuple[Case, ...]
    is_proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The accepted cases in rank order, an agenda that holds exactly these, and the refusals."""

    accepted: tuple[Case, ...]
    witness: Timetable
    refusals: tuple[Refusal, ...]
    states: int

    @property
    def is_proven(self) -> bool:
        """Whether every refusal is a proof."""
        return all(refusal.is_proven for refusal in self.refusals)


def select_cases(docket: Docket) -> Selection:
    """Accept what is fixed, then every case in rank order that some agenda can still hold."""
    chosen = [case for case in docket.cases if docket.is_fixed(case)]
    rest = [case for case in docket.cases if not docket.is_fixed(case)]
    first = find_witness(docket, chosen, rest)
    if first.verdict is not Verdict.YES:
        raise InvalidInstanceError(_name_fixed(docket, chosen))
    search, refusals = _RoomSearch(docket, first.timetable, rest), list[Refusal]()
    for number, case in enumerate(rest):
        verdict = search.ask(chosen, case, rest[number + 1 :])
        if verdict is Verdict.YES:
            chosen = rank_cases(docket, (*chosen, case))
        else:
            proven = verdict is Verdict.NO
            refusals.append(Refusal(case=case, above=tuple(chosen), is_proven=proven))
    return Selection(
        accepted=tuple(chosen),
        witness=search.trim(chosen),
        refusals=tuple(refusals),
        states=first.steps + search.steps,
    )


class _RoomSearch:
    """Keeps one agenda that holds all accepted cases, and asks for one more at a time."""

    def __init__(self, docket: Docket, known: Timetable, rest: Sequence[Case]) -> None:
        self._docket, self._known, self._searched = docket, known, 0
        self._fitting = Fitting(docket)
        if not known.placed and not docket.is_parallel:
            self._known = self._fitting.fill_rooms(rest)

    @property
    def steps(self) -> int:
        """The work done, in places tried."""
        return self._searched + self._fitting.steps

    def ask(self, held: Sequence[Case], case: Case, fillers: Sequence[Case]) -> Verdict:
        """Whether an agenda holds the accepted cases and this one."""
        if any(place.case == case.id for place in self._known.placed):
            return Verdict.YES
        if not fits_in_minutes(self._docket, (*held, case)):
            return Verdict.NO
        fitted = self._fit(held, case, fillers)
        if fitted is not None:
            self._known = fitted
            return Verdict.YES
        if self.steps > STEPS_PER_SELECTION:
            return Verdict.NOT_FOUND
        answer = find_witness(self._docket, (*held, case), fillers)
        self._searched += answer.steps
        if answer.verdict is Verdict.YES:
            self._known = answer.timetable
        return answer.verdict

    def trim(self, held: Sequence[Case]) -> Timetable:
        """The agenda known; at the end it holds no case but the accepted ones."""
        ids = {case.id for case in held}
        placed = tuple(place for place in self._known.placed if place.case in ids)
        return replace(self._known, placed=placed)

    def _fit(self, held: Sequence[Case], case: Case, fillers: Sequence[Case]) -> Timetable | None:
        """Room beside everything known, else beside the accepted cases alone, else by exchange."""
        if self._docket.is_parallel:
            return None
        fitting, known, fitted = self._fitting, self._known, None
        placed = {place.case for place in known.placed}
        beside = [filler for filler in fillers if filler.id in placed]
        while fitted is None:
            fitted = fitting.insert_case((*held, *beside), case, known)
            if not beside:
                break
            beside = beside[: len(beside) // 2]
        if fitted is None and len(self._docket.meetings) > 1 and self.steps < STEPS_PER_SELECTION:
            fitted = fitting.reorder_rooms(held, case, known)
        return fitted


def rank_cases(docket: Docket, cases: Sequence[Case]) -> list[Case]:
    """The cases by priority."""
    return sorted(cases, key=lambda case: docket.ranks[case.id])


def list_rooms(docket: Docket) -> list[int]:
    """Net minutes per meeting: its length without its breaks."""
    return [
        meeting.end - meeting.start - sum(pause.minutes for pause in meeting.breaks)
        for meeting in docket.meetings
    ]


def fits_in_minutes(docket: Docket, cases: Sequence[Case]) -> bool:
    """Whether the cases fit by minutes alone, each whole in one meeting (bin packing)."""
    minutes = sorted((case.minutes for case in cases), reverse=True)
    rooms = list_rooms(docket)
    if not minutes:
        return True
    if sum(minutes) > sum(rooms) or minutes[0] > max(rooms):
        return False
    return len(rooms) == 1 or _pack(minutes, rooms)


def _pack(minutes: Sequence[int], rooms: Sequence[int]) -> bool:
    """Depth first, largest case first; equal remaining rooms are one state."""
    seen: set[tuple[int, ...]] = set()
    stack = [(0, tuple(sorted(rooms)))]
    while stack:
        packed, left = stack.pop()
        if packed == len(minutes):
            return True
        if (packed, *left) in seen:
            continue
        seen.add((packed, *left))
        stack += [(packed + 1, one) for one in _put(left, minutes[packed])]
    return False


def _put(rooms: tuple[int, ...], minutes: int) -> Iterator[tuple[int, ...]]:
    for at, room in enumerate(rooms):
        if room >= minutes:
            yield tuple(sorted((*rooms[:at], room - minutes, *rooms[at + 1 :])))


def _name_fixed(docket: Docket, fixed: Sequence[Case]) -> str:
    names = ", ".join(sorted(str(case.id) for case in fixed))
    return (
        f"no agenda with at most {docket.idle_limit} idle minutes keeps every pinned or begun "
        f"case at its time: {names}"
    )
