"""A reporter withdraws the own report; who was told of it hears so once. When a session runs by
then, its process director decides whether that ends (product page §6.0).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.access import SHIELDED, Action, CaseState
from domain.acute_invitation import Invitation, InvitationAnswer, end_invitation
from domain.acute_session import NotInThisStepError, Session
from domain.acute_withdrawal import (
    explain_calling_off,
    explain_withdrawal,
    mark_called_off,
    may_call_off,
    withdraw,
)
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import CaseCode, InvitationId, MemberId, SessionId
from domain.lifecycle import move_on
from domain.member import Organisation
from domain.notice import NoticeKind
from domain.sight import SeenPart
from services.access import require
from services.acute.completion import OwnReport, open_own_report
from services.acute.escalation import announce_progress, end_chains
from services.acute.line import announce_line
from services.acute.notices import (
    announce_board,
    announce_invitation,
    announce_notes_ended,
    announce_receipt,
    list_report_cards,
    record,
    wake_room,
)
from services.acute.permits import SessionPermit, open_to_close
from services.acute.silence import refresh_nudges
from services.acute.views import SessionView, form_session
from services.moment import Context, Reading

_SAID_NO = frozenset({InvitationAnswer.CANNOT})
SHOWN_AFTER_END: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnView:
    """A report that was withdrawn, for a process director: a code and times. ``may_call_off`` while
    its session still runs.
    """

    session: SessionId
    code: CaseCode
    withdrawn_at: datetime | None
    may_call_off: bool


async def list_reports_of_own(ctx: Context) -> tuple[SessionView, ...]:
    """List where the actor's own reports are, until a week after they ended, but for a case that
    was closed; who directs one reads it with the others they answer for.
    """
    require(ctx, Action.VIEW_OWN)
    own = await ctx.uow.sessions.reported_by(ctx.actor.id, ctx.now - SHOWN_AFTER_END)
    shown = [one for one in own if one.director != ctx.actor.id and not one.is_drill]
    known = await ctx.uow.cases.known({one.case for one in shown}) if shown else ()
    cases = {one.id: one for one in known}
    return tuple(
        [
            await form_session(ctx, one, cases[one.case])
            for one in shown
            if one.case in cases and cases[one.case].state not in SHIELDED
        ]
    )


async def open_to_withdraw(ctx: Context, session_id: SessionId) -> OwnReport:
    """Take up the actor's own report to withdraw it; NotInThisStepError when it was withdrawn, or
    is over.
    """
    own = await open_own_report(ctx, session_id)
    if own.session.withdrawn_at is not None:
        raise NotInThisStepError
    return own


async def withdraw_report(ctx: Context, own: OwnReport, why: str) -> Session:
    """Withdraw the own report. Before a session is convened it ends at once; after that its process
    director hears it and decides. NotInThisStepError for a second time, or when it is over.
    """
    own.permit.check(ctx, Action.REPORT_ACUTE)
    report = explain_withdrawal(await ctx.uow.sessions.report(own.session), why)
    saved = await ctx.uow.sessions.save(withdraw(own.session, ctx.now))
    await ctx.uow.sessions.keep_report(saved, report)
    case = await ctx.uow.cases.get(saved.case)
    await record(ctx, AuditEvent.ACUTE_WITHDRAWN, case, saved.id)
    told = await (_leave_to_director if saved.is_open else _end_report)(ctx, saved, case)
    for member in dict.fromkeys(one for one in told if one != ctx.actor.id):
        key = f"session:{saved.id}:withdrawn:{member}"
        await ctx.tell(NoticeKind.ACUTE_WITHDRAWN, member, saved.id, key)
    return saved


async def open_to_call_off(ctx: Context, session_id: SessionId) -> SessionPermit:
    """Take up a session to call it off; NotInThisStepError unless its report was withdrawn."""
    running = await open_to_close(ctx, session_id)
    if not may_call_off(running.session):
        raise NotInThisStepError
    return running


async def call_off_session(
    ctx: Context, running: SessionPermit, why: str
) -> tuple[Organisation, ...]:
    """Call off a session of which the report was withdrawn: everybody who was invited loses it, and
    who did not say no hears so. The partners that were only called, for they must be called again.
    """
    case = running.permit.case_for(ctx, Action.CLOSE_SESSION)
    report = explain_calling_off(await ctx.uow.sessions.report(running.session), why)
    saved = await ctx.uow.sessions.save(mark_called_off(running.session, ctx.actor.id, ctx.now))
    await ctx.uow.sessions.keep_report(saved, report)
    await record(ctx, AuditEvent.SESSION_CALLED_OFF, case, saved.id)
    await _end_invitations(ctx, await ctx.uow.sessions.invitations(saved.id))
    await refresh_nudges(ctx, await end_chains(ctx, saved))
    await announce_board(ctx, saved, "called_off")
    await announce_notes_ended(ctx, saved)
    await announce_line(ctx, saved)
    await wake_room(ctx, saved.id)
    await announce_receipt(ctx, saved)
    await ctx.record_seen(running.sight(SeenPart.CIRCLE))
    return await _find_called(ctx, saved)


async def read_withdrawn(reading: Reading, session_id: SessionId) -> WithdrawnView:
    """Read what a process director hears of a report that was withdrawn."""
    session = await reading.uow.sessions.get(session_id)
    return WithdrawnView(
        session=session.id,
        code=(await reading.uow.cases.get(session.case)).code,
        withdrawn_at=session.withdrawn_at,
        may_call_off=may_call_off(session) and session.director == reading.recipient.id,
    )


async def read_called_off(reading: Reading, invitation_id: InvitationId) -> CaseCode:
    """Read what who was invited hears of a session that was called off: its code."""
    invitation = await reading.uow.sessions.invitation(invitation_id)
    return (await reading.uow.cases.get(invitation.case)).code


async def _leave_to_director(ctx: Context, session: Session, _case: Case) -> Sequence[MemberId]:
    await announce_receipt(ctx, session)
    await announce_board(ctx, session, "withdrawn")
    return [session.director] if session.director else []


async def _end_report(ctx: Context, session: Session, case: Case) -> Sequence[MemberId]:
    ended = await end_chains(ctx, session)
    await announce_progress(ctx, session, ended)
    if case.state is CaseState.UNIDENTIFIED:
        # a code of no case was named: nothing is left of which anybody knows whom it is about
        await ctx.uow.cases.save(move_on(case, CaseState.REPORT_WITHDRAWN, ctx.sign()))
    cards = list_report_cards(session, ended)
    # a manager reads it on the card that is there: who acts on a report hears it
    told = [one.member for one in cards if one.kind is not NoticeKind.ACUTE_WAITS]
    return [*told, *([session.director] if session.director else [])]


async def _end_invitations(ctx: Context, invitations: Sequence[Invitation]) -> None:
    for invitation in invitations:
        if not invitation.is_open:
            continue
        await announce_invitation(
            ctx, await ctx.uow.sessions.save_invitation(end_invitation(invitation))
        )
        if invitation.answer not in _SAID_NO:
            key = f"invitation:{invitation.id}:called_off"
            await ctx.tell(NoticeKind.SESSION_CALLED_OFF, invitation.member, invitation.id, key)


async def _find_called(ctx: Context, session: Session) -> tuple[Organisation, ...]:
    circle = await ctx.uow.sessions.circle(session)
    called = [one.organisation for one in circle.seats if one.member is None] if circle else []
    return tuple([await ctx.uow.people.organisation(one) for one in called])
