"""Who signed a judgement and who stood behind it: the public participants that agreed, when and
how they were asked, or the mandate used (WGS art. 2.31(2)-(4); ``domain.md`` §4.1 rows 2 and 3).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from domain.errors import InvalidInputError
from domain.identifiers import MemberId, OrganisationId
from domain.member import Organisation, OrganisationType


class NobodyAgreedError(InvalidInputError):
    """Name at least one public participant that agreed, or choose the mandate used."""

    text_key: ClassVar[str] = "judging.nobody_agreed"


class CannotAgreeError(InvalidInputError):
    """Only public participants agree; nobody agrees on behalf of the others."""

    text_key: ClassVar[str] = "judging.cannot_agree"


class NotAskedError(InvalidInputError):
    """Say when and how the public participants agreed."""

    text_key: ClassVar[str] = "judging.not_asked"


class FutureAgreementError(InvalidInputError):
    """Nobody agreed on a day to come."""

    text_key: ClassVar[str] = "judging.future_agreement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who decides, of which organisation, and when; ``on`` is the local day of ``at``."""

    by: MemberId
    organisation: OrganisationId
    at: datetime
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """The mandate on which the house judged for a public participant: its number, and the day from
    which it holds.
    """

    number: str
    given_on: date


class AskedHow(StrEnum):
    """How public participants were asked to agree."""

    MEETING = "meeting"
    TELEPHONE = "telephone"
    MAIL = "mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The day on which public participants agreed, and how they were asked."""

    on: date
    how: AskedHow


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The public participants that agreed to one judgement with when and how they were asked, or
    the mandate used instead.
    """

    organisations: frozenset[OrganisationId] = frozenset()
    asked: Asked | None = None
    mandate: Mandate | None = None


def may_agree(organisation: Organisation) -> bool:
    """Tell whether an organisation is one of those that judge: the public participants."""
    return organisation.type is OrganisationType.PUBLIC_PARTICIPANT


def record_agreement(
    agreed: Iterable[Organisation], asked: Asked | None, mandate: Mandate | None, on: date
) -> Agreement:
    """Put on record, on this day, who agreed; when nobody did, how they were asked counts for
    nothing.

    Raises CannotAgreeError for anybody but a public participant, NobodyAgreedError when nobody did
    and there is no mandate, NotAskedError when somebody did and it is not said when and how,
    FutureAgreementError for a day after this one.
    """
    organisations = tuple(agreed)
    if not all(map(may_agree, organisations)):
        raise CannotAgreeError
    if mandate is None and not organisations:
        raise NobodyAgreedError
    return Agreement(
        organisations=frozenset(o.id for o in organisations),
        asked=_check_asked(asked, on) if organisations else None,
        mandate=mandate,
    )


def _check_asked(asked: Asked | None, on: date) -> Asked:
    if asked is None:
        raise NotAskedError
    if asked.on > on:
        raise FutureAgreementError
    return asked
