"""What was said of one case in one meeting or acute session: facts with their source, picture,
judgement and decision, typed by the process director or the note taker (product page §5 to §7).
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.agreement import Signature
from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId

# a case that waits longer than this has another colour than it needs
MOST_TERMS: Final = 3
_LONGEST_SOURCE: Final = 60
# not the one in a time of day
_COLON: Final = re.compile(r"(?<!\d):|:(?!\d)")


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
    """What was said; each part may be empty. ``facts`` is one on a line, its source before a colon;
    ``off_list`` is None when it was not asked.
    """

    picture: str = ""
    judgement: str = ""
    decision: str = ""
    off_list: OffList | None = None
    facts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What somebody told, and who that was; ``source`` is empty when it was not noted."""

    source: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    """What was said of a case in a meeting or session (``said_in``), as somebody saved it. The
    newest has the highest ``number``; those before it are kept.
    """

    case: CaseId
    said_in: str
    number: int
    written_by: MemberId
    written_at: datetime
    text: DiscussionText


def form_discussion(
    case: CaseId, said_in: str, text: DiscussionText, number: int, signed: Signature
) -> Discussion:
    """Form what is saved of a discussion; blank text is no text."""
    return Discussion(
        case=case,
        said_in=said_in,
        number=number,
        written_by=signed.by,
        written_at=signed.at,
        text=replace(
            text,
            picture=text.picture.strip(),
            judgement=text.judgement.strip(),
            decision=text.decision.strip(),
            facts=text.facts.strip(),
        ),
    )


def read_facts(text: str) -> tuple[Fact, ...]:
    """Read facts as they were typed, one on a line, the source of each before its first colon."""
    return tuple(_read_fact(line.strip()) for line in text.splitlines() if line.strip())


def _read_fact(line: str) -> Fact:
    source, *rest = (part.strip() for part in _COLON.split(line, maxsplit=1))
    # a whole sentence is no source
    is_source = any(rest) and 0 < len(source) <= _LONGEST_SOURCE
    return Fact(source=source, what=rest[0]) if is_source else Fact(source="", what=line)


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
