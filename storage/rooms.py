"""Rooms of acute sessions as rows. They hold nothing about the subject."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    select,
    update,
)

from domain.errors import ConflictError
from domain.identifiers import SessionId
from domain.room import Room, RoomState, RoomTrouble
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import insert_once

room = Table(
    "room",
    metadata,
    Column("session", String(64), ForeignKey("acute_session.id"), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False),
    Column("conversation", String(400), nullable=False),
    Column("service_url", String(400), nullable=False),
    Column("operation", String(800), nullable=False),
    Column("trouble", String(16), nullable=True),
    Column("strangers", Integer(), nullable=False),
    Index("ix_room_conversation", "conversation"),
)

_OF_SESSION: Final[Select[Any]] = select(room).where(room.c.session == bindparam("this"))
_IN_CHAT: Final[Select[Any]] = select(room).where(
    room.c.conversation == bindparam("chat"), room.c.conversation != ""
)
_SAVE: Final = update(room).where(
    room.c.session == bindparam("this"), room.c.version == bindparam("kept_version")
)


class RoomRows:
    """The rooms on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def of_session(self, session_id: SessionId) -> Room | None:
        """Find the room of a session."""
        return await self._find(_OF_SESSION, {"this": session_id})

    async def in_chat(self, conversation: str) -> Room | None:
        """Find whose room a chat is."""
        return await self._find(_IN_CHAT, {"chat": conversation})

    async def save(self, changed: Room) -> Room:
        """Keep a new or changed room; ConflictError when the kept version is another."""
        saved = replace(changed, version=changed.version + 1)
        row = asdict(saved)
        if changed.version == 0:
            is_kept = await insert_once(self._connection, room, row)
        else:
            given = {**row, "this": changed.session, "kept_version": changed.version}
            is_kept = (await self._connection.execute(_SAVE, given)).rowcount == 1
        if not is_kept:
            raise ConflictError
        return saved

    async def _find(self, asked: Select[Any], given: Mapping[str, Any]) -> Room | None:
        row = (await self._connection.execute(asked, given)).mappings().first()
        if row is None:
            return None
        trouble = RoomTrouble(row["trouble"]) if row["trouble"] else None
        return Room(**{**row, "state": RoomState(row["state"]), "trouble": trouble})
