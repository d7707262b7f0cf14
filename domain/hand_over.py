"""A member gives all they hold for their organisation to one colleague, who accepts or declines;
until they accept nothing moves, and rights never go along by themselves (product page §2).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final

from domain.calendar import HouseCalendar
from domain.errors import AlreadyDoneError, InvalidInputError, RuleBrokenError
from domain.identifiers import MemberId, OrganisationId

_REMINDED_AFTER: Final = 2
_LAPSES_AFTER: Final = 10
# what must be done this soon does not wait for the digest
_NEAR_WORKING_DAYS: Final = 2


class NoColleagueError(InvalidInputError):
    """Choose a colleague who speaks for the same organisation today."""

    text_key: ClassVar[str] = "hand_over.no_colleague"


class NobodyChosenError(InvalidInputError):
    """Choose whose work is handed over."""

    text_key: ClassVar[str] = "hand_over.nobody_chosen"


class NothingToHandOverError(RuleBrokenError):
    """There is nothing to hand over."""

    text_key: ClassVar[str] = "hand_over.nothing"


class HandOverIsOverError(AlreadyDoneError):
    """This hand-over is over: it was answered or withdrawn, or it lapsed."""

    text_key: ClassVar[str] = "hand_over.over"


class CannotTakeOverError(RuleBrokenError):
    """You do not speak for this organisation any more, so you cannot take over its work."""

    text_key: ClassVar[str] = "hand_over.cannot_take_over"


class NoReasonNotToTakeOverError(InvalidInputError):
    """Say why you do not take it over."""

    text_key: ClassVar[str] = "hand_over.no_reason"


class NothingChosenError(InvalidInputError):
    """Choose what goes to the colleague."""

    text_key: ClassVar[str] = "hand_over.nothing_chosen"


class ReceiverLeftError(RuleBrokenError):
    """Who was asked does not speak for this organisation any more. Ask another colleague."""

    text_key: ClassVar[str] = "hand_over.receiver_left"


class NotForYouToRecordError(RuleBrokenError):
    """Who gives or takes over the work does not record the answer for the other."""

    text_key: ClassVar[str] = "hand_over.not_yours_to_record"


class HandOverState(StrEnum):
    """What became of a hand-over."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    # who was asked left before they answered
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkHandOver:
    """The wish that one member takes over all that another holds for an organisation; a member has
    one at most. ``asked_by`` is another where somebody left, ``ended_at`` when it was settled.
    ``chosen`` is what was ticked, None where all goes; ``recorded_by`` noted an answer that was
    given by telephone.
    """

    giver: MemberId
    receiver: MemberId
    organisation: OrganisationId
    asked_by: MemberId
    asked_at: datetime
    state: HandOverState = HandOverState.WAITING
    is_reminded: bool = False
    ended_at: datetime | None = None
    chosen: tuple[str, ...] | None = None
    recorded_by: MemberId | None = None

    @property
    def is_waiting(self) -> bool:
        """Tell whether the colleague did not answer yet."""
        return self.state is HandOverState.WAITING


def settle(held: WorkHandOver, state: HandOverState, at: datetime) -> WorkHandOver:
    """End a hand-over, and forget what was ticked; HandOverIsOverError when it ended before."""
    if not held.is_waiting:
        raise HandOverIsOverError
    return replace(held, state=state, ended_at=at, chosen=None)


def choose_parts(ticked: Collection[str], offered: Collection[str]) -> tuple[str, ...] | None:
    """What goes of what was offered: None for all of it, NothingChosenError for nothing."""
    chosen = sorted(set(ticked) & set(offered))
    if not chosen:
        raise NothingChosenError
    return None if len(chosen) == len(set(offered)) else tuple(chosen)


def note_by_telephone(held: WorkHandOver, recorder: MemberId) -> WorkHandOver:
    """Note who heard the answer by telephone; NotForYouToRecordError for giver and receiver."""
    if recorder in {held.giver, held.receiver}:
        raise NotForYouToRecordError
    return replace(held, recorded_by=recorder)


def remind_receiver(held: WorkHandOver) -> WorkHandOver:
    """Count the one reminder."""
    return replace(held, is_reminded=True)


def require_why_not(why: str) -> str:
    """The reason without blanks around it; NoReasonNotToTakeOverError without one."""
    if not why.strip():
        raise NoReasonNotToTakeOverError
    return why.strip()


def looked_at_on(asked_on: date, held: WorkHandOver, calendar: HouseCalendar) -> date:
    """The day on which who was asked is reminded and, after that, on which the question lapses."""
    days = _LAPSES_AFTER if held.is_reminded else _REMINDED_AFTER
    return calendar.add_working_days(asked_on, days)


def find_near_day(today: date, calendar: HouseCalendar) -> date:
    """The last day of what is so near that a colleague is asked at once."""
    return calendar.add_working_days(today, _NEAR_WORKING_DAYS)
