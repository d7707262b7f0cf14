"""The acute reports and sessions of a case for who takes it along: each as far as its reader may
read it (product page §3a). A number that nobody may call stays with us.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.access import Action, Ground
from domain.acute_invitation import Invitation, InvitationAnswer
from domain.acute_report import AcuteReport
from domain.acute_session import AcuteTest, Session
from domain.policy import decide_access
from domain.sight import SeenPart
from services.access import Permit, require_case
from services.acute.permits import SessionPermit
from services.incorrect_reading import NO_MARKS, ReportMarks, read_report_marks
from services.moment import Context

_COORDINATE = frozenset({Ground.INFORMATION_COORDINATOR, Ground.PROCESS_DIRECTOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """A report and the session that came of it. ``report`` is None for who may not read it, or
    hears it in the session, ``test`` for who does not judge it; ``invitations`` are all of them for
    coordinators, else one's own; ``marks`` is what is called incorrect of the report.
    """

    session: Session
    report: AcuteReport | None
    test: AcuteTest | None
    invitations: tuple[Invitation, ...]
    marks: ReportMarks = NO_MARKS


async def read_session_records(ctx: Context, permit: Permit) -> tuple[SessionRecord, ...]:
    """Read the reports and sessions of a case that its reader may read something of, oldest first;
    on record as seen, part by part.
    """
    case = permit.case_for(ctx, Action.EXPORT_CASE)
    if not decide_access(Action.VIEW_SESSION, ctx.actor, permit.standing).is_allowed:
        return ()
    reading = await require_case(ctx, Action.VIEW_SESSION, case, standing=permit.standing)
    found = await ctx.uow.sessions.of_case(case.id)
    records = [await _read(ctx, reading, one) for one in found]
    return tuple(one for one in records if one)


async def _read(ctx: Context, permit: Permit, session: Session) -> SessionRecord | None:
    asked = await ctx.uow.sessions.invitations(session.id)
    if permit.ground is Ground.PROCESS_DIRECTOR:
        test = await ctx.uow.sessions.test(session)
        report = await ctx.uow.sessions.report(session)
        return await _show(ctx, permit, session, asked, _without_number(report), test)
    if permit.ground in _COORDINATE:
        return await _show(ctx, permit, session, [_without_ground(one) for one in asked])
    own = [one for one in asked if one.member == ctx.actor.id]
    if not own and session.reported_by != ctx.actor.id:
        return None
    return await _show(ctx, permit, session, own, await _find_report(ctx, session, own))


async def _find_report(
    ctx: Context, session: Session, own: Sequence[Invitation]
) -> AcuteReport | None:
    """What was reported, for who reported it, and for who comes when the reporter shares it."""
    is_own = session.reported_by == ctx.actor.id
    if not is_own and not any(one.is_coming for one in own):
        return None
    report = await ctx.uow.sessions.report(session)
    told = replace(_without_number(report), why_called_off="")
    return told if is_own or report.may_share else None


def _without_number(report: AcuteReport) -> AcuteReport:
    return replace(report, unsafe_number="")


def _without_ground(invitation: Invitation) -> Invitation:
    """That somebody does not say why they cannot come, a process director alone reads."""
    is_silent = invitation.answer is InvitationAnswer.CANNOT_SAY
    return replace(invitation, answer=InvitationAnswer.CANNOT) if is_silent else invitation


async def _show(
    ctx: Context,
    permit: Permit,
    session: Session,
    asked: Sequence[Invitation],
    report: AcuteReport | None = None,
    test: AcuteTest | None = None,
) -> SessionRecord:
    parts = {
        SeenPart.SESSION: True,
        SeenPart.REPORT: report is not None,
        SeenPart.INVITATION: bool(asked),
    }
    await ctx.record_seen(
        *(permit.sight(part, session.id) for part, is_shown in parts.items() if is_shown)
    )
    running = SessionPermit(permit=permit, session=session)
    return SessionRecord(
        session=session,
        report=report,
        test=test,
        invitations=tuple(asked),
        marks=await read_report_marks(ctx, running) if report else NO_MARKS,
    )
