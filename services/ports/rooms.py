"""Where the rooms of acute sessions are kept, and what Teams does and tells of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.delivery import Attempt
from domain.identifiers import CaseCode, SessionId
from domain.room import Room


class Rooms(Protocol):
    """At most one room for each session."""

    async def of_session(self, session_id: SessionId) -> Room | None:
        """Find the room of a session; None when it never had one."""
        ...

    async def in_chat(self, conversation: str) -> Room | None:
        """Find whose room a chat is; None when it is none."""
        ...

    async def save(self, room: Room) -> Room:
        """Keep a new or changed room and return it one version higher; ConflictError when the kept
        version is another.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatPresence:
    """Who is in a chat, by object id (empty for somebody without one), and what became of asking;
    the bot itself is not counted.
    """

    attempt: Attempt
    members: tuple[str, ...] = ()


class Roster(Protocol):
    """Sees who is in a chat that the bot is in. Never raises for the network."""

    async def list_members(self, service_url: str, conversation: str) -> ChatPresence:
        """List who is in a chat."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMember:
    """Somebody as Teams knows them: tenant, Entra object id, and whether they are a guest there."""

    object_id: str
    tenant_id: str
    is_guest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSeat:
    """A place in a chat, by which somebody is taken out; ``object_id`` is whose it is."""

    id: str
    object_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSeating:
    """Who has a place in a chat, and what became of asking."""

    attempt: Attempt
    seats: tuple[ChatSeat, ...] = ()


class GroupChats(Protocol):
    """Makes group chats and keeps who is in them. Never raises for the network, and never repeats
    a call by itself.
    """

    async def create(self, topic: CaseCode, members: Sequence[ChatMember]) -> Attempt:
        """Make a chat with exactly these people: ``conversation_id``, and as ``remote_id`` what to
        follow while Teams is still busy with it.
        """
        ...

    async def follow(self, operation: str) -> Attempt:
        """Look how far Teams is: SENT when it is done, NOT_SENT while it is busy, REFUSED when it
        failed.
        """
        ...

    async def install_bot(self, chat: str) -> Attempt:
        """Bring the bot itself into a chat."""
        ...

    async def list_seats(self, chat: str) -> ChatSeating:
        """List who has a place in a chat."""
        ...

    async def bring_in(self, chat: str, member: ChatMember) -> Attempt:
        """Give somebody a place, without what was said before."""
        ...

    async def take_out(self, chat: str, seat: str) -> Attempt:
        """Take a place away."""
        ...
