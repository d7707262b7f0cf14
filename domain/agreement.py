"""Who signed a judgement and who stood behind it: the public participants that agreed, or the
mandate used (WGS art. 2.31(2)-(4); ``domain.md`` §4.1 rows 2 and 3).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.errors import InvalidInputError
from domain.identifiers import MemberId, OrganisationId
from domain.member import Organisation, OrganisationType


class NobodyAgreedError(InvalidInputError):
    """Name at least one public participant that agreed, or the number and date of the mandate."""

    text_key: ClassVar[str] = "judging.nobody_agreed"


class CannotAgreeError(InvalidInputError):
    """Only public participants agree; nobody agrees on behalf of the others."""

    text_key: ClassVar[str] = "judging.cannot_agree"


class FutureMandateError(InvalidInputError):
    """A mandate from the future cannot be used."""

    text_key: ClassVar[str] = "judging.future_mandate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who decides and when; ``on`` is the local day of ``at``."""

    by: MemberId
    at: datetime
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """The written mandate on which the house judges for the public participants."""

    number: str
    given_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The public participants that agreed to one judgement, or the mandate used instead."""

    organisations: frozenset[OrganisationId] = frozenset()
    mandate: Mandate | None = None


def may_agree(organisation: Organisation) -> bool:
    """Tell whether an organisation is one of those that judge: the public participants."""
    return organisation.type is OrganisationType.PUBLIC_PARTICIPANT


def record_agreement(
    agreed: Iterable[Organisation], mandate: Mandate | None, on: date
) -> Agreement:
    """Put on record who agreed on this day.

    Raises CannotAgreeError for anybody but a public participant, NobodyAgreedError when nobody did
    and there is no mandate, FutureMandateError for one given after this day.
    """
    organisations = tuple(agreed)
    if not all(map(may_agree, organisations)):
        raise CannotAgreeError
    if mandate is None and not organisations:
        raise NobodyAgreedError
    if mandate is not None:
        _check_mandate(mandate, on)
    return Agreement(organisations=frozenset(o.id for o in organisations), mandate=mandate)


def _check_mandate(mandate: Mandate, on: date) -> None:
    if not mandate.number.strip():
        raise NobodyAgreedError
    if mandate.given_on > on:
        raise FutureMandateError
