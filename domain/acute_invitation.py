"""Invitations to an acute session: one per member, what they answer, who stands in, and what an
answer does to access (``teams.md`` §1.4; product page §6.3 and §6.4).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, assert_never

from domain.acute_circle import InviteReason, Seat
from domain.case import CirclePlace, CircleReason
from domain.drill import name_alike
from domain.errors import RuleBrokenError
from domain.identifiers import CaseCode, CaseId, InvitationId, MemberId, OrganisationId, SessionId
from domain.member import Member


class InvitationState(StrEnum):
    """Where an invitation is. REPLACED, DROPPED and ENDED give no access any more."""

    QUEUED = "queued"
    ANSWERED = "answered"
    REPLACED = "replaced"
    DROPPED = "dropped"
    ENDED = "ended"


class InvitationAnswer(StrEnum):
    """What an invited partner says. CANNOT_SAY is a normal answer: it asks no reason, and only a
    process director reads it.
    """

    COMES = "comes"
    DEPUTY = "deputy"
    CANNOT = "cannot"
    CANNOT_SAY = "cannot_say"
    NOT_KNOWN = "not_known"


class AnswerEffect(StrEnum):
    """What became of an answer."""

    FIRST = "first"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class InvitationOverError(RuleBrokenError):
    """This invitation is over."""

    text_key: ClassVar[str] = "acute.invitation_over"


class KnowsSubjectError(RuleBrokenError):
    """You referred this case or direct it, so you know the subject. Choose "I cannot come"."""

    text_key: ClassVar[str] = "acute.you_know_subject"


class SubjectHiddenError(RuleBrokenError):
    """Who it is about is for whom comes. Change your answer first."""

    text_key: ClassVar[str] = "acute.subject_hidden"


class ReportHiddenError(RuleBrokenError):
    """What was reported is for whom comes. Answer that you come first."""

    text_key: ClassVar[str] = "acute.report_hidden"


class NoDeputyError(RuleBrokenError):
    """This colleague cannot stand in for you."""

    text_key: ClassVar[str] = "acute.no_deputy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One member asked to one session, with the reason; ``replaces`` is whose place it takes.
    ``answered_at`` is of the newest answer, ``first_answered_at`` stays that of the first.
    """

    id: InvitationId
    session: SessionId
    case: CaseId
    organisation: OrganisationId
    member: MemberId
    reason: InviteReason
    state: InvitationState
    version: int
    invited_at: datetime
    answer: InvitationAnswer | None = None
    answered_at: datetime | None = None
    first_answered_at: datetime | None = None
    replaces: InvitationId | None = None

    def is_for(self, member: Member) -> bool:
        """Tell whether this is a member's own: it stays with the employer they were asked for."""
        return (self.member, self.organisation) == (member.id, member.organisation)

    @property
    def is_open(self) -> bool:
        """Tell whether this member still has a place in the session, and so access to the case."""
        return self.state in OPEN_INVITATION_STATES

    @property
    def asked_beside(self) -> InvitationId | None:
        """Whose silence made the house ask this member as well; None for everybody else."""
        return self.replaces if self.reason is InviteReason.COLLEAGUE_SILENT else None

    @property
    def is_coming(self) -> bool:
        """Tell whether this member said to come."""
        return self.is_open and self.answer is InvitationAnswer.COMES

    @property
    def has_come(self) -> bool:
        """Tell whether this member said to come, also once the session is closed."""
        return self.answer is InvitationAnswer.COMES and self.state in _CAME

    @property
    def shows_subject(self) -> bool:
        """Tell whether this member may read who it is about: not after a no (product page §3a)."""
        return self.is_open and self.answer not in _SAYS_NO


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedInvitation:
    """An invitation as a list names it: to which case's session, and when that begins."""

    invitation: Invitation
    code: CaseCode
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An invitation after an answer, and whether that answer was new."""

    invitation: Invitation
    effect: AnswerEffect


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputation:
    """Two invitations: of who leaves the session, and of who stands in."""

    left: Invitation
    deputy: Invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """How many of the needed partners come; who does not know the subject is not needed."""

    coming: int
    needed: int
    silent: int

    @property
    def is_complete(self) -> bool:
        """Tell whether every needed partner comes."""
        return self.coming == self.needed


OPEN_INVITATION_STATES: Final = frozenset({InvitationState.QUEUED, InvitationState.ANSWERED})
# whoever was replaced or dropped did not come, whatever they said before
_CAME: Final = frozenset({InvitationState.ANSWERED, InvitationState.ENDED})
_SAYS_NO: Final = frozenset({InvitationAnswer.CANNOT, InvitationAnswer.CANNOT_SAY})
_KNOWS_SUBJECT: Final = frozenset({CircleReason.REFERRED, CircleReason.CASE_DIRECTOR})


def invite(
    seat: Seat, invitation: InvitationId, session: SessionId, case: CaseId, at: datetime
) -> Invitation:
    """Write the invitation for a seat; raises InvitationOverError for one without a member."""
    if seat.member is None:
        raise InvitationOverError
    return Invitation(
        id=InvitationId(name_alike(session, invitation)),
        session=session,
        case=case,
        organisation=seat.organisation,
        member=seat.member,
        reason=seat.reason,
        state=InvitationState.QUEUED,
        version=1,
        invited_at=at,
    )


def apply_answer(invitation: Invitation, answer: InvitationAnswer, at: datetime) -> Answered:
    """Record an answer. The same answer again changes nothing; another one replaces the first.

    Raises InvitationOverError when the invitation is over, and for DEPUTY, which
    ``form_deputation`` records.
    """
    if not invitation.is_open or answer is InvitationAnswer.DEPUTY:
        raise InvitationOverError
    if invitation.answer is answer:
        return Answered(invitation=invitation, effect=AnswerEffect.UNCHANGED)
    effect = AnswerEffect.FIRST if invitation.answer is None else AnswerEffect.CHANGED
    changed = _say(invitation, answer, at)
    return Answered(invitation=changed, effect=effect)


def check_not_known(places: Iterable[CirclePlace], member: MemberId) -> None:
    """Refuse "we do not know this person" of the referrer and of the case director.

    Raises KnowsSubjectError: their place in the circle shows that they know the subject.
    """
    if any(p.member == member and p.reason in _KNOWS_SUBJECT for p in places):
        raise KnowsSubjectError


def possible_deputies(
    invitation: Invitation,
    representatives: Sequence[MemberId],
    invitations: Collection[Invitation],
) -> tuple[MemberId, ...]:
    """List who of the same organisation may stand in: everybody who speaks for it now and was
    not asked to this session yet, or was dismissed before they answered.
    """
    asked = {
        i.member for i in invitations if i.session == invitation.session and not _was_dismissed(i)
    }
    return tuple(member for member in representatives if member not in asked)


def find_dismissed(invitations: Iterable[Invitation], member: MemberId) -> Invitation | None:
    """Find the invitation of a deputy who was sent away again before they answered."""
    return next((i for i in invitations if i.member == member and _was_dismissed(i)), None)


def _was_dismissed(invitation: Invitation) -> bool:
    is_replaced = invitation.state is InvitationState.REPLACED and invitation.answer is None
    return is_replaced and invitation.reason is InviteReason.STANDS_IN


def name_again(deputation: Deputation, dismissed: Invitation) -> Deputation:
    """Give the place to a deputy who was dismissed: a member has one invitation to a session."""
    again = replace(deputation.deputy, id=dismissed.id, version=dismissed.version)
    return replace(deputation, deputy=again)


def form_deputation(
    invitation: Invitation, deputy: MemberId, among: Collection[MemberId], new: InvitationId,
    at: datetime,
) -> Deputation:  # fmt: skip
    """Give the place to a colleague; who gives it away leaves the session at once.

    Raises InvitationOverError when the place is gone, NoDeputyError for anybody not ``among`` those
    who may stand in.
    """
    if not invitation.is_open:
        raise InvitationOverError
    if deputy not in among:
        raise NoDeputyError
    left = _say(invitation, InvitationAnswer.DEPUTY, at)
    seat = Seat(organisation=invitation.organisation, member=deputy, reason=InviteReason.STANDS_IN)
    taken = invite(seat, new, invitation.session, invitation.case, at)
    return Deputation(left=left, deputy=replace(taken, replaces=invitation.id))


def leave_to_colleague(invitation: Invitation, at: datetime) -> Invitation:
    """Leave the session to a colleague who is asked already."""
    return _say(invitation, InvitationAnswer.DEPUTY, at)


def ask_beside(silent: Invitation, member: MemberId, new: InvitationId, at: datetime) -> Invitation:
    """Ask a colleague as well; who is silent keeps the place until one of them answers."""
    reason = InviteReason.COLLEAGUE_SILENT
    seat = Seat(organisation=silent.organisation, member=member, reason=reason)
    asked = invite(seat, new, silent.session, silent.case, at)
    return replace(asked, replaces=silent.id)


def share_place(
    invitation: Invitation, invitations: Iterable[Invitation]
) -> tuple[Invitation, ...]:
    """List who shares the place of this invitation: who was asked first, and the colleague."""
    place = _place_of(invitation)
    return tuple(one for one in invitations if _place_of(one) == place)


def group_places(invitations: Iterable[Invitation]) -> tuple[tuple[Invitation, ...], ...]:
    """Group invitations by the place they are for, in the order of asking, with the places of one
    organisation one after the other.
    """
    asked: dict[OrganisationId, dict[InvitationId, list[Invitation]]] = {}
    for one in invitations:
        asked.setdefault(one.organisation, {}).setdefault(_place_of(one), []).append(one)
    return tuple(tuple(place) for places in asked.values() for place in places.values())


def is_place_silent(place: Collection[Invitation]) -> bool:
    """Tell whether an organisation still owes an answer: somebody of it is silent, and nobody said
    anything but that they cannot come themselves.
    """
    if any(one.answer not in {None, InvitationAnswer.CANNOT} for one in place):
        return False
    return any(one.is_open and one.answer is None for one in place)


def leave_place(answered: Invitation, place: Iterable[Invitation]) -> tuple[Invitation, ...]:
    """Who leaves the session because a colleague answered for their organisation; nobody when that
    colleague only cannot come.
    """
    if answered.answer in {None, InvitationAnswer.CANNOT}:
        return ()
    others = (one for one in place if one.id != answered.id and one.is_open)
    return tuple(replace(one, state=InvitationState.REPLACED) for one in others)


def count_quorum(invitations: Iterable[Invitation]) -> Quorum:
    """Count, of the places still needed, who comes and who has not answered; a colleague who is
    asked as well fills no second place.
    """
    places: dict[InvitationId, list[Invitation]] = {}
    for one in invitations:
        if one.is_open:
            places.setdefault(_place_of(one), []).append(one)
    return Quorum(
        coming=sum(any(one.is_coming for one in place) for place in places.values()),
        needed=len(places),
        silent=sum(all(one.answer is None for one in place) for place in places.values()),
    )


def end_invitation(invitation: Invitation) -> Invitation:
    """End an invitation at the closing of its session: it gives no access to the case any more."""
    if not invitation.is_open:
        return invitation
    return replace(invitation, state=InvitationState.ENDED)


def places_after(
    invitations: Iterable[Invitation], owners: Collection[MemberId], at: datetime
) -> tuple[CirclePlace, ...]:
    """List the places in the circle after closing: of those who came and have something to do."""
    return tuple(
        CirclePlace(
            case=i.case,
            member=i.member,
            organisation=i.organisation,
            reason=_circle_reason(i.reason),
            joined_at=at,
        )
        for i in invitations
        if i.has_come and i.member in owners
    )


def _say(invitation: Invitation, answer: InvitationAnswer, at: datetime) -> Invitation:
    first = invitation.first_answered_at or at
    state = _state_after(answer)
    return replace(invitation, answer=answer, answered_at=at, first_answered_at=first, state=state)


def _place_of(invitation: Invitation) -> InvitationId:
    return invitation.asked_beside or invitation.id


def _state_after(answer: InvitationAnswer) -> InvitationState:
    match answer:
        case InvitationAnswer.COMES | InvitationAnswer.CANNOT | InvitationAnswer.CANNOT_SAY:
            return InvitationState.ANSWERED
        case InvitationAnswer.DEPUTY:
            return InvitationState.REPLACED
        case InvitationAnswer.NOT_KNOWN:
            return InvitationState.DROPPED
        case never:
            assert_never(never)


def _circle_reason(reason: InviteReason) -> CircleReason:
    match reason:
        case InviteReason.INVOLVED:
            return CircleReason.INVOLVED_PARTNER
        case InviteReason.RULE | InviteReason.CHOSEN:
            return CircleReason.ACUTE_RULE
        case InviteReason.STANDS_IN | InviteReason.COLLEAGUE_SILENT:
            return CircleReason.STANDS_IN
        case never:
            assert_never(never)
