"""A session is looked at and closed: agreements to their owners, and who is not needed any more
loses the session (product page §6.4 to §6.6).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain import acute_session as acute
from domain.access import Action
from domain.acute_invitation import Invitation, end_invitation
from domain.acute_session import Session, SessionState
from domain.agreed_action import ActionWish
from domain.audit import AuditEvent
from domain.case import Case
from domain.errors import NotFoundError
from domain.identifiers import SessionId
from domain.member import Member
from domain.minutes import is_blank
from domain.sight import SeenPart
from services.access import require_case
from services.acute.attendance import keep_owners, list_attending
from services.acute.board import BoardView, form_board
from services.acute.check import plan_checks
from services.acute.discussion import begin_session_minutes
from services.acute.escalation import end_chains
from services.acute.line import announce_line
from services.acute.notices import (
    announce_board,
    announce_closed,
    announce_invitation,
    announce_notes_ended,
    announce_receipt,
    record,
    wake_room,
)
from services.acute.permits import SessionPermit, open_to_close
from services.acute.report import moved_on
from services.acute.silence import refresh_nudges
from services.acute.turning_red import turn_red
from services.acute.views import OwnActionsView
from services.agreed_action import agree_action
from services.criteria import ask_criteria
from services.informing import ask_informing
from services.moment import Context, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedSession:
    """A session that was just closed, its case as it is now, whether that turned red by it, and
    whether there is a concept of minutes.
    """

    session: Session
    case: Case
    is_red: bool
    has_minutes: bool


async def view_board(ctx: Context, session_id: SessionId) -> BoardView:
    """Show the board of a session to whoever runs it."""
    permit = await open_to_close(ctx, session_id)
    await ctx.record_seen(permit.sight(SeenPart.BOARD))
    return await _form_board(ctx, permit.session, permit.case)


async def _form_board(ctx: Context, session: Session, case: Case) -> BoardView:
    board = await form_board(ctx, session, case)
    if board is None:
        raise NotFoundError
    return board


async def list_present(ctx: Context, permit: SessionPermit) -> tuple[Member, ...]:
    """Who can take on an agreement: who said to come, and the director."""
    permit.permit.case_for(ctx, Action.CLOSE_SESSION)
    await ctx.record_seen(permit.sight(SeenPart.CIRCLE))
    session = permit.session
    invitations = await ctx.uow.sessions.invitations(session.id)
    present = list_attending(session, invitations)
    return tuple((await ctx.uow.people.by_ids(present)).values())


async def close_session(
    ctx: Context, permit: SessionPermit, wishes: Sequence[ActionWish], red_because: str = ""
) -> ClosedSession:
    """Close a session with its agreements: owners keep the case, the others lose it. With a reason
    the case turns red, when there is somebody who must be there.

    SessionMovedOnError when it was closed before.
    """
    session, case = permit.session, permit.permit.case_for(ctx, Action.CLOSE_SESSION)
    if session.state is not SessionState.CONVENED:
        raise await moved_on(ctx, session)
    invitations = await ctx.uow.sessions.invitations(session.id)
    # nobody owes anything after a drill
    wishes = () if session.is_drill else wishes
    owners = {wish.owner for wish in wishes}
    closed = acute.mark_closed(session, owners, list_attending(session, invitations), ctx.now)
    owners |= {one.owner for one in await ctx.uow.agreed_actions.said_in(session.id)}
    for wish in wishes:
        await agree_action(ctx, case, replace(wish, said_in=session.id))
    saved = await ctx.uow.sessions.save(replace(closed, changed_by=ctx.actor.id))
    await record(ctx, AuditEvent.SESSION_CLOSED, case, session.id)
    await keep_owners(ctx, case, invitations, owners)
    await _end_invitations(ctx, saved, invitations)
    red = await turn_red(ctx, saved, case, owners, red_because) if red_because else None
    case = red or case
    said = await ctx.uow.discussions.newest(case.id, session.id) if not session.is_drill else None
    if said:
        await begin_session_minutes(ctx, replace(permit, session=saved), case, said)
    if not session.is_drill:
        await plan_checks(ctx, saved)
        await ask_criteria(ctx, case)
        await ask_informing(ctx, case, ctx.actor.id)
    await _tell_closed(ctx, saved)
    has_minutes = said is not None and not is_blank(said.text)
    return ClosedSession(session=saved, case=case, is_red=red is not None, has_minutes=has_minutes)


async def end_places(moment: Moment, closed: Session, invitations: Sequence[Invitation]) -> None:
    """End every invitation to a session that was closed, and tell everybody who had a part."""
    await _end_invitations(moment, closed, invitations)
    await _tell_closed(moment, closed)


async def _tell_closed(moment: Moment, closed: Session) -> None:
    await refresh_nudges(moment, await end_chains(moment, closed))
    await announce_board(moment, closed, "closed")
    await announce_notes_ended(moment, closed)
    await announce_line(moment, closed)
    await wake_room(moment, closed.id)
    await announce_receipt(moment, closed)


async def view_own_actions(ctx: Context, session_id: SessionId) -> OwnActionsView:
    """Show a member what they promised in a session: for a dialog only."""
    session = await ctx.uow.sessions.get(session_id)
    case = await ctx.uow.cases.get(session.case)
    permit = await require_case(ctx, Action.VIEW_SESSION, case)
    await ctx.record_seen(permit.sight(SeenPart.ACTIONS, session.id))
    agreed = await ctx.uow.agreed_actions.of_case(case.id)
    own = [one for one in agreed if (one.said_in, one.owner) == (session.id, ctx.actor.id)]
    return OwnActionsView(code=case.code, actions=tuple(own))


async def _end_invitations(
    moment: Moment, session: Session, invitations: Sequence[Invitation]
) -> None:
    for invitation in invitations:
        if invitation.is_open:
            saved = await moment.uow.sessions.save_invitation(end_invitation(invitation))
            await announce_invitation(moment, saved)
        if invitation.is_coming:
            await announce_closed(moment, session, invitation.member)
