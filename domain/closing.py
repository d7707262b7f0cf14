"""A case that leaves the house: why, who of the public participants agreed, who keeps an eye on how
it goes and who tells the subject; after that it is shielded (WGS art. 2.31(4) and (8)).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from domain.access import CaseState
from domain.agreement import Agreement, Signature
from domain.case import Case
from domain.errors import InvalidInputError
from domain.identifiers import ActionId, CaseId, MemberId, OrganisationId
from domain.lifecycle import leave_list


class LeavingReason(StrEnum):
    """Why a case leaves (product page §3)."""

    RIGHT_CARE = "right_care"
    NEW_PATH = "new_path"
    LONG_DETENTION = "long_detention"
    LOCAL_APPROACH = "local_approach"
    OTHER_HOUSE = "other_house"
    OTHER = "other"

    @property
    def state(self) -> CaseState:
        """The state a case is in after it left for this reason."""
        is_handed_over = self is LeavingReason.OTHER_HOUSE
        return CaseState.TRANSFERRED if is_handed_over else CaseState.CLOSED


class NoLeavingTextError(InvalidInputError):
    """Another reason needs words."""

    text_key: ClassVar[str] = "closing.no_explanation"


class NoHandOverError(InvalidInputError):
    """Say to which house a case goes, and how it was handed over."""

    text_key: ClassVar[str] = "closing.no_hand_over"


class OpenActionsError(InvalidInputError):
    """What was agreed is still open: it is ended, or the closing waits."""

    text_key: ClassVar[str] = "closing.open_actions"


class NotInvolvedInformerError(InvalidInputError):
    """Somebody who is involved tells the subject."""

    text_key: ClassVar[str] = "closing.not_in_circle"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """To which house a case goes, and how it was handed over."""

    house: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Farewell:
    """What a process director says when a case leaves: ``watched_by`` keeps an eye on how it goes,
    ``informed_by`` tells the subject.
    """

    reason: LeavingReason
    watched_by: OrganisationId
    informed_by: MemberId
    explanation: str = ""
    hand_over: HandOver | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A case as it left, and who of the public participants agreed."""

    case: CaseId
    farewell: Farewell
    agreement: Agreement
    signed: Signature


def decide_closing(
    case: CaseId, farewell: Farewell, agreement: Agreement, signed: Signature
) -> Closing:
    """Decide that a case leaves.

    Raises NoLeavingTextError for another reason without words, NoHandOverError for another house
    without its name and how it was handed over.
    """
    if farewell.reason is LeavingReason.OTHER and not farewell.explanation.strip():
        raise NoLeavingTextError
    handed = farewell.hand_over
    is_handed = handed is not None and handed.house.strip() and handed.how.strip()
    if farewell.reason is LeavingReason.OTHER_HOUSE and not is_handed:
        raise NoHandOverError
    return Closing(case=case, farewell=farewell, agreement=agreement, signed=signed)


def require_ended(still_open: Collection[ActionId], ended: Collection[ActionId]) -> None:
    """Refuse to close a case while something that was agreed is neither done nor ended."""
    if not set(ended).issuperset(still_open):
        raise OpenActionsError


def let_go(case: Case, closing: Closing) -> Case:
    """A case that left the house."""
    closed = leave_list(case, closing.farewell.reason.state, closing.signed)
    return replace(closed, paused_until=None)
