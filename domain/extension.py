"""A case may be kept longer than the longest term: on two grounds only and at most two years each
time (BGS art. 1.16(2)). Each organisation that supplied something is asked; of who does not agree
nothing is kept beyond the term (BGS art. 1.16(3)).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.access import CaseState
from domain.agreement import Agreement, Signature
from domain.case import Case, CirclePlace
from domain.errors import AlreadyDoneError, InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.member import Speaker
from domain.retention import WARNED_MONTHS, RetentionEnd, RetentionGround, add_months
from domain.supplied_part import SuppliedKind, SuppliedPart

MOST_MONTHS: Final = 24
_CLOSED_WITHIN_MONTHS: Final = 12
_REMINDED_AFTER: Final = timedelta(weeks=4)
_KEPT_WHILE_OPEN: Final = frozenset({CaseState.TAKEN_UP, CaseState.PAUSED})


class ExtensionGround(StrEnum):
    """The two grounds on which a case is kept longer (BGS art. 1.16(2))."""

    STILL_OPEN = "still_open"
    RELAPSE = "relapse"


class NoExtensionReasonError(InvalidInputError):
    """Whoever keeps a case longer explains why its ground holds."""

    text_key: ClassVar[str] = "extension.no_reason"


class ExtensionDayError(InvalidInputError):
    """A case is kept to a day after its end, at most two years."""

    text_key: ClassVar[str] = "extension.other_day"


class WrongGroundError(InvalidInputError):
    """This ground does not hold for this case."""

    text_key: ClassVar[str] = "extension.wrong_ground"


class ExtensionAskedError(AlreadyDoneError):
    """The suppliers of this case are asked already."""

    text_key: ClassVar[str] = "extension.asked_already"


class NotAskedOfYouError(AlreadyDoneError):
    """This is not asked of your organisation, or not any more."""

    text_key: ClassVar[str] = "extension.not_asked"


class NobodySaidError(InvalidInputError):
    """Write down who of the organisation said so, and on which day, which is not to come."""

    text_key: ClassVar[str] = "extension.nobody_said"


class NotExtendableError(RuleBrokenError):
    """Only the longest term is extended, and in its last half year."""

    text_key: ClassVar[str] = "extension.not_now"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionForm:
    """What a process director fills in: until when a case is to be kept, and why."""

    ground: ExtensionGround
    reason: str
    goes_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """Why a case is kept longer and who of the public participants agreed; of the suppliers who
    ``agreed``, and whose parts are ``left_out`` since, or were before. Neither while it is asked.
    """

    case: CaseId
    form: ExtensionForm
    agreement: Agreement
    signed: Signature
    agreed: frozenset[OrganisationId] = frozenset()
    left_out: frozenset[OrganisationId] = frozenset()


class SupplierSays(StrEnum):
    """What a supplier says: what is of them may be kept longer, or not."""

    LONGER = "longer"
    NO_LONGER = "no_longer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByTelephone:
    """Who gave an answer by telephone, and on which day."""

    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierAnswer:
    """An organisation that is asked, and what it ``says``; None while it is silent."""

    organisation: OrganisationId
    says: SupplierSays | None = None
    said_by: MemberId | None = None
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedExtension:
    """The question to the suppliers of a case, without why: until when it would be kept."""

    case: CaseId
    ground: ExtensionGround
    goes_on: date
    asked_by: MemberId
    asked_on: date
    reminded_on: date | None = None
    answers: tuple[SupplierAnswer, ...] = ()

    @property
    def asked(self) -> frozenset[OrganisationId]:
        """Who is asked."""
        return frozenset(one.organisation for one in self.answers)

    @property
    def agreed(self) -> frozenset[OrganisationId]:
        """Who said that what is of them may be kept longer."""
        return self._who_say(SupplierSays.LONGER)

    @property
    def silent(self) -> frozenset[OrganisationId]:
        """Who did not answer yet."""
        return self._who_say(None)

    def answer_of(self, organisation: OrganisationId) -> SupplierAnswer | None:
        """What an organisation said; None when it is not asked."""
        return next((one for one in self.answers if one.organisation == organisation), None)

    def _who_say(self, says: SupplierSays | None) -> frozenset[OrganisationId]:
        return frozenset(one.organisation for one in self.answers if one.says is says)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermDecided:
    """How a case goes on at the end of its term: until when, and without which parts."""

    goes_on: date
    agreed: frozenset[OrganisationId]
    gone: tuple[SuppliedPart, ...]

    @property
    def left_out(self) -> frozenset[OrganisationId]:
        """Whose parts go because they did not agree."""
        return frozenset(
            one for part in self.gone for one in part.suppliers if one not in self.agreed
        )


def require_extendable(end: RetentionEnd, today: date) -> None:
    """Raise NotExtendableError before the last half year of the longest term, or after it."""
    begins_on = add_months(end.goes_on, -max(WARNED_MONTHS))
    if end.ground is not RetentionGround.LONGEST or not begins_on <= today < end.goes_on:
        raise NotExtendableError


def check_extension(
    case: Case, end: RetentionEnd, form: ExtensionForm, closed_on: date | None
) -> None:
    """Raise when a case that ends then may not be kept longer like this: NoExtensionReasonError,
    WrongGroundError or ExtensionDayError.
    """
    if not form.reason.strip():
        raise NoExtensionReasonError
    if form.ground is not find_ground(case, end, closed_on):
        raise WrongGroundError
    if not end.goes_on < form.goes_on <= add_months(end.goes_on, MOST_MONTHS):
        raise ExtensionDayError


def check_telephone(told: ByTelephone, today: date) -> ByTelephone:
    """What was told by telephone, as it is kept; NobodySaidError without a name, or for a day to
    come.
    """
    if not told.by.strip() or told.on > today:
        raise NobodySaidError
    return replace(told, by=told.by.strip())


def find_reminder(asked: AskedExtension, end: RetentionEnd) -> date:
    """Find when who is silent is reminded: after four weeks, or half of what is left of the term
    where that is sooner.
    """
    return min(
        asked.asked_on + _REMINDED_AFTER, asked.asked_on + (end.goes_on - asked.asked_on) / 2
    )


def is_to_remind(asked: AskedExtension, end: RetentionEnd, today: date) -> bool:
    """Tell whether somebody is silent and is reminded now, once."""
    is_due = asked.asked_on < today and find_reminder(asked, end) <= today
    return is_due and asked.reminded_on is None and bool(asked.silent)


def choose_asked(
    speakers: Sequence[Speaker], places: Collection[CirclePlace]
) -> frozenset[MemberId]:
    """Choose who is asked for an organisation: who speaks for it and has or had a place in the
    case; when nobody of them is left, all who speak for it.
    """
    seated = {(one.member, one.organisation) for one in places}
    known = frozenset(one.id for one in speakers if (one.id, one.organisation) in seated)
    return known or frozenset(one.id for one in speakers)


def decide_at_term(
    case: Case,
    end: RetentionEnd,
    asked: AskedExtension,
    parts: Sequence[SuppliedPart],
    closed_on: date | None,
) -> TermDecided | None:
    """Decide what stays of a case whose term is over; None when all of it goes: its ground holds no
    more, or who referred it does not agree, whose words say who it is about and why.
    """
    if asked.ground is not find_ground(case, end, closed_on):
        return None
    decided = TermDecided(
        goes_on=min(asked.goes_on, add_months(end.goes_on, MOST_MONTHS)),
        agreed=asked.agreed,
        gone=tuple(one for one in parts if not one.may_stay(asked.agreed)),
    )
    stays = [one for one in parts if one.may_stay(asked.agreed)]
    return decided if _says_who(case, stays) else None


def _says_who(case: Case, stays: Sequence[SuppliedPart]) -> bool:
    told = case.referring_organisation
    return any(one.part.kind is SuppliedKind.REFERRAL and told in one.suppliers for one in stays)


def find_ground(case: Case, end: RetentionEnd, closed_on: date | None) -> ExtensionGround | None:
    """Find the ground on which a case that ends then may be kept longer; None without any."""
    if end.ground is not RetentionGround.LONGEST:
        return None
    if case.state in _KEPT_WHILE_OPEN:
        return ExtensionGround.STILL_OPEN
    recently = add_months(end.goes_on, -_CLOSED_WITHIN_MONTHS)
    is_recent = closed_on is not None and closed_on > recently
    is_closed = case.state is CaseState.CLOSED
    return ExtensionGround.RELAPSE if is_closed and is_recent else None


def extend_to(case: Case, decided: TermDecided, today: date) -> Case:
    """The case as it goes on a later day, and is less from today when parts of it are gone."""
    reduced_on = today if decided.gone else case.reduced_on
    return replace(case, extended_to=decided.goes_on, reduced_on=reduced_on)
