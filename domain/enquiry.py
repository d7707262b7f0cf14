"""The enquiry: partners are asked, each for a reason, whether they know a subject, after
the purpose test and before the weighing (WGS art. 2.31(3)). To refuse is a normal answer (1.5(1)).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.calendar import HouseCalendar
from domain.case import Case
from domain.errors import AlreadyDoneError, InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, EnquiryId, MemberId, OrganisationId
from domain.member import Organisation, Speaker

ANSWER_BACK_WITHIN: Final = timedelta(minutes=15)


class NoReasonToAskError(InvalidInputError):
    """Say for each partner why you ask it."""

    text_key: ClassVar[str] = "enquiry.no_reason"


class AskedTwiceError(InvalidInputError):
    """Choose each partner once."""

    text_key: ClassVar[str] = "enquiry.twice"


class NotToAskError(RuleBrokenError):
    """This partner cannot be asked: it referred the case, has a place in it, or nobody speaks for
    it today.
    """

    text_key: ClassVar[str] = "enquiry.not_to_ask"


class EnquiredBeforeError(AlreadyDoneError):
    """This partner was asked about this case already."""

    text_key: ClassVar[str] = "enquiry.already_asked"


class EnquiryOverError(RuleBrokenError):
    """This question is over."""

    text_key: ClassVar[str] = "enquiry.over"


class NoDisclosureGroundError(InvalidInputError):
    """Where professional secrecy applies, the ground comes first."""

    text_key: ClassVar[str] = "enquiry.no_ground"


class TooLateToTakeBackError(RuleBrokenError):
    """An answer can be taken back for fifteen minutes."""

    text_key: ClassVar[str] = "enquiry.too_late"


class NotToAskAgainError(RuleBrokenError):
    """Only who said not to know somebody can be asked again."""

    text_key: ClassVar[str] = "enquiry.not_again"


class EnquiryAnswer(StrEnum):
    """What a partner says. CANNOT_SHARE needs no reason and is never asked about again. CALL_ME is
    no answer yet: a coordinator calls.
    """

    NOT_KNOWN = "not_known"
    KNOWN = "known"
    INVOLVED = "involved"
    CANNOT_SHARE = "cannot_share"
    CALL_ME = "call_me"


class DisclosureGround(StrEnum):
    """On what somebody bound by professional secrecy may tell it (WGS art. 2.29(2))."""

    CONSENT = "consent"
    BY_LAW = "by_law"
    GOOD_CARE = "good_care"


class EnquiryEnd(StrEnum):
    """Why an enquiry is over: a coordinator withdrew it, or the case was weighed, withdrawn or
    merged.
    """

    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


TELLS: Final = frozenset({EnquiryAnswer.KNOWN, EnquiryAnswer.INVOLVED})
# who says so has nothing more to read about the case
DROPS_OUT: Final = frozenset({EnquiryAnswer.NOT_KNOWN, EnquiryAnswer.CANNOT_SHARE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """One organisation asked about one case, through the member who represents it. ``answered_by``
    is another member when it was said by telephone. ``pushed_on`` is the day on which ``pushed_to``
    got a card of it by itself. Why it is asked is sealed, and kept apart.
    """

    id: EnquiryId
    case: CaseId
    organisation: OrganisationId
    member: MemberId
    asked_by: MemberId
    asked_at: datetime
    due_on: date
    answer: EnquiryAnswer | None = None
    ground: DisclosureGround | None = None
    answered_at: datetime | None = None
    answered_by: MemberId | None = None
    ended_at: datetime | None = None
    end: EnquiryEnd | None = None
    pushed_on: date | None = None
    pushed_to: MemberId | None = None
    version: int = 1

    @property
    def is_silent(self) -> bool:
        """Tell whether the partner said nothing yet."""
        return self.ended_at is None and self.answer is None

    @property
    def is_unsettled(self) -> bool:
        """Tell whether the house still waits for an answer, or has to call for one."""
        return self.ended_at is None and self.answer in {None, EnquiryAnswer.CALL_ME}

    @property
    def tells_subject(self) -> bool:
        """Tell whether who is asked may read who it is about: not after a no."""
        return self.ended_at is None and self.answer not in DROPS_OUT

    def is_late(self, today: date) -> bool:
        """Tell whether the term passed without a word."""
        return self.is_silent and self.due_on < today

    def may_be_taken_back(self, at: datetime) -> bool:
        """Tell whether the answer can be taken back at this moment."""
        is_fresh = self.answered_at is not None and at < self.answered_at + ANSWER_BACK_WITHIN
        return self.ended_at is None and self.answer is not None and is_fresh


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerToAsk:
    """An organisation that is asked, and why this one."""

    organisation: OrganisationId
    why: str


def check_wishes(wishes: Collection[PartnerToAsk]) -> None:
    """Refuse a partner without a reason (NoReasonToAskError), nobody at all, and one that is named
    more than once (AskedTwiceError).
    """
    if not wishes or any(not one.why.strip() for one in wishes):
        raise NoReasonToAskError
    if len({one.organisation for one in wishes}) < len(wishes):
        raise AskedTwiceError


def may_be_asked(case: Case, partner: Organisation, seated: Collection[OrganisationId]) -> bool:
    """Tell whether a partner can be asked: a participant that did not refer the case and is not
    among those ``seated`` in it.
    """
    is_outside = partner.id != case.referring_organisation and partner.id not in seated
    return partner.may_refer and is_outside


def find_due_day(asked_on: date, calendar: HouseCalendar, working_days: int) -> date:
    """The last day on which an answer is in time."""
    return calendar.add_working_days(asked_on, working_days)


def answer_enquiry(
    enquiry: Enquiry,
    answer: EnquiryAnswer,
    ground: DisclosureGround | None,
    by: MemberId,
    at: datetime,
    *,
    is_bound: bool,
) -> Enquiry:
    """Answer an enquiry; ``is_bound`` when professional secrecy applies to who is asked.

    Raises EnquiryOverError when it is over, NoDisclosureGroundError for who tells something
    without the ground that their secrecy asks.
    """
    if enquiry.ended_at is not None:
        raise EnquiryOverError
    needs_ground = is_bound and answer in TELLS
    if needs_ground and ground is None:
        raise NoDisclosureGroundError
    said = ground if needs_ground else None
    return replace(enquiry, answer=answer, ground=said, answered_by=by, answered_at=at)


def take_back_answer(enquiry: Enquiry, at: datetime) -> Enquiry:
    """Take an answer back: it is as if nothing was said. TooLateToTakeBackError after a quarter of
    an hour.
    """
    if not enquiry.may_be_taken_back(at):
        raise TooLateToTakeBackError
    return _forget_answer(enquiry)


def ask_again(
    enquiry: Enquiry, partner: Speaker, by: MemberId, at: datetime, due_on: date
) -> Enquiry:
    """Ask an organisation once more that said not to know the subject; NotToAskAgainError for any
    other: a refusal is final.
    """
    if enquiry.ended_at is not None or enquiry.answer is not EnquiryAnswer.NOT_KNOWN:
        raise NotToAskAgainError
    return ask_anew(enquiry, partner, by, at, due_on)


def ask_anew(
    enquiry: Enquiry, partner: Speaker, by: MemberId, at: datetime, due_on: date
) -> Enquiry:
    """An enquiry as if it were new, also one that was over."""
    begun = replace(_forget_answer(enquiry), ended_at=None, end=None)
    return replace(begun, member=partner.id, asked_by=by, asked_at=at, due_on=due_on)


def end_enquiry(enquiry: Enquiry, end: EnquiryEnd, at: datetime) -> Enquiry:
    """End an enquiry: it gives no access any more. EnquiryOverError when it is over."""
    if enquiry.ended_at is not None:
        raise EnquiryOverError
    return replace(enquiry, end=end, ended_at=at)


def _forget_answer(enquiry: Enquiry) -> Enquiry:
    return replace(enquiry, answer=None, ground=None, answered_at=None, answered_by=None)
