"""A leaf of the page of a case as its reader gets it: of each part what is theirs (product page
§3a).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.access import Action
from domain.agreed_action import AgreedAction
from domain.case import Case
from domain.case_circle import RecordedPlace
from domain.case_page import CaseLeaf, CasePart
from domain.colour import ColourDecision
from domain.discussion import Discussion
from domain.enquiry import Enquiry
from domain.identifiers import ConfirmationId, MemberId, OrganisationId
from domain.incorrect import ToldMark
from domain.intake import Intake, IntakeGap, SafeContact
from domain.intake_confirmation import IntakeConfirmation
from domain.known_check import KnownCheck
from domain.merging import FormerCase, MergeReason
from domain.plan_of_action import PlanOfAction
from domain.reaction import ToldReaction
from domain.referral import Criterion, Identity, Referral, ReferralVersion
from domain.weighing import Weighing
from services.confirmation_reading import AgreementSaid
from services.contribution_reading import ContributionView
from services.involved_reading import InvolvedSeen
from services.linked_case import LinkSeen
from services.paging import Pages
from services.signal_reading import SignalShown


class LeafShown:
    """A leaf of the page of a case: each says which of its parts stand on it as it is."""

    __slots__ = ()

    def shows(self, part: CasePart) -> bool:  # noqa: ARG002 - a leaf with less says so
        """Tell whether a part stands on it."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyLeaf(LeafShown):
    """Who it is about, why now, and each explanation, as it was told in one of its versions;
    ``met`` is the house's judgement, None for who may not read it and before there is one.
    ``links`` are of cases that this reader may see too; ``may_link`` for who can end one;
    ``own_number`` is what the house called a case that it brought in.
    """

    identity: Identity | None
    referral: Referral
    met: frozenset[Criterion] | None
    versions: Pages[ReferralVersion]
    links: tuple[LinkSeen, ...] = ()
    may_link: bool = False
    own_number: str = ""

    def shows(self, part: CasePart) -> bool:
        """Tell whether a part stands on it."""
        absent = {CasePart.WEIGHING: self.met is None, CasePart.LINKS: not self.links}
        return not absent.get(part, False)

    @property
    def members(self) -> set[MemberId]:
        """Who told this version."""
        return {one.written_by for one in self.versions.items}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighingLeaf(LeafShown):
    """What became of the referral, None while it was not weighed; ``is_whole`` with who weighed
    and who agreed. ``no_fit`` is why it did not fit the purpose of the house; ``is_imported`` when
    it was weighed before the house had the bot. ``merged`` are the cases that became part of this
    one, and ``before`` how they were weighed; ``left_out`` are the suppliers who did not agree that
    it was kept longer: to who reads it whole. ``reactions`` is what its referrer said of it,
    ``set_aside`` how it was weighed before it was weighed anew, ``involved`` the answer to their
    question which organisations are involved; ``said`` what the organisations say that are named as
    having agreed, and ``to_note`` of which question this reader may put down the answer.
    """

    weighing: Weighing | None
    is_whole: bool
    no_fit: str = ""
    is_imported: bool = False
    merged: tuple[tuple[FormerCase, MergeReason], ...] = ()
    before: tuple[Weighing, ...] = ()
    left_out: frozenset[OrganisationId] = frozenset()
    reactions: tuple[ToldReaction, ...] = ()
    set_aside: tuple[Weighing, ...] = ()
    involved: InvolvedSeen | None = None
    signals: tuple[SignalShown, ...] = ()
    more_signals: int = 0
    said: tuple[AgreementSaid, ...] = ()
    to_note: ConfirmationId | None = None

    def shows(self, part: CasePart) -> bool:
        """Tell whether a part stands on it."""
        absent = {
            CasePart.INVOLVED_ANSWER: self.involved is None,
            CasePart.SIGNALS: not self.signals,
        }
        return not absent.get(part, False)

    @property
    def members(self) -> set[MemberId]:
        """Who weighed, who directs the content and who answered a reaction."""
        own = (self.weighing,) if self.weighing else ()
        weighings = (*own, *self.before, *self.set_aside)
        directors = {one.verdict.case_director for one in weighings}
        signers = {why.signed.by for _, why in self.merged}
        answered = {one.reaction.answered_by for one in self.reactions}
        directors |= answered
        named = {*(one.weighed_by for one in weighings), *signers}
        return named | {one for one in directors if one}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourLeaf(LeafShown):
    """The colours a case had, newest first, each with its reason."""

    decisions: Pages[ColourDecision]

    @property
    def members(self) -> set[MemberId]:
        """Who set them."""
        return {one.standing.set_by for one in self.decisions.items}


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleLeaf(LeafShown):
    """Who has a place in the case now, each with the reason; and for coordinators who was asked
    about it, and what they said. ``said`` is what the organisations say that are named as having
    agreed to a place.
    """

    places: Pages[RecordedPlace]
    enquiries: tuple[Enquiry, ...] = ()
    said: tuple[AgreementSaid, ...] = ()

    def shows(self, part: CasePart) -> bool:
        """Tell whether a part stands on it."""
        return part is not CasePart.ENQUIRIES or bool(self.enquiries)

    @property
    def members(self) -> set[MemberId]:
        """Who has a place, and for whom they stand in."""
        places = [one.place for one in self.places.items]
        absent = {one.stands_in_for for one in places if one.stands_in_for}
        return {one.member for one in places} | absent


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLeaf(LeafShown):
    """What is chosen, what was decided last, and what was agreed: ``is_own`` when that is only what
    this reader took on.
    """

    plan: PlanOfAction | None
    decision: Discussion | None
    actions: Pages[AgreedAction]
    is_own: bool

    def shows(self, part: CasePart) -> bool:
        """Tell whether a part stands on it."""
        return (part is CasePart.OWN_ACTIONS) == self.is_own

    @property
    def members(self) -> set[MemberId]:
        """Whose the actions are, and who wrote down the decision."""
        writer = {self.decision.written_by} if self.decision else set()
        return {one.owner for one in self.actions.items} | writer


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionsLeaf(LeafShown):
    """What partners contributed, as far as it shows to this reader; ``may`` is what they can do."""

    contributions: Pages[ContributionView]
    may: frozenset[Action]

    @property
    def members(self) -> set[MemberId]:
        """Nobody: it is an organisation that contributes."""
        return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeLeaf(LeafShown):
    """The full intake as it was told in one version of the referral, and what the newest lacks.
    ``confirmation`` when a coordinator wrote it down; ``shows_circle`` for who reads who is close
    and how the subject is reached safely; ``may_fill`` for who can go on with it.
    """

    intake: Intake
    gaps: tuple[IntakeGap, ...]
    versions: Pages[ReferralVersion]
    confirmation: IntakeConfirmation | None
    shows_circle: bool
    may_fill: bool

    @property
    def tells_circle(self) -> bool:
        """Tell whether it says who is close, or how the subject is reached safely."""
        return bool(self.intake.contacts) or self.intake.safe_contact != SafeContact()

    def shows(self, part: CasePart) -> bool:
        """Tell whether a part stands on it."""
        return part is CasePart.INTAKE or self.tells_circle

    @property
    def members(self) -> set[MemberId]:
        """Who told it, who wrote it down, and with whom."""
        asked = self.confirmation
        taken = {asked.referrer, asked.taken_by} if asked else set()
        return {one.written_by for one in self.versions.items} | taken


@dataclass(frozen=True, slots=True, kw_only=True)
class ElsewhereLeaf(LeafShown):
    """What was asked of other houses and partnerships, the newest first, and what was shared."""

    checks: Pages[KnownCheck]

    @property
    def members(self) -> set[MemberId]:
        """Who recorded it."""
        return {one.recorded_by for one in self.checks.items}


Leaf = (
    ContributionsLeaf
    | WhyLeaf
    | IntakeLeaf
    | WeighingLeaf
    | ColourLeaf
    | CircleLeaf
    | ElsewhereLeaf
    | PlanLeaf
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePageView:
    """One leaf of the page of a case; ``leaves`` are those this reader can turn to. ``marks`` is
    what is called incorrect of the story; ``may_export`` for who can take the case along.
    """

    case: Case
    at: CaseLeaf
    leaf: Leaf
    leaves: tuple[CaseLeaf, ...]
    names: Mapping[MemberId, str]
    organisations: Mapping[OrganisationId, str]
    marks: Sequence[ToldMark] = ()
    may_export: bool = False

    def name_organisation(self, known_as: OrganisationId) -> str:
        """The name of an organisation, also of one that left the house."""
        return self.organisations.get(known_as, known_as)
