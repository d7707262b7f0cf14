"""A member takes back an answer to an invitation within a quarter of an hour: what it set going
goes back, and the question is asked again (product page §6.3).
"""

from domain.access import Action
from domain.acute_invitation import (
    Invitation,
    InvitationAnswer,
    InvitationOverError,
    is_place_silent,
    share_place,
)
from domain.acute_session import Session, SessionState
from domain.acute_undo import dismiss_deputies, find_deputy, let_return, undo_answer
from domain.audit import AuditEvent
from domain.case import Case
from domain.errors import NotFoundError
from domain.escalation import ChainKind, identify_chain
from domain.identifiers import InvitationId, MemberId
from services.access import not_involved, require, require_case, require_role
from services.acute.escalation import resume_chain
from services.acute.invitations import view_own_invitation
from services.acute.notices import announce_board, announce_invitation, wake_room
from services.acute.permits import SessionPermit
from services.acute.views import InvitationView
from services.agenda.timers import wake_posted
from services.moment import Context


async def undo_own_answer(
    ctx: Context, invitation_id: InvitationId, seen_version: int
) -> InvitationView:
    """Take back the actor's own answer; an old card changes nothing. UndoTooLateError after a
    quarter of an hour, DeputyAnsweredError when who was named to stand in answered.
    """
    require(ctx, Action.VIEW_OWN)
    invitation = await ctx.uow.sessions.invitation(invitation_id)
    if (invitation.member, invitation.organisation) != (ctx.actor.id, ctx.actor.organisation.id):
        raise not_involved(Action.ANSWER_INVITATION, invitation.case)
    session = await ctx.uow.sessions.get(invitation.session)
    if session.state is not SessionState.CONVENED:
        raise InvitationOverError
    case = await ctx.uow.cases.get(invitation.case)
    if invitation.version == seen_version:
        await _undo(ctx, invitation, session, case)
    return await view_own_invitation(ctx, invitation_id)


async def undo_telephone_answer(ctx: Context, running: SessionPermit, member: MemberId) -> None:
    """Take back, on behalf of an invited member, what was noted wrongly or said by mistake."""
    require_role(ctx, Action.OPEN_SESSION)
    case = running.permit.case_for(ctx, Action.CLOSE_SESSION)
    invitations = await ctx.uow.sessions.invitations(running.session.id)
    invitation = next((one for one in invitations if one.member == member), None)
    if invitation is None:
        raise NotFoundError
    if running.session.state is not SessionState.CONVENED:
        raise InvitationOverError
    await _undo(ctx, invitation, running.session, case)
    await announce_invitation(ctx, await ctx.uow.sessions.invitation(invitation.id))


async def _undo(ctx: Context, answered: Invitation, session: Session, case: Case) -> None:
    undone = await ctx.uow.sessions.save_invitation(undo_answer(answered, ctx.now))
    if answered.answer is InvitationAnswer.NOT_KNOWN:
        await _return_to_case(ctx, answered, case)
    # who left the session has a place in it again: the policy is asked about that
    await require_case(ctx, Action.ANSWER_INVITATION, case)
    if answered.answer is InvitationAnswer.DEPUTY:
        await _dismiss_deputy(ctx, undone)
    spoken_for = None if undone.member == ctx.actor.id else undone.member
    await ctx.record_said(AuditEvent.ANSWER_UNDONE, case.id, undone.id, spoken_for=spoken_for)
    await _ask_again(ctx, undone)
    await announce_board(ctx, session, f"{undone.id}:{undone.version}")
    await wake_room(ctx, session.id)


async def _return_to_case(ctx: Context, answered: Invitation, case: Case) -> None:
    """Give back the place in the case that "we do not know this person" ended."""
    left_at = answered.answered_at
    if left_at and await ctx.uow.cases.return_to_circle(case.id, answered.member, left_at):
        await wake_posted(ctx)
        await ctx.record(AuditEvent.CIRCLE_JOINED, case.id, answered.member)


async def _dismiss_deputy(ctx: Context, undone: Invitation) -> None:
    invitations = await ctx.uow.sessions.invitations(undone.session)
    deputy = find_deputy(undone, invitations)
    if deputy is None:
        return
    for one in dismiss_deputies(share_place(deputy, invitations)):
        await announce_invitation(ctx, await ctx.uow.sessions.save_invitation(one))
    chain = identify_chain(ChainKind.INVITATION, deputy.id)
    await ctx.uow.escalations.end(chain, ctx.now)


async def _ask_again(ctx: Context, undone: Invitation) -> None:
    """Let the house wait for an answer as before: colleagues who were asked too, and the chain."""
    invitations = await ctx.uow.sessions.invitations(undone.session)
    place = share_place(undone, invitations)
    for one in let_return(undone, place):
        await announce_invitation(ctx, await ctx.uow.sessions.save_invitation(one))
    if is_place_silent(place):
        first = undone.asked_beside or undone.id
        await resume_chain(ctx, identify_chain(ChainKind.INVITATION, first))
