"""A referral: who it is about, why now, to what aim, and the four criteria as the referrer
explains them (BGS art. 2.20(3)). The house's own judgement is the weighing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.intake import Intake
from domain.screening import ReferralPart

# in years; the oldest people on record lived hardly longer
_OLDEST_AGE: Final = 120


class Criterion(StrEnum):
    """The four criteria of BGS art. 2.20(1), a to d; the house takes up a case that meets all."""

    PROBLEMS = "problems"
    LIFE_DOMAINS = "life_domains"
    HARM = "harm"
    COOPERATION = "cooperation"


class Fulfilment(StrEnum):
    """How far the referrer sees a criterion met."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Aim(StrEnum):
    """What the referrer asks of the house."""

    COORDINATE = "coordinate"
    WHO_IS_INVOLVED = "who_is_involved"
    OTHER_QUESTION = "other_question"


class SecrecyGround(StrEnum):
    """Why nobody may learn where a subject lives."""

    THREAT = "threat"
    SHELTER = "shelter"
    PROTECTED_BY_LAW = "protected_by_law"
    OTHER_SAFETY = "other_safety"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the subject is. Shown and typed in dialogs only; there is no nationality (BGS 1.9).
    With ``secrecy`` the address is secret and, once kept, no part of this any more.
    """

    name: str
    born_on: date | None = None
    address: str = ""
    secrecy: SecrecyGround | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedCriterion:
    """One criterion as the referrer sees it, with the explanation the law asks for."""

    criterion: Criterion
    fulfilment: Fulfilment
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """What a referrer tells the house; ``partners`` are the organisations known to be involved, and
    ``intake`` is what is told in full, after the short referral.
    """

    identity: Identity
    why_now: str
    aim: Aim
    criteria: tuple[ExplainedCriterion, ...]
    question: str = ""
    partners: tuple[OrganisationId, ...] = ()
    intake: Intake = field(default_factory=Intake)

    def explained(self, criterion: Criterion) -> ExplainedCriterion | None:
        """What the referrer said about one criterion; None when nothing yet."""
        return next((given for given in self.criteria if given.criterion is criterion), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralVersion:
    """Who told what a referral says, and when; the newest has the highest number and those before
    it are kept as they were (BGS art. 1.7). ``is_renamed`` when it gave, after the purpose test,
    another name or day of birth than the one before. ``is_merged`` when it was told of another case
    of the same person, that was merged into this one.
    """

    number: int
    written_by: MemberId
    written_at: datetime
    is_renamed: bool = False
    is_merged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedFacts:
    """That something was told about a case after its purpose test; without what."""

    case: CaseId
    version: ReferralVersion


def is_renamed(before: Identity, after: Identity) -> bool:
    """Tell whether a case is about another name or day of birth than before."""
    return (before.name, before.born_on) != (after.name, after.born_on)


class MissingReason(StrEnum):
    """What exactly a referral lacks."""

    NO_NAME = "no_name"
    NOT_IDENTIFIABLE = "not_identifiable"
    BORN_IN_FUTURE = "born_in_future"
    BORN_TODAY = "born_today"
    BORN_TOO_LONG_AGO = "born_too_long_ago"
    NO_REASON_NOW = "no_reason_now"
    NO_QUESTION = "no_question"
    NO_ANSWER = "no_answer"
    NO_EXPLANATION = "no_explanation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing a referral lacks, and where; ``criterion`` when it is about one."""

    part: ReferralPart
    reason: MissingReason
    criterion: Criterion | None = None


def find_missing(referral: Referral, today: date) -> tuple[Missing, ...]:
    """List all that a referral lacks before it can be submitted, in the order of its pages."""
    return (
        *_missing_in_identity(referral.identity, today),
        *_missing_in_story(referral),
        *_missing_in_criteria(referral),
    )


def doubt_birth(born_on: date, today: date) -> MissingReason | None:
    """Find why nobody alive was born on a day, or why it looks like a slip: the day of today."""
    if born_on > today:
        return MissingReason.BORN_IN_FUTURE
    if born_on == today:
        return MissingReason.BORN_TODAY
    is_too_old = today.year - born_on.year > _OLDEST_AGE
    return MissingReason.BORN_TOO_LONG_AGO if is_too_old else None


def _missing_in_identity(identity: Identity, today: date) -> Iterable[Missing]:
    if not identity.name.strip():
        yield Missing(part=ReferralPart.WHO, reason=MissingReason.NO_NAME)
    has_address = bool(identity.address.strip()) or identity.secrecy is not None
    if identity.born_on is None and not has_address:
        yield Missing(part=ReferralPart.WHO, reason=MissingReason.NOT_IDENTIFIABLE)
    doubt = doubt_birth(identity.born_on, today) if identity.born_on else None
    if doubt:
        yield Missing(part=ReferralPart.WHO, reason=doubt)


def _missing_in_story(referral: Referral) -> Iterable[Missing]:
    if not referral.why_now.strip():
        yield Missing(part=ReferralPart.WHY_NOW, reason=MissingReason.NO_REASON_NOW)
    if referral.aim is Aim.OTHER_QUESTION and not referral.question.strip():
        yield Missing(part=ReferralPart.AIM, reason=MissingReason.NO_QUESTION)


def _missing_in_criteria(referral: Referral) -> Iterable[Missing]:
    for criterion in Criterion:
        given = referral.explained(criterion)
        if given is None or not given.explanation.strip():
            reason = MissingReason.NO_EXPLANATION if given else MissingReason.NO_ANSWER
            yield Missing(part=ReferralPart.CRITERIA, reason=reason, criterion=criterion)
