"""A case may be kept longer than the longest term: on two grounds only, at most two years each
time, and only when every organisation that may have supplied something of it agrees (BGS art.
1.16(2)-(3)).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final

from domain.access import CaseState
from domain.agreement import Agreement, Signature
from domain.case import Case
from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, OrganisationId
from domain.retention import WARNED_MONTHS, RetentionEnd, RetentionGround, add_months

MOST_MONTHS: Final = 24
_CLOSED_WITHIN_MONTHS: Final = 12


class ExtensionGround(StrEnum):
    """The two grounds on which a case is kept longer (BGS art. 1.16(2))."""

    STILL_OPEN = "still_open"
    RELAPSE = "relapse"


class NoExtensionReasonError(InvalidInputError):
    """Whoever keeps a case longer explains why its ground holds."""

    text_key: ClassVar[str] = "extension.no_reason"


class ExtensionDayError(InvalidInputError):
    """A case is kept to a day after its end, at most two years."""

    text_key: ClassVar[str] = "extension.other_day"


class WrongGroundError(InvalidInputError):
    """This ground does not hold for this case."""

    text_key: ClassVar[str] = "extension.wrong_ground"


class NotAllAgreeError(InvalidInputError):
    """An organisation that may have supplied something of the case did not agree."""

    text_key: ClassVar[str] = "extension.not_all_agree"


class NotExtendableError(RuleBrokenError):
    """Only the longest term is extended, and in its last half year."""

    text_key: ClassVar[str] = "extension.not_now"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionForm:
    """What a process director fills in: until when, why, and which ``suppliers`` said yes."""

    ground: ExtensionGround
    reason: str
    goes_on: date
    suppliers: frozenset[OrganisationId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A case as it is kept longer, and who of the public participants agreed."""

    case: CaseId
    form: ExtensionForm
    agreement: Agreement
    signed: Signature


def require_extendable(end: RetentionEnd, today: date) -> None:
    """Raise NotExtendableError before the last half year of the longest term, or after it."""
    begins_on = add_months(end.goes_on, -max(WARNED_MONTHS))
    if end.ground is not RetentionGround.LONGEST or not begins_on <= today < end.goes_on:
        raise NotExtendableError


def check_extension(
    case: Case,
    end: RetentionEnd,
    form: ExtensionForm,
    asked: Collection[OrganisationId],
    closed_on: date | None,
) -> None:
    """Raise when a case that ends then may not be kept longer like this: NoExtensionReasonError,
    WrongGroundError, ExtensionDayError, or NotAllAgreeError when one of who was ``asked`` did not
    say yes (BGS art. 1.16(3)).
    """
    if not form.reason.strip():
        raise NoExtensionReasonError
    if form.ground is not _find_ground(case, end, closed_on):
        raise WrongGroundError
    if not end.goes_on < form.goes_on <= add_months(end.goes_on, MOST_MONTHS):
        raise ExtensionDayError
    if not form.suppliers >= set(asked):
        raise NotAllAgreeError


def _find_ground(case: Case, end: RetentionEnd, closed_on: date | None) -> ExtensionGround | None:
    if case.state is not CaseState.CLOSED:
        return ExtensionGround.STILL_OPEN
    recently = add_months(end.goes_on, -_CLOSED_WITHIN_MONTHS)
    is_recent = closed_on is not None and closed_on > recently
    return ExtensionGround.RELAPSE if is_recent else None


def extend_to(case: Case, goes_on: date) -> Case:
    """The case as it goes on a later day."""
    return replace(case, extended_to=goes_on)
