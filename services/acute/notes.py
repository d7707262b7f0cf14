"""The note taker of an acute session: named and taken off by who directs it, and what is shown to
them from an hour before until a day after it (product page §2 and §3a).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.access import Action
from domain.acute_notes import NoNoteTakerError, find_session_sitting, name_note_taker
from domain.acute_report import AcuteReport
from domain.acute_session import Gathering, Session, SessionState
from domain.audit import AuditEvent
from domain.errors import NotFoundError
from domain.identifiers import CaseCode, MemberId, SessionId
from domain.member import Member, Role
from domain.policy import may_ever
from domain.referral import Identity
from domain.sight import SeenPart
from domain.sitting import OPENS_BEFORE_WITHIN
from services.access import not_involved, require
from services.acute.notices import announce_board, announce_note_taker, record, wake_room
from services.acute.permits import SessionPermit, open_to_close, open_to_note
from services.acute.report import moved_on
from services.acute.unsafe_number import find_unsafe_number, hide_number_of
from services.incorrect_reading import NO_MARKS, ReportMarks, read_report_marks
from services.moment import Context, Moment, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesView:
    """What a note taker is told of a session: a code, a time and a place. ``closes_at`` is until
    when they see what is said, None while it runs; not ``is_named`` when it is not theirs any more.
    """

    session: SessionId
    code: CaseCode
    gathering: Gathering
    state: SessionState
    director: Member
    opens_at: datetime
    closes_at: datetime | None
    is_named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedReportView:
    """What was reported and about whom, for a note taker and in a dialog only."""

    session: SessionId
    code: CaseCode
    identity: Identity
    report: AcuteReport
    marks: ReportMarks = NO_MARKS


async def open_to_name(ctx: Context, session_id: SessionId) -> SessionPermit:
    """Take up a session to say who takes notes in it; SessionMovedOnError unless it runs,
    NoNoteTakerError when the house has nobody who does that.
    """
    running = await open_to_close(ctx, session_id)
    if running.session.state is not SessionState.CONVENED or running.session.is_drill:
        raise await moved_on(ctx, running.session)
    if not await _find_candidates(ctx, running.session) and not running.session.note_taker:
        raise NoNoteTakerError
    return running


async def list_note_takers(ctx: Context, running: SessionPermit) -> tuple[Member, ...]:
    """List who of the house may take notes today, but who directs the session."""
    running.permit.case_for(ctx, Action.CLOSE_SESSION)
    await ctx.record_seen(running.sight(SeenPart.CIRCLE))
    return tuple(await _find_candidates(ctx, running.session))


async def _find_candidates(moment: Moment, session: Session) -> Sequence[Member]:
    holders = await moment.uow.people.role_holders([Role.NOTE_TAKER], moment.today)
    members = (await moment.uow.people.by_ids(holders)).values()
    return [one for one in members if one.id != session.director and await _may_note(moment, one)]


async def _may_note(moment: Moment, member: Member) -> bool:
    actor = await moment.form_actor(member)
    return Role.NOTE_TAKER in actor.roles and may_ever(Action.NOTE_SESSION, actor)


async def choose_note_taker(
    ctx: Context, running: SessionPermit, member: MemberId | None
) -> Member | None:
    """Let a member take notes in a session, or nobody; both who is and who was hear so.

    NotFoundError for somebody who may not.
    """
    case = running.permit.case_for(ctx, Action.CLOSE_SESSION)
    before = running.session
    candidates = {one.id: one for one in await _find_candidates(ctx, before)}
    if member and member not in candidates:
        raise NotFoundError
    named = name_note_taker(before, member, ctx.actor.id, ctx.now)
    if named is not before:
        saved = await ctx.uow.sessions.save(named)
        if before.note_taker:
            await record(ctx, AuditEvent.NOTE_TAKER_LEFT, case, before.note_taker)
            await announce_note_taker(ctx, saved, before.note_taker)
        if member:
            await record(ctx, AuditEvent.NOTE_TAKER_NAMED, case, member)
            await announce_note_taker(ctx, saved, member)
        await announce_board(ctx, saved, f"notes:{saved.version}")
        await wake_room(ctx, saved.id)
    return candidates[member] if member else None


async def view_notes(ctx: Context, session_id: SessionId) -> NotesView:
    """Show a note taker when and where their session is, also before they see what is said."""
    require(ctx, Action.VIEW_OWN)
    session = await ctx.uow.sessions.get(session_id)
    if session.note_taker != ctx.actor.id:
        raise not_involved(Action.NOTE_SESSION, session.case)
    return await _form(ctx, session, ctx.actor.member)


async def reveal_noted_report(ctx: Context, session_id: SessionId) -> NotedReportView:
    """Show a note taker what was reported and about whom; on record as revealing an identity."""
    running = await open_to_note(ctx, session_id)
    if running.session.note_taker != ctx.actor.id:
        raise not_involved(Action.NOTE_SESSION, running.case.id)
    case = running.permit.case_for(ctx, Action.NOTE_SESSION)
    await ctx.record_seen(running.sight(SeenPart.IDENTITY), running.sight(SeenPart.REPORT))
    return NotedReportView(
        session=session_id,
        code=case.code,
        # where somebody lives is not for who takes notes
        identity=replace((await ctx.uow.cases.referral(case.id)).identity, address=""),
        report=await ctx.uow.sessions.report(running.session),
        marks=await read_report_marks(ctx, running),
    )


async def read_notes(reading: Reading, session_id: SessionId) -> NotesView:
    """Read what a note taker is sent of a session."""
    session = await reading.uow.sessions.get(session_id)
    return await _form(reading, session, reading.recipient)


async def _form(moment: Moment, session: Session, member: Member) -> NotesView:
    if session.gathering is None or session.director is None:
        raise NotFoundError
    director = await moment.uow.people.member(session.director)
    sitting = find_session_sitting(session, member.id, moment.now)
    is_over = session.state is SessionState.CLOSED
    return NotesView(
        session=session.id,
        code=(await moment.uow.cases.get(session.case)).code,
        gathering=session.gathering,
        state=session.state,
        director=hide_number_of(await find_unsafe_number(moment, session), director),
        opens_at=session.gathering.starts_at - OPENS_BEFORE_WITHIN,
        closes_at=sitting.closes_at if sitting and is_over else None,
        is_named=session.note_taker == member.id and await _may_note(moment, member),
    )
