"""An acute report reaches the process director of duty: report, wait visibly, take, read.

The house is no emergency service: the reporter is told whom to call first (product page §6.1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final
from uuid import uuid4

from domain import acute_session as acute
from domain.access import Action, CaseState, Ground
from domain.acute_circle import CircleDecision
from domain.acute_report import AcuteReport, check_report
from domain.acute_session import CodeMatch, NamedCode, Session, SessionState, match_code
from domain.audit import AuditEvent
from domain.case import Case
from domain.errors import AlreadyDoneError, NotFoundError
from domain.identifiers import CaseCode, CaseId, OrganisationId, SessionId
from domain.policy import may_ever
from domain.referral import Aim, Identity, Referral
from domain.sight import SeenPart, Sight
from services.access import (
    HousePermit,
    Permit,
    read_code,
    require,
    require_case,
    require_role,
)
from services.acute.check import note_acute_again
from services.acute.duty import find_duty
from services.acute.escalation import (
    announce_progress,
    begin_judgement_chain,
    begin_report_chain,
    end_chains,
    list_told,
)
from services.acute.notices import announce_receipt, record
from services.acute.permits import (
    SessionPermit,
    check_director,
    open_for_director,
    require_director,
)
from services.acute.views import (
    DutyView,
    ReportSummary,
    SessionView,
    form_session,
    form_summary,
)
from services.calendar import write_moment
from services.incorrect_reading import NO_MARKS, ReportMarks, read_report_marks
from services.moment import Context
from services.referral import open_case

# the only role that may ever open a session
_DIRECTS: Final = Ground.PROCESS_DIRECTOR


class SessionMovedOnError(AlreadyDoneError):
    """Somebody was before you."""

    text_key: ClassVar[str] = "acute.moved_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A report that is still to be written: ``case`` is reserved for a subject who is not known
    yet, ``code`` is the one that was named beforehand, empty when none was.
    """

    case: CaseId
    permit: HousePermit
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCase:
    """The report is about a case that the reporter knows by this code, whatever it stands for."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubject:
    """The report is about somebody the house does not know yet."""

    identity: Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report with its story and identity, and once its circle was asked who was and who was not,
    with the names of the organisations: for a dialog only.
    """

    session: SessionView
    report: AcuteReport
    identity: Identity
    circle: CircleDecision | None = None
    organisations: Mapping[OrganisationId, str] = field(default_factory=dict)
    marks: ReportMarks = NO_MARKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A report that is on its way, and who hears of it when."""

    session: SessionView
    duty: DutyView


async def view_duty(ctx: Context) -> DutyView:
    """Show whom to call, before anything is asked and to whoever has a part in the lane."""
    require_role(ctx, Action.VIEW_SESSION)
    return await find_duty(ctx)


async def begin_report(ctx: Context, code: str = "") -> NewReport:
    """Reserve a case, so that what is typed is under its own key from the start."""
    permit = require(ctx, Action.REPORT_ACUTE)
    return NewReport(case=await ctx.uow.cases.reserve(), permit=permit, code=code)


def resume_report(ctx: Context, case_id: CaseId) -> NewReport:
    """Take up a report for which a case was reserved before."""
    return NewReport(case=case_id, permit=require(ctx, Action.REPORT_ACUTE))


async def report_acute(
    ctx: Context, new: NewReport, report: AcuteReport, about: KnownCase | NewSubject
) -> Reported:
    """Bring an acute report to the process director of duty; outside duty hours it waits for the
    next duty moment. Somebody not known yet gets a case with a submitted referral.

    A code is never refused: of an open case it is about that case, whoever reports; any other code
    gets a case of its own. What it was, the director reads and the reporter does not.
    """
    new.permit.check(ctx, Action.REPORT_ACUTE)
    checked = check_report(report)
    case, named = await _case_about(ctx, new, checked, about)
    duty = await find_duty(ctx)
    session = await _add_session(ctx, case, checked, duty, named)
    await begin_report_chain(ctx, session)
    await announce_receipt(ctx, session)
    return Reported(session=await form_session(ctx, session, case), duty=duty)


async def open_case_for_director(ctx: Context, case_id: CaseId) -> Permit:
    """Take up a case on which the actor may open a session."""
    return await require_director(ctx, await ctx.uow.cases.get(case_id))


async def open_session(ctx: Context, permit: Permit, report: AcuteReport) -> SessionView:
    """Open a session on an existing case as its process director: reported and taken at once. The
    permit is one of ``require_director``, for a case that may still become acute.
    """
    case = permit.case_for(ctx, Action.OPEN_SESSION)
    duty = replace(await find_duty(ctx), director=ctx.actor.member, opens_at=ctx.now)
    session = await _add_session(ctx, case, check_report(report), duty)
    taken = await _take(ctx, SessionPermit(permit=permit, session=session))
    return await form_session(ctx, taken, case)


async def find_case_for_director(ctx: Context, code: str) -> Permit:
    """Find a case on which the actor may open a session."""
    return await require_director(ctx, await ctx.uow.cases.by_code(read_code(code)))


async def list_open_sessions(ctx: Context) -> tuple[SessionView, ...]:
    """List what waits for a process director, oldest first."""
    require_role(ctx, Action.OPEN_SESSION)
    waiting = await ctx.uow.sessions.open_sessions()
    if not waiting:
        await ctx.record_seen(Sight(part=SeenPart.SESSION, ground=_DIRECTS))
    return await _show_all(ctx, waiting)


async def list_sessions_in_charge(ctx: Context) -> tuple[SessionView, ...]:
    """List the reports and sessions that the actor took, or was told of and nobody took yet."""
    if not may_ever(Action.OPEN_SESSION, ctx.actor):
        return ()
    running = await ctx.uow.sessions.open_sessions()
    told = await list_told(ctx) if any(one.director is None for one in running) else ()
    own = [
        one
        for one in running
        if (one.director or one.told) == ctx.actor.id or (one.director is None and one.id in told)
    ]
    return await _show_all(ctx, own)


async def _show_all(ctx: Context, sessions: Sequence[Session]) -> tuple[SessionView, ...]:
    await ctx.record_seen(
        *(
            Sight(part=SeenPart.SESSION, ground=_DIRECTS, case_id=one.case, subject=one.id)
            for one in sessions
        )
    )
    return tuple(
        [await form_session(ctx, one, await ctx.uow.cases.get(one.case)) for one in sessions]
    )


async def find_session(ctx: Context, permit: Permit) -> ReportSummary | None:
    """Find the first report or session that runs on a case, else the last one that did; None when
    there was none.
    """
    case = check_director(ctx, permit)
    found = await ctx.uow.sessions.of_case(case.id)
    chosen = next((one for one in found if one.is_open), found[-1] if found else None)
    if chosen is None:
        return None
    return await _show_summary(ctx, SessionPermit(permit=permit, session=chosen))


async def view_session(ctx: Context, session_id: SessionId) -> ReportSummary:
    """Show a process director where a report or session is, without its story."""
    return await _show_summary(ctx, await open_for_director(ctx, session_id))


async def take_report(ctx: Context, session_id: SessionId) -> ReportSummary:
    """Make the actor answerable for a report. SessionMovedOnError when somebody already is."""
    permit = await open_for_director(ctx, session_id)
    taken = await _take(ctx, permit)
    return await _show_summary(ctx, replace(permit, session=taken))


async def _show_summary(ctx: Context, permit: SessionPermit) -> ReportSummary:
    await ctx.record_seen(permit.sight(SeenPart.SESSION))
    return await form_summary(ctx, permit.session, permit.case)


async def _take(ctx: Context, permit: SessionPermit) -> Session:
    session, case = permit.session, permit.case
    if session.director is not None or session.state is not SessionState.REPORTED:
        raise await moved_on(ctx, session)
    saved = await ctx.uow.sessions.save(acute.mark_taken(session, ctx.actor.id, ctx.now))
    await record(ctx, AuditEvent.DECIDED, case, session.id)
    await announce_progress(ctx, saved, await end_chains(ctx, saved))
    await begin_judgement_chain(ctx, saved)
    return saved


async def reveal_report(ctx: Context, session_id: SessionId) -> ReportView:
    """Read the story and who it is about; on record as revealing an identity."""
    permit = await open_for_director(ctx, session_id)
    session, case = permit.session, permit.case
    revealed = await require_case(ctx, Action.REVEAL_IDENTITY, case)
    await ctx.record_seen(
        revealed.sight(SeenPart.IDENTITY, session.id), revealed.sight(SeenPart.REPORT, session.id)
    )
    circle = await _read_circle(ctx, permit)
    organisations = await ctx.uow.people.organisations() if circle else ()
    return ReportView(
        session=await form_session(ctx, session, case),
        report=await ctx.uow.sessions.report(session),
        marks=await read_report_marks(ctx, permit),
        identity=(await ctx.uow.cases.referral(case.id)).identity,
        circle=circle,
        organisations={one.id: one.name for one in organisations},
    )


async def _read_circle(ctx: Context, permit: SessionPermit) -> CircleDecision | None:
    """Who was asked and who was not; before that there is nothing to read."""
    if permit.session.gathering is None:
        return None
    circle = await ctx.uow.sessions.circle(permit.session)
    if circle is not None:
        await ctx.record_seen(permit.sight(SeenPart.CIRCLE))
    return circle


async def moved_on(ctx: Context, session: Session) -> SessionMovedOnError:
    """Say who was first, and when."""
    first = await ctx.uow.people.member(session.changed_by)
    return SessionMovedOnError(name=first.name, at=write_moment(ctx.house, session.changed_at))


async def _case_about(
    ctx: Context, new: NewReport, report: AcuteReport, about: KnownCase | NewSubject
) -> tuple[Case, NamedCode | None]:
    if isinstance(about, NewSubject):
        return await open_case(ctx, new.case, _form_referral(about.identity, report)), None
    code = read_code(about.code)
    case, match = await _find_open_case(ctx, code)
    if case is None:
        nobody = _form_referral(Identity(name=""), report)
        case = await open_case(ctx, new.case, nobody, CaseState.UNIDENTIFIED)
    return case, NamedCode(code=code, match=match)


def _form_referral(identity: Identity, report: AcuteReport) -> Referral:
    return Referral(identity=identity, why_now=report.happening, aim=Aim.COORDINATE, criteria=())


async def _find_open_case(ctx: Context, code: CaseCode) -> tuple[Case | None, CodeMatch]:
    """Find the case that a report may go on with, and what the code is to who named it."""
    case = await _find_known(ctx, code)
    if case is None:
        return None, CodeMatch.UNKNOWN
    involvement = await ctx.uow.cases.involvement(case.id, ctx.actor.id)
    match = match_code(case.state, involvement)
    is_found = match in {CodeMatch.INVOLVED, CodeMatch.NOT_INVOLVED}
    return (case if is_found else None), match


async def _find_known(ctx: Context, code: CaseCode) -> Case | None:
    """The case of a code, also of one that it had before it was merged: who reports it goes on
    knowing the code they named.
    """
    try:
        return await ctx.uow.cases.by_code(code)
    except NotFoundError:
        former = await ctx.uow.merges.named(code)
        return await ctx.uow.cases.get(former.case) if former else None


async def add_drill(ctx: Context, case: Case, report: AcuteReport, known_as: SessionId) -> Session:
    """Bring a report about nobody to who is on duty and takes part in drills."""
    session = await _add_session(ctx, case, report, await find_duty(ctx), known_as=known_as)
    await begin_report_chain(ctx, session)
    await announce_receipt(ctx, session)
    return session


async def _add_session(
    ctx: Context,
    case: Case,
    report: AcuteReport,
    duty: DutyView,
    named: NamedCode | None = None,
    known_as: SessionId | None = None,
) -> Session:
    session = Session(
        id=known_as or SessionId(uuid4().hex),
        case=case.id,
        state=SessionState.REPORTED,
        version=1,
        reported_by=ctx.actor.id,
        reported_at=ctx.now,
        due_at=duty.opens_at,
        told=duty.director.id,
        changed_by=ctx.actor.id,
        changed_at=ctx.now,
        named=named,
        has_unsafe_number=bool(report.unsafe_number),
    )
    await ctx.uow.sessions.add(session, report)
    await note_acute_again(ctx, case.id)
    await record(ctx, AuditEvent.ACUTE_REPORTED, case, session.id)
    return session
