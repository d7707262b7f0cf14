"""Outcome B, a question answered: which organisations are involved. Each is asked whether it may be
named to who referred the case; only who says yes is (product page §3a; WGS art. 1.5(1), 1.7(1)).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.access import CaseState
from domain.calendar import HouseCalendar
from domain.enquiry import DisclosureGround
from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId, NamingId, OrganisationId

NAMING_BACK_WITHIN: Final = timedelta(minutes=15)
_REMINDED_AHEAD: Final = 1  # working days


class CannotBeNamedError(InvalidInputError):
    """Only who said to know the subject or has a place in the case is asked whether it may be
    named, and only while somebody speaks for it.
    """

    text_key: ClassVar[str] = "involved_answer.cannot_be_named"


class NotAskedToBeNamedError(RuleBrokenError):
    """Nobody asks this organisation any more whether it may be named."""

    text_key: ClassVar[str] = "involved_answer.not_asked"


class NoGroundToBeNamedError(InvalidInputError):
    """Where professional secrecy applies, a yes has a ground (WGS art. 2.29(2))."""

    text_key: ClassVar[str] = "involved_answer.no_ground"


class TooLateNotToBeNamedError(RuleBrokenError):
    """An answer can be taken back for fifteen minutes, a yes until the referrer reads it."""

    text_key: ClassVar[str] = "involved_answer.too_late"


class KnownAs(StrEnum):
    """Why an organisation can be asked whether it may be named: its place in the case, or what it
    said in the enquiry.
    """

    SEATED = "seated"
    INVOLVED = "involved"
    KNOWN = "known"


class NamingAnswer(StrEnum):
    """What an organisation says. RATHER_NOT needs no reason, is final, and is to everybody but the
    coordinators as if nothing was said.
    """

    MAY_BE_NAMED = "may_be_named"
    RATHER_NOT = "rather_not"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingAsked:
    """An organisation that is asked whether it may be named, and what it said."""

    id: NamingId
    case: CaseId
    organisation: OrganisationId
    answer: NamingAnswer | None = None
    ground: DisclosureGround | None = None
    answered_at: datetime | None = None
    answered_by: MemberId | None = None
    version: int = 1

    def may_be_taken_back(self, at: datetime) -> bool:
        """Tell whether what was said can be taken back, while the question is open."""
        if self.answered_at is None:
            return False
        is_fresh = at < self.answered_at + NAMING_BACK_WITHIN
        return is_fresh or self.answer is NamingAnswer.MAY_BE_NAMED


@dataclass(frozen=True, slots=True, kw_only=True)
class InvolvedAnswer:
    """A referrer's question which organisations are involved: its answer grows until ``due_on`` and
    is read after that day, whoever said what and whether anybody was asked at all.
    """

    case: CaseId
    asked_by: MemberId
    asked_at: datetime
    due_on: date
    namings: tuple[NamingAsked, ...] = ()

    def is_open(self, state: CaseState, today: date) -> bool:
        """Tell whether organisations can still answer, for a case in this state."""
        return state is CaseState.ADVICE_OR_SIGNAL and not self.is_given(today)

    def is_given(self, today: date) -> bool:
        """Tell whether the referrer may read the answer."""
        return today > self.due_on

    @property
    def named(self) -> tuple[OrganisationId, ...]:
        """The organisations that may be named."""
        said_yes = NamingAnswer.MAY_BE_NAMED
        return tuple(one.organisation for one in self.namings if one.answer is said_yes)

    @property
    def silent(self) -> tuple[NamingAsked, ...]:
        """Those that said nothing yet."""
        return tuple(one for one in self.namings if one.answer is None)


def check_who_can_be_named(
    wanted: Collection[OrganisationId], possible: Collection[OrganisationId]
) -> None:
    """Refuse to ask an organisation that cannot be asked (CannotBeNamedError)."""
    if not set(wanted) <= set(possible):
        raise CannotBeNamedError


def answer_naming(
    naming: NamingAsked,
    answer: NamingAnswer,
    ground: DisclosureGround | None,
    by: MemberId,
    at: datetime,
    *,
    is_bound: bool,
) -> NamingAsked:
    """Say whether an organisation may be named; ``is_bound`` when professional secrecy applies.

    Raises NotAskedToBeNamedError when that was said already, NoGroundToBeNamedError for a yes
    without the ground that secrecy asks.
    """
    if naming.answer is not None:
        raise NotAskedToBeNamedError
    needs_ground = is_bound and answer is NamingAnswer.MAY_BE_NAMED
    if needs_ground and ground is None:
        raise NoGroundToBeNamedError
    said = ground if needs_ground else None
    return replace(naming, answer=answer, ground=said, answered_by=by, answered_at=at)


def take_back_naming(naming: NamingAsked, at: datetime) -> NamingAsked:
    """Take back what was said: it is as if nothing was. TooLateNotToBeNamedError for a no after a
    quarter of an hour.
    """
    if not naming.may_be_taken_back(at):
        raise TooLateNotToBeNamedError
    return replace(naming, answer=None, ground=None, answered_by=None, answered_at=None)


def naming_due_on(asked_on: date, calendar: HouseCalendar, working_days: int) -> date:
    """The last day on which an organisation can answer."""
    return calendar.add_working_days(asked_on, working_days)


def naming_reminded_on(asked_on: date, calendar: HouseCalendar, working_days: int) -> date:
    """The day on which who said nothing is reminded, so that there is a day left to call."""
    return calendar.add_working_days(asked_on, working_days - _REMINDED_AHEAD)


def is_time_to_call(today: date, due_on: date, calendar: HouseCalendar) -> bool:
    """Tell whether who said nothing was reminded, and can only be called."""
    return calendar.working_days_left(today, due_on) <= _REMINDED_AHEAD
