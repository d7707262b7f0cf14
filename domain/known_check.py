"""Another house, or another partnership such as a RIEC, is asked whether it knows a subject: first
by who that is, and more only when it does (WGS art. 2.28, 1.7(8), BGS art. 1.10).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final

from domain.contribution import (
    Conditions,
    Contribution,
    ContributionText,
    DataCategory,
    MeantFor,
    find_newest,
)
from domain.errors import InvalidInputError
from domain.identifiers import CaseId, KnownCheckId, MemberId, OrganisationId, OutsidePartnerId


class AskedLaterError(InvalidInputError):
    """Choose the day on which you asked, today at the latest."""

    text_key: ClassVar[str] = "known_check.asked_later"


class AskedBeforeCaseError(InvalidInputError):
    """Nobody was asked about a case before it came in."""

    text_key: ClassVar[str] = "known_check.asked_before"


class NotKnownThereError(InvalidInputError):
    """Where a subject is not known nothing more is shared."""

    text_key: ClassVar[str] = "known_check.nothing_to_share"


class NotWithPartnershipError(InvalidInputError):
    """With another partnership only who is involved and what is aligned; never health."""

    text_key: ClassVar[str] = "known_check.not_with_partnership"


class NobodyInvolvedNamedError(InvalidInputError):
    """Choose the organisations that you named."""

    text_key: ClassVar[str] = "known_check.nobody_named"


class SecrecyStaysError(InvalidInputError):
    """An organisation with professional secrecy is not named to another partnership."""

    text_key: ClassVar[str] = "known_check.secrecy_stays"


class NotInvolvedHereError(InvalidInputError):
    """Only an organisation with a place in the case is named as involved."""

    text_key: ClassVar[str] = "known_check.not_involved"


class SupplierNotAgreedError(InvalidInputError):
    """Each organisation that supplied it must have agreed first."""

    text_key: ClassVar[str] = "known_check.supplier_not_agreed"


class OutsideKind(StrEnum):
    """Another Zorg- en Veiligheidshuis, or another partnership."""

    HOUSE = "house"
    PARTNERSHIP = "partnership"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsidePartner:
    """Who may be asked whether they know a subject, as the house file names them."""

    id: OutsidePartnerId
    name: str
    kind: OutsideKind


class KnownAnswer(StrEnum):
    """What they say to who it is."""

    KNOWN = "known"
    NOT_KNOWN = "not_known"


class AlignedMatter(StrEnum):
    """All that another partnership may hear (WGS art. 1.7(8))."""

    WHO_IS_INVOLVED = "who_is_involved"
    INTERVENTIONS = "interventions"


# of health, or of what the law calls criminal; in doubt it is asked: help gives away for what it is
WITH_AGREEMENT: Final = frozenset({
    DataCategory.HEALTH,
    DataCategory.CARE_INDICATED,
    DataCategory.SUPPORT,
    DataCategory.POLICE,
    DataCategory.JUDICIAL,
    DataCategory.SUPERVISION,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCheckText:
    """Who was asked on which day and what they said; with a house that knows the subject the
    ``categories`` that were shared, and which suppliers ``agreed``; with a partnership that does
    the ``matters``, and which organisations were ``named`` as involved.
    """

    partner: OutsidePartner
    asked_on: date
    answer: KnownAnswer
    categories: tuple[DataCategory, ...] = ()
    agreed: tuple[OrganisationId, ...] = ()
    matters: tuple[AlignedMatter, ...] = ()
    named: tuple[OrganisationId, ...] = ()

    @property
    def is_shared(self) -> bool:
        """Tell whether more was shared than who it is."""
        return bool(self.categories or self.matters)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCheck:
    """That somebody outside was asked about a case, as a coordinator recorded it."""

    id: KnownCheckId
    case: CaseId
    recorded_by: MemberId
    recorded_at: datetime
    told: KnownCheckText


def check_known(
    told: KnownCheckText,
    suppliers: Collection[OrganisationId],
    bound: Collection[OrganisationId],
    today: date,
) -> KnownCheckText:
    """What is recorded; ``suppliers`` are whose agreement it needs, ``bound`` are the organisations
    with professional secrecy.

    Raises AskedLaterError, NotKnownThereError, SupplierNotAgreedError, NotWithPartnershipError,
    NobodyInvolvedNamedError, SecrecyStaysError.
    """
    if told.asked_on > today:
        raise AskedLaterError
    if told.answer is KnownAnswer.NOT_KNOWN:
        return _check_nothing_shared(told)
    if told.partner.kind is OutsideKind.HOUSE:
        return _check_house(told, suppliers)
    return _check_partnership(told, bound)


def _check_nothing_shared(told: KnownCheckText) -> KnownCheckText:
    if told.is_shared:
        raise NotKnownThereError
    return replace(told, agreed=(), named=())


def _check_house(told: KnownCheckText, suppliers: Collection[OrganisationId]) -> KnownCheckText:
    is_sensitive = not WITH_AGREEMENT.isdisjoint(told.categories)
    if (is_sensitive and not told.agreed) or not set(suppliers) <= set(told.agreed):
        raise SupplierNotAgreedError
    return replace(told, agreed=told.agreed if told.categories else (), matters=(), named=())


def _check_partnership(told: KnownCheckText, bound: Collection[OrganisationId]) -> KnownCheckText:
    if told.categories:
        raise NotWithPartnershipError
    if AlignedMatter.WHO_IS_INVOLVED not in told.matters:
        return replace(told, agreed=(), named=())
    if not told.named:
        raise NobodyInvolvedNamedError
    if not set(told.named).isdisjoint(bound):
        raise SecrecyStaysError
    return replace(told, agreed=())


def check_asked_since(told: KnownCheckText, received_on: date) -> None:
    """Refuse to have asked before the case came in (AskedBeforeCaseError)."""
    if told.asked_on < received_on:
        raise AskedBeforeCaseError


def check_involved(told: KnownCheckText, involved: Collection[OrganisationId]) -> None:
    """Refuse to have named an organisation that is not involved (NotInvolvedHereError)."""
    if not set(told.named) <= set(involved):
        raise NotInvolvedHereError


def find_who_must_agree(
    versions: Iterable[Contribution], categories: Collection[DataCategory]
) -> frozenset[OrganisationId]:
    """Find whose agreement is needed before something of these categories is shared with another
    house: who supplied health or criminal data of them, or set a condition (WGS art. 2.29(3)).
    """
    texts = {one: one.text for one in find_newest(versions) if one.text}
    return frozenset(
        one.organisation
        for one, text in texts.items()
        if text.category in categories and needs_agreement(text)
    )


def needs_agreement(text: ContributionText) -> bool:
    """Tell whether who supplied something must agree before another house hears it."""
    return text.category in WITH_AGREEMENT or _is_limited(text.conditions)


def _is_limited(conditions: Conditions) -> bool:
    return (
        conditions.stays_here
        or conditions.is_oral
        or conditions.until_on is not None
        or conditions.meant_for is not MeantFor.INVOLVED
    )
