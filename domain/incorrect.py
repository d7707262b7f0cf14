"""A statement about a subject is called incorrect: who supplied it corrects it, or says why it
stands; the mark stays beside the statement, settled or not (BGS art. 1.7).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final

from domain.calendar import HouseCalendar
from domain.errors import AlreadyDoneError, InvalidInputError
from domain.identifiers import CaseId, MarkId, MemberId, OrganisationId
from domain.referral import Criterion, Referral

_REMINDED_AFTER: Final = 3  # working days
_NAMED_AFTER: Final = 5  # working days


class NoMarkWordsError(InvalidInputError):
    """Say what is incorrect, what it must be, or why it stands."""

    text_key: ClassVar[str] = "incorrect.no_words"


class MarkSettledError(AlreadyDoneError):
    """It was answered already that this is incorrect."""

    text_key: ClassVar[str] = "incorrect.settled"


class StatementPart(StrEnum):
    """Which statement is called incorrect: a part of the story, the minutes of one occasion, or
    what was reported acutely, or what a partner contributed.
    """

    WHO = "who"
    WHY_NOW = "why_now"
    AIM = "aim"
    PROBLEMS = "problems"
    LIFE_DOMAINS = "life_domains"
    HARM = "harm"
    COOPERATION = "cooperation"
    INTAKE = "intake"
    MINUTES = "minutes"
    REPORT = "report"
    CONTRIBUTION = "contribution"


_ELSEWHERE: Final = frozenset({
    StatementPart.MINUTES,
    StatementPart.REPORT,
    StatementPart.CONTRIBUTION,
})  # fmt: skip
# corrected where they stand: the mark says beside them what it must be
ANSWERED_BESIDE: Final = frozenset({StatementPart.MINUTES, StatementPart.INTAKE})
# of these the referrer is the supplier
OF_REFERRAL: Final = tuple(one for one in StatementPart if one not in _ELSEWHERE)


class MarkState(StrEnum):
    """Where a mark is."""

    OPEN = "open"
    CORRECTED = "corrected"
    STANDS = "stands"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncorrectMark:
    """That somebody calls a statement incorrect, without their words. ``subject`` is the id of the
    minutes, session or contribution it is about, empty for a referral; ``supplier`` is the
    organisation that contributed it, None for another statement.
    """

    id: MarkId
    case: CaseId
    part: StatementPart
    subject: str
    marked_by: MemberId
    organisation: OrganisationId
    marked_at: datetime
    supplier: OrganisationId | None = None
    state: MarkState = MarkState.OPEN
    answered_by: MemberId | None = None
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether its supplier did not answer yet."""
        return self.state is MarkState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkWords:
    """What is incorrect, and what its supplier answered: what it must be, or why it stands."""

    what: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldMark:
    """A mark with what was said."""

    mark: IncorrectMark
    words: MarkWords


def require_words(words: str) -> str:
    """The words without blanks around them; NoMarkWordsError without any."""
    if not words.strip():
        raise NoMarkWordsError
    return words.strip()


def settle_mark(mark: IncorrectMark, state: MarkState, by: MemberId, at: datetime) -> IncorrectMark:
    """Settle a mark; MarkSettledError when that was done before."""
    if not mark.is_open:
        raise MarkSettledError
    return replace(mark, state=state, answered_by=by, answered_at=at)


def supplier_reminded_on(marked_on: date, calendar: HouseCalendar) -> date:
    """The day on which a supplier who did not answer is reminded."""
    return calendar.add_working_days(marked_on, _REMINDED_AFTER)


def silence_named_on(marked_on: date, calendar: HouseCalendar) -> date:
    """The day from which coordinators read that a supplier does not answer."""
    return calendar.add_working_days(marked_on, _NAMED_AFTER)


def correct_text(referral: Referral, part: StatementPart, text: str) -> Referral:
    """A referral in which one part says something else; NoMarkWordsError without words."""
    said = require_words(text)
    match part:
        case StatementPart.WHY_NOW:
            return replace(referral, why_now=said)
        case StatementPart.AIM:
            return replace(referral, question=said)
        case _:
            criteria = tuple(
                replace(one, explanation=said) if one.criterion == part.value else one
                for one in referral.criteria
            )
            return replace(referral, criteria=criteria)


def read_text(referral: Referral, part: StatementPart) -> str:
    """What a referral says in one part; empty for who it is about, which is no text."""
    match part:
        case StatementPart.WHY_NOW:
            return referral.why_now
        case StatementPart.AIM:
            return referral.question
        case (
            StatementPart.WHO
            | StatementPart.INTAKE
            | StatementPart.MINUTES
            | StatementPart.REPORT
            | StatementPart.CONTRIBUTION
        ):
            return ""
        case _:
            given = referral.explained(Criterion(part.value))
            return given.explanation if given else ""
