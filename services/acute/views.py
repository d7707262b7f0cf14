"""What may be shown of an acute session, and to whom: read when it is sent, from the newest state.

No view for a chat holds a name, address or story of the subject; those are for a dialog
only.
"""

from dataclasses import dataclass
from datetime import date, datetime

from domain.acute_circle import InviteReason, Proposal
from domain.acute_invitation import (
    Invitation,
    InvitationAnswer,
    InvitationState,
)
from domain.acute_report import NeededBy
from domain.acute_session import (
    OPEN_SESSION_STATES,
    Gathering,
    NamedCode,
    Session,
    SessionState,
)
from domain.acute_undo import find_undo_until
from domain.agreed_action import AgreedAction
from domain.case import Case
from domain.escalation import Chain, ChainKind, identify_chain
from domain.house import CrisisNumber
from domain.identifiers import (
    CaseCode,
    CaseId,
    InvitationId,
    SessionId,
)
from domain.member import Member
from services.acute.unsafe_number import find_unsafe_number, hide_number_of
from services.moment import Moment, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyView:
    """Who is process director of duty, now or at the next duty moment (``opens_at``)."""

    director: Member
    is_duty_time: bool
    opens_at: datetime
    crisis_numbers: tuple[CrisisNumber, ...]
    emergency_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """Where a report or session is, without its content. What the named code matched is for
    process directors only.
    """

    id: SessionId
    case: CaseId
    code: CaseCode
    state: SessionState
    version: int
    reported_at: datetime
    due_at: datetime
    reporter: Member
    reporting_organisation: str
    director: Member | None
    gathering: Gathering | None
    named: NamedCode | None
    withdrawn_at: datetime | None = None
    has_unsafe_number: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether something still has to happen."""
        return self.state in OPEN_SESSION_STATES

    @property
    def is_waiting(self) -> bool:
        """Tell whether no process director took this report yet."""
        return self.state is SessionState.REPORTED and self.director is None

    @property
    def reported_code(self) -> CaseCode:
        """The code as its reporter knows it: the one they named, else that of the new case."""
        return self.named.code if self.named else self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSummary:
    """A report as its director sees it in the chat: where it is, how many signals apply and how
    soon somebody is needed. No story.
    """

    session: SessionView
    signals: int
    needed_by: NeededBy
    added: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteReceiptView:
    """What a reporter hears: where the report is, whom to call while it waits. ``also_told`` heard
    of it because nobody before them took it; ``is_unanswered`` when everybody did.
    """

    session: SessionView
    told: Member
    crisis_numbers: tuple[CrisisNumber, ...]
    emergency_text: str
    also_told: tuple[Member, ...] = ()
    is_unanswered: bool = False

    @property
    def is_waiting(self) -> bool:
        """Tell whether the report waits for the next duty hour."""
        is_reported = self.session.state is SessionState.REPORTED
        was_late = self.session.due_at > self.session.reported_at
        return is_reported and was_late and not (self.also_told or self.is_unanswered)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectView:
    """Who a session is about, for an invited partner: for a dialog only. No address, no story."""

    invitation: InvitationId
    code: CaseCode
    name: str
    born_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalView:
    """One proposed partner with names and every reason."""

    proposal: Proposal
    organisation: str
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView:
    """An invitation as its member sees it. ``has_unsafe_number`` is for who comes: the report names
    a number that nobody may call.
    """

    id: InvitationId
    code: CaseCode
    version: int
    reason: InviteReason
    state: InvitationState
    session_state: SessionState
    answer: InvitationAnswer | None
    gathering: Gathering
    director: Member
    stands_in_for: str
    shows_subject: bool
    undo_until: datetime | None = None
    has_unsafe_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedView:
    """What somebody who came hears of a closed session: how many actions are theirs."""

    session: SessionId
    code: CaseCode
    own_actions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnActionsView:
    """One member's own actions: for a dialog only."""

    code: CaseCode
    actions: tuple[AgreedAction, ...]


async def read_summary(reading: Reading, session_id: SessionId) -> ReportSummary:
    """Read what the process director of duty is sent of a report."""
    session = await reading.uow.sessions.get(session_id)
    return await form_summary(reading, session, await reading.uow.cases.get(session.case))


async def read_acute_receipt(reading: Reading, session_id: SessionId) -> AcuteReceiptView | None:
    """Read what the reporter hears; None for anybody else."""
    return await show_receipt(reading, session_id, reading.recipient)


async def show_receipt(
    moment: Moment, session_id: SessionId, reader: Member
) -> AcuteReceiptView | None:
    """Show a reporter where the report is; None for anybody else."""
    session = await moment.uow.sessions.get(session_id)
    if session.reported_by != reader.id:
        return None
    case = await moment.uow.cases.get(session.case)
    chain = await _find_waiting_chain(moment, session)
    others = [one.member for one in chain.told if one.member != session.told] if chain else []
    told = await moment.uow.people.by_ids(list(dict.fromkeys([session.told, *others])))
    unsafe = await find_unsafe_number(moment, session)
    first, *rest = (hide_number_of(unsafe, one) for one in told.values())
    return AcuteReceiptView(
        session=await form_session(moment, session, case),
        told=first,
        also_told=tuple(rest),
        is_unanswered=bool(chain and chain.is_exhausted),
        crisis_numbers=moment.house.crisis_numbers,
        emergency_text=moment.house.emergency_text[reader.language],
    )


async def _find_waiting_chain(moment: Moment, session: Session) -> Chain | None:
    """Whom a report came to that nobody took yet."""
    if session.state is not SessionState.REPORTED or session.director is not None:
        return None
    return await moment.uow.escalations.find(identify_chain(ChainKind.REPORT, session.id))


async def form_summary(moment: Moment, session: Session, case: Case) -> ReportSummary:
    """Form the summary of a report; this opens what was reported."""
    report = await moment.uow.sessions.report(session)
    return ReportSummary(
        session=await form_session(moment, session, case),
        signals=len(report.signals),
        needed_by=report.needed_by,
        added=len(report.added),
    )


async def form_session(moment: Moment, session: Session, case: Case) -> SessionView:
    """Form the view of a session of a case; this opens nothing sealed, unless the report names a
    number that nobody may call.
    """
    unsafe = await find_unsafe_number(moment, session)
    reporter = await moment.uow.people.member(session.reported_by)
    organisation = await moment.uow.people.organisation(reporter.organisation)
    director = await moment.uow.people.member(session.director) if session.director else None
    return SessionView(
        id=session.id,
        case=case.id,
        code=case.code,
        state=session.state,
        version=session.version,
        reported_at=session.reported_at,
        due_at=session.due_at,
        reporter=hide_number_of(unsafe, reporter),
        reporting_organisation=organisation.name,
        director=hide_number_of(unsafe, director) if director else None,
        gathering=session.gathering,
        named=session.named,
        withdrawn_at=session.withdrawn_at,
        has_unsafe_number=session.has_unsafe_number,
    )


async def read_invitation(reading: Reading, invitation_id: InvitationId) -> InvitationView | None:
    """Read an invitation for the one it is for; None for anybody else."""
    invitation = await reading.uow.sessions.invitation(invitation_id)
    return await show_invitation(reading, invitation, reading.recipient)


async def show_invitation(
    moment: Moment, invitation: Invitation, reader: Member
) -> InvitationView | None:
    """Show an invitation to the one it is for; None for anybody else."""
    if not invitation.is_for(reader):
        return None
    session = await moment.uow.sessions.get(invitation.session)
    case = await moment.uow.cases.get(invitation.case)
    return await form_invitation(moment, invitation, session, case)


async def form_invitation(
    moment: Moment, invitation: Invitation, session: Session, case: Case
) -> InvitationView | None:
    """Form the view of an invitation; None while its session has no director, time and place."""
    if session.gathering is None or session.director is None:
        return None
    unsafe = await find_unsafe_number(moment, session)
    director = await moment.uow.people.member(session.director)
    return InvitationView(
        id=invitation.id,
        code=case.code,
        version=invitation.version,
        reason=invitation.reason,
        state=invitation.state,
        session_state=session.state,
        answer=invitation.answer,
        gathering=session.gathering,
        director=hide_number_of(unsafe, director),
        stands_in_for=await _replaced(moment, invitation),
        shows_subject=invitation.shows_subject,
        undo_until=_undo_until(moment, invitation, session),
        has_unsafe_number=session.has_unsafe_number and invitation.is_coming,
    )


def _undo_until(moment: Moment, invitation: Invitation, session: Session) -> datetime | None:
    until = find_undo_until(invitation) if session.state is SessionState.CONVENED else None
    return until if until and moment.now < until else None


async def _replaced(moment: Moment, invitation: Invitation) -> str:
    if invitation.replaces is None:
        return ""
    before = await moment.uow.sessions.invitation(invitation.replaces)
    return (await moment.uow.people.member(before.member)).name


async def read_closed(reading: Reading, session_id: SessionId) -> ClosedView | None:
    """Read what a member hears of a closed session."""
    session = await reading.uow.sessions.get(session_id)
    if session.state is not SessionState.CLOSED:
        return None
    actions = await reading.uow.agreed_actions.said_in(session.id)
    return ClosedView(
        session=session.id,
        code=(await reading.uow.cases.get(session.case)).code,
        own_actions=sum(action.owner == reading.recipient.id for action in actions),
    )
