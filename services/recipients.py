"""The door of sending: who is sent a message is asked about to the read policy at that moment, for
every kind (product page, principle 10). What is about another member is not theirs either.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.access import Access, Action, CaseState, Involvement, Refusal, Standing
from domain.acute_check import AcuteCheckId
from domain.acute_invitation import Invitation, InvitationAnswer
from domain.acute_session import BEFORE_TEST, MAY_BECOME_ACUTE, Session, SessionState
from domain.clearance import CLEARANCES, Concerning
from domain.consult import ConsultId
from domain.drill import is_drill
from domain.duty_change import DutyChangeId
from domain.duty_gap import DutyGapId
from domain.duty_swap import DutySwapId
from domain.escalation import Chain, Whom
from domain.identifiers import (
    AttendanceRequestId,
    CaseId,
    InvitationId,
    MarkId,
    MeetingId,
    SessionId,
    StandInId,
)
from domain.notice import PrivateNotice
from domain.policy import decide_access
from domain.sitting import Sitting
from services.access import RefusedError
from services.acute.duty import list_duty_directors
from services.acute.reach import keep_reachable
from services.acute.silence import is_silent
from services.agenda.calendars import find_calendar_hours
from services.agenda.views import read_own_times
from services.attendance_request import may_answer_request
from services.consult import is_consult_of
from services.duty_change import read_duty_change
from services.enquiry_answer import has_due_enquiry
from services.incorrect_at_once import hears_of_mark, read_marked_report
from services.moment import Reading
from services.takeover_rows import read_takeover_asked


class NotSentError(RefusedError):
    """This message is not for its recipient now. ``is_superseded`` when only what it was about has
    moved on; otherwise the recipient lost the right to it.
    """

    @property
    def is_superseded(self) -> bool:
        """Tell whether nobody lost anything."""
        return self.access.refusal is Refusal.NOT_IN_THIS_STATE


async def require_recipient(reading: Reading, notice: PrivateNotice, *, is_posted: bool) -> None:
    """Refuse a message that its recipient may not have now; ``is_posted`` when its card is with
    the recipient already, and is only brought up to date. Raises NotSentError.
    """
    clearance = CLEARANCES[notice.kind]
    asked = _Asked(action=clearance.action, subject=notice.subject, is_posted=is_posted)
    refusal = await _ask_of_drill(reading, clearance.concerning, asked)
    refusal = refusal or await _ASKS[clearance.concerning](reading, asked)
    if refusal is not None:
        raise NotSentError(Access(action=asked.action, refusal=refusal))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The action the policy is asked, what the message is about, and whether its card is there."""

    action: Action
    subject: str
    is_posted: bool


_Ask = Callable[[Reading, _Asked], Awaitable[Refusal | None]]


async def _ask(
    reading: Reading, action: Action, standing: Standing | None = None
) -> Refusal | None:
    actor = await reading.form_actor(reading.recipient)
    return decide_access(action, actor, standing).refusal


async def _stand(reading: Reading, case_id: CaseId) -> Standing:
    case = await reading.uow.cases.get(case_id)
    involvement = await reading.uow.cases.involvement(case_id, reading.recipient.id)
    return Standing(involvement=involvement, state=case.state)


async def _ask_of_house(reading: Reading, asked: _Asked) -> Refusal | None:
    return await _ask(reading, asked.action)


async def _ask_of_case(reading: Reading, asked: _Asked) -> Refusal | None:
    return await _ask(reading, asked.action, await _stand(reading, CaseId(asked.subject)))


async def _ask_of_meeting(reading: Reading, asked: _Asked) -> Refusal | None:
    """Who is needed for nothing any more, having left the circle of a case, lost the right."""
    refusal = await _ask(reading, asked.action)
    if refusal is not None or not await _left_a_circle(reading, MeetingId(asked.subject)):
        return refusal
    own = await read_own_times(reading, MeetingId(asked.subject))
    return None if own else Refusal.NOT_INVOLVED


async def _ask_of_taken_card(_reading: Reading, asked: _Asked) -> Refusal | None:
    """It takes the place of what is there; where nothing is there is nothing to say."""
    return None if asked.is_posted else Refusal.NOT_IN_THIS_STATE


async def _ask_of_calendar(reading: Reading, asked: _Asked) -> Refusal | None:
    """What is in a calendar already is only brought up to date, or ended."""
    if asked.is_posted:
        return None
    refusal = await _ask_of_meeting(reading, asked)
    if refusal is not None:
        return refusal
    hours = await find_calendar_hours(reading, MeetingId(asked.subject))
    return None if hours else Refusal.NOT_IN_THIS_STATE


async def _left_a_circle(reading: Reading, meeting_id: MeetingId) -> bool:
    agenda = await reading.uow.meetings.agenda(meeting_id)
    cases = [item.case for item in agenda.items] if agenda else []
    stands = await reading.uow.cases.involvements(cases, reading.recipient.id)
    return Involvement.FORMER in stands.values()


async def _ask_of_report(reading: Reading, asked: _Asked) -> Refusal | None:
    """A report is for who may judge it; a new one only for who is on duty, or who took it."""
    session = await reading.uow.sessions.get(SessionId(asked.subject))
    standing = await _stand(reading, session.case)
    # the policy is asked for what comes after the purpose test, as for who opens a report
    action = Action.OPEN_SESSION if standing.state in MAY_BECOME_ACUTE else Action.CLOSE_SESSION
    before = standing.state in BEFORE_TEST
    state = CaseState.PURPOSE_TESTED if before else standing.state
    stands = Standing(involvement=standing.involvement, state=state)
    refusal = await _ask(reading, action, stands)
    if refusal is not None or asked.is_posted or session.director == reading.recipient.id:
        return refusal
    chains = await _chains_that_told(reading, session.id)
    if session.state is not SessionState.REPORTED or not (chains or session.director is None):
        return Refusal.NOT_IN_THIS_STATE
    is_deputy = any(reading.recipient.id in chain.told_by(Whom.DEPUTY) for chain in chains)
    named = await list_duty_directors(reading, session)
    is_named = reading.recipient.id in (named if is_deputy else named[:1])
    return None if is_named else Refusal.NOT_INVOLVED


async def _chains_that_told(reading: Reading, session: SessionId) -> Sequence[Chain]:
    """The chains that wait, and came to this recipient."""
    return [
        chain
        for chain in await reading.uow.escalations.of_session(session)
        if chain.is_open and reading.recipient.id in {one.member for one in chain.told}
    ]


async def _ask_of_escalation(reading: Reading, asked: _Asked) -> Refusal | None:
    """That a report waits is told as long as it does, and to whom its chain came."""
    is_told = await _chains_that_told(reading, SessionId(asked.subject))
    return await _ask_while(reading, asked, is_told)


async def _ask_of_drill(reading: Reading, concerning: Concerning, asked: _Asked) -> Refusal | None:
    """A drill is for who agreed to it, up to the moment of sending; a card that is there already is
    brought to its end.
    """
    if not is_drill(asked.subject) or asked.is_posted:
        return None
    session = asked.subject
    if concerning in {Concerning.INVITATION, Concerning.SILENCE}:
        session = (await reading.uow.sessions.invitation(InvitationId(session))).session
    reached = await keep_reachable(reading, session, [reading.recipient.id])
    return None if reached else Refusal.NOT_INVOLVED


async def _ask_of_receipt(reading: Reading, asked: _Asked) -> Refusal | None:
    """A receipt is about one's own report, whatever case that turned out to be about."""
    session = await reading.uow.sessions.get(SessionId(asked.subject))
    if session.reported_by != reading.recipient.id:
        return Refusal.NOT_INVOLVED
    # a director who starts a drill need not be somebody who reports
    action = Action.RUN_DRILL if session.is_drill else asked.action
    return await _ask(reading, action)


async def _ask_of_invitation(reading: Reading, asked: _Asked) -> Refusal | None:
    """Of an invitation that is over, nothing is sent; on a card that is there already it only
    takes away what the card showed.
    """
    invitation = await reading.uow.sessions.invitation(InvitationId(asked.subject))
    if not _is_of_recipient(reading, invitation):
        return Refusal.NOT_INVOLVED
    if not invitation.is_open:
        return None if asked.is_posted else Refusal.NOT_INVOLVED
    return await _ask(reading, asked.action, await _stand(reading, invitation.case))


def _is_of_recipient(reading: Reading, invitation: Invitation) -> bool:
    """Whoever works for another organisation by now takes no invitation along."""
    asked = (invitation.member, invitation.organisation)
    return asked == (reading.recipient.id, reading.recipient.organisation)


async def _ask_of_session(reading: Reading, asked: _Asked) -> Refusal | None:
    session = await reading.uow.sessions.get(SessionId(asked.subject))
    if session.director != reading.recipient.id:
        return Refusal.NOT_INVOLVED
    return await _ask(reading, asked.action, await _stand(reading, session.case))


async def _ask_of_silence(reading: Reading, asked: _Asked) -> Refusal | None:
    """Of a partner who does not answer, as long as they do not: to who runs the session."""
    invitation = await reading.uow.sessions.invitation(InvitationId(asked.subject))
    of_session = replace(asked, subject=invitation.session)
    refusal = await _ask_of_session(reading, of_session)
    if refusal is not None:
        return refusal
    session = await reading.uow.sessions.get(invitation.session)
    silent = await is_silent(reading, session, invitation.id)
    return None if silent else Refusal.NOT_IN_THIS_STATE


async def _ask_of_attendance(reading: Reading, asked: _Asked) -> Refusal | None:
    """Who came and promised nothing lost the case at the closing, and hears just that."""
    session = await reading.uow.sessions.get(SessionId(asked.subject))
    standing = await _stand(reading, session.case)
    if standing.involvement is Involvement.FORMER and await _came_for_nothing(reading, session):
        standing = Standing(involvement=Involvement.INVITED, state=standing.state)
    return await _ask(reading, asked.action, standing)


async def _came_for_nothing(reading: Reading, session: Session) -> bool:
    """Tell whether the recipient came, still works for whom they came, and promised nothing."""
    came = any(
        _is_of_recipient(reading, one) and one.answer is InvitationAnswer.COMES
        for one in await reading.uow.sessions.invitations(session.id)
    )
    actions = await reading.uow.agreed_actions.said_in(session.id) if came else ()
    return came and all(one.owner != reading.recipient.id for one in actions)


async def _ask_of_calling_off(reading: Reading, asked: _Asked) -> Refusal | None:
    """Who was invited lost the case when the session was called off, and hears just that."""
    invitation = await reading.uow.sessions.invitation(InvitationId(asked.subject))
    if not _is_of_recipient(reading, invitation):
        return Refusal.NOT_INVOLVED
    return await _ask(reading, asked.action)


async def _ask_of_notes(reading: Reading, asked: _Asked) -> Refusal | None:
    """Who takes notes hears it while the session runs; a card that is there is brought to its
    end, also for who was taken off.
    """
    session = await reading.uow.sessions.get(SessionId(asked.subject))
    if reading.recipient.id not in session.note_takers:
        return Refusal.NOT_INVOLVED
    actor = await reading.form_actor(reading.recipient)
    if asked.is_posted:
        return decide_access(asked.action, actor, None).refusal
    if session.note_taker != reading.recipient.id:
        return Refusal.NOT_INVOLVED
    if not session.is_open:
        return Refusal.NOT_IN_THIS_STATE
    case = await reading.uow.cases.get(session.case)
    sitting = Sitting(starts_at=reading.now, ends_at=reading.now, at=reading.now)
    standing = Standing(involvement=Involvement.NONE, state=case.state, sitting=sitting)
    return decide_access(Action.NOTE_SESSION, actor, standing).refusal


async def _ask_of_attendance_request(reading: Reading, asked: _Asked) -> Refusal | None:
    """Whether a partner comes is asked of who represented it then, and still works for it, or of
    who stands in for them.
    """
    request = await reading.uow.attendance_requests.get(AttendanceRequestId(asked.subject))
    actor = await reading.form_actor(reading.recipient)
    if not await may_answer_request(reading, actor, request):
        return Refusal.NOT_INVOLVED
    return decide_access(asked.action, actor, None).refusal


async def _ask_of_check(reading: Reading, asked: _Asked) -> Refusal | None:
    """How it is after a session is asked of whom the question came to, as long as nobody says."""
    check = await reading.uow.acute_checks.get(AcuteCheckId(asked.subject))
    if reading.recipient.id not in check.told:
        return Refusal.NOT_INVOLVED
    refusal = await _ask(reading, asked.action, await _stand(reading, check.case))
    if refusal is not None or asked.is_posted:
        return refusal
    return None if check.is_open else Refusal.NOT_IN_THIS_STATE


async def _ask_of_duty_gap(reading: Reading, asked: _Asked) -> Refusal | None:
    """That nobody is on duty is told as long as it is so."""
    gap = await reading.uow.duty_gaps.get(DutyGapId(asked.subject))
    return await _ask_while(reading, asked, gap.ended_at is None)


async def _ask_of_duty_swap(reading: Reading, asked: _Asked) -> Refusal | None:
    """An offer is for the colleague as long as it is open, and its answer for who made it."""
    swap = await reading.uow.duty_swaps.get(DutySwapId(asked.subject))
    if reading.recipient.id not in {swap.member, swap.colleague}:
        return Refusal.NOT_INVOLVED
    refusal = await _ask(reading, asked.action)
    if refusal is not None or asked.is_posted or reading.recipient.id == swap.member:
        return refusal
    return None if swap.is_open(reading.today) else Refusal.NOT_IN_THIS_STATE


async def _ask_of_duty_change(reading: Reading, asked: _Asked) -> Refusal | None:
    """That a member has another duty is told as long as it is so."""
    held = await read_duty_change(reading, DutyChangeId(asked.subject))
    return await _ask_while(reading, asked, held)


async def _ask_of_stand_in(reading: Reading, asked: _Asked) -> Refusal | None:
    """That somebody stands in is for who does, as long as it is to come or goes on."""
    stand_in = await reading.uow.deputies.get(StandInId(asked.subject))
    if stand_in.deputy != reading.recipient.id:
        return Refusal.NOT_INVOLVED
    is_over = not stand_in.stands or stand_in.span.ends_at <= reading.now
    return await _ask_while(reading, asked, not is_over)


async def _ask_of_enquiries(reading: Reading, asked: _Asked) -> Refusal | None:
    """A card of enquiries comes by itself when something on it is due; one that is there is brought
    up to date, also of who lost all of it: it then shows nothing.
    """
    if asked.is_posted:
        return None
    refusal = await _ask(reading, asked.action)
    if refusal is not None:
        return refusal
    return None if await has_due_enquiry(reading) else Refusal.NOT_IN_THIS_STATE


async def _ask_of_takeover(reading: Reading, asked: _Asked) -> Refusal | None:
    is_asked = await read_takeover_asked(reading, CaseId(asked.subject))
    return await _ask_while(reading, asked, is_asked)


async def _ask_of_mark(reading: Reading, asked: _Asked) -> Refusal | None:
    """That a report is called incorrect is for who reported it and who directs its session."""
    marked = await read_marked_report(reading, MarkId(asked.subject))
    refusal = await _ask_while(reading, asked, marked)
    is_theirs = await hears_of_mark(reading, MarkId(asked.subject))
    return refusal if is_theirs else Refusal.NOT_INVOLVED


async def _ask_while(
    reading: Reading,
    asked: _Asked,
    found: object,
    otherwise: Refusal = Refusal.NOT_IN_THIS_STATE,
) -> Refusal | None:
    """A new message is sent as long as its recipient would read something in it."""
    is_there = found or asked.is_posted
    return await _ask(reading, asked.action) or (None if is_there else otherwise)


async def _ask_of_consult(reading: Reading, asked: _Asked) -> Refusal | None:
    """An answer is for whoever asked, as long as it is kept."""
    own = await is_consult_of(reading, ConsultId(asked.subject))
    return await _ask_while(reading, asked, own, Refusal.NOT_INVOLVED)


_ASKS: Final[Mapping[Concerning, _Ask]] = {
    Concerning.HOUSE: _ask_of_house,
    Concerning.CASE: _ask_of_case,
    Concerning.MEETING: _ask_of_meeting,
    Concerning.CALENDAR: _ask_of_calendar,
    Concerning.REPORT: _ask_of_report,
    Concerning.RECEIPT: _ask_of_receipt,
    Concerning.INVITATION: _ask_of_invitation,
    Concerning.ESCALATION: _ask_of_escalation,
    Concerning.SILENCE: _ask_of_silence,
    Concerning.SESSION: _ask_of_session,
    Concerning.ATTENDANCE: _ask_of_attendance,
    Concerning.CALLING_OFF: _ask_of_calling_off,
    Concerning.NOTES: _ask_of_notes,
    Concerning.ATTENDANCE_REQUEST: _ask_of_attendance_request,
    Concerning.DUTY_GAP: _ask_of_duty_gap,
    Concerning.DUTY_SWAP: _ask_of_duty_swap,
    Concerning.CHECK: _ask_of_check,
    Concerning.DUTY_CHANGE: _ask_of_duty_change,
    Concerning.STAND_IN: _ask_of_stand_in,
    Concerning.TAKEN_CARD: _ask_of_taken_card,
    Concerning.ENQUIRIES: _ask_of_enquiries,
    Concerning.TAKEOVER: _ask_of_takeover,
    Concerning.CONSULT: _ask_of_consult,
    Concerning.MARK: _ask_of_mark,
}
