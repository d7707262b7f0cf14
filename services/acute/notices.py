"""Who hears what in the acute lane: always one member in their own chat, never a channel."""

from dataclasses import replace

from domain.acute_invitation import Invitation
from domain.acute_session import Session, SessionState
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.identifiers import InvitationId, MemberId, SessionId
from domain.notice import NoticeKind
from domain.timer import Timer, TimerKind
from services.acute.duty import find_duty_director
from services.moment import Context, Moment


async def announce_report(moment: Moment, session: Session) -> None:
    """Bring a report to the process director of duty and keep that card up to date; before their
    duty hour it waits for its timer.
    """
    if session.due_at > moment.now:
        waiting = Timer(kind=TimerKind.ACUTE_REPORT, subject=session.id, due_at=session.due_at)
        await moment.uow.timers.set(waiting)
        return
    await moment.tell(
        NoticeKind.ACUTE_REPORT,
        session.told,
        session.id,
        f"session:{session.id}:report:{session.version}",
        card=f"session:{session.id}:report:{session.told}",
    )


async def look_at_report(moment: Moment, session_id: str) -> None:
    """Bring a report to who is on duty by now: its timer calls this, and whoever finds that it was
    withheld from who was.
    """
    session = await moment.uow.sessions.get(SessionId(session_id))
    await announce_report(moment, await _hand_to_duty(moment, session))


async def _hand_to_duty(moment: Moment, session: Session) -> Session:
    """The rota may have changed since the report; the reporter reads who hears of it instead."""
    on_duty = (await find_duty_director(moment, session)).id
    if session.told == on_duty or session.state is not SessionState.REPORTED or session.director:
        return session
    saved = await moment.uow.sessions.save(replace(session, told=on_duty))
    await announce_receipt(moment, saved)
    return saved


async def announce_receipt(moment: Moment, session: Session) -> None:
    """Tell the reporter what happens to the report, on one card; that it is not acute comes as
    a new message.
    """
    is_edited = session.state is not SessionState.NOT_ACUTE
    await moment.tell(
        NoticeKind.ACUTE_RECEIPT,
        session.reported_by,
        session.id,
        f"session:{session.id}:receipt:{session.version}",
        card=f"session:{session.id}:receipt" if is_edited else "",
    )


async def announce_invitation(moment: Moment, invitation: Invitation) -> None:
    """Invite a member, or bring the invitation they have up to date."""
    await moment.tell(
        NoticeKind.INVITATION,
        invitation.member,
        invitation.id,
        f"invitation:{invitation.id}:{invitation.version}",
        card=f"invitation:{invitation.id}",
    )


async def announce_board(moment: Moment, session: Session, cause: str) -> None:
    """Bring the director's board up to date; ``cause`` names what changed it."""
    if session.director is None:
        return
    await moment.tell(
        NoticeKind.SESSION_BOARD,
        session.director,
        session.id,
        f"session:{session.id}:board:{cause}",
        card=f"session:{session.id}:board",
    )


async def announce_undelivered(moment: Moment, invitation_id: InvitationId, cause: str) -> None:
    """Show on the board that an invitation did not arrive in time, or not at all."""
    invitation = await moment.uow.sessions.invitation(invitation_id)
    session = await moment.uow.sessions.get(invitation.session)
    if session.is_open:
        await announce_board(moment, session, cause)


async def announce_closed(moment: Moment, session: Session, attendee: MemberId) -> None:
    """Tell somebody who came that the agreements are there."""
    key = f"session:{session.id}:closed:{attendee}"
    await moment.tell(NoticeKind.SESSION_CLOSED, attendee, session.id, key)


async def record(ctx: Context, event: AuditEvent, case: Case, subject: str) -> None:
    """Put a step of the acute lane on record, with the lane as its reason."""
    await ctx.record(event, case.id, subject, reason=AuditReason.ACUTE)


async def record_invitation(ctx: Context, case: Case, invitation: Invitation) -> None:
    """Put an invitation on record with its reason (necessity)."""
    reason = AuditReason(invitation.reason.value)
    await ctx.record(AuditEvent.INVITATION_SENT, case.id, invitation.id, reason=reason)
