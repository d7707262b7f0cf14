"""Who was named as having agreed to a decision says itself whether that is right. Silence costs
nothing: the decision stands. What is contradicted stays open until a process director settles it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.access import CaseState
from domain.agreement import Agreement
from domain.calendar import HouseCalendar
from domain.digest import LOOKED_AT
from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, ConfirmationId, MemberId, OrganisationId
from domain.mandate import AgreedDecision

CONFIRMATION_BACK_WITHIN: Final = timedelta(minutes=15)
_REMINDED_AFTER: Final = 2
_CONFIRMED_WITHIN: Final = 5
# what was agreed to is gone, or the case is
_OVER: Final = frozenset({
    CaseState.WITHDRAWN,
    CaseState.REPORT_WITHDRAWN,
    CaseState.DRILL,
})  # fmt: skip
# of these a later decision comes in the place of the one before
_REPLACED: Final = frozenset({
    AgreedDecision.PURPOSE,
    AgreedDecision.WEIGHING,
    AgreedDecision.CLOSING,
    AgreedDecision.EXTENSION,
    AgreedDecision.PRIORITY,
})  # fmt: skip


class ConfirmationOverError(RuleBrokenError):
    """Nobody asks this organisation any more whether it agreed."""

    text_key: ClassVar[str] = "confirmation.over"


class TooLateToUndoError(RuleBrokenError):
    """What was said can be taken back for fifteen minutes."""

    text_key: ClassVar[str] = "confirmation.too_late"


class NotContestedError(RuleBrokenError):
    """Nobody contradicts this any more, or it was settled."""

    text_key: ClassVar[str] = "confirmation.not_contested"


class NotUndoneError(InvalidInputError):
    """The decision still stands: undo it first, or name another agreement."""

    text_key: ClassVar[str] = "confirmation.not_undone"


class SameOrganisationError(InvalidInputError):
    """Who says that they did not agree is no other agreement."""

    text_key: ClassVar[str] = "confirmation.same_organisation"


class SaidInFutureError(InvalidInputError):
    """Nobody said so on a day to come."""

    text_key: ClassVar[str] = "confirmation.said_in_future"


class SaidBeforeNamedError(InvalidInputError):
    """Nobody says that it is right before the decision was taken."""

    text_key: ClassVar[str] = "confirmation.said_before_named"


class NoDecisionChosenError(InvalidInputError):
    """Choose at least one decision of which something was said."""

    text_key: ClassVar[str] = "confirmation.no_decision_chosen"


class ConfirmationAnswer(StrEnum):
    """What an organisation says of it that it agreed."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"


class SettlingWay(StrEnum):
    """How what is contradicted is settled: by another agreement, because the decision was undone,
    or by weighing the case anew.
    """

    INSTEAD = "instead"
    UNDONE = "undone"
    WEIGH_ANEW = "weigh_anew"


class ConfirmationStep(StrEnum):
    """Where the question to an organisation is; SILENT when it did not answer in time, SETTLED when
    what it contradicted was settled.
    """

    WAITING = "waiting"
    SILENT = "silent"
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """That an organisation was named as having agreed to one decision, by whom and when; and what
    it says of that. ``said_by`` is who said so for it, on which day; ``answered_by`` who pressed,
    or wrote down what was said by telephone.
    """

    id: ConfirmationId
    decision: AgreedDecision
    case: CaseId
    organisation: OrganisationId
    named_by: MemberId
    named_at: datetime
    answer: ConfirmationAnswer | None = None
    said_by: MemberId | None = None
    said_on: date | None = None
    answered_by: MemberId | None = None
    answered_at: datetime | None = None
    settled_by: MemberId | None = None
    settled_at: datetime | None = None
    version: int = 1

    @property
    def is_contested(self) -> bool:
        """Tell whether it is contradicted, and nobody settled that."""
        return self.answer is ConfirmationAnswer.CONTRADICTED and self.settled_at is None

    def may_be_undone(self, at: datetime) -> bool:
        """Tell whether what was said can be taken back at this moment."""
        said_at = self.answered_at
        is_fresh = said_at is not None and at < said_at + CONFIRMATION_BACK_WITHIN
        return is_fresh and self.settled_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfAgreement:
    """What was said for an organisation: by whom, on which day, and who put it down."""

    answer: ConfirmationAnswer
    said_by: MemberId
    said_on: date
    noted_by: MemberId


def is_confirmable(state: CaseState) -> bool:
    """Tell whether an organisation is asked about a case in this state whether it agreed."""
    return state not in _OVER


def say_of_agreement(one: Confirmation, said: SaidOfAgreement, at: datetime) -> Confirmation:
    """Keep what an organisation says; ConfirmationOverError when it said so before."""
    if one.answer is not None:
        raise ConfirmationOverError
    return replace(
        one,
        answer=said.answer,
        said_by=said.said_by,
        said_on=said.said_on,
        answered_by=said.noted_by,
        answered_at=at,
    )


def undo_confirmation(one: Confirmation, at: datetime) -> Confirmation:
    """Take back what was said; TooLateToUndoError after a quarter of an hour."""
    if not one.may_be_undone(at):
        raise TooLateToUndoError
    return replace(one, answer=None, said_by=None, said_on=None, answered_by=None, answered_at=None)


def list_decision_moments(one: Confirmation, of_case: Iterable[Confirmation]) -> set[datetime]:
    """When the decision can have been taken: who came instead of another is named later than it
    was, at the moment at which what the other contradicted was settled.
    """
    moments = {one.named_at}
    earlier = (each for each in of_case if each.decision is one.decision)
    for each in sorted(earlier, key=lambda each: each.named_at, reverse=True):
        if each.settled_at in moments:
            moments.add(each.named_at)
    return moments


def settle_contested(
    one: Confirmation,
    instead: Agreement | None,
    by: MemberId,
    at: datetime,
    of_case: Collection[Confirmation] = (),
) -> Confirmation:
    """Settle what an organisation contradicted, by another agreement or because the decision was
    undone (None). NotContestedError when there is nothing to settle, SameOrganisationError when the
    other agreement is that of one that contradicts this decision, as all ``of_case`` tell.
    """
    if not one.is_contested:
        raise NotContestedError
    if instead and instead.organisations & _find_contradicting(one, of_case):
        raise SameOrganisationError
    return replace(one, settled_by=by, settled_at=at)


def _find_contradicting(
    one: Confirmation, of_case: Collection[Confirmation]
) -> set[OrganisationId]:
    moments = list_decision_moments(one, of_case)
    return {one.organisation} | {
        each.organisation
        for each in of_case
        if each.decision is one.decision and each.named_at in moments
        if each.answer is ConfirmationAnswer.CONTRADICTED
    }


def find_replaced(
    decision: AgreedDecision, named_at: datetime, before: Iterable[Confirmation]
) -> Sequence[Confirmation]:
    """What was asked or contradicted about an earlier decision in the place of which this comes."""
    if decision not in _REPLACED:
        return []
    return [
        one
        for one in before
        if one.decision is decision and one.named_at < named_at
        if one.answer is None or one.is_contested
    ]


def find_confirmation_step(
    one: Confirmation, today: date, asked_on: date, calendar: HouseCalendar
) -> ConfirmationStep:
    """Where the question to an organisation is today."""
    if one.settled_at is not None:
        return ConfirmationStep.SETTLED
    if one.answer is not None:
        return ConfirmationStep(one.answer.value)
    is_late = today > confirmed_until(asked_on, calendar)
    return ConfirmationStep.SILENT if is_late else ConfirmationStep.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationDays:
    """On which days somebody reads of a question: who is asked, who is asked once more, and a
    process director when nothing was said.
    """

    asked_on: date
    reminded_on: date
    doubted_on: date

    def after(self, on: date) -> tuple[date, ...]:
        """Those that come after a day."""
        days = (self.asked_on, self.reminded_on, self.doubted_on)
        return tuple(one for one in days if one > on)


def plan_confirmation(named_at: datetime, calendar: HouseCalendar) -> ConfirmationDays:
    """Plan on which days somebody reads of a question; what is asked after the house looked what
    there is to read today, is read on the next working day.
    """
    named_on = calendar.local(named_at).date()
    asked_on = calendar.working_day_from(named_on)
    if named_at >= calendar.moment(asked_on, LOOKED_AT):
        asked_on = calendar.add_working_days(asked_on, 1)
    return ConfirmationDays(
        asked_on=asked_on,
        reminded_on=calendar.add_working_days(named_on, _REMINDED_AFTER),
        doubted_on=calendar.add_working_days(confirmed_until(named_on, calendar), 1),
    )


def confirmed_until(asked_on: date, calendar: HouseCalendar) -> date:
    """The last day before a process director reads who did not confirm yet."""
    return calendar.add_working_days(asked_on, _CONFIRMED_WITHIN)
