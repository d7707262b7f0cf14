"""The full intake, after the short referral: who is close to the subject, what plays in their life,
what was tried, and how they can be reached safely. It may stay incomplete: what is missing is told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar, Final

from domain.errors import InvalidInputError, RuleBrokenError

MOST_CONTACTS: Final = 5


class IntakeLackingError(RuleBrokenError):
    """This house tests the purpose once the full intake is complete."""

    text_key: ClassVar[str] = "intake.lacks_for_test"


class IntakesLackingError(IntakeLackingError):
    """This house tests the purpose of each of a group once their full intakes are complete."""

    text_key: ClassVar[str] = "intake.lacks_for_group"


class ContactHalfToldError(InvalidInputError):
    """Of somebody of the direct circle a name, the relation and why it matters are all needed."""

    text_key: ClassVar[str] = "intake.contact_half_told"


class Relation(StrEnum):
    """How somebody stands to the subject: family, or another direct social contact; nobody else is
    kept (BGS art. 2.19).
    """

    PARTNER = "partner"
    FORMER_PARTNER = "former_partner"
    PARENT = "parent"
    STEP_PARENT = "step_parent"
    CHILD = "child"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    OTHER_FAMILY = "other_family"
    HOUSEMATE = "housemate"
    FRIEND = "friend"
    NEIGHBOUR = "neighbour"


class HasAny(StrEnum):
    """Whether there is anybody; that it is not known is an answer."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class LifeDomain(StrEnum):
    """The parts of life in which something may play (domain research §1.5)."""

    HOUSING = "housing"
    FINANCES = "finances"
    DAYTIME = "daytime"
    FAMILY = "family"
    MENTAL_HEALTH = "mental_health"
    PHYSICAL_HEALTH = "physical_health"
    SUBSTANCES = "substances"
    NETWORK = "network"
    JUSTICE = "justice"
    SAFETY = "safety"


class Playing(StrEnum):
    """Whether something plays in a part of life."""

    PLAYS = "plays"
    PLAYS_NOT = "plays_not"
    UNKNOWN = "unknown"


class IntakeUrgency(StrEnum):
    """How long it can wait; what cannot wait at all is an acute report."""

    IN_ITS_TURN = "in_its_turn"
    THIS_WEEK = "this_week"
    ACUTE = "acute"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseContact:
    """Somebody of the direct circle, and why they matter to the case."""

    name: str
    relation: Relation
    relevance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeDomainSaid:
    """Whether something plays in one part of life, and what."""

    domain: LifeDomain
    playing: Playing
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeContact:
    """How the subject can be reached safely, through whom, and what nobody must do."""

    how: str = ""
    through: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a referrer tells of a case besides the short referral; ``stuck`` is why that what was
    ``tried`` did not help.
    """

    has_contacts: HasAny | None = None
    contacts: tuple[CloseContact, ...] = ()
    domains: tuple[LifeDomainSaid, ...] = ()
    tried: str = ""
    stuck: str = ""
    minors: HasAny | None = None
    minors_told: str = ""
    municipality: str = ""
    safe_contact: SafeContact = field(default_factory=SafeContact)
    urgency: IntakeUrgency | None = None
    urgency_told: str = ""

    def said_of(self, domain: LifeDomain) -> LifeDomainSaid | None:
        """What was said of one part of life; None when nothing yet."""
        return next((one for one in self.domains if one.domain is domain), None)


class IntakePart(StrEnum):
    """The parts of a full intake, in the order of its pages."""

    CONTACTS = "contacts"
    DOMAINS = "domains"
    TRIED = "tried"
    INFORMED = "informed"
    HOUSEHOLD = "household"
    SAFE_CONTACT = "safe_contact"
    URGENCY = "urgency"


class IntakeGapReason(StrEnum):
    """What exactly an intake lacks."""

    NO_ANSWER = "no_answer"
    NO_CONTACT = "no_contact"
    NO_WORDS = "no_words"
    NOT_TRIED = "not_tried"
    NOT_STUCK = "not_stuck"
    NOT_INFORMED = "not_informed"
    NO_MINORS_TOLD = "no_minors_told"
    NO_MUNICIPALITY = "no_municipality"
    NO_WAY = "no_way"
    NO_URGENCY_TOLD = "no_urgency_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeGap:
    """One thing an intake lacks, and where; ``domain`` when it is about one part of life."""

    part: IntakePart
    reason: IntakeGapReason
    domain: LifeDomain | None = None


def check_intake(intake: Intake) -> Intake:
    """An intake as it is kept; ContactHalfToldError when of somebody close something lacks."""
    for one in intake.contacts:
        if not (one.name.strip() and one.relevance.strip()):
            raise ContactHalfToldError
    if intake.has_contacts is HasAny.YES:
        return intake
    # nobody stays in who was said not to be there
    return replace(intake, contacts=())


def find_intake_gaps(intake: Intake, *, is_informing_told: bool) -> tuple[IntakeGap, ...]:
    """List all that an intake lacks, in the order of its pages; ``is_informing_told`` when it is
    known whether the subject was informed. That something is not known is no gap.
    """
    not_informed = _gap(IntakePart.INFORMED, IntakeGapReason.NOT_INFORMED)
    return (
        *_contact_gaps(intake),
        *_domain_gaps(intake),
        *_tried_gaps(intake),
        *(() if is_informing_told else (not_informed,)),
        *_household_gaps(intake),
        *_reach_gaps(intake),
    )


def _gap(part: IntakePart, reason: IntakeGapReason, domain: LifeDomain | None = None) -> IntakeGap:
    return IntakeGap(part=part, reason=reason, domain=domain)


def _contact_gaps(intake: Intake) -> Iterator[IntakeGap]:
    if intake.has_contacts is None:
        yield _gap(IntakePart.CONTACTS, IntakeGapReason.NO_ANSWER)
    elif intake.has_contacts is HasAny.YES and not intake.contacts:
        yield _gap(IntakePart.CONTACTS, IntakeGapReason.NO_CONTACT)


def _domain_gaps(intake: Intake) -> Iterator[IntakeGap]:
    for domain in LifeDomain:
        said = intake.said_of(domain)
        if said is None:
            yield _gap(IntakePart.DOMAINS, IntakeGapReason.NO_ANSWER, domain)
        elif said.playing is Playing.PLAYS and not said.words.strip():
            yield _gap(IntakePart.DOMAINS, IntakeGapReason.NO_WORDS, domain)


def _tried_gaps(intake: Intake) -> Iterable[IntakeGap]:
    if not intake.tried.strip():
        yield _gap(IntakePart.TRIED, IntakeGapReason.NOT_TRIED)
    if not intake.stuck.strip():
        yield _gap(IntakePart.TRIED, IntakeGapReason.NOT_STUCK)


def _household_gaps(intake: Intake) -> Iterable[IntakeGap]:
    if intake.minors is None:
        yield _gap(IntakePart.HOUSEHOLD, IntakeGapReason.NO_ANSWER)
    elif intake.minors is HasAny.YES and not intake.minors_told.strip():
        yield _gap(IntakePart.HOUSEHOLD, IntakeGapReason.NO_MINORS_TOLD)
    if not intake.municipality.strip():
        yield _gap(IntakePart.HOUSEHOLD, IntakeGapReason.NO_MUNICIPALITY)


def _reach_gaps(intake: Intake) -> Iterable[IntakeGap]:
    if not intake.safe_contact.how.strip():
        yield _gap(IntakePart.SAFE_CONTACT, IntakeGapReason.NO_WAY)
    if intake.urgency is None:
        yield _gap(IntakePart.URGENCY, IntakeGapReason.NO_ANSWER)
    elif intake.urgency is not IntakeUrgency.IN_ITS_TURN and not intake.urgency_told.strip():
        yield _gap(IntakePart.URGENCY, IntakeGapReason.NO_URGENCY_TOLD)
