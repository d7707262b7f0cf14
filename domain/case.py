"""A case in the line from referral to list (product page §3), and the circle around it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from domain.access import CaseState
from domain.colour import StandingColour
from domain.identifiers import CaseCode, CaseId, MeetingKindId, MemberId, OrganisationId
from domain.rotation import Rotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One subject's treatment by the house. Holds no identity and no story: those are the
    referral's, encrypted. ``version`` grows with every change; ``colour`` is None until one is set.
    ``meeting_kind`` is where it is discussed; None is the first kind of the house.
    ``paused_until`` is the day on which a case that rests is looked at again, ``prioritised_on``
    since when a case is on the list of prioritised cases, ``extended_to`` the day on which a case
    goes that is kept longer than the longest term, ``reduced_on`` the day on which parts of it
    went whose suppliers did not agree to that.
    """

    id: CaseId
    code: CaseCode
    state: CaseState
    version: int
    referrer: MemberId
    referring_organisation: OrganisationId
    received_at: datetime
    promised_on: date
    changed_by: MemberId
    changed_at: datetime
    case_director: MemberId | None = None
    colour: StandingColour | None = None
    rotation: Rotation = field(default_factory=Rotation)
    meeting_kind: MeetingKindId | None = None
    paused_until: date | None = None
    prioritised_on: date | None = None
    extended_to: date | None = None
    reduced_on: date | None = None


def discuss_case(case: Case, on: date, review_on: date) -> Case:
    """A case after it was discussed: it waits for its new review date, and nobody calls for it."""
    colour = case.colour and replace(case.colour, next_review_on=review_on)
    return replace(case, colour=colour, rotation=Rotation(discussed_on=on))


def carry_case(case: Case, on: date) -> Case:
    """A case that was not reached on this day; one that waited before keeps the day since when."""
    since = case.rotation.carried_forward_on or on
    return replace(case, rotation=replace(case.rotation, carried_forward_on=since))


class CircleReason(StrEnum):
    """Why somebody is in the circle of a case (principle 2: the reason is recorded)."""

    REFERRED = "referred"
    INVOLVED_PARTNER = "involved_partner"
    REQUIRED_PARTNER = "required_partner"
    CASE_DIRECTOR = "case_director"
    ACUTE_RULE = "acute_rule"
    STANDS_IN = "stands_in"


class LeftReason(StrEnum):
    """Why a place in the circle of a case ended."""

    NOT_KNOWN = "not_known"
    APPOINTMENT_ENDED = "appointment_ended"
    MOVED_ON = "moved_on"
    BY_DIRECTOR = "by_director"
    BY_ORGANISATION = "by_organisation"
    SEAT_ENDED = "seat_ended"
    NOT_REQUIRED = "not_required"
    CASE_CLOSED = "case_closed"
    STOOD_IN = "stood_in"
    HANDED_OVER = "handed_over"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class CirclePlace:
    """One member's place in the circle of one case, for one organisation. It ends by itself at
    ``until``; ``left_at`` ends access, ``left_because`` says why. Who comes back gets another.
    ``stands_in_for`` is the colleague that is away, of who is there as their deputy.
    """

    case: CaseId
    member: MemberId
    organisation: OrganisationId
    reason: CircleReason
    joined_at: datetime
    until: datetime | None = None
    left_at: datetime | None = None
    left_because: LeftReason | None = None
    stands_in_for: MemberId | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether this place gives access at a moment after it began."""
        return self.left_at is None and (self.until is None or at < self.until)


def seat_referrer(case: Case) -> CirclePlace:
    """The place of who referred a case: they are involved from the day it came in."""
    return CirclePlace(
        case=case.id,
        member=case.referrer,
        organisation=case.referring_organisation,
        reason=CircleReason.REFERRED,
        joined_at=case.received_at,
    )
