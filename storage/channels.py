"""The channels the house posts in, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from sqlalchemy import Column, Date, Select, String, Table, bindparam, select, update
from sqlalchemy.engine import RowMapping

from domain.errors import NotFoundError
from domain.house import Channel, ChannelKind
from domain.identifiers import ChannelId
from storage.metadata import metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

channel = Table(
    "channel",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("team", String(300), nullable=False),
    Column("conversation_id", String(300), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("ended_on", Date(), nullable=True),
)

_BY_ID: Final = select(channel).where(channel.c.id == bindparam("channel"))
_IN_USE: Final = select(channel).where(channel.c.ended_on.is_(None)).order_by(channel.c.id)
_BY_CONVERSATION: Final = _IN_USE.where(channel.c.conversation_id == bindparam("conversation"))
_END: Final = (
    update(channel).where(channel.c.id == bindparam("channel")).values(ended_on=bindparam("on"))
)


class ChannelRows:
    """Channels on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def channel(self, channel_id: ChannelId) -> Channel:
        """Find a channel, also one no longer used; NotFoundError when there is none."""
        found = await self._channels(_BY_ID, {"channel": channel_id})
        if not found:
            raise NotFoundError
        return found[0]

    async def channels(self) -> Sequence[Channel]:
        """Channels in use, by id."""
        return await self._channels(_IN_USE, {})

    async def by_conversation(self, conversation_id: str) -> Channel | None:
        """The channel in use of a Teams conversation."""
        found = await self._channels(_BY_CONVERSATION, {"conversation": conversation_id})
        return next(iter(found), None)

    async def save_channel(self, new: Channel) -> None:
        """Keep a channel in use."""
        await insert_or_replace(self._connection, channel, {**asdict(new), "ended_on": None})

    async def end_channel(self, channel_id: ChannelId, on: date) -> None:
        """Stop using a channel."""
        await self._connection.execute(_END, {"channel": channel_id, "on": on})

    async def _channels(self, chosen: Select[Any], given: Mapping[str, Any]) -> list[Channel]:
        rows = (await self._connection.execute(chosen, given)).mappings()
        return [_channel(row) for row in rows]


def _channel(row: RowMapping) -> Channel:
    kept = {name: value for name, value in row.items() if name != "ended_on"}
    return Channel(**{**kept, "kind": ChannelKind(row["kind"])})
