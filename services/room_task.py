"""What the room of an acute session must be now, and how what became of it is kept and told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.acute_session import Session, SessionState
from domain.audit import AuditEvent, AuditOutcome
from domain.identifiers import CaseCode, SessionId
from domain.member import Member
from domain.notice import NoticeKind
from domain.room import Room, RoomState, is_news, is_passing
from services.acute.notices import announce_board
from services.moment import Moment, Moments
from services.room import list_attendees

RoomChange = Callable[[datetime], Room]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomTask:
    """For which session, and who belongs in its room: the director first, nobody when it is over.
    ``invited`` are the object ids of all who ever were, or took notes; ``director`` is that of the
    director.
    """

    session: Session
    code: CaseCode
    room: Room | None
    attendees: tuple[Member, ...]
    invited: frozenset[str]
    director: str

    @property
    def is_convened(self) -> bool:
        """Tell whether people still talk about it."""
        return self.session.state is SessionState.CONVENED


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOutcome:
    """Where a room is after an errand. ``is_waiting`` for Teams: its timer tries again, and not
    before ``retry_after``.
    """

    room: Room | None
    is_waiting: bool = False
    retry_after: timedelta | None = None


async def read_task(moment: Moment, session_id: SessionId) -> RoomTask:
    """Read what the room of a session must be now."""
    session = await moment.uow.sessions.get(session_id)
    invitations = await moment.uow.sessions.invitations(session_id)
    asked = {one.member for one in invitations} | set(session.note_takers)
    asked |= {session.director} if session.director else set()
    members = await moment.uow.people.by_ids(asked)
    accounts = {name: one.object_id.lower() for name, one in members.items()}
    return RoomTask(
        session=session,
        code=(await moment.uow.cases.get(session.case)).code,
        room=await moment.uow.rooms.of_session(session_id),
        attendees=await list_attendees(moment, session),
        invited=frozenset(accounts.values()),
        director=accounts[session.director] if session.director else "",
    )


async def change_room(
    moments: Moments,
    task: RoomTask,
    before: Room | None,
    change: RoomChange,
    done: Sequence[tuple[AuditEvent, str]] = (),
) -> Room:
    """Keep what became of a room, put on record what was ``done`` to whom, and bring it to its
    director: on the board, and as a message when it is news.
    """
    async with moments.work() as moment:
        after = change(moment.now)
        for event, whom in done:
            await moment.record(event, task.session.case, whom)
        if before is not None and replace(before, changed_at=after.changed_at) == after:
            return before
        saved = await moment.uow.rooms.save(after)
        await _tell(moment, task.session, before, saved)
        return saved


async def _tell(moment: Moment, session: Session, before: Room | None, after: Room) -> None:
    await _record(moment, session, before, after)
    await announce_board(moment, session, f"room:{after.version}")
    if is_news(before, after) and session.director:
        key = f"session:{session.id}:room:{after.version}"
        await moment.tell(NoticeKind.ROOM, session.director, session.id, key)


async def _record(moment: Moment, session: Session, before: Room | None, after: Room) -> None:
    was_open = before is not None and before.is_there
    if after.is_there and not was_open:
        await moment.record(AuditEvent.ROOM_OPENED, session.case, session.id)
    elif was_open and not after.is_there:
        await moment.record(AuditEvent.ROOM_ENDED, session.case, session.id)
    elif after.state is RoomState.LOST and not is_passing(after.trouble):
        failed = AuditOutcome.FAILED
        await moment.record(AuditEvent.ROOM_OPENED, session.case, session.id, outcome=failed)
