"""Chooses the cases of the agenda: in rank order, each that some agenda can still hold.

With an exact feasibility test this gives the best set in rank order (lexicographic maximum), and
the reason of each refusal: the case does not fit beside the accepted cases above it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.planning.docket import Docket
from domain.planning.feasibility import Fits, find_fit
from domain.planning.fitting import Fitting
from domain.planning.instance import Case, InvalidInstanceError
from domain.planning.plan import Timetable

STEPS_PER_SELECTION: Final = 400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCase:
    """A refused case with the accepted cases above it; not `is_proven` when the search gave up."""

    case: Case
    above: tuple[Case, ...]
    is_proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The accepted cases by rank, an agenda that holds exactly these, and the refused cases."""

    accepted: tuple[Case, ...]
    timetable: Timetable
    refused: tuple[RefusedCase, ...]
    states: int

    @property
    def is_proven(self) -> bool:
        """Whether every refusal is a proof."""
        return all(one.is_proven for one in self.refused)


def select_cases(docket: Docket) -> Selection:
    """Accept what is fixed, then every case in rank order that some agenda can still hold.

    Raises InvalidInstanceError when no agenda keeps all that is pinned or begun.
    """
    # What is pinned or has begun is promised: it comes before any rank.
    chosen = [case for case in docket.cases if docket.is_fixed(case)]
    rest = [case for case in docket.cases if not docket.is_fixed(case)]
    first = find_fit(docket, chosen, rest)
    if first.fits is not Fits.YES:
        raise InvalidInstanceError(_name_fixed(docket, chosen))
    search, refused = _PlaceSearch(docket, first.timetable, rest), list[RefusedCase]()
    for number, case in enumerate(rest):
        fits = search.ask(chosen, case, rest[number + 1 :])
        if fits is Fits.YES:
            chosen = rank_cases(docket, (*chosen, case))
        else:
            proven = fits is Fits.NO
            refused.append(RefusedCase(case=case, above=tuple(chosen), is_proven=proven))
    return Selection(
        accepted=tuple(chosen),
        timetable=search.trim(chosen),
        refused=tuple(refused),
        states=first.steps + search.steps,
    )


class _PlaceSearch:
    """Keeps one agenda that holds all accepted cases, and asks for one more at a time."""

    def __init__(self, docket: Docket, known: Timetable, rest: Sequence[Case]) -> None:
        self._docket, self._known, self._searched = docket, known, 0
        self._fitting = Fitting(docket)
        if not known.placed and not docket.is_parallel:
            self._known = self._fitting.fill_meetings(rest)

    @property
    def steps(self) -> int:
        """The work done, in places tried."""
        return self._searched + self._fitting.steps

    def ask(self, held: Sequence[Case], case: Case, fillers: Sequence[Case]) -> Fits:
        """Tell whether an agenda holds the accepted cases and this one."""
        # From what costs nothing to what costs a search of its own.
        if any(place.case == case.id for place in self._known.placed):
            return Fits.YES
        if not fits_in_minutes(self._docket, (*held, case)):
            return Fits.NO
        fitted = self._fit(held, case, fillers)
        if fitted is not None:
            self._known = fitted
            return Fits.YES
        if self.steps > STEPS_PER_SELECTION:
            return Fits.NOT_FOUND
        answer = find_fit(self._docket, (*held, case), fillers)
        self._searched += answer.steps
        if answer.fits is Fits.YES:
            self._known = answer.timetable
        return answer.fits

    def trim(self, held: Sequence[Case]) -> Timetable:
        """Return the agenda known, with the accepted cases only."""
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
            fitted = fitting.divide_anew(held, case, known)
        return fitted


def rank_cases(docket: Docket, cases: Sequence[Case]) -> list[Case]:
    """Sort cases by their rank in the docket."""
    return sorted(cases, key=lambda case: docket.ranks[case.id])


def list_net_minutes(docket: Docket) -> list[int]:
    """List the net minutes of each meeting: its length without its breaks."""
    return [
        meeting.end - meeting.start - sum(pause.minutes for pause in meeting.breaks)
        for meeting in docket.meetings
    ]


def fits_in_minutes(docket: Docket, cases: Sequence[Case]) -> bool:
    """Tell whether the cases fit by minutes alone, each whole in one meeting (bin packing)."""
    minutes = sorted((case.minutes for case in cases), reverse=True)
    free = list_net_minutes(docket)
    if not minutes:
        return True
    if sum(minutes) > sum(free) or minutes[0] > max(free):
        return False
    return len(free) == 1 or _pack(minutes, free)


def _pack(minutes: Sequence[int], free: Sequence[int]) -> bool:
    """Search depth first, largest case first; the same minutes left are one state."""
    seen: set[tuple[int, ...]] = set()
    stack = [(0, tuple(sorted(free)))]
    while stack:
        packed, left = stack.pop()
        if packed == len(minutes):
            return True
        if (packed, *left) in seen:
            continue
        seen.add((packed, *left))
        stack += [(packed + 1, one) for one in _put(left, minutes[packed])]
    return False


def _put(free: tuple[int, ...], minutes: int) -> Iterator[tuple[int, ...]]:
    for at, minutes_free in enumerate(free):
        if minutes_free >= minutes:
            yield tuple(sorted((*free[:at], minutes_free - minutes, *free[at + 1 :])))


def _name_fixed(docket: Docket, fixed: Sequence[Case]) -> str:
    names = ", ".join(sorted(str(case.id) for case in fixed))
    return (
        f"no agenda with at most {docket.idle_limit} idle minutes keeps every pinned or begun "
        f"case at its time: {names}"
    )
