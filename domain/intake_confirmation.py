"""What a coordinator wrote down of an intake with the referrer on the telephone is confirmed by
that referrer: asked, reminded once, and then told to who wrote it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final

from domain.calendar import HouseCalendar
from domain.errors import AlreadyDoneError, RuleBrokenError
from domain.identifiers import CaseId, MemberId

_REMINDED_AFTER: Final = 3  # working days
_TOLD_AFTER: Final = 2  # working days after the reminder
_LOOKED_AT_EACH: Final = 5  # working days, until the case is weighed


class IntakeConfirmedError(AlreadyDoneError):
    """This intake was confirmed before."""

    text_key: ClassVar[str] = "intake.confirmed_before"


class IntakeChangedError(AlreadyDoneError):
    """This intake was changed meanwhile: read it once more."""

    text_key: ClassVar[str] = "intake.changed_meanwhile"


class NothingToConfirmError(RuleBrokenError):
    """Nobody asks to confirm the intake of this case now."""

    text_key: ClassVar[str] = "intake.nothing_to_confirm"


class ConfirmationState(StrEnum):
    """How far the question to the referrer is. LAPSED: nobody waits for it any more."""

    ASKED = "asked"
    REMINDED = "reminded"
    UNANSWERED = "unanswered"
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"


_WAITING: Final = frozenset({
    ConfirmationState.ASKED,
    ConfirmationState.REMINDED,
    ConfirmationState.UNANSWERED,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeConfirmation:
    """Which version of a referral holds an intake that ``taken_by`` wrote down on the telephone,
    and whether the referrer confirmed it.
    """

    case: CaseId
    number: int
    referrer: MemberId
    taken_by: MemberId
    taken_at: datetime
    state: ConfirmationState = ConfirmationState.ASKED
    confirmed_at: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        """Tell whether the referrer still has to confirm it."""
        return self.state in _WAITING


def confirm_taken(asked: IntakeConfirmation, number: int, at: datetime) -> IntakeConfirmation:
    """The question, answered by who read this version.

    Raises IntakeConfirmedError, IntakeChangedError when there is a newer one, and
    NothingToConfirmError when nobody waits for it.
    """
    if asked.state is ConfirmationState.CONFIRMED:
        raise IntakeConfirmedError
    if not asked.is_waiting:
        raise NothingToConfirmError
    if asked.number != number:
        raise IntakeChangedError
    return replace(asked, state=ConfirmationState.CONFIRMED, confirmed_at=at)


def remind_of_intake(asked: IntakeConfirmation) -> IntakeConfirmation:
    """The question after a look at it: reminded once, and then told to who wrote it down."""
    is_first = asked.state is ConfirmationState.ASKED
    state = ConfirmationState.REMINDED if is_first else ConfirmationState.UNANSWERED
    return replace(asked, state=state)


def lapse_confirmation(asked: IntakeConfirmation) -> IntakeConfirmation:
    """The question, of a case that went on without it."""
    return replace(asked, state=ConfirmationState.LAPSED)


def look_again_on(asked: IntakeConfirmation, today: date, calendar: HouseCalendar) -> date:
    """The day on which it is looked at next, while somebody waits for it."""
    match asked.state:
        case ConfirmationState.ASKED:
            return calendar.add_working_days(today, _REMINDED_AFTER)
        case ConfirmationState.REMINDED:
            return calendar.add_working_days(today, _TOLD_AFTER)
        case _:
            return calendar.add_working_days(today, _LOOKED_AT_EACH)
