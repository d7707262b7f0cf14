"""Who is in the circle of a case, why and until when: a process director involves a partner for a
reason that public participants stand behind (WGS art. 2.31(4)), and ends a place for a reason.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from domain.agreement import Agreement, NobodyAgreedError
from domain.case import Case, CirclePlace, CircleReason, LeftReason
from domain.errors import AlreadyDoneError, InvalidInputError
from domain.identifiers import MemberId, OrganisationId
from domain.member import Member, Organisation, Role, Speaker

_OWN_CHOICE: Final = frozenset({CircleReason.REFERRED, CircleReason.STANDS_IN})


class NoReasonInvolvedError(InvalidInputError):
    """Say why this partner is needed for this case."""

    text_key: ClassVar[str] = "case_circle.no_reason"


class NoReasonToLeaveError(InvalidInputError):
    """Say why this partner is not involved any more."""

    text_key: ClassVar[str] = "case_circle.no_reason_to_leave"


class NobodyToInvolveError(InvalidInputError):
    """Choose somebody who speaks for a participant today."""

    text_key: ClassVar[str] = "case_circle.nobody_to_involve"


class AlreadyInvolvedError(AlreadyDoneError):
    """This organisation has a place in the case already."""

    text_key: ClassVar[str] = "case_circle.already_involved"


class NotInCircleError(AlreadyDoneError):
    """This partner has no place in the case any more."""

    text_key: ClassVar[str] = "case_circle.not_in_circle"


class EndsBeforeItBeginsError(InvalidInputError):
    """A place ends today or later."""

    text_key: ClassVar[str] = "case_circle.ends_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Involving:
    """Why a partner was involved in a case, and the public participants that agreed to it or the
    mandate used (WGS art. 2.31(4)); no words where the reason of the place says it all.
    """

    agreement: Agreement
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPlace:
    """A place in a circle with what was said when it was given and when it was ended; None and
    empty where nothing was.
    """

    place: CirclePlace
    involving: Involving | None = None
    left_why: str = ""


def seat_partner(
    case: Case,
    partner: Speaker,
    involving: Involving,
    seated: Collection[OrganisationId],
    at: datetime,
    until: datetime | None = None,
) -> CirclePlace:
    """Give an organisation one place in a case, for who represents it there (principle 2).

    Raises NoReasonInvolvedError without a reason, AlreadyInvolvedError when the organisation is
    among those ``seated``, EndsBeforeItBeginsError for a place that would be over already.
    """
    if not involving.why.strip():
        raise NoReasonInvolvedError
    if partner.organisation in seated:
        raise AlreadyInvolvedError
    if until is not None and until <= at:
        raise EndsBeforeItBeginsError
    return CirclePlace(
        case=case.id,
        member=partner.id,
        organisation=partner.organisation,
        reason=CircleReason.INVOLVED_PARTNER,
        joined_at=at,
        until=until,
    )


def require_agreed(reason: CircleReason, involving: Involving | None) -> None:
    """Refuse a place that nobody stands behind (WGS art. 2.31(4)): NobodyAgreedError. Who referred
    a case knows it, and who stands in is the choice of the organisation itself.
    """
    if involving is None and reason not in _OWN_CHOICE:
        raise NobodyAgreedError


def find_place(case: Case, places: Collection[CirclePlace], member: MemberId) -> CirclePlace:
    """Find the place that a process director ends. That of the referrer stays: they told the house
    what it knows. NotInCircleError when the member has none.
    """
    for place in places:
        if place.member == member and member != case.referrer:
            return place
    raise NotInCircleError


def may_end_on(until_on: date | None, today: date) -> bool:
    """Tell whether a place may have this last day."""
    return until_on is None or until_on >= today


def find_departure(member: Member, organisation: Organisation, on: date) -> LeftReason | None:
    """Why a member's places for an organisation end on this day: they work for another, or do not
    represent it any more; None while they stay. Rights never go along.
    """
    if member.organisation != organisation.id:
        return LeftReason.MOVED_ON
    if not organisation.takes_part(on) or Role.PROFESSIONAL not in member.roles(on):
        return LeftReason.APPOINTMENT_ENDED
    return None


def find_dropped(
    case: Case, places: Collection[CirclePlace], staying: Collection[OrganisationId]
) -> list[CirclePlace]:
    """The places that were there because their organisation was required, and is not now."""
    return [
        place
        for place in places
        if place.reason is CircleReason.REQUIRED_PARTNER
        and place.organisation not in staying
        and place.member not in {case.referrer, case.case_director}
    ]
