"""Who hears what in the acute lane: always one member in their own chat, never a channel."""

from datetime import datetime

from domain.acute_invitation import Invitation
from domain.acute_session import Session, SessionState
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.house import House
from domain.identifiers import MemberId
from domain.member import Member, Role
from domain.notice import Notice, NoticeKind
from services.acute.views import DutyView
from services.calendar import calendar_of
from services.moment import Context
from services.ports import UnitOfWork


async def find_duty(ctx: Context) -> DutyView:
    """Find the process director of duty: now in duty hours, else at the next duty moment.

    A house that names no duty hours tells its director at once: a report never waits for nothing.
    """
    calendar, hours = calendar_of(ctx.house, ctx.now), ctx.house.duty.hours
    opens_at = calendar.next_duty_moment(ctx.now, hours) if hours else ctx.now
    return DutyView(
        director=await _director_at(ctx.uow, ctx.house, opens_at),
        is_duty_time=opens_at == ctx.now,
        opens_at=opens_at,
        crisis_numbers=ctx.house.crisis_numbers,
        emergency_text=ctx.house.emergency_text[ctx.actor.member.language],
    )


async def _director_at(uow: UnitOfWork, house: House, at: datetime) -> Member:
    """The rota, its deputy, the fallback, then any process director; who has lost the role since
    the rota was made is passed over.
    """
    today = calendar_of(house, at).local(at).date()
    period = await uow.rota.period_on(today)
    named = [period.member, period.deputy] if period else []
    order = [*named, house.duty.fallback]
    directors = await uow.people.role_holders(Role.PROCESS_DIRECTOR, today)
    ranked = sorted(directors, key=lambda one: order.index(one.id) if one.id in order else 99)
    return ranked[0] if ranked else await uow.people.member(house.duty.fallback)


async def announce_report(uow: UnitOfWork, session: Session) -> None:
    """Bring a report to the process director of duty, and keep that card up to date."""
    await uow.notices.announce(
        Notice(
            kind=NoticeKind.ACUTE_REPORT,
            subject=session.id,
            business_key=f"session:{session.id}:report:{session.version}",
            member=session.told,
            card=f"session:{session.id}:report",
            due_at=session.due_at,
        )
    )


async def announce_receipt(uow: UnitOfWork, session: Session) -> None:
    """Tell the reporter what happens to the report, on one card; that it is not acute comes as
    a new message.
    """
    is_edited = session.state is not SessionState.NOT_ACUTE
    await uow.notices.announce(
        Notice(
            kind=NoticeKind.ACUTE_RECEIPT,
            subject=session.id,
            business_key=f"session:{session.id}:receipt:{session.version}",
            member=session.reported_by,
            card=f"session:{session.id}:receipt" if is_edited else "",
        )
    )


async def announce_invitation(uow: UnitOfWork, invitation: Invitation) -> None:
    """Invite a member, or bring the invitation they have up to date."""
    await uow.notices.announce(
        Notice(
            kind=NoticeKind.INVITATION,
            subject=invitation.id,
            business_key=f"invitation:{invitation.id}:{invitation.version}",
            member=invitation.member,
            card=f"invitation:{invitation.id}",
        )
    )


async def announce_board(uow: UnitOfWork, session: Session, cause: str) -> None:
    """Bring the director's board up to date; ``cause`` names what changed it."""
    await uow.notices.announce(
        Notice(
            kind=NoticeKind.SESSION_BOARD,
            subject=session.id,
            business_key=f"session:{session.id}:board:{cause}",
            member=session.director,
            card=f"session:{session.id}:board",
        )
    )


async def announce_closed(uow: UnitOfWork, session: Session, attendee: MemberId) -> None:
    """Tell somebody who came that the agreements are there."""
    await uow.notices.announce(
        Notice(
            kind=NoticeKind.SESSION_CLOSED,
            subject=session.id,
            business_key=f"session:{session.id}:closed:{attendee}",
            member=attendee,
        )
    )


async def record(
    ctx: Context,
    event: AuditEvent,
    case: Case,
    subject: str,
    *,
    reason: AuditReason | None = AuditReason.ACUTE,
    on_behalf_of: MemberId | None = None,
) -> None:
    """Put a step of the acute lane on record."""
    await ctx.record(event, case.id, subject, reason=reason, on_behalf_of=on_behalf_of)


async def record_invitation(ctx: Context, case: Case, invitation: Invitation) -> None:
    """Put an invitation on record with its reason (necessity)."""
    reason = AuditReason(invitation.reason.value)
    await record(ctx, AuditEvent.INVITATION_SENT, case, invitation.id, reason=reason)
