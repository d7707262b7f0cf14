"""A reporter adds to the own acute report, for as long as something has to happen with it."""

from dataclasses import dataclass, replace

from domain.access import Action
from domain.acute_report import add_to_report
from domain.acute_session import NotInThisStepError, Session
from domain.audit import AuditEvent
from domain.identifiers import CaseCode, MemberId, SessionId
from domain.notice import NoticeKind
from services.access import HousePermit, not_involved, require
from services.acute.notices import list_report_cards, record
from services.acute.unsafe_number import warn_who_comes
from services.acute.views import AcuteReceiptView, show_receipt
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReport:
    """The actor's own report, under the code by which they know it."""

    permit: HousePermit
    session: Session
    code: CaseCode


async def open_own_report(ctx: Context, session_id: SessionId) -> OwnReport:
    """Take up the actor's own report to add to it; NotInThisStepError once it is over."""
    permit = require(ctx, Action.REPORT_ACUTE)
    session = await ctx.uow.sessions.get(session_id)
    if session.reported_by != ctx.actor.id:
        raise not_involved(Action.REPORT_ACUTE, session.case)
    if not session.is_open:
        raise NotInThisStepError
    code = session.named.code if session.named else (await ctx.uow.cases.get(session.case)).code
    return OwnReport(permit=permit, session=session, code=code)


async def view_receipt(ctx: Context, session_id: SessionId) -> AcuteReceiptView:
    """Show a reporter where the own report is, also when it is over."""
    require(ctx, Action.REPORT_ACUTE)
    view = await show_receipt(ctx, session_id, ctx.actor.member)
    if view is None:
        raise not_involved(Action.REPORT_ACUTE, None)
    return view


async def complete_report(ctx: Context, own: OwnReport, text: str, unsafe_number: str = "") -> None:
    """Add to a report; whoever answers for it, or was told of it, hears that there is more. Who
    comes is warned at once of a number that nobody may call.
    """
    own.permit.check(ctx, Action.REPORT_ACUTE)
    await add_to_kept_report(ctx, own.session, text, unsafe_number)


async def add_to_kept_report(
    ctx: Context, before: Session, text: str, unsafe_number: str = ""
) -> None:
    """Keep what is added to a report; once its session is over nobody is called for it."""
    told = await ctx.uow.sessions.report(before)
    report = add_to_report(told, text, ctx.now, unsafe_number)
    # two additions at once do not undo each other: the second is refused
    session = await ctx.uow.sessions.save(
        replace(before, has_unsafe_number=bool(report.unsafe_number))
    )
    await ctx.uow.sessions.keep_report(session, report)
    case = await ctx.uow.cases.get(session.case)
    await record(ctx, AuditEvent.ACUTE_ADDED_TO, case, session.id)
    if report.unsafe_number != told.unsafe_number:
        await warn_who_comes(ctx, session)
    if not session.is_open:
        return
    for member in await _list_readers(ctx, session):
        key = f"session:{session.id}:added:{session.version}:{member}"
        await ctx.tell(NoticeKind.ACUTE_REPORT, member, session.id, key)


async def _list_readers(ctx: Context, session: Session) -> list[MemberId]:
    """Its director; before there is one, whoever has the report. A manager knows only its code."""
    if session.director is not None:
        return [session.director]
    chains = await ctx.uow.escalations.of_session(session.id)
    told = [one.member for chain in chains for one in chain.told]
    cards = list_report_cards(session, chains)
    has_report = {one.member for one in cards if one.kind is NoticeKind.ACUTE_REPORT}
    return [one for one in dict.fromkeys(told) if one in has_report]
