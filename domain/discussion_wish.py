"""A partner asks that a case is discussed before its review date (product page §4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId, OrganisationId


class NoWishReasonError(InvalidInputError):
    """Whoever asks to discuss a case says why."""

    text_key: ClassVar[str] = "discussion_wish.no_reason"


class NothingAskedError(RuleBrokenError):
    """This member does not ask to discuss the case, or no longer."""

    text_key: ClassVar[str] = "discussion_wish.nothing_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionWish:
    """Who asks to discuss a case, for which organisation, since when and why."""

    case: CaseId
    member: MemberId
    organisation: OrganisationId
    asked_at: datetime
    reason: str
