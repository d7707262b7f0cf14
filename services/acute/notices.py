"""Who hears what in the acute lane: always one member in their own chat, never a channel."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.access import CaseState
from domain.acute_invitation import Invitation
from domain.acute_session import Session, SessionState
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.drill import is_drill
from domain.escalation import Chain, ChainKind, Rung
from domain.identifiers import InvitationId, MemberId, SessionId
from domain.notice import NoticeKind
from domain.timer import Timer, TimerKind
from services.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """A card on which somebody was told of a report, and the kind of message it came as."""

    name: str
    kind: NoticeKind
    member: MemberId


def list_report_cards(session: Session, chains: Sequence[Chain]) -> list[ReportCard]:
    """Every card on which a report is; one that was opened by its director came by no chain."""
    cards = [
        _name_card(session, chain, chain.rungs[told.rung], told.member, number)
        for chain in chains
        if chain.kind is not ChainKind.INVITATION
        for number, told in enumerate(chain.told)
    ]
    if any(chain.kind is ChainKind.REPORT for chain in chains):
        return cards
    own = f"session:{session.id}:report:{session.told}"
    return [ReportCard(name=own, kind=NoticeKind.ACUTE_REPORT, member=session.told), *cards]


def _name_card(
    session: Session, chain: Chain, rung: Rung, member: MemberId, number: int
) -> ReportCard:
    """Who hears of it again gets a new card: an edited one makes no sound."""
    is_report = rung.tells is NoticeKind.ACUTE_REPORT
    name = f"session:{session.id}:report:{member}" if is_report else f"chain:{chain.id}:{number}"
    return ReportCard(name=name, kind=rung.tells, member=member)


async def announce_waiting(
    moment: Moment, session: Session, chain: Chain, rung: Rung, member: MemberId, number: int
) -> None:
    """Tell a member, the next in this chain, that a report waits for somebody."""
    card = _name_card(session, chain, rung, member, number)
    key = f"chain:{chain.id}:{number}:{member}"
    await moment.tell(card.kind, member, session.id, key, card=card.name)


async def announce_receipt(moment: Moment, session: Session, cause: str = "") -> None:
    """Tell the reporter what happens to the report, on one card; that it is not acute comes as
    a new message. ``cause`` names what changed when that is not the session.
    """
    is_edited = session.state is not SessionState.NOT_ACUTE
    await moment.tell(
        NoticeKind.ACUTE_RECEIPT,
        session.reported_by,
        session.id,
        f"session:{session.id}:receipt:{cause or session.version}",
        card=_name_receipt(session) if is_edited else "",
    )


async def announce_unanswered(moment: Moment, session: Session) -> None:
    """Tell the reporter whom to call because nobody took the report: a new message, kept up to
    date from then on.
    """
    card = _name_unanswered(session)
    key = f"{card}:{session.version}"
    await moment.tell(NoticeKind.ACUTE_RECEIPT, session.reported_by, session.id, key, card=card)


def list_receipt_cards(session: Session) -> tuple[str, ...]:
    """The cards on which the reporter reads what happens to the report."""
    return _name_receipt(session), _name_unanswered(session)


def _name_receipt(session: Session) -> str:
    """Who takes over as reporter has a card of their own."""
    return f"session:{session.id}:receipt:{session.reported_by}"


def _name_unanswered(session: Session) -> str:
    return f"{_name_receipt(session)}:unanswered"


async def announce_invitation(moment: Moment, invitation: Invitation) -> None:
    """Invite a member, or bring the invitation they have up to date."""
    await moment.tell(
        NoticeKind.INVITATION,
        invitation.member,
        invitation.id,
        f"invitation:{invitation.id}:{invitation.version}",
        card=f"invitation:{invitation.id}",
    )


async def announce_nudge(moment: Moment, invitation: Invitation, cause: str = "") -> None:
    """Show an invitation once more: the same card, as a new message; or bring that one up to
    date. ``cause`` names what happened when it was not the invitation itself that changed.
    """
    card = f"invitation:{invitation.id}:again"
    await moment.tell(
        NoticeKind.INVITATION,
        invitation.member,
        invitation.id,
        f"{card}:{invitation.version}{cause}",
        card=card,
    )


async def announce_silence(moment: Moment, session: Session, invitation: Invitation) -> None:
    """Tell who runs a session that a partner does not answer."""
    if session.director is not None:
        key = f"invitation:{invitation.id}:silent"
        await moment.tell(NoticeKind.INVITATION_SILENT, session.director, invitation.id, key)


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


async def announce_note_taker(moment: Moment, session: Session, member: MemberId) -> None:
    """Tell a member that they take notes in a session, or bring the card that says so up to date;
    who is named again gets a new card.
    """
    number = max(at for at, one in enumerate(session.note_takers) if one == member)
    card = f"session:{session.id}:notes:{number}"
    key = f"{card}:{session.version}"
    await moment.tell(NoticeKind.SESSION_NOTES, member, session.id, key, card=card)


async def announce_notes_ended(moment: Moment, session: Session) -> None:
    """Tell who takes notes in a session that it is over."""
    if session.note_taker:
        await announce_note_taker(moment, session, session.note_taker)


async def wake_room(moment: Moment, session_id: SessionId) -> None:
    """Have the room of a session looked at: who belongs in it changed."""
    # who comes to a drill opens a chat by the buttons; none is made that outlives it
    if not is_drill(session_id):
        timer = Timer(kind=TimerKind.ROOM, subject=session_id, due_at=moment.now)
        await moment.uow.timers.set(timer)


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


async def record(ctx: Moment, event: AuditEvent, case: Case, subject: str) -> None:
    """Put a step of the acute lane on record, with the lane as its reason."""
    reason = AuditReason.DRILL if case.state is CaseState.DRILL else AuditReason.ACUTE
    await ctx.record(event, case.id, subject, reason=reason)


async def record_invitation(ctx: Moment, case: Case, invitation: Invitation) -> None:
    """Put an invitation on record with its reason (necessity)."""
    reason = AuditReason(invitation.reason.value)
    await ctx.record(AuditEvent.INVITATION_SENT, case.id, invitation.id, reason=reason)
