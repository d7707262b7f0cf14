"""Questions before a referral, as rows that are removed when they are over; what was said is sealed
under the house, for there is no case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    bindparam,
    delete,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.consult import Consult, ConsultId, ConsultLine, ConsultReply, ConsultsAsked
from domain.errors import NotFoundError
from domain.identifiers import MemberId
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once

_IS_WAITING: Final = "waits"

consult = Table(
    "consult",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("asker", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("reply", String(12), nullable=False),
    Column("said_at", UtcDateTime(), nullable=False),
    Column("lines", LargeBinary(), nullable=False),
    Column("waits", Boolean(), nullable=False),
    Column("taken_by", String(64), nullable=True),
    Column("reminders", Integer(), nullable=False),
    Column("version", Integer(), nullable=False),
    Index("ix_consult_asker", "asker"),
    Index(
        "ix_consult_waits",
        "said_at",
        sqlite_where=text(_IS_WAITING),
        postgresql_where=text(_IS_WAITING),
    ),
)
consult_month = Table(
    "consult_month",
    metadata,
    Column("month_on", Date(), primary_key=True),
    Column("asked", Integer(), nullable=False),
)
sealed_consult: Final = SealedColumn[tuple[ConsultLine, ...]](
    consult.c.lines, tuple[ConsultLine, ...]
)

_ADD: Final = insert(consult)
_THIS: Final = consult.c.id == bindparam("this")
_BY_ID: Final = select(consult).where(_THIS)
_IN_ORDER: Final = (consult.c.said_at, consult.c.id)
CONSULTS_WAITING: Final = select(consult).where(literal_column(_IS_WAITING)).order_by(*_IN_ORDER)
CONSULTS_OF: Final = (
    select(consult).where(consult.c.asker == bindparam("member")).order_by(*_IN_ORDER)
)
# sets the columns among its parameters
_SAVE: Final = update(consult).where(_THIS, consult.c.version == bindparam("kept_version"))
_WIPE: Final = delete(consult).where(_THIS, consult.c.version == bindparam("kept_version"))
_COUNT: Final = (
    update(consult_month)
    .where(consult_month.c.month_on == bindparam("this_month"))
    .values(asked=consult_month.c.asked + 1)
)
_ASKED: Final = (
    select(consult_month)
    .where(consult_month.c.month_on.between(bindparam("from_on"), bindparam("until_on")))
    .order_by(consult_month.c.month_on)
)


class ConsultRows:
    """The questions of one transaction."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, new: Consult) -> None:
        """Keep a new question."""
        await self._connection.execute(_ADD, await self._row(new))

    async def get(self, consult_id: ConsultId) -> Consult:
        """Find a consult; NotFoundError when there is none, or no longer."""
        found = await self._find(_BY_ID, {"this": consult_id})
        if not found:
            raise NotFoundError
        return found[0]

    async def save(self, changed: Consult) -> Consult:
        """Save what changed and return it one version higher; ConflictError when the kept version
        is another.
        """
        saved = replace(changed, version=changed.version + 1)
        this = {"this": changed.id, "kept_version": changed.version}
        written = {**await self._row(saved), **this}
        await change_one(self._connection, _SAVE, written)
        return saved

    async def waiting(self) -> Sequence[Consult]:
        """All that wait for an answer, the oldest first."""
        return await self._find(CONSULTS_WAITING, {})

    async def of_asker(self, member: MemberId) -> Sequence[Consult]:
        """All that a member asked, the oldest first."""
        return await self._find(CONSULTS_OF, {"member": member})

    async def wipe(self, read: Consult) -> None:
        """Remove a consult with all that was said in it; ConflictError when the kept version is
        another.
        """
        this = {"this": read.id, "kept_version": read.version}
        await change_one(self._connection, _WIPE, this)

    async def count(self, month_on: date) -> None:
        """Count one more question in a month."""
        await insert_once(self._connection, consult_month, {"month_on": month_on, "asked": 0})
        await self._connection.execute(_COUNT, {"this_month": month_on})

    async def asked_between(self, from_on: date, until_on: date) -> Sequence[ConsultsAsked]:
        """How many were asked in each month that begins on these days."""
        days = {"from_on": from_on, "until_on": until_on}
        rows = (await self._connection.execute(_ASKED, days)).mappings().all()
        return [ConsultsAsked(**row) for row in rows]

    async def _find(self, asked: Select[Any], values: Mapping[str, str]) -> Sequence[Consult]:
        rows = (await self._connection.execute(asked, values)).mappings().all()
        return [await self._consult(row) for row in rows]

    async def _row(self, kept: Consult) -> Mapping[str, Any]:
        row = {part.name: getattr(kept, part.name) for part in fields(kept)}
        row["lines"] = await sealed_consult.seal(self._fields, None, kept.id, kept.lines)
        return row

    async def _consult(self, row: RowMapping) -> Consult:
        lines = await sealed_consult.open(self._fields, None, row["id"], row["lines"])
        return Consult(**{**row, "reply": ConsultReply(row["reply"]), "lines": lines})
