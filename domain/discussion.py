"""What was said of one case in one meeting: picture, judgement and decision, typed at the table by
the process director or the note taker (product page §5 and §7).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.agreement import Signature
from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MeetingId, MemberId

# a case that waits longer than this has another colour than it needs
MOST_TERMS: Final = 3


class NotAtTableError(RuleBrokenError):
    """Only of a case that is or was at the table can be noted what was said."""

    text_key: ClassVar[str] = "discussion.not_at_table"


class ReviewNotAheadError(InvalidInputError):
    """A next review is on a day to come."""

    text_key: ClassVar[str] = "discussion.review_not_ahead"


class ReviewTooFarError(InvalidInputError):
    """A next review is within three terms of the colour."""

    text_key: ClassVar[str] = "discussion.review_too_far"


class NotADirectorError(InvalidInputError):
    """A process director decides on a colour."""

    text_key: ClassVar[str] = "discussion.not_a_director"


class OffList(StrEnum):
    """What the table thinks of taking a green case off the list: a proposal, nothing more."""

    YES = "yes"
    NO = "no"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionText:
    """What was said; each part may be empty. ``off_list`` is None when it was not asked."""

    picture: str = ""
    judgement: str = ""
    decision: str = ""
    off_list: OffList | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    """What was said of a case in a meeting, as somebody saved it. The newest has the highest
    ``number``; those before it are kept.
    """

    case: CaseId
    meeting: MeetingId
    number: int
    written_by: MemberId
    written_at: datetime
    text: DiscussionText


def form_discussion(
    case: CaseId, meeting: MeetingId, text: DiscussionText, number: int, signed: Signature
) -> Discussion:
    """Form what is saved of a discussion; blank text is no text."""
    return Discussion(
        case=case,
        meeting=meeting,
        number=number,
        written_by=signed.by,
        written_at=signed.at,
        text=replace(
            text,
            picture=text.picture.strip(),
            judgement=text.judgement.strip(),
            decision=text.decision.strip(),
        ),
    )


def require_review(review_on: date, today: date, term: timedelta) -> None:
    """Refuse a next review that is not ahead, or further away than three terms of the colour.

    Raises ReviewNotAheadError and ReviewTooFarError.
    """
    if review_on <= today:
        raise ReviewNotAheadError
    if review_on > today + MOST_TERMS * term:
        raise ReviewTooFarError(weeks=(MOST_TERMS * term).days // 7)


def join_texts(kept: str, own: str) -> str:
    """Put what somebody else saved and what one typed oneself together, so that nothing is lost."""
    if not own or own in kept:
        return kept
    return own if kept in own else f"{kept}\n\n{own}"
