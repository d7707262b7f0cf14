"""The chat that the bot makes itself for an acute session (``teams.md`` §1.3, L2): with exactly who
comes, each step kept before the next, so that ending halfway leaves nothing to guess.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.audit import AuditEvent
from domain.delivery import Attempt
from domain.member import Member
from domain.room import (
    Room,
    RoomState,
    RoomStep,
    RoomTrouble,
    ask_chat,
    end_room,
    is_passing,
    lose,
    next_step,
    note_asked,
    note_followed,
    note_installed,
    note_seated,
    trouble_of,
)
from services.moment import Moments
from services.ports.rooms import ChatMember, ChatSeat, GroupChats
from services.room_task import RoomOutcome, RoomTask, change_room

Note = Callable[[Room, Attempt, datetime], Room]
# what is asked and was so already
_GONE: Final = 404
_CONFLICT: Final = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keeper:
    moments: Moments
    chats: GroupChats
    task: RoomTask


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """One change of who is in the chat, and what became of it."""

    attempt: Attempt
    done_before: int = 0
    event: AuditEvent | None = None
    whom: str = ""
    is_stranger: bool = False

    @property
    def trouble(self) -> RoomTrouble | None:
        is_so_already = self.attempt.status == self.done_before
        return None if is_so_already else trouble_of(self.attempt)


async def keep_chat(moments: Moments, chats: GroupChats, task: RoomTask) -> RoomOutcome:
    """Take the steps that are left, until the chat is right or Teams has to be waited for."""
    keeper = _Keeper(moments=moments, chats=chats, task=task)
    outcome = RoomOutcome(room=task.room)
    while not outcome.is_waiting:
        room = outcome.room
        step = next_step(room, len(task.attendees), is_convened=task.is_convened)
        if step is RoomStep.REST:
            return outcome
        if step is RoomStep.ASK:
            outcome = await _ask(keeper, room)
        elif room is not None and step in {RoomStep.SEAT, RoomStep.EMPTY}:
            return await _seat(keeper, room)
        elif room is not None:
            outcome = await _go_on(keeper, room, step)
    return outcome


async def _ask(keeper: _Keeper, before: Room | None) -> RoomOutcome:
    task = keeper.task
    asked = await change_room(
        keeper.moments, task, before, lambda at: ask_chat(task.session.id, before, at)
    )
    members = [_as_chat_member(one) for one in task.attendees]
    attempt = await keeper.chats.create(task.code, members)
    return await _note(keeper, asked, attempt, note_asked)


async def _go_on(keeper: _Keeper, room: Room, step: RoomStep) -> RoomOutcome:
    if step is RoomStep.FOLLOW:
        return await _note(keeper, room, await keeper.chats.follow(room.operation), note_followed)
    if step is RoomStep.INSTALL:
        attempt = await keeper.chats.install_bot(room.conversation)
        return await _note(keeper, room, attempt, note_installed)
    # the bot ended between asking and hearing: whether the chat is there, a person can see
    uncertain = await change_room(
        keeper.moments, keeper.task, room, lambda at: lose(room, RoomTrouble.UNCERTAIN, at)
    )
    return RoomOutcome(room=uncertain)


async def _note(keeper: _Keeper, room: Room, attempt: Attempt, note: Note) -> RoomOutcome:
    noted = await change_room(keeper.moments, keeper.task, room, lambda at: note(room, attempt, at))
    is_waiting = is_passing(trouble_of(attempt)) and noted.trouble is not RoomTrouble.UNCERTAIN
    return RoomOutcome(room=noted, is_waiting=is_waiting, retry_after=attempt.retry_after)


async def _seat(keeper: _Keeper, room: Room) -> RoomOutcome:
    """Take out who does not belong there, then bring in who does."""
    seating = await keeper.chats.list_seats(room.conversation)
    tried = [_Tried(attempt=seating.attempt)]
    if trouble_of(seating.attempt) is None:
        tried = [
            *[await _take_out(keeper, room, one) for one in _leaving(keeper.task, seating.seats)],
            *[await _bring_in(keeper, room, one) for one in _missing(keeper.task, seating.seats)],
        ]
    return await _note_seated(keeper, room, tried)


def _leaving(task: RoomTask, seats: Sequence[ChatSeat]) -> list[ChatSeat]:
    """Who is there and does not belong there; the director is the last to leave."""
    belong = {one.object_id.lower() for one in task.attendees}
    leaving = [one for one in seats if one.object_id.lower() not in belong]
    return sorted(leaving, key=lambda one: one.object_id.lower() == task.director)


def _missing(task: RoomTask, seats: Sequence[ChatSeat]) -> list[Member]:
    seated = {one.object_id.lower() for one in seats}
    return [one for one in task.attendees if one.object_id.lower() not in seated]


async def _take_out(keeper: _Keeper, room: Room, seat: ChatSeat) -> _Tried:
    attempt = await keeper.chats.take_out(room.conversation, seat.id)
    is_stranger = seat.object_id.lower() not in keeper.task.invited
    return _Tried(
        attempt=attempt,
        done_before=_GONE,
        event=AuditEvent.ROOM_LEFT,
        whom=seat.object_id,
        is_stranger=is_stranger,
    )


async def _bring_in(keeper: _Keeper, room: Room, member: Member) -> _Tried:
    attempt = await keeper.chats.bring_in(room.conversation, _as_chat_member(member))
    return _Tried(
        attempt=attempt, done_before=_CONFLICT, event=AuditEvent.ROOM_JOINED, whom=member.id
    )


async def _note_seated(keeper: _Keeper, room: Room, tried: Sequence[_Tried]) -> RoomOutcome:
    troubles = [one.trouble for one in tried if one.trouble]
    strangers = sum(one.is_stranger for one in tried)
    is_over = not keeper.task.is_convened and not troubles

    def note(at: datetime) -> Room:
        return end_room(room, at) if is_over else note_seated(room, troubles, strangers, at)

    done = [(one.event, one.whom) for one in tried if one.event and not one.trouble]
    noted = await change_room(keeper.moments, keeper.task, room, note, done)
    waits = [one.attempt.retry_after for one in tried if one.attempt.retry_after]
    return RoomOutcome(
        room=noted,
        is_waiting=any(map(is_passing, troubles)) and noted.state is RoomState.OPEN,
        retry_after=max(waits, default=None),
    )


def _as_chat_member(member: Member) -> ChatMember:
    return ChatMember(
        object_id=member.object_id, tenant_id=member.tenant_id, is_guest=member.is_guest
    )
