"""A secret address: kept apart from the referral, and read by coordinators only, each time with a
reason (product page §3a).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId
from domain.referral import Referral, SecrecyGround


class NoAddressToHideError(InvalidInputError):
    """Fill in the address: none is known of this case."""

    text_key: ClassVar[str] = "secret_address.no_address"


class NoReasonToLookError(InvalidInputError):
    """Whoever reads a secret address says why."""

    text_key: ClassVar[str] = "secret_address.no_reason"


class NoSecretAddressError(RuleBrokenError):
    """No secret address is known of this case."""

    text_key: ClassVar[str] = "secret_address.none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretLook:
    """That somebody read the secret address of a case, and why."""

    case: CaseId
    member: MemberId
    looked_at: datetime
    reason: str


def withhold_address(referral: Referral, ground: SecrecyGround) -> Referral:
    """A referral without its address, which is secret on this ground."""
    identity = replace(referral.identity, address="", secrecy=ground)
    return replace(referral, identity=identity)


def join_addresses(addresses: Iterable[str]) -> str:
    """Every address that was told of a subject, once, in the order given; NoAddressToHideError
    when there is none.
    """
    known = [one.strip() for one in addresses]
    joined = "\n".join(dict.fromkeys(one for one in known if one))
    if not joined:
        raise NoAddressToHideError
    return joined


def require_look_reason(reason: str) -> str:
    """The reason without blanks around it; NoReasonToLookError without one."""
    if not reason.strip():
        raise NoReasonToLookError
    return reason.strip()
