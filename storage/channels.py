"""The channels the house posts in, as rows."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import Column, ColumnElement, Date, String, Table, select, update
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


class ChannelRows:
    """Channels on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def channel(self, channel_id: ChannelId) -> Channel:
        """Find a channel, also one no longer used; NotFoundError when there is none."""
        found = await self._channels(channel.c.id == channel_id)
        if not found:
            raise NotFoundError
        return found[0]

    async def channels(self) -> Sequence[Channel]:
        """Channels in use, by id."""
        return await self._channels(channel.c.ended_on.is_(None))

    async def by_conversation(self, conversation_id: str) -> Channel | None:
        """The channel in use of a Teams conversation."""
        is_its = channel.c.conversation_id == conversation_id
        return next(iter(await self._channels(channel.c.ended_on.is_(None), is_its)), None)

    async def save_channel(self, new: Channel) -> None:
        """Keep a channel in use."""
        await insert_or_replace(self._connection, channel, {**asdict(new), "ended_on": None})

    async def end_channel(self, channel_id: ChannelId, on: date) -> None:
        """Stop using a channel."""
        ended = update(channel).where(channel.c.id == channel_id).values(ended_on=on)
        await self._connection.execute(ended)

    async def _channels(self, *conditions: ColumnElement[bool]) -> list[Channel]:
        chosen = select(channel).where(*conditions).order_by(channel.c.id)
        rows = (await self._connection.execute(chosen)).mappings()
        return [_channel(row) for row in rows]


def _channel(row: RowMapping) -> Channel:
    kept = {name: value for name, value in row.items() if name != "ended_on"}
    return Channel(**{**kept, "kind": ChannelKind(row["kind"])})
