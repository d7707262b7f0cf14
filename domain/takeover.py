"""Outcome A, taken on: the organisation that goes on with a case is asked and says yes itself;
until it does, the referral is not weighed (product page §3b).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final

from domain.access import CaseState
from domain.calendar import HouseCalendar
from domain.errors import AlreadyDoneError, InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.weighing import SaidYes, WeighingPlan

# working days before the day that the referrer was promised
SOON: Final = 2
_REMINDED_AFTER: Final = 2
_ANSWERED_WITHIN: Final = 5


class CannotTakeOnError(InvalidInputError):
    """Only a participant for which somebody speaks today can be asked to take a case on."""

    text_key: ClassVar[str] = "takeover.cannot_take_on"


class NotAskedToTakeOnError(AlreadyDoneError):
    """Nobody asks this organisation any more to take this case on."""

    text_key: ClassVar[str] = "takeover.not_asked"


class TakenOnWithoutMandateError(RuleBrokenError):
    """The mandate of the weighing ended while the organisation was asked: it is weighed anew."""

    text_key: ClassVar[str] = "takeover.mandate_over"


class NoReasonNotToTakeOnError(InvalidInputError):
    """Say why the organisation does not take the case on."""

    text_key: ClassVar[str] = "takeover.no_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """That an organisation is asked to take a case on, by whom; ``declined_by`` when it said no.
    It says nothing of what was weighed.
    """

    case: CaseId
    organisation: OrganisationId
    asked_by: MemberId
    asked_at: datetime
    declined_by: MemberId | None = None

    def is_waiting(self, state: CaseState) -> bool:
        """Tell whether it still waits for an answer, for a case in this state."""
        return self.declined_by is None and state is CaseState.PURPOSE_TESTED


class TakeoverStep(StrEnum):
    """Where the question to an organisation is; SILENT when it did not answer in time."""

    WAITING = "waiting"
    SILENT = "silent"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeoverAsked:
    """The question with the weighing that counts once the organisation says yes; ``reason`` when it
    said no.
    """

    takeover: Takeover
    plan: WeighingPlan
    reason: str = ""


def say_yes(asked: TakeoverAsked, name: str, on: date) -> WeighingPlan:
    """The weighing that counts now that somebody said yes for the organisation."""
    verdict = asked.plan.verdict
    follow_up = replace(verdict.follow_up, said_yes=SaidYes(by=name, on=on))
    return replace(asked.plan, verdict=replace(verdict, follow_up=follow_up))


def say_no(asked: TakeoverAsked, by: MemberId, reason: str) -> TakeoverAsked:
    """Decline to take a case on; NoReasonNotToTakeOnError without a reason."""
    if not reason.strip():
        raise NoReasonNotToTakeOnError
    declined = replace(asked.takeover, declined_by=by)
    return replace(asked, takeover=declined, reason=reason.strip())


def find_takeover_step(takeover: Takeover, until_on: date, today: date) -> TakeoverStep:
    """Where the question is today."""
    if takeover.declined_by:
        return TakeoverStep.DECLINED
    return TakeoverStep.SILENT if today > until_on else TakeoverStep.WAITING


def takeover_reminded_on(asked_on: date, calendar: HouseCalendar) -> date:
    """The day on which who is asked is reminded."""
    return calendar.add_working_days(asked_on, _REMINDED_AFTER)


def takeover_answered_on(asked_on: date, calendar: HouseCalendar) -> date:
    """The last day on which an answer is in time."""
    return calendar.add_working_days(asked_on, _ANSWERED_WITHIN)
