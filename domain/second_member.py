"""A second pair of eyes: who referred a case and screened it does not weigh it alone; a second
coordinator confirms the weighing before anybody else hears of it (product page §3b; BGS art. 2.20).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final

from domain.access import CaseState
from domain.calendar import HouseCalendar
from domain.case import Case
from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId
from domain.weighing import WeighingPlan

_REMINDED_AFTER: Final = 2  # working days
_LAPSES_AFTER: Final = 5  # working days


class SecondMemberNeededError(RuleBrokenError):
    """You referred this case and screened it: a second member confirms how you weigh it."""

    text_key: ClassVar[str] = "second_member.needed"


class NobodyToConfirmError(RuleBrokenError):
    """Nobody else in the house can confirm this weighing."""

    text_key: ClassVar[str] = "second_member.nobody"


class NotToConfirmError(RuleBrokenError):
    """This weighing does not wait for a second member any more."""

    text_key: ClassVar[str] = "second_member.not_waiting"


class WeigherGoneError(RuleBrokenError):
    """Who weighed this may not weigh any more: another process director weighs it anew."""

    text_key: ClassVar[str] = "second_member.weigher_gone"


class NoReasonToDeclineError(InvalidInputError):
    """Say why you do not confirm this weighing."""

    text_key: ClassVar[str] = "second_member.no_reason"


class ConfirmState(StrEnum):
    """What became of the question to confirm a weighing; one that is confirmed is over."""

    WAITING = "waiting"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighingHeld:
    """That a weighing of a case does not count yet, and why; ``answered_by`` when it was declined.
    It says nothing of what was weighed.
    """

    case: CaseId
    weighed_by: MemberId
    asked_at: datetime
    state: ConfirmState = ConfirmState.WAITING
    answered_by: MemberId | None = None

    def is_waiting(self, state: CaseState) -> bool:
        """Tell whether it still waits, for a case in this state."""
        return self.state is ConfirmState.WAITING and state is CaseState.PURPOSE_TESTED


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighingToConfirm:
    """A weighing that does not count before a second member confirms it; ``reason`` when it was
    declined.
    """

    held: WeighingHeld
    plan: WeighingPlan
    reason: str = ""

    @property
    def case(self) -> CaseId:
        """The case that is weighed."""
        return self.held.case


def stands_alone(case: Case, screened_by: MemberId | None, weigher: MemberId) -> bool:
    """Tell whether one member referred a case, screened it and would weigh it."""
    return weigher == case.referrer == screened_by


def decline(waiting: WeighingToConfirm, by: MemberId, reason: str) -> WeighingToConfirm:
    """Send a weighing back; NoReasonToDeclineError without a reason."""
    if not reason.strip():
        raise NoReasonToDeclineError
    held = replace(waiting.held, state=ConfirmState.DECLINED, answered_by=by)
    return replace(waiting, held=held, reason=reason.strip())


def lapse_unconfirmed(waiting: WeighingToConfirm) -> WeighingToConfirm:
    """Nobody confirmed it in time."""
    return replace(waiting, held=replace(waiting.held, state=ConfirmState.LAPSED))


def is_reminded_on(asked_on: date, calendar: HouseCalendar) -> date:
    """The day on which those who can confirm are reminded."""
    return calendar.add_working_days(asked_on, _REMINDED_AFTER)


def lapses_on(asked_on: date, calendar: HouseCalendar) -> date:
    """The last day on which a second member can confirm what they are asked."""
    return calendar.add_working_days(asked_on, _LAPSES_AFTER)
