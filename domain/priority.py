"""The list of prioritised cases: a case comes on it by a decision with a reason, on criteria that
are published with their version, and leaves it on the day it no longer holds (WGS art. 2.26(b)
and 2.32, BGS art. 2.22).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final

from domain.agreement import Agreement, Signature
from domain.calendar import HouseCalendar
from domain.case import Case
from domain.errors import InvalidInputError, RuleBrokenError
from domain.house import PrioritisedList, PriorityCriterion
from domain.identifiers import CaseCode, CaseId, PriorityCriterionId

_CONFIRMED_WITHIN: Final = 20  # working days


class NoCriteriaError(RuleBrokenError):
    """Without published criteria no case comes on the list."""

    text_key: ClassVar[str] = "priority.no_criteria"


class NoCriterionMetError(InvalidInputError):
    """A case on the list meets at least one of the criteria."""

    text_key: ClassVar[str] = "priority.none_met"


class NoPriorityReasonError(InvalidInputError):
    """Whoever puts a case on the list or takes it off says why."""

    text_key: ClassVar[str] = "priority.no_reason"


class NotPrioritisedError(RuleBrokenError):
    """This case is not on the list, or no longer."""

    text_key: ClassVar[str] = "priority.not_on_list"


class PriorityStep(StrEnum):
    """How a case comes on the list, stays on it and leaves it."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    REMOVED = "removed"
    # it rests, was closed or went to another house
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityDecision:
    """A step of one case on the list: who took it and why; of one that puts or keeps it there also
    which criteria are met, in which version, and who agreed.
    """

    case: CaseId
    step: PriorityStep
    signed: Signature
    reason: str = ""
    met: tuple[PriorityCriterion, ...] = ()
    criteria_version: str = ""
    criteria_address: str = ""
    agreement: Agreement | None = None

    @property
    def is_on_list(self) -> bool:
        """Tell whether a case is on the list after it."""
        return self.step in {PriorityStep.PLACED, PriorityStep.CONFIRMED}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPlace:
    """A case on the list: since when, on which version of the criteria, and since when it is asked
    whether it meets another one.
    """

    case: CaseId
    code: CaseCode
    since: date
    criteria_version: str
    asked_on: date | None = None


def decide_priority(
    case: Case,
    published: PrioritisedList | None,
    met: Collection[PriorityCriterionId],
    reason: str,
    agreement: Agreement,
    signed: Signature,
) -> PriorityDecision:
    """Decide that a case comes on the list, or stays on it (BGS art. 2.22: only when it meets the
    published criteria). Raises NoCriteriaError, NoCriterionMetError and NoPriorityReasonError.
    """
    if published is None:
        raise NoCriteriaError
    fulfilled = tuple(one for one in published.criteria if one.id in met)
    if not fulfilled:
        raise NoCriterionMetError
    is_on_list = case.prioritised_on is not None
    return PriorityDecision(
        case=case.id,
        step=PriorityStep.CONFIRMED if is_on_list else PriorityStep.PLACED,
        signed=signed,
        reason=_require_reason(reason),
        met=fulfilled,
        criteria_version=published.criteria_version,
        criteria_address=published.criteria_address,
        agreement=agreement,
    )


def decide_removal(case: Case, reason: str, signed: Signature) -> PriorityDecision:
    """Decide that a case leaves the list (WGS art. 2.32: at once, when it no longer holds). Raises
    NotPrioritisedError and NoPriorityReasonError.
    """
    if case.prioritised_on is None:
        raise NotPrioritisedError
    return PriorityDecision(
        case=case.id,
        step=PriorityStep.REMOVED,
        signed=signed,
        reason=_require_reason(reason),
    )


def leave_with_case(case: Case, signed: Signature) -> PriorityDecision | None:
    """What becomes of the place of a case that leaves process direction: it leaves the list the
    same day; None when it was not on it.
    """
    if case.prioritised_on is None:
        return None
    return PriorityDecision(case=case.id, step=PriorityStep.LEFT, signed=signed)


def _require_reason(reason: str) -> str:
    if not reason.strip():
        raise NoPriorityReasonError
    return reason.strip()


def apply_priority(case: Case, decision: PriorityDecision) -> Case:
    """A case after such a step; one that stays on the list keeps the day since when."""
    since = (case.prioritised_on or decision.signed.on) if decision.is_on_list else None
    signed = decision.signed
    return replace(case, prioritised_on=since, changed_by=signed.by, changed_at=signed.at)


def find_unconfirmed(
    places: Sequence[ListedPlace], published: PrioritisedList | None
) -> Sequence[ListedPlace]:
    """Find the places that were decided on another version of the criteria than the one that is
    published now.
    """
    version = published.criteria_version if published else None
    return [one for one in places if one.criteria_version != version]


def is_confirmed_late(place: ListedPlace, today: date, calendar: HouseCalendar) -> bool:
    """Tell whether it is asked so long already whether a place still holds, that it is named."""
    if place.asked_on is None:
        return False
    return calendar.working_days_left(place.asked_on, today) >= _CONFIRMED_WITHIN
