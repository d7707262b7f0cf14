"""A case that was closed comes back when a process director says why and a second member confirms
it; until then it stays shielded, and its clock does not begin again (WGS art. 2.31(8)).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.agreement import Agreement, Signature
from domain.calendar import HouseCalendar
from domain.colour import ColourWish
from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId
from domain.second_member import lapses_on

_TOLD_WITHIN: Final = timedelta(days=7)


class NoReopeningReasonError(InvalidInputError):
    """Say why a case is reopened."""

    text_key: ClassVar[str] = "reopening.no_reason"


class NoReasonAgainstError(InvalidInputError):
    """Say why a case stays closed."""

    text_key: ClassVar[str] = "reopening.no_reason_against"


class NobodyToReopenError(RuleBrokenError):
    """Nobody else in the house can confirm this."""

    text_key: ClassVar[str] = "reopening.nobody"


class ReopeningSettledError(RuleBrokenError):
    """This does not wait for a second member any more."""

    text_key: ClassVar[str] = "reopening.not_waiting"


class AskerGoneError(RuleBrokenError):
    """Who asked it may not reopen a case any more."""

    text_key: ClassVar[str] = "reopening.asker_gone"


class ReopeningState(StrEnum):
    """What became of the wish to reopen a case."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldReopening:
    """That a case is to be reopened, without why; ``until_on`` is the last day to confirm it."""

    case: CaseId
    asked_by: MemberId
    until_on: date
    state: ReopeningState = ReopeningState.WAITING

    @property
    def is_waiting(self) -> bool:
        """Tell whether a second member can still confirm it."""
        return self.state is ReopeningState.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening:
    """Why a case is to be reopened and the colour it gets then, with who agreed to whom that brings
    in; ``against`` when a second member declined.
    """

    held: HeldReopening
    reason: str
    colour: ColourWish
    agreement: Agreement | None = None
    against: str = ""


def ask_reopening(
    case: CaseId, reason: str, colour: ColourWish, signed: Signature, calendar: HouseCalendar
) -> Reopening:
    """Ask that a case is reopened; NoReopeningReasonError without a reason."""
    if not reason.strip():
        raise NoReopeningReasonError
    until_on = lapses_on(signed.on, calendar)
    held = HeldReopening(case=case, asked_by=signed.by, until_on=until_on)
    return Reopening(held=held, reason=reason.strip(), colour=colour)


def settle_reopening(waiting: Reopening, state: ReopeningState) -> Reopening:
    """A wish to reopen that waits no more."""
    return replace(waiting, held=replace(waiting.held, state=state))


def decline_reopening(waiting: Reopening, against: str) -> Reopening:
    """Leave a case closed; NoReasonAgainstError without a reason."""
    if not against.strip():
        raise NoReasonAgainstError
    return replace(settle_reopening(waiting, ReopeningState.DECLINED), against=against.strip())


def forgotten_on(settled_on: date) -> date:
    """The day from which who asked need not read any more what became of it."""
    return settled_on + _TOLD_WITHIN
