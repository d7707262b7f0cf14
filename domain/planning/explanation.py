"""Why a case is not on the agenda: a reason code and one sentence, both from the data.

Serves principle 3, a person decides and the software explains. The sentences are for files and
logs; the facts beside them are for the user's own language.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from domain.identifiers import CaseId
from domain.planning.docket import Docket, list_common_starts, open_docket
from domain.planning.feasibility import Verdict, find_witness
from domain.planning.instance import Case, PartnerId
from domain.planning.plan import LeftOut, Reason
from domain.planning.selection import Refusal, fits_in_minutes, list_rooms, rank_cases

MINUTES_PER_DAY: Final = 24 * 60
DISPLACEMENTS_TRIED: Final = 12


def explain_written(case: Case) -> LeftOut:
    """A green case without minutes goes to the written round."""
    detail = "green with 0 minutes: it goes to the written round"
    return LeftOut(case=case.id, reason=Reason.WRITTEN_PROCEDURE, detail=detail)


def explain_refusal(docket: Docket, refusal: Refusal) -> LeftOut:
    """The reason that holds for this case beside the accepted cases above it."""
    case = refusal.case
    if min(case.minutes - meeting.end + meeting.start for meeting in docket.meetings) > 0:
        return _explain_capacity(docket, refusal)
    if not any(list_common_starts(docket, replace(case, meetings=()), m) for m in docket.meetings):
        return _tell(refusal, Reason.NO_COMMON_WINDOW, _name_absence(docket, case))
    if not fits_in_minutes(docket, (*_list_above(docket, refusal), case)):
        return _explain_capacity(docket, refusal)
    if not refusal.is_proven:
        sentence = (
            f"no place found beside {_count(refusal.above)} within the count of states searched"
        )
        return _tell(refusal, Reason.SEARCH_LIMIT, sentence)
    if _would_fit_without_windows(docket, refusal):
        return _explain_window(docket, refusal)
    sentence = (
        f"no place of that length beside what is fixed (pins, breaks, what began, colours, "
        f"parallel meetings) and {_count(refusal.above)}"
    )
    return _tell(refusal, Reason.PINNED_CONFLICT, sentence)


def find_displaced(docket: Docket, refusal: Refusal) -> tuple[CaseId, ...]:
    """The published cases this newcomer would push out if it ranked above them.

    One case when one is enough, the lowest-ranked that is; else the fewest from the bottom up.
    """
    movable = [case for case in reversed(refusal.above) if not docket.is_fixed(case)]
    candidates: list[tuple[Case, ...]] = [(case,) for case in movable]
    candidates += [tuple(movable[:count]) for count in range(2, len(movable) + 1)]
    for dropped in candidates[:DISPLACEMENTS_TRIED]:
        kept = [case for case in refusal.above if case not in dropped]
        held = rank_cases(docket, (*kept, refusal.case))
        if fits_in_minutes(docket, held) and _is_feasible(docket, held):
            return tuple(case.id for case in dropped)
    return ()


def name_displaced(left: LeftOut, displaced: tuple[CaseId, ...]) -> LeftOut:
    """The refusal with what the case would displace."""
    if not displaced:
        return left
    detail = f"{left.detail}; it would displace {', '.join(displaced)}"
    return replace(left, detail=detail, would_displace=displaced)


def tell_time(minute: int) -> str:
    """A minute of the axis as the time of day, when the axis begins at midnight."""
    hours, minutes = divmod(minute % MINUTES_PER_DAY, 60)
    return f"{hours:02d}:{minutes:02d}"


def _tell(refusal: Refusal, reason: Reason, sentence: str) -> LeftOut:
    return LeftOut(
        case=refusal.case.id,
        reason=reason,
        detail=f"{refusal.case.minutes} min; {sentence}",
        minutes=refusal.case.minutes,
        cases_above=len(refusal.above),
    )


def _count(above: Sequence[Case]) -> str:
    return f"the {len(above)} cases above it" if len(above) != 1 else "the 1 case above it"


def _explain_capacity(docket: Docket, refusal: Refusal) -> LeftOut:
    rooms = list_rooms(docket)
    above = _list_above(docket, refusal)
    left = sum(rooms) - sum(case.minutes for case in above)
    if refusal.case.minutes > max(rooms):
        sentence = f"longer than any meeting: the longest holds {max(rooms)} min of cases"
    elif refusal.case.minutes <= left:
        sentence = f"{left} left after {_count(above)}, but not in one meeting"
    else:
        sentence = f"{left} left after {_count(above)}"
    told = _tell(refusal, Reason.CAPACITY, sentence)
    return replace(told, minutes_left=left, cases_above=len(above))


def _list_above(docket: Docket, refusal: Refusal) -> list[Case]:
    """The accepted cases of higher priority, and the pinned ones; not what merely began already."""
    rank = docket.ranks[refusal.case.id]
    return [
        case for case in refusal.above if case.pinned is not None or docket.ranks[case.id] < rank
    ]


def _explain_window(docket: Docket, refusal: Refusal) -> LeftOut:
    """Name the partner whose windows are fullest, when one partner alone explains it."""
    partner = _find_fullest(docket, refusal)
    if partner is None:
        sentence = f"no minutes when everybody needed is there, beside {_count(refusal.above)}"
        return _tell(refusal, Reason.PARTNER_WINDOW, sentence)
    busy = _sum_minutes(refusal.above, partner)
    when = _name_windows(docket, partner)
    sentence = f"{partner} is there {when} and has {busy} min of cases with higher priority"
    return replace(_tell(refusal, Reason.PARTNER_WINDOW, sentence), partner=partner)


def _find_fullest(docket: Docket, refusal: Refusal) -> PartnerId | None:
    """The partner with windows who has the least left after the cases above, by name."""
    bound = sorted(one for one in refusal.case.required if docket.windows[one] is not None)
    left = {one: _measure(docket, one) - _sum_minutes(refusal.above, one) for one in bound}
    return min(bound, key=lambda one: left[one], default=None)


def _sum_minutes(cases: Sequence[Case], partner: PartnerId) -> int:
    return sum(case.minutes for case in cases if partner in case.required)


def _measure(docket: Docket, partner: PartnerId) -> int:
    """Minutes the partner is there in all meetings together."""
    spans = [(w.start, w.end) for w in docket.windows[partner] or ()]
    return sum(
        max(0, min(end, meeting.end) - max(start, meeting.start))
        for meeting in docket.meetings
        for start, end in spans
    )


def _name_windows(docket: Docket, partner: PartnerId) -> str:
    windows = docket.windows[partner] or ()
    spans = sorted((window.start, window.end) for window in windows)
    return ", ".join(f"{tell_time(start)}–{tell_time(end)}" for start, end in spans) or "never"


def _name_absence(docket: Docket, case: Case) -> str:
    bound = sorted(one for one in case.required if docket.windows[one] is not None)
    named = "; ".join(f"{one} is there {_name_windows(docket, one)}" for one in bound)
    return f"no moment when everybody needed is there: {named}"


def _would_fit_without_windows(docket: Docket, refusal: Refusal) -> bool:
    instance = docket.instance
    if not any(partner.windows for partner in instance.partners):
        return False
    always = tuple(replace(partner, windows=None) for partner in instance.partners)
    free = open_docket(replace(instance, partners=always))
    return _is_feasible(free, rank_cases(free, (*refusal.above, refusal.case)))


def _is_feasible(docket: Docket, held: Sequence[Case]) -> bool:
    rest = [case for case in docket.cases if case not in held]
    return find_witness(docket, held, rest).verdict is Verdict.YES
