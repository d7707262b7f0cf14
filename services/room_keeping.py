"""Keeps the room of an acute session right, beside any turn: an errand of its timer. What it does
follows each time from the newest state of session, answers and room, so that it may be done twice
and ended halfway.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.identifiers import SessionId
from domain.room import (
    Room,
    RoomState,
    RoomTrouble,
    end_room,
    is_passing,
    judge_named,
    lose,
    trouble_of,
)
from domain.timer import Timer, TimerKind
from services.acute.notices import wake_room
from services.moment import Moments
from services.ports.rooms import ChatPresence, GroupChats, Roster
from services.room_chat import keep_chat
from services.room_task import RoomOutcome, RoomTask, change_room, read_task

_LOOKED_AT_EVERY: Final = timedelta(minutes=15)
_LONGEST_RETRY_AFTER: Final = timedelta(minutes=15)  # who asks for more is asked again all the same
_EMPTIED_WITHIN: Final = timedelta(days=1)
_LOOKED_AT: Final = frozenset({RoomState.NAMED, RoomState.OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsRooms:
    """What Teams does for rooms; without ``chats`` the bot makes none itself."""

    roster: Roster
    chats: GroupChats | None = None


async def keep_room(moments: Moments, teams: TeamsRooms, session_id: str) -> None:
    """Bring the room of a session to what it must be now."""
    known_as = SessionId(session_id)
    async with moments.reading() as moment:
        has_none = await moment.uow.rooms.of_session(known_as) is None
        task = None if has_none and teams.chats is None else await read_task(moment, known_as)
    if task is None:
        await _leave_alone(moments, known_as)
        return
    outcome = await _keep(moments, teams, task)
    if not outcome.is_waiting:
        await _look_again(moments, task)
    elif outcome.retry_after:
        await _put_off(moments, task, min(outcome.retry_after, _LONGEST_RETRY_AFTER))


async def _keep(moments: Moments, teams: TeamsRooms, task: RoomTask) -> RoomOutcome:
    if task.room is not None and task.room.is_named:
        return await _keep_named(moments, teams.roster, task, task.room)
    if teams.chats is not None:
        return await keep_chat(moments, teams.chats, task)
    return RoomOutcome(room=task.room)


async def _keep_named(moments: Moments, roster: Roster, task: RoomTask, room: Room) -> RoomOutcome:
    """See who is in the chat that a director named, and let it go when others are in it too."""
    if not task.is_convened:
        ended = await change_room(moments, task, room, lambda at: end_room(room, at))
        return RoomOutcome(room=ended)
    presence = await roster.list_members(room.service_url, room.conversation)
    kept = await change_room(moments, task, room, lambda at: _judge(task, room, presence, at))
    return RoomOutcome(
        room=kept,
        is_waiting=is_passing(trouble_of(presence.attempt)),
        retry_after=presence.attempt.retry_after,
    )


def _judge(task: RoomTask, room: Room, presence: ChatPresence, at: datetime) -> Room:
    trouble = trouble_of(presence.attempt)
    if trouble is None:
        allowed = {one.object_id.lower() for one in task.attendees}
        return judge_named(room, [one.lower() for one in presence.members], allowed, at)
    return room if is_passing(trouble) else lose(room, RoomTrouble.UNREADABLE, at)


async def _leave_alone(moments: Moments, session_id: SessionId) -> None:
    """Forget a timer of what has no room, unless a director names one at this very moment."""
    async with moments.work() as moment:
        await moment.uow.timers.cancel(TimerKind.ROOM, session_id)
        if await moment.uow.rooms.of_session(session_id) is not None:
            await wake_room(moment, session_id)


async def _look_again(moments: Moments, task: RoomTask) -> None:
    """Set when a room is looked at next, if ever. Who answered meanwhile is not kept waiting."""
    async with moments.work() as moment:
        due_at = moment.now + _LOOKED_AT_EVERY
        # set before anything is read: who answers at this moment sets it anew after us
        await moment.uow.timers.set(
            Timer(kind=TimerKind.ROOM, subject=task.session.id, due_at=due_at)
        )
        newest = await read_task(moment, task.session.id)
        if (newest.attendees, newest.is_convened) != (task.attendees, task.is_convened):
            await wake_room(moment, task.session.id)
        elif not _is_looked_at(newest, moment.now):
            await moment.uow.timers.cancel(TimerKind.ROOM, task.session.id)


def _is_looked_at(task: RoomTask, now: datetime) -> bool:
    """What cannot be emptied is told when the session closes, and looked at for a day more."""
    if task.room is None or task.room.state not in _LOOKED_AT:
        return False
    return task.is_convened or now < task.session.changed_at + _EMPTIED_WITHIN


async def _put_off(moments: Moments, task: RoomTask, within: timedelta) -> None:
    async with moments.work() as moment:
        due_at = moment.now + within
        await moment.uow.timers.set(
            Timer(kind=TimerKind.ROOM, subject=task.session.id, due_at=due_at)
        )
