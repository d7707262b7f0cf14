"""Kinds of meeting as rows; remembered between transactions, as the people are."""

from typing import Any, Final

from sqlalchemy import JSON, Column, Integer, Row, String, Table, delete, select

from domain.identifiers import ChannelTitle, MeetingKindId, OrganisationId
from domain.meeting_kind import KindsHeld, MeetingKind
from storage.clock import clocks_of
from storage.metadata import metadata
from storage.people import RememberedPeople
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

meeting_kind = Table(
    "meeting_kind",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("position", Integer(), nullable=False),
    Column("name", String(60), nullable=False),
    Column("title", String(24), nullable=True),
    Column("purpose", String(300), nullable=False),
    Column("fixed", JSON(), nullable=False),
)

_ALL: Final = select(meeting_kind).order_by(meeting_kind.c.position)
_EMPTY: Final = delete(meeting_kind)


class MeetingKindRows:
    """The kinds of meeting on one connection. Their table moves the stamp of the people."""

    def __init__(self, connection: Transaction, remembered: RememberedPeople) -> None:
        self._connection = connection
        self._remembered = remembered
        self._changed: KindsHeld | None = None  # what this transaction itself put there

    async def kinds(self) -> KindsHeld:
        """The kinds the house holds, in its order."""
        if self._changed is not None:
            return self._changed
        known = self._remembered.at((await clocks_of(self._connection)).people)
        if known.kinds is None:
            rows = await self._connection.execute(_ALL)
            known.kinds = KindsHeld(all=tuple(_kind(row) for row in rows))
        return known.kinds

    async def replace_kinds(self, held: KindsHeld) -> None:
        """Put other kinds in the place of those there were."""
        self._changed = held
        await self._connection.execute(_EMPTY)
        if held.all:
            await insert_or_replace(self._connection, meeting_kind, *map(_row, held.all))


def _row(kind: MeetingKind) -> dict[str, Any]:
    return {
        "id": kind.id,
        "position": kind.position,
        "name": kind.name,
        "title": kind.title,
        "purpose": kind.purpose,
        "fixed": list(kind.fixed),
    }


def _kind(row: Row[Any]) -> MeetingKind:
    return MeetingKind(
        id=MeetingKindId(row.id),
        position=row.position,
        name=row.name,
        title=None if row.title is None else ChannelTitle(row.title),
        purpose=row.purpose,
        fixed=tuple(OrganisationId(one) for one in row.fixed),
    )
