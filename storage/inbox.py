"""Each incoming activity once: the key is written with the effects, in one transaction."""

import json
from datetime import timedelta
from typing import Final

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    delete,
    select,
    text,
    tuple_,
    update,
)

from services.ports.turns import InboxKey, StoredAnswer
from storage.clock import clocks_of, read_database_clock
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
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
    # forgetting must not grow with what was ever received: of rows, and of answers that are kept
    Index("ix_inbox_arrived", "received_at"),
    Index(
        "ix_inbox_received_at",
        "received_at",
        sqlite_where=text("body IS NOT NULL"),
        postgresql_where=text("body IS NOT NULL"),
    ),
)
_ROW_KEY: Final = tuple_(*inbox.primary_key.columns)
# what most turns answer, so that it is written with the activity
_SILENT: Final = StoredAnswer(status=200)
_THIS: Final = (
    inbox.c.channel == bindparam("this_channel"),
    inbox.c.conversation == bindparam("this_conversation"),
    inbox.c.activity == bindparam("this_activity"),
)
_STORED: Final = select(inbox.c.status, inbox.c.body).where(*_THIS)
_KEEP_ANSWER: Final = (
    update(inbox).where(*_THIS).values(status=bindparam("new_status"), body=bindparam("new_body"))
)


class InboxRows:
    """The inbox of one transaction."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
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
            "received_at": (await clocks_of(self._connection)).database,
            "status": _SILENT.status,
        }
        if await insert_once(self._connection, inbox, row):
            return None
        return await self._stored(key)

    async def answer(self, key: InboxKey, answer: StoredAnswer) -> None:
        """Keep the answer of an activity, its body sealed under the key of the house."""
        if answer == _SILENT:
            return
        body = None
        if answer.body is not None:
            body = await self._fields.seal_field(
                None, inbox.name, _row(key), "body", json.dumps(answer.body)
            )
        given = _given(key) | {"new_status": answer.status, "new_body": body}
        await self._connection.execute(_KEEP_ANSWER, given)

    async def purge(self, kept_within: timedelta, limit: int) -> int:
        """Forget the bodies of answers older than ``kept_within`` by the database clock."""
        old = await self._oldest(kept_within, limit, inbox.c.body.is_not(None))
        wiped = update(inbox).where(_ROW_KEY.in_(select(*old.c))).values(body=None)
        return (await self._connection.execute(wiped)).rowcount

    async def forget(self, kept_within: timedelta, limit: int) -> int:
        """Forget activities received longer ago than ``kept_within`` by the database clock."""
        old = await self._oldest(kept_within, limit)
        gone = await self._connection.execute(delete(inbox).where(_ROW_KEY.in_(select(*old.c))))
        return gone.rowcount

    async def _oldest(
        self, kept_within: timedelta, limit: int, *conditions: ColumnElement[bool]
    ) -> CTE:
        """Rows beyond this age, the oldest first; those another replica is at are left to it. They
        are chosen once: PostgreSQL may ask a query inside a condition again for each row.
        """
        before = await read_database_clock(self._connection) - kept_within
        return (
            select(*inbox.primary_key.columns)
            .where(inbox.c.received_at < before, *conditions)
            .order_by(inbox.c.received_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("old", nesting=True)
        )

    async def _stored(self, key: InboxKey) -> StoredAnswer:
        row = (await self._connection.execute(_STORED, _given(key))).one()
        if row.body is None:
            return StoredAnswer(status=row.status)
        text = await self._fields.open_field(None, inbox.name, _row(key), "body", row.body)
        return StoredAnswer(status=row.status, body=json.loads(text))


def _row(key: InboxKey) -> str:
    return f"{key.channel}/{key.conversation}/{key.activity}"


def _given(key: InboxKey) -> dict[str, str]:
    return {
        "this_channel": key.channel,
        "this_conversation": key.conversation,
        "this_activity": key.activity,
    }
