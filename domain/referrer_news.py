"""What who referred a case hears in the digest of how it goes on, besides what is sent at once:
which step, never what of it. What is not so any more in the morning is not told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.access import CaseState
from domain.case import Case
from domain.identifiers import CaseId, MemberId


class ReferrerStep(StrEnum):
    """A step of a case that its referrer hears of in the digest."""

    PURPOSE_TESTED = "purpose_tested"
    DIRECTED = "directed"
    PAUSED = "paused"
    RETURNED = "returned"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferrerNews:
    """That a case took a step, for the member who referred it."""

    case: CaseId
    step: ReferrerStep
    member: MemberId
    at: datetime


_ON_LIST: Final = frozenset({CaseState.TAKEN_UP})
# of a case that rests is heard until when, and no more
_SO_IN: Final[Mapping[ReferrerStep, frozenset[CaseState]]] = {
    ReferrerStep.PURPOSE_TESTED: frozenset({CaseState.PURPOSE_TESTED}),
    ReferrerStep.DIRECTED: _ON_LIST,
    ReferrerStep.PAUSED: frozenset({CaseState.PAUSED}),
    ReferrerStep.RETURNED: _ON_LIST,
    ReferrerStep.REOPENED: _ON_LIST,
}


def is_still_so(news: ReferrerNews, case: Case) -> bool:
    """Tell whether a case still is where this step brought it, for the member who referred it."""
    is_directed = news.step is not ReferrerStep.DIRECTED or case.case_director is not None
    return case.referrer == news.member and is_directed and case.state in _SO_IN[news.step]
