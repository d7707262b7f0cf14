"""A referrer says something of what became of their referral: they react to an outcome while it is
kept, or ask to withdraw what was weighed already. A process director answers (BGS art. 1.16(1)(b)).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.access import CaseState
from domain.calendar import HouseCalendar
from domain.errors import AlreadyDoneError, InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId, OrganisationId, ReactionId

MOST_REACTIONS: Final = 3
_REMINDED_AFTER: Final = 3  # working days
_NAMED_AFTER: Final = 5  # working days
_WARNED_AHEAD: Final = 2  # working days
_DAY: Final = timedelta(days=1)


class NoReactionWordsError(InvalidInputError):
    """Say what you want to react, or why you decide so."""

    text_key: ClassVar[str] = "reaction.no_words"


class ReactionWaitsError(AlreadyDoneError):
    """What the referrer said before waits for an answer."""

    text_key: ClassVar[str] = "reaction.waits"


class TooManyReactionsError(RuleBrokenError):
    """A referrer reacts a few times at most."""

    text_key: ClassVar[str] = "reaction.too_many"


class ReactionSettledError(AlreadyDoneError):
    """A process director answered this already."""

    text_key: ClassVar[str] = "reaction.settled"


class OwnReactionError(RuleBrokenError):
    """Nobody answers what they said themselves."""

    text_key: ClassVar[str] = "reaction.own"


class GoesSoonerError(RuleBrokenError):
    """A case that goes before it would go when withdrawn is not kept longer."""

    text_key: ClassVar[str] = "reaction.goes_sooner"


class ReactionKind(StrEnum):
    """What a referrer says: that they do not agree with the outcome, or no longer stand behind the
    referral.
    """

    OUTCOME = "outcome"
    WITHDRAWAL = "withdrawal"


class ReactionState(StrEnum):
    """What became of it. KEPT: everything stays as it is."""

    OPEN = "open"
    KEPT = "kept"
    TAKEN_UP_AGAIN = "taken_up_again"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """That a referrer said something of what became of a case, without their words."""

    id: ReactionId
    case: CaseId
    kind: ReactionKind
    asked_by: MemberId
    organisation: OrganisationId
    asked_at: datetime
    state: ReactionState = ReactionState.OPEN
    answered_by: MemberId | None = None
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether no process director answered yet."""
        return self.state is ReactionState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionWords:
    """What a referrer said, and what was answered."""

    said: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldReaction:
    """A reaction with its words."""

    reaction: Reaction
    words: ReactionWords


def find_reaction_kind(state: CaseState) -> ReactionKind:
    """Find what a referrer can say of a case in this state."""
    is_over = state in {CaseState.NOT_TAKEN_UP, CaseState.WITHDRAWN}
    return ReactionKind.OUTCOME if is_over else ReactionKind.WITHDRAWAL


def require_said(words: str) -> str:
    """The words without blanks around them; NoReactionWordsError without any."""
    if not words.strip():
        raise NoReactionWordsError
    return words.strip()


def check_may_react(before: list[Reaction], kind: ReactionKind) -> None:
    """Raise ReactionWaitsError while one waits, TooManyReactionsError after so many of a kind."""
    if any(one.is_open for one in before):
        raise ReactionWaitsError
    if sum(one.kind is kind for one in before) >= MOST_REACTIONS:
        raise TooManyReactionsError


def settle_reaction(
    reaction: Reaction, state: ReactionState, by: MemberId, at: datetime
) -> Reaction:
    """Settle a reaction; ReactionSettledError when that was done before, OwnReactionError for who
    said it.
    """
    if not reaction.is_open:
        raise ReactionSettledError
    if by == reaction.asked_by:
        raise OwnReactionError
    return replace(reaction, state=state, answered_by=by, answered_at=at)


def end_with_case(reaction: Reaction, by: MemberId, at: datetime) -> Reaction:
    """A reaction about a case that was closed, by whomever."""
    return replace(reaction, state=ReactionState.ENDED, answered_by=by, answered_at=at)


def reaction_named_on(asked_on: date, calendar: HouseCalendar) -> date:
    """The day from which information coordinators read that nobody answers."""
    return calendar.add_working_days(asked_on, _NAMED_AFTER)


def find_next_reaction_look(
    asked_on: date, goes_on: date | None, after: date, calendar: HouseCalendar
) -> date | None:
    """Find the next day after this one on which directors are reminded: once, when they are named
    to others, and two working days before the case goes; None when there is none.
    """
    days = [
        calendar.add_working_days(asked_on, _REMINDED_AFTER),
        reaction_named_on(asked_on, calendar),
        *([_warned_on(goes_on, calendar)] if goes_on else []),
    ]
    return min((day for day in days if day > after), default=None)


def _warned_on(goes_on: date, calendar: HouseCalendar) -> date:
    """The last working day on which two of them are left before it goes."""
    before = (goes_on - _DAY * number for number in range(1, 15))
    return next(
        day
        for day in before
        if calendar.is_working_day(day)
        and calendar.working_days_left(day, goes_on - _DAY) >= _WARNED_AHEAD
    )
