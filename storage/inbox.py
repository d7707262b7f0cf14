"""Each incoming activity once: the key is written with the effects, in one transaction."""

import json
from datetime import timedelta

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ports.turns import InboxKey, StoredAnswer
from storage.clock import read_database_clock
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.upsert import insert_once

inbox = Table(
    "inbox",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("conversation", String(400), primary_key=True),
    Column("activity", String(200), primary_key=True),
    Column("received_at", UtcDateTime(), nullable=False),
    Column("status", Integer(), nullable=True),
    Column("body", LargeBinary(), nullable=True),
    # only of answers that are kept: forgetting old ones must not grow with what was ever received
    Index(
        "ix_inbox_received_at",
        "received_at",
        sqlite_where=text("body IS NOT NULL"),
        postgresql_where=text("body IS NOT NULL"),
    ),
)


class InboxRows:
    """The inbox of one transaction."""

    def __init__(self, connection: AsyncConnection, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def open(self, key: InboxKey) -> StoredAnswer | None:
        """Note an activity; return the stored answer when it was noted before, else None.

        PostgreSQL waits here for another replica that is noting the same activity.
        """
        row = {
            "channel": key.channel,
            "conversation": key.conversation,
            "activity": key.activity,
            "received_at": await read_database_clock(self._connection),
        }
        if await insert_once(self._connection, inbox, row):
            return None
        return await self._stored(key)

    async def answer(self, key: InboxKey, answer: StoredAnswer) -> None:
        """Keep the answer of an activity, its body sealed under the key of the house."""
        body = None
        if answer.body is not None:
            body = await self._fields.seal_field(
                None, inbox.name, _row(key), "body", json.dumps(answer.body)
            )
        await self._connection.execute(
            update(inbox).where(*_is(key)).values(status=answer.status, body=body)
        )

    async def purge(self, kept_within: timedelta) -> None:
        """Forget the bodies of answers older than ``kept_within`` by the database clock."""
        before = await read_database_clock(self._connection) - kept_within
        old = (inbox.c.received_at < before) & inbox.c.body.is_not(None)
        await self._connection.execute(update(inbox).where(old).values(body=None))

    async def _stored(self, key: InboxKey) -> StoredAnswer:
        row = (
            await self._connection.execute(select(inbox.c.status, inbox.c.body).where(*_is(key)))
        ).one()
        if row.body is None:
            return StoredAnswer(status=row.status)
        text = await self._fields.open_field(None, inbox.name, _row(key), "body", row.body)
        return StoredAnswer(status=row.status, body=json.loads(text))


def _row(key: InboxKey) -> str:
    return f"{key.channel}/{key.conversation}/{key.activity}"


def _is(key: InboxKey) -> tuple[ColumnElement[bool], ...]:
    return (
        inbox.c.channel == key.channel,
        inbox.c.conversation == key.conversation,
        inbox.c.activity == key.activity,
    )
