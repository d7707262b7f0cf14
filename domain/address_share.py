"""The address of a case is told to a member of its circle, with a reason, until a day or the end of
their place; a secret address never is (product page §3a).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.case import Case, CirclePlace
from domain.errors import AlreadyDoneError, InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId
from domain.referral import Identity


class NoReasonToShareError(InvalidInputError):
    """Whoever tells an address to somebody says why they need it."""

    text_key: ClassVar[str] = "address_share.no_reason"


class ShareEndsBeforeError(InvalidInputError):
    """An address is told until today or a later day."""

    text_key: ClassVar[str] = "address_share.ends_before"


class NotToShareWithError(RuleBrokenError):
    """This member has no place in the case, or reads its address already."""

    text_key: ClassVar[str] = "address_share.not_with"


class NothingToShareError(RuleBrokenError):
    """No address is known of this case that may be told: a secret one never is."""

    text_key: ClassVar[str] = "address_share.nothing"


class ShareEndedError(AlreadyDoneError):
    """This address is not told to this member any more."""

    text_key: ClassVar[str] = "address_share.ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressShare:
    """That a member reads the address of a case, and why; ``until_on`` is the last day, None for as
    long as their place of that moment lasts.
    """

    case: CaseId
    member: MemberId
    shared_by: MemberId
    shared_at: datetime
    reason: str
    until_on: date | None = None


def check_share(share: AddressShare, identity: Identity, today: date) -> None:
    """Raise NothingToShareError, NoReasonToShareError or ShareEndsBeforeError when an address
    cannot be told so.
    """
    if not identity.address or identity.secrecy is not None:
        raise NothingToShareError
    if not share.reason.strip():
        raise NoReasonToShareError
    if share.until_on is not None and share.until_on < today:
        raise ShareEndsBeforeError


def find_who_to_tell(case: Case, places: Iterable[CirclePlace]) -> list[MemberId]:
    """Who has a place in a case and does not read its address by that already."""
    read = {case.referrer, case.case_director}
    return sorted({one.member for one in places} - read)
