"""What was reported is for who comes, as far as its reporter allows (product page §3a)."""

from dataclasses import dataclass

from domain.access import Action
from domain.acute_invitation import ReportHiddenError
from domain.acute_report import AcuteReport
from domain.identifiers import CaseCode, InvitationId
from domain.sight import SeenPart
from services.access import require_case
from services.acute.permits import SessionPermit, open_own_invitation
from services.incorrect_reading import NO_MARKS, ReportMarks, read_report_marks
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldView:
    """What was reported, for a dialog only; None when its reporter tells it in the session. Which
    number nobody may call is read all the same: whoever calls it may bring somebody in danger.
    """

    invitation: InvitationId
    code: CaseCode
    report: AcuteReport | None
    unsafe_number: str = ""
    marks: ReportMarks = NO_MARKS


async def view_told(ctx: Context, invitation_id: InvitationId) -> ToldView:
    """Show a member who comes what was reported, if its reporter allows; on record.

    ReportHiddenError for everybody who was invited and did not say to come.
    """
    asked = await open_own_invitation(ctx, invitation_id)
    if not asked.invitation.is_coming:
        raise ReportHiddenError
    permit = await require_case(ctx, Action.VIEW_SESSION, asked.case)
    running = SessionPermit(permit=permit, session=asked.session)
    report = await ctx.uow.sessions.report(asked.session)
    if report.may_share or report.unsafe_number:
        await ctx.record_seen(permit.sight(SeenPart.REPORT, invitation_id))
    return ToldView(
        invitation=invitation_id,
        code=asked.case.code,
        report=report if report.may_share else None,
        unsafe_number=report.unsafe_number,
        marks=await read_report_marks(ctx, running) if report.may_share else NO_MARKS,
    )
