"""Explains why a case is not on the agenda: a reason and one sentence, both from the data
(product page §1, principle 3).

The sentence is for the plan file; the facts beside it let a card say it in the reader's language.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from domain.identifiers import CaseId
from domain.planning.docket import Docket, list_common_starts, open_docket
from domain.planning.feasibility import Fits, find_fit
from domain.planning.instance import Case, PartnerId
from domain.planning.plan import Omission, Reason
from domain.planning.selection import RefusedCase, fits_in_minutes, list_net_minutes, rank_cases

MINUTES_PER_DAY: Final = 24 * 60
# each try is a feasibility search of its own; the sentence is help, not part of the plan
DISPLACEMENTS_TRIED: Final = 12


def explain_written(case: Case) -> Omission:
    """Explain that a green case of 0 minutes goes to the written round."""
    detail = "green with 0 minutes: it goes to the written round"
    return Omission(case=case.id, reason=Reason.WRITTEN_PROCEDURE, detail=detail)


def explain_refusal(docket: Docket, refused: RefusedCase) -> Omission:
    """Explain why this case does not fit beside the accepted cases above it."""
    case = refused.case
    if min(case.minutes - meeting.end + meeting.start for meeting in docket.meetings) > 0:
        return _explain_capacity(docket, refused)
    if not any(list_common_starts(docket, replace(case, meetings=()), m) for m in docket.meetings):
        told = _tell(refused, Reason.NO_COMMON_WINDOW, _name_absence(docket, case))
        return replace(told, partner=_find_absent(docket, case))
    if not fits_in_minutes(docket, (*_list_above(docket, refused), case)):
        return _explain_capacity(docket, refused)
    if not refused.is_proven:
        sentence = (
            f"no place found beside {_count(refused.above)} within the count of states searched"
        )
        return _tell(refused, Reason.SEARCH_LIMIT, sentence)
    if _would_fit_without_windows(docket, refused):
        return _explain_window(docket, refused)
    sentence = (
        f"no place of that length beside what is fixed (pins, breaks, what began, colours, "
        f"parallel meetings) and {_count(refused.above)}"
    )
    return _tell(refused, Reason.PINNED_CONFLICT, sentence)


def find_displaced(docket: Docket, refused: RefusedCase) -> tuple[CaseId, ...]:
    """Find the published cases this newcomer would push out if it ranked above them; () when none.

    That is one case where one is enough, the lowest-ranked such; else the lowest-ranked together.
    """
    movable = [case for case in reversed(refused.above) if not docket.is_fixed(case)]
    candidates: list[tuple[Case, ...]] = [(case,) for case in movable]
    candidates += [tuple(movable[:count]) for count in range(2, len(movable) + 1)]
    for dropped in candidates[:DISPLACEMENTS_TRIED]:
        kept = [case for case in refused.above if case not in dropped]
        held = rank_cases(docket, (*kept, refused.case))
        if fits_in_minutes(docket, held) and _is_feasible(docket, held):
            return tuple(case.id for case in dropped)
    return ()


def name_displaced(left: Omission, displaced: tuple[CaseId, ...]) -> Omission:
    """Add to a refusal which cases it would displace."""
    if not displaced:
        return left
    detail = f"{left.detail}; it would displace {', '.join(displaced)}"
    return replace(left, detail=detail)


def tell_time(minute: int) -> str:
    """Write a minute of the axis as a time of day, as if the axis begins at midnight."""
    hours, minutes = divmod(minute % MINUTES_PER_DAY, 60)
    return f"{hours:02d}:{minutes:02d}"


def _tell(refused: RefusedCase, reason: Reason, sentence: str) -> Omission:
    return Omission(
        case=refused.case.id,
        reason=reason,
        detail=f"{refused.case.minutes} min; {sentence}",
        minutes=refused.case.minutes,
        cases_above=len(refused.above),
    )


def _count(above: Sequence[Case]) -> str:
    return f"the {len(above)} cases above it" if len(above) != 1 else "the 1 case above it"


def _explain_capacity(docket: Docket, refused: RefusedCase) -> Omission:
    net = list_net_minutes(docket)
    above = _list_above(docket, refused)
    left = sum(net) - sum(case.minutes for case in above)
    if refused.case.minutes > max(net):
        sentence = f"longer than any meeting: the longest holds {max(net)} min of cases"
    elif refused.case.minutes <= left:
        sentence = f"{left} left after {_count(above)}, but not in one meeting"
    else:
        sentence = f"{left} left after {_count(above)}"
    told = _tell(refused, Reason.CAPACITY, sentence)
    return replace(told, minutes_left=left, cases_above=len(above))


def _list_above(docket: Docket, refused: RefusedCase) -> list[Case]:
    """The accepted cases of higher priority, and the pinned ones; not what merely began already."""
    rank = docket.ranks[refused.case.id]
    return [
        case for case in refused.above if case.pinned is not None or docket.ranks[case.id] < rank
    ]


def _explain_window(docket: Docket, refused: RefusedCase) -> Omission:
    """Name the partner whose windows are fullest, when one partner alone explains it."""
    partner = _find_fullest(docket, refused)
    if partner is None:
        sentence = f"no minutes when everybody needed is there, beside {_count(refused.above)}"
        return _tell(refused, Reason.PARTNER_WINDOW, sentence)
    busy = _sum_minutes(refused.above, partner)
    when = _name_windows(docket, partner)
    sentence = f"{partner} is there {when} and has {busy} min of cases with higher priority"
    return replace(_tell(refused, Reason.PARTNER_WINDOW, sentence), partner=partner)


def _find_fullest(docket: Docket, refused: RefusedCase) -> PartnerId | None:
    """The partner with windows who has the least left after the cases above, by name."""
    bound = sorted(one for one in refused.case.required if docket.windows[one] is not None)
    left = {one: _measure(docket, one) - _sum_minutes(refused.above, one) for one in bound}
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


def _find_absent(docket: Docket, case: Case) -> PartnerId | None:
    """The partner who alone keeps a case from any place, by name; None when it takes several."""
    return next((one for one in sorted(case.required) if not _can_hold(docket, case, one)), None)


def _can_hold(docket: Docket, case: Case, partner: PartnerId) -> bool:
    alone = replace(case, meetings=(), required=(partner,))
    return any(list_common_starts(docket, alone, meeting) for meeting in docket.meetings)


def _would_fit_without_windows(docket: Docket, refused: RefusedCase) -> bool:
    instance = docket.instance
    if not any(partner.windows for partner in instance.partners):
        return False
    always = tuple(replace(partner, windows=None) for partner in instance.partners)
    free = open_docket(replace(instance, partners=always))
    return _is_feasible(free, rank_cases(free, (*refused.above, refused.case)))


def _is_feasible(docket: Docket, held: Sequence[Case]) -> bool:
    rest = [case for case in docket.cases if case not in held]
    return find_fit(docket, held, rest).fits is Fits.YES
