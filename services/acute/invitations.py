"""Answers to invitations: come, send a deputy, cannot, cannot say, do not know this person; by the
invited member, or by telephone through a coordinator on their behalf (product page §1 and §6.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from domain import acute_invitation
from domain.access import Action, Ground
from domain.acute_invitation import (
    AnswerEffect,
    Invitation,
    InvitationAnswer,
    ListedInvitation,
    SubjectHiddenError,
    check_not_known,
    possible_deputies,
)
from domain.acute_undo import may_undo
from domain.audit import AuditEvent
from domain.case import Case, LeftReason, seat_referrer
from domain.drill import is_drill
from domain.errors import NotFoundError
from domain.identifiers import InvitationId, MemberId
from domain.member import Member
from domain.sight import SeenPart, Sight
from services.access import not_involved, require, require_case, require_role
from services.acute.circle import find_speakers
from services.acute.notices import (
    announce_board,
    announce_invitation,
    wake_room,
)
from services.acute.passing_on import ask_instead, leave_session, show_on_board
from services.acute.permits import (
    InvitationPermit,
    SessionPermit,
    open_for_another,
    open_own_invitation,
)
from services.acute.reach import keep_reachable
from services.acute.silence import end_silence
from services.acute.views import InvitationView, SubjectView, form_invitation, show_invitation
from services.joining import let_leave
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredView:
    """An invitation after an answer, and what became of that answer."""

    invitation: InvitationView
    effect: AnswerEffect


async def answer_invitation(
    ctx: Context, invitation_id: InvitationId, answer: InvitationAnswer, seen_version: int
) -> AnsweredView:
    """Answer one's own invitation. An old card changes nothing: the answer given first counts,
    and the newest card offers to change it.
    """
    asked = await open_own_invitation(ctx, invitation_id)
    if asked.invitation.version != seen_version:
        return await _view(ctx, asked, asked.invitation, AnswerEffect.UNCHANGED)
    answered = await _answer(ctx, asked, answer)
    return await _view(ctx, asked, answered.invitation, answered.effect)


async def list_own_invitations(ctx: Context) -> tuple[ListedInvitation, ...]:
    """List the invitations that give the actor a place in a session now."""
    require(ctx, Action.VIEW_OWN)
    found = [
        one
        for one in await ctx.uow.sessions.listed_invitations_of(ctx.actor.id)
        if one.invitation.is_for(ctx.actor.member) and not is_drill(one.invitation.session)
    ]
    await ctx.record_seen(*(_sight(one.invitation) for one in found))
    return tuple(found)


async def view_own_invitation(ctx: Context, invitation_id: InvitationId) -> InvitationView:
    """Show the actor's own invitation."""
    require(ctx, Action.VIEW_OWN)
    invitation = await ctx.uow.sessions.invitation(invitation_id)
    view = await show_invitation(ctx, invitation, ctx.actor.member)
    if view is None:
        raise not_involved(Action.VIEW_SESSION, invitation.case)
    await ctx.record_seen(_sight(invitation))
    return view


def _sight(invitation: Invitation) -> Sight:
    """An invitation that is shown to whom it is for."""
    return Sight(
        part=SeenPart.INVITATION,
        ground=Ground.INVITED,
        case_id=invitation.case,
        subject=invitation.id,
    )


async def view_subject(ctx: Context, invitation_id: InvitationId) -> SubjectView:
    """Show who the session is about to whoever must say whether they know them; on record.

    SubjectHiddenError for who said not to come, or not to be able to say.
    """
    asked = await open_own_invitation(ctx, invitation_id)
    if not asked.invitation.shows_subject:
        raise SubjectHiddenError
    permit = await require_case(ctx, Action.VIEW_SESSION, asked.case)
    await ctx.record_seen(permit.sight(SeenPart.IDENTITY, invitation_id))
    identity = (await ctx.uow.cases.referral(asked.case.id)).identity
    return SubjectView(
        invitation=invitation_id,
        code=asked.case.code,
        name=identity.name,
        born_on=identity.born_on,
    )


async def record_telephone_answer(
    ctx: Context, running: SessionPermit, member: MemberId, answer: InvitationAnswer
) -> AnswerEffect:
    """Record what a partner said by telephone, on behalf of the invited member."""
    require_role(ctx, Action.OPEN_SESSION)
    running.permit.case_for(ctx, Action.CLOSE_SESSION)
    invitations = await ctx.uow.sessions.invitations(running.session.id)
    invitation = next((i for i in invitations if i.member == member), None)
    if invitation is None:
        raise NotFoundError
    asked = await open_for_another(ctx, running, invitation)
    answered = await _answer(ctx, asked, answer)
    await announce_invitation(ctx, answered.invitation)
    return answered.effect


async def list_deputies(ctx: Context, asked: InvitationPermit) -> tuple[Member, ...]:
    """Colleagues of the same organisation who may stand in, from our own list."""
    asked.check_own(ctx)
    await ctx.record_seen(_sight(asked.invitation))
    found = await _deputies(ctx, asked.invitation)
    return tuple((await ctx.uow.people.by_ids(found)).values())


async def name_deputy(ctx: Context, asked: InvitationPermit, deputy: MemberId) -> Member:
    """Give one's place to a colleague, who is invited; the actor leaves the session at once."""
    asked.check_own(ctx)
    among = await _deputies(ctx, asked.invitation)
    new = InvitationId(uuid4().hex)
    deputation = acute_invitation.form_deputation(asked.invitation, deputy, among, new, ctx.now)
    invitations = await ctx.uow.sessions.invitations(asked.session.id)
    dismissed = acute_invitation.find_dismissed(invitations, deputy)
    if dismissed:
        deputation = acute_invitation.name_again(deputation, dismissed)
    left = await leave_session(ctx, asked.session, deputation.left)
    await _record_answer(ctx, asked.case, left)
    await ask_instead(ctx, asked.case, deputation.deputy, is_again=dismissed is not None)
    await show_on_board(ctx, asked.session, left)
    return await ctx.uow.people.member(deputy)


async def list_invited(ctx: Context, running: SessionPermit) -> tuple[Member, ...]:
    """Members who have a place in a session, or lost it by an answer that can still be undone, for
    the director who talks to them.
    """
    running.permit.case_for(ctx, Action.CLOSE_SESSION)
    await ctx.record_seen(running.sight(SeenPart.CIRCLE))
    invitations = await ctx.uow.sessions.invitations(running.session.id)
    open_ids = [one.member for one in invitations if one.is_open or may_undo(one, ctx.now)]
    return tuple((await ctx.uow.people.by_ids(open_ids)).values())


async def _answer(
    ctx: Context, asked: InvitationPermit, answer: InvitationAnswer
) -> acute_invitation.Answered:
    if answer is InvitationAnswer.NOT_KNOWN:
        places = [seat_referrer(asked.case), *await ctx.uow.cases.circle(asked.case.id)]
        check_not_known(places, asked.invitation.member)
    answered = acute_invitation.apply_answer(asked.invitation, answer, ctx.now)
    if answered.effect is AnswerEffect.UNCHANGED:
        return answered
    saved = await ctx.uow.sessions.save_invitation(answered.invitation)
    await _record_answer(ctx, asked.case, saved)
    if answer is InvitationAnswer.NOT_KNOWN:
        # who does not know the subject loses an earlier place in the case too
        await let_leave(ctx, asked.case, saved.member, LeftReason.NOT_KNOWN)
    await end_silence(ctx, asked.session, saved)
    await announce_board(ctx, asked.session, f"{saved.id}:{saved.version}")
    await wake_room(ctx, asked.session.id)
    return replace(answered, invitation=saved)


async def _deputies(ctx: Context, invitation: Invitation) -> tuple[MemberId, ...]:
    invitations: Sequence[Invitation] = await ctx.uow.sessions.invitations(invitation.session)
    found = await find_speakers(ctx, invitation.organisation)
    speakers = await keep_reachable(ctx, invitation.session, found)
    return possible_deputies(invitation, speakers, invitations)


async def _record_answer(ctx: Context, case: Case, invitation: Invitation) -> None:
    spoken_for = None if invitation.member == ctx.actor.id else invitation.member
    event = AuditEvent.INVITATION_ANSWERED
    await ctx.record_said(event, case.id, invitation.id, spoken_for=spoken_for)


async def _view(
    ctx: Context, asked: InvitationPermit, invitation: Invitation, effect: AnswerEffect
) -> AnsweredView:
    asked.check_own(ctx)
    view = await form_invitation(ctx, invitation, asked.session, asked.case)
    if view is None:
        raise not_involved(Action.VIEW_SESSION, asked.case.id)
    await ctx.record_seen(_sight(invitation))
    return AnsweredView(invitation=view, effect=effect)
