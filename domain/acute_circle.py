"""The smallest sufficient circle of an acute session: who is involved in this case, plus whom the
rules of the house call for, each with the reason (principle 2; product page §6.2).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.acute_left_out import NotProposed, is_in_region
from domain.case import CirclePlace
from domain.errors import InvalidInputError
from domain.house import CircleRule, CircleSignal
from domain.identifiers import MemberId, OrganisationId
from domain.member import Organisation, OrganisationType


class InviteReason(StrEnum):
    """Why somebody is invited. Says nothing about the subject, so it may stand in the audit."""

    INVOLVED = "involved"
    RULE = "rule"
    CHOSEN = "chosen"
    STANDS_IN = "stands_in"
    COLLEAGUE_SILENT = "colleague_silent"


class RemovalReason(StrEnum):
    """Why the director leaves a proposed partner out."""

    NOT_NEEDED = "not_needed"
    OTHER_REGION = "other_region"
    SPOKEN_TO = "spoken_to"
    UNSAFE = "unsafe"
    OTHER = "other"


class EmptyCircleError(InvalidInputError):
    """Invite at least one partner."""

    text_key: ClassVar[str] = "acute.empty_circle"


class NoReasonError(InvalidInputError):
    """Say why this partner is added or left out."""

    text_key: ClassVar[str] = "acute.say_why_changed"


class NotProposedError(InvalidInputError):
    """This partner was not proposed."""

    text_key: ClassVar[str] = "acute.not_proposed"


class NoRepresentativeError(InvalidInputError):
    """This person does not speak for that partner now."""

    text_key: ClassVar[str] = "acute.no_representative"


class NoStatementError(InvalidInputError):
    """A third party is called only after it signed a statement, and is told only what is agreed."""

    text_key: ClassVar[str] = "acute.no_statement"


class AlreadyAskedError(InvalidInputError):
    """This partner was asked for this session before."""

    text_key: ClassVar[str] = "acute.already_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An organisation and who may speak for it today, the first before the deputy."""

    organisation: Organisation
    representatives: tuple[MemberId, ...] = ()

    @property
    def id(self) -> OrganisationId:
        """The organisation's id."""
        return self.organisation.id

    @property
    def is_third_party(self) -> bool:
        """A third party never gets access: it can only be called (BGS art. 2.21)."""
        return self.organisation.type is OrganisationType.THIRD_PARTY

    def may_be_asked(self, member: MemberId | None) -> bool:
        """Tell whether this member may be invited; None asks for a call, which anybody may get."""
        if member is None:
            return True
        return not self.is_third_party and member in self.representatives


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteFacts:
    """What the proposal looks at: signals, the region concerned (empty when unknown) and the
    partners named in the referral.
    """

    signals: frozenset[CircleSignal]
    region: str = ""
    named: frozenset[OrganisationId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """One reason of one proposal; ``text_key`` finds its words."""

    reason: InviteReason
    text_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One proposed partner with every reason; without a member it can only be called."""

    organisation: OrganisationId
    member: MemberId | None
    because: tuple[Because, ...]

    @property
    def reason(self) -> InviteReason:
        """The reason that goes on record: being involved comes before a rule."""
        return self.because[0].reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A proposed partner left out, and why; the note is kept encrypted."""

    organisation: OrganisationId
    reason: RemovalReason
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a third party signed before it is called: when, by whom, and what may be told. Kept
    encrypted.
    """

    signed_on: date
    signed_by: str
    may_tell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A partner the director adds, and why; the note is kept encrypted. ``statement`` is of a third
    party, which is called after it.
    """

    organisation: OrganisationId
    member: MemberId | None
    note: str
    statement: Statement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One confirmed partner; without a member it is on the board with its number only."""

    organisation: OrganisationId
    member: MemberId | None
    reason: InviteReason


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleDecision:
    """What was proposed, what the director changed and why, and who is asked: all are kept.

    ``awaiting`` are third parties that are wanted and did not sign yet: nobody calls them before.
    ``not_proposed`` are the partners that were left out without a proposal.
    """

    proposals: tuple[Proposal, ...]
    removals: tuple[Removal, ...]
    additions: tuple[Addition, ...]
    seats: tuple[Seat, ...]
    awaiting: tuple[OrganisationId, ...] = ()
    not_proposed: tuple[NotProposed, ...] = ()


def propose_circle(
    facts: AcuteFacts,
    places: Sequence[CirclePlace],
    rules: Iterable[CircleRule],
    partners: Sequence[Partner],
) -> tuple[Proposal, ...]:
    """Propose one member for each partner that is involved or called for by a rule.

    A rule that an involved partner answers already calls for no other.
    """
    involved = facts.named | {place.organisation for place in places}
    calling = [rule for rule in rules if rule.signal in facts.signals]
    called = [(rule, _called(rule, facts.region, involved, partners)) for rule in calling]
    proposals = (
        Proposal(
            organisation=partner.id,
            member=_speaker(partner, places),
            because=(*_involvement(partner.id, facts, places), *_rules(partner.id, called)),
        )
        for partner in partners
    )
    return tuple(proposal for proposal in proposals if proposal.because)


def confirm_circle(
    proposals: Sequence[Proposal],
    removals: Sequence[Removal],
    additions: Sequence[Addition],
    partners: Iterable[Partner],
    not_proposed: Iterable[NotProposed] = (),
) -> CircleDecision:
    """Turn the proposals into the circle as the director changed it. A third party that is
    proposed, by a rule of the house too, gets no seat: it waits for its statement.

    Raises NoReasonError for a change without a reason, NotProposedError and NoRepresentativeError
    for one that names a stranger, NoStatementError for a third party that signed nothing, and
    EmptyCircleError when nobody is left to invite.
    """
    removed = {_check_removal(removal, proposals).organisation for removal in removals}
    known = {partner.id: partner for partner in partners}
    wanted = [p for p in proposals if p.organisation not in removed]
    unsigned = {p.organisation for p in wanted if _is_third_party(p.organisation, known)}
    kept = [
        Seat(organisation=p.organisation, member=p.member, reason=p.reason)
        for p in wanted
        if p.organisation not in unsigned
    ]
    added = [_seat(addition, known) for addition in additions if _is_new(addition, kept)]
    if all(seat.member is None for seat in (*kept, *added)):
        raise EmptyCircleError
    return CircleDecision(
        proposals=tuple(proposals),
        removals=tuple(removals),
        additions=tuple(additions),
        seats=tuple(dict.fromkeys((*kept, *added))),
        awaiting=tuple(sorted(unsigned - {seat.organisation for seat in added})),
        not_proposed=_still_left_out(not_proposed, added),
    )


def add_to_circle(decision: CircleDecision, addition: Addition, partner: Partner) -> CircleDecision:
    """Add a partner to a circle that was asked already.

    Raises NoReasonError, NoStatementError and NoRepresentativeError as ``confirm_circle`` does, and
    AlreadyAskedError for whoever has a seat.
    """
    seat = _seat(addition, {partner.id: partner})
    if not _is_new(addition, decision.seats):
        raise AlreadyAskedError
    additions = (*decision.additions, addition)
    return replace(
        decision,
        additions=additions,
        seats=(*decision.seats, seat),
        awaiting=tuple(one for one in decision.awaiting if one != partner.id),
        not_proposed=_still_left_out(decision.not_proposed, [seat]),
    )


def _called(
    rule: CircleRule, region: str, involved: Collection[OrganisationId], partners: Sequence[Partner]
) -> frozenset[OrganisationId]:
    chosen = (
        _smallest([p.id for p in partners if _answers(p.organisation, rule, tag, region)], involved)
        for tag in rule.organisation_tags
    )
    return frozenset().union(*chosen)


def _smallest(
    candidates: Collection[OrganisationId], involved: Collection[OrganisationId]
) -> frozenset[OrganisationId]:
    # an involved partner answers the rule already; asking more of them would tell them of the case
    return frozenset(o for o in candidates if o in involved) or frozenset(candidates)


def _answers(organisation: Organisation, rule: CircleRule, tag: str, region: str) -> bool:
    if tag not in organisation.domain_tags:
        return False
    return is_in_region(organisation, rule, region)


def _still_left_out(
    not_proposed: Iterable[NotProposed], added: Iterable[Seat]
) -> tuple[NotProposed, ...]:
    seated = {seat.organisation for seat in added}
    return tuple(one for one in not_proposed if one.organisation not in seated)


def _involvement(
    partner: OrganisationId, facts: AcuteFacts, places: Iterable[CirclePlace]
) -> tuple[Because, ...]:
    keys = [f"acute.because_{place.reason}" for place in places if place.organisation == partner]
    if not keys and partner in facts.named:
        keys = ["acute.because_named"]
    return tuple(Because(reason=InviteReason.INVOLVED, text_key=key) for key in dict.fromkeys(keys))


def _rules(
    partner: OrganisationId, called: Iterable[tuple[CircleRule, frozenset[OrganisationId]]]
) -> tuple[Because, ...]:
    keys = (rule.reason for rule, organisations in called if partner in organisations)
    return tuple(Because(reason=InviteReason.RULE, text_key=key) for key in dict.fromkeys(keys))


def _speaker(partner: Partner, places: Sequence[CirclePlace]) -> MemberId | None:
    if partner.is_third_party:
        return None
    # a member who knows the case comes before the first on the list of the organisation, and who
    # stands in before the colleague that is away
    absent = {place.stands_in_for for place in places}
    involved = {place.member for place in places} - absent
    first = next(iter(partner.representatives), None)
    return next((one for one in partner.representatives if one in involved), first)


def _check_removal(removal: Removal, proposals: Sequence[Proposal]) -> Removal:
    if removal.organisation not in {p.organisation for p in proposals}:
        raise NotProposedError
    if removal.reason is RemovalReason.OTHER and not removal.note.strip():
        raise NoReasonError
    return removal


def _is_new(addition: Addition, kept: Iterable[Seat]) -> bool:
    same = (addition.organisation, addition.member)
    return same not in {(seat.organisation, seat.member) for seat in kept}


def _seat(addition: Addition, known: Mapping[OrganisationId, Partner]) -> Seat:
    if not addition.note.strip():
        raise NoReasonError
    partner = known.get(addition.organisation)
    if partner is None or not partner.may_be_asked(addition.member):
        raise NoRepresentativeError
    if partner.is_third_party and not _is_signed(addition.statement):
        raise NoStatementError
    return Seat(organisation=partner.id, member=addition.member, reason=InviteReason.CHOSEN)


def _is_third_party(organisation: OrganisationId, known: Mapping[OrganisationId, Partner]) -> bool:
    partner = known.get(organisation)
    return partner is not None and partner.is_third_party


def _is_signed(statement: Statement | None) -> bool:
    return bool(statement and statement.signed_by.strip() and statement.may_tell.strip())
