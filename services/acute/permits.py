"""Permits of the acute lane: a session with its case, or an invitation with its session and case,
each loaded once and decided about once in a turn.
"""

from dataclasses import dataclass, replace

from domain.access import Action, CaseState
from domain.acute_invitation import Invitation, InvitationOverError
from domain.acute_notes import find_session_sitting
from domain.acute_session import BEFORE_TEST, MAY_BECOME_ACUTE, Session
from domain.case import Case
from domain.identifiers import InvitationId, SessionId
from domain.sight import SeenPart, Sight
from services.access import Permit, WrongPermitError, not_involved, require_case, standing_of
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPermit:
    """What a permit allows holds for this session of its case."""

    permit: Permit
    session: Session

    def __post_init__(self) -> None:
        """Refuse a session of another case."""
        if self.session.case != self.permit.case.id:
            raise WrongPermitError

    @property
    def case(self) -> Case:
        """The case of the session."""
        return self.permit.case

    def sight(self, part: SeenPart) -> Sight:
        """A part of the session or its case that is shown on this permit, for the record."""
        return self.permit.sight(part, self.session.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationPermit:
    """This invitation to a session may be answered now."""

    permit: Permit
    session: Session
    invitation: Invitation

    def __post_init__(self) -> None:
        """Refuse an invitation to another session or about another case."""
        named = (self.invitation.case, self.invitation.session, self.session.case)
        if named != (self.permit.case.id, self.session.id, self.permit.case.id):
            raise WrongPermitError

    @property
    def case(self) -> Case:
        """The case of the session."""
        return self.permit.case

    def check_own(self, ctx: Context) -> None:
        """Raise WrongPermitError unless the actor of this turn is the one invited."""
        self.permit.case_for(ctx, Action.ANSWER_INVITATION)
        if self.invitation.member != ctx.actor.id:
            raise WrongPermitError


async def require_director(ctx: Context, case: Case) -> Permit:
    """Refuse whoever may open no session on a case.

    A report is judged before the purpose test: the policy is asked for what comes after it. When
    the case has left the house, its director may still end the session.
    """
    after = CaseState.PURPOSE_TESTED if case.state in BEFORE_TEST else None
    return await require_case(ctx, _directing(case), case, after)


def check_director(ctx: Context, permit: Permit) -> Case:
    """The case; WrongPermitError when ``require_director`` did not give this permit this turn."""
    return permit.case_for(ctx, _directing(permit.case))


def _directing(case: Case) -> Action:
    return Action.OPEN_SESSION if case.state in MAY_BECOME_ACUTE else Action.CLOSE_SESSION


async def open_for_director(ctx: Context, session_id: SessionId) -> SessionPermit:
    """Find a session and its case for a process director who may judge them."""
    session = await ctx.uow.sessions.get(session_id)
    permit = await require_director(ctx, await ctx.uow.cases.get(session.case))
    return SessionPermit(permit=permit, session=session)


async def open_to_close(ctx: Context, session_id: SessionId) -> SessionPermit:
    """Find a session and its case for whoever runs it."""
    session = await ctx.uow.sessions.get(session_id)
    case = await ctx.uow.cases.get(session.case)
    permit = await require_case(ctx, Action.CLOSE_SESSION, case)
    return SessionPermit(permit=permit, session=session)


async def open_to_note(ctx: Context, session_id: SessionId) -> SessionPermit:
    """Find a session and its case for who directs it, or takes notes in it around now."""
    session = await ctx.uow.sessions.get(session_id)
    case = await ctx.uow.cases.get(session.case)
    stands = await standing_of(ctx, case)
    # of another session or a meeting about this case they see nothing by this one
    sitting = find_session_sitting(session, ctx.actor.id, ctx.now)
    standing = replace(stands, sitting=sitting)
    permit = await require_case(ctx, Action.NOTE_SESSION, case, standing=standing)
    return SessionPermit(permit=permit, session=session)


async def open_own_invitation(ctx: Context, invitation_id: InvitationId) -> InvitationPermit:
    """Find the actor's own invitation to answer it: the invitation decides whose it is, the policy
    decides about the case. InvitationOverError when nothing can be answered any more.
    """
    invitation = await ctx.uow.sessions.invitation(invitation_id)
    if not invitation.is_for(ctx.actor.member):
        raise not_involved(Action.ANSWER_INVITATION, invitation.case)
    case = await ctx.uow.cases.get(invitation.case)
    permit = await _require_answer(ctx, case, invitation)
    session = await ctx.uow.sessions.get(invitation.session)
    return InvitationPermit(permit=permit, session=session, invitation=invitation)


async def open_for_another(
    ctx: Context, running: SessionPermit, invitation: Invitation
) -> InvitationPermit:
    """Take up another member's invitation to a session that the actor runs."""
    permit = await _require_answer(ctx, running.case, invitation)
    return InvitationPermit(permit=permit, session=running.session, invitation=invitation)


async def _require_answer(ctx: Context, case: Case, invitation: Invitation) -> Permit:
    permit = await require_case(ctx, Action.ANSWER_INVITATION, case)
    if not invitation.is_open:
        raise InvitationOverError
    return permit
