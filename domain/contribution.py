"""What a partner contributes to a case: fact or opinion, of a category that the law allows, on a
ground, and under the conditions of its supplier (WGS art. 2.29 and 2.30). Who reads it where is in
``domain/contribution_access.py``.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from domain.agreement import Signature
from domain.errors import AlreadyDoneError, InvalidInputError
from domain.identifiers import CaseId, ContributionId, MemberId, OrganisationId
from domain.referral import Criterion


class NothingContributedError(InvalidInputError):
    """Write down what you contribute."""

    text_key: ClassVar[str] = "contribution.nothing"


class NoGroundError(InvalidInputError):
    """Your organisation has professional secrecy: say on which ground you may tell this."""

    text_key: ClassVar[str] = "contribution.no_ground"


class NobodyToReadError(InvalidInputError):
    """Choose at least one organisation, besides your own, that takes part now."""

    text_key: ClassVar[str] = "contribution.nobody_reads"


class EndsBeforeTodayError(InvalidInputError):
    """A contribution can be read until today or a later day."""

    text_key: ClassVar[str] = "contribution.ends_before"


class NoPoliceSourceError(InvalidInputError):
    """Police data: say under which article of the Wpg and from what you have them."""

    text_key: ClassVar[str] = "contribution.no_police_source"


class PoliceArticleRefusedError(InvalidInputError):
    """Only police data of articles 8 and 13 of the Wpg may be told here (WGS art. 2.30)."""

    text_key: ClassVar[str] = "contribution.police_refused"


class ContributionWithdrawnError(AlreadyDoneError):
    """This contribution was withdrawn: its text is gone."""

    text_key: ClassVar[str] = "contribution.is_withdrawn"


class ContributionKind(StrEnum):
    """What somebody knows, or what they think of it."""

    FACT = "fact"
    OPINION = "opinion"


class DataCategory(StrEnum):
    """The categories of data that a house may process, and no other (WGS art. 2.30). A citizen
    service number is one of them, and is kept nowhere here.
    """

    IDENTITY = "identity"
    HOUSING = "housing"
    FINANCE = "finance"
    INCOME = "income"
    HEALTH = "health"
    POLICE = "police"
    JUDICIAL = "judicial"
    FAMILY = "family"
    SUPERVISION = "supervision"
    CARE_INDICATED = "care_indicated"
    SUPPORT = "support"


class ContributionGround(StrEnum):
    """On what its supplier may tell it: no professional secrecy applies, or one of what lifts that
    (WGS art. 2.29(2)).
    """

    NO_SECRECY = "no_secrecy"
    CONSENT = "consent"
    BY_LAW = "by_law"
    GOOD_CARE = "good_care"


class PoliceArticle(StrEnum):
    """Under which article of the Wpg the police have something: from their daily task (8), their
    support (13), or an inquiry, a sensitive theme or an informant (9, 10 and 12).
    """

    DAILY_TASK = "daily_task"
    SUPPORT = "support"
    INQUIRY = "inquiry"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliceSource:
    """What police data come from; that they were provided is written down (Wpg art. 32)."""

    article: PoliceArticle
    source: str


class MeantFor(StrEnum):
    """For whom a contribution is; coordinators read each of them, as they weigh and guard."""

    INVOLVED = "involved"
    COORDINATORS = "coordinators"
    ORGANISATIONS = "organisations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What its supplier asks (WGS art. 2.29(3)). ``organisations`` are who reads it when it is
    meant for some. ``is_oral``: coordinators keep the text to tell it, others read that there is
    something. ``stays_here``: it goes on no paper and into no export. ``until_on`` is the last day.
    ``is_unnamed``: the referrer does not read that this organisation contributed.
    """

    meant_for: MeantFor = MeantFor.INVOLVED
    organisations: frozenset[OrganisationId] = frozenset()
    is_oral: bool = False
    stays_here: bool = False
    until_on: date | None = None
    is_unnamed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionText:
    """What is contributed; ``criterion`` when it is about one of the four, ``police`` beside
    police data only.
    """

    kind: ContributionKind
    category: DataCategory
    said: str
    ground: ContributionGround
    conditions: Conditions = field(default_factory=Conditions)
    criterion: Criterion | None = None
    police: PoliceSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What an organisation contributed, in one of its versions: the newest has the highest number
    and those before it are kept as they were (BGS art. 1.7). Without ``text`` it was withdrawn.
    """

    id: ContributionId
    case: CaseId
    number: int
    organisation: OrganisationId
    member: MemberId
    written_at: datetime
    text: ContributionText | None
    withdrawn_by: MemberId | None = None
    withdrawn_at: datetime | None = None

    @property
    def changed_at(self) -> datetime:
        """When it last became something else than it was."""
        return self.withdrawn_at or self.written_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldContribution:
    """That a member contributed something to a case for their organisation, or that it was
    withdrawn; never what.
    """

    id: ContributionId
    number: int
    case: CaseId
    organisation: OrganisationId
    member: MemberId
    changed_by: MemberId
    changed_at: datetime
    is_withdrawn: bool = False

    @property
    def step(self) -> str:
        """Its name among all that came and went."""
        return f"{self.id}:{self.number}:{'withdrawn' if self.is_withdrawn else 'told'}"


def list_grounds(*, is_bound: bool) -> tuple[ContributionGround, ...]:
    """The grounds on which somebody contributes; ``is_bound`` by professional secrecy."""
    return tuple(
        one
        for one in ContributionGround
        if not is_bound or one is not ContributionGround.NO_SECRECY
    )


def check_contribution(
    text: ContributionText,
    others: Collection[OrganisationId],
    today: date,
    *,
    is_bound: bool,
) -> ContributionText:
    """The text as it is kept, for a supplier beside whom ``others`` take part in the house;
    ``is_bound`` when professional secrecy applies to them.

    Raises NothingContributedError, NoPoliceSourceError, PoliceArticleRefusedError, NoGroundError,
    NobodyToReadError, EndsBeforeTodayError.
    """
    if not text.said.strip():
        raise NothingContributedError
    if text.ground not in list_grounds(is_bound=is_bound):
        raise NoGroundError
    police = _check_police(text) if text.category is DataCategory.POLICE else None
    conditions = text.conditions
    if conditions.until_on and conditions.until_on < today:
        raise EndsBeforeTodayError
    readers = conditions.organisations if conditions.meant_for is MeantFor.ORGANISATIONS else set()
    if conditions.meant_for is MeantFor.ORGANISATIONS and not readers & set(others):
        raise NobodyToReadError
    kept = replace(conditions, organisations=frozenset(readers) & set(others))
    return replace(text, said=text.said.strip(), conditions=kept, police=police)


def _check_police(text: ContributionText) -> PoliceSource:
    """What police data come from, as it is kept: only what articles 8 and 13 of the Wpg hold is
    for a house (WGS art. 2.30).
    """
    told = text.police
    if told and told.article is PoliceArticle.INQUIRY:
        raise PoliceArticleRefusedError
    if told is None or not told.source.strip():
        raise NoPoliceSourceError
    return replace(told, source=told.source.strip())


def begin_contribution(
    known_as: ContributionId, case: CaseId, text: ContributionText, signed: Signature
) -> Contribution:
    """Form the first version of a contribution, of the organisation of who signs."""
    return Contribution(
        id=known_as,
        case=case,
        number=1,
        organisation=signed.organisation,
        member=signed.by,
        written_at=signed.at,
        text=text,
    )


def write_next(newest: Contribution, text: ContributionText, signed: Signature) -> Contribution:
    """Form the next version; ContributionWithdrawnError when there is nothing left of it."""
    if newest.text is None:
        raise ContributionWithdrawnError
    return replace(
        newest, number=newest.number + 1, member=signed.by, written_at=signed.at, text=text
    )


def withdraw_text(newest: Contribution, signed: Signature) -> Contribution:
    """A contribution without its text; ContributionWithdrawnError when that is gone already."""
    if newest.text is None:
        raise ContributionWithdrawnError
    return replace(newest, text=None, withdrawn_by=signed.by, withdrawn_at=signed.at)


def find_newest(versions: Iterable[Contribution]) -> tuple[Contribution, ...]:
    """Of each contribution its newest version, what was told last first."""
    newest = dict[ContributionId, Contribution]()
    for one in sorted(versions, key=lambda one: (one.number, one.written_at, one.id)):
        newest[one.id] = one
    return tuple(reversed(newest.values()))
