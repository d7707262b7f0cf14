"""The sums of meetings as rows: numbers only. When a meeting was, and whether it is cancelled, its
own row says.
"""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.engine import RowMapping

from domain.figures import AtTable, Discussed, Measured, MeetingFigures, OrganisationFigures
from domain.identifiers import MeetingId, OrganisationId
from domain.meeting import Meeting
from storage.meetings import meeting
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

_AT_TABLE: Final = tuple(part.name for part in fields(AtTable))
_DISCUSSED: Final = tuple(part.name for part in fields(Discussed))
_MEASURED: Final = tuple(part.name for part in fields(Measured))

meeting_figures = Table(
    "meeting_figures",
    metadata,
    Column("meeting", String(120), ForeignKey("meeting.id"), primary_key=True),
    Column("cases", Integer(), nullable=False),
    *(Column(name, Integer(), nullable=False) for name in _AT_TABLE),
    *(Column(name, Integer(), nullable=True) for name in (*_DISCUSSED, *_MEASURED)),
)

organisation_figures = Table(
    "organisation_figures",
    metadata,
    Column("meeting", String(120), ForeignKey("meeting.id"), primary_key=True),
    Column("organisation", String(80), primary_key=True),
    *(Column(name, Integer(), nullable=False) for name in _AT_TABLE),
)

_ENDS_BEFORE: Final = meeting.c.ends_at < bindparam("until_at", type_=UtcDateTime())
_COUNTS: Final = and_(
    meeting.c.ends_at >= bindparam("from_at", type_=UtcDateTime()),
    _ENDS_BEFORE,
    meeting.c.is_cancelled.is_(False),
)
_OWN: Final = [
    column.label(f"sum_{column.name}") for column in meeting_figures.c if column.name != "meeting"
]
_OF_MEETINGS: Final = (
    select(meeting, *_OWN)
    .join(meeting_figures, meeting_figures.c.meeting == meeting.c.id)
    .where(_COUNTS)
    .order_by(meeting.c.ends_at, meeting.c.id)
)
_OF_ORGANISATIONS: Final = (
    select(
        organisation_figures.c.organisation,
        func.count().label("meetings"),
        *(func.sum(organisation_figures.c[name]).label(name) for name in _AT_TABLE),
    )
    .join(meeting, meeting.c.id == organisation_figures.c.meeting)
    .where(_COUNTS)
    .group_by(organisation_figures.c.organisation)
    .order_by(organisation_figures.c.organisation)
)
_ARE_BEFORE: Final = (
    select(meeting_figures.c.meeting)
    .join(meeting, meeting.c.id == meeting_figures.c.meeting)
    .where(_ENDS_BEFORE, meeting.c.is_cancelled.is_(False))
    .limit(1)
)
_EMPTY: Final = delete(organisation_figures).where(
    organisation_figures.c.meeting == bindparam("meeting")
)
_ADD: Final = insert(organisation_figures)


class FigureRows:
    """The sums of meetings on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def keep(
        self, held: MeetingFigures, organisations: Sequence[OrganisationFigures]
    ) -> None:
        """Keep the sums of a meeting in the place of those before."""
        await insert_or_replace(self._connection, meeting_figures, _row(held))
        await self._connection.execute(_EMPTY, {"meeting": held.meeting})
        rows = [
            {"meeting": held.meeting, "organisation": one.organisation, **asdict(one.at_table)}
            for one in organisations
        ]
        if rows:
            await self._connection.execute(_ADD, rows)

    async def of_meetings(
        self, from_at: datetime, until_at: datetime
    ) -> Sequence[tuple[Meeting, MeetingFigures]]:
        """The sums of the meetings that end between these moments, by end."""
        given = {"from_at": from_at, "until_at": until_at}
        rows = (await self._connection.execute(_OF_MEETINGS, given)).mappings()
        return [(_meeting(row), _figures(row)) for row in rows]

    async def of_organisations(
        self, from_at: datetime, until_at: datetime
    ) -> Sequence[OrganisationFigures]:
        """The sums of each organisation over the meetings that end between these moments."""
        given = {"from_at": from_at, "until_at": until_at}
        rows = (await self._connection.execute(_OF_ORGANISATIONS, given)).mappings()
        return [
            OrganisationFigures(
                organisation=OrganisationId(row["organisation"]),
                meetings=row["meetings"],
                at_table=AtTable(**{name: int(row[name]) for name in _AT_TABLE}),
            )
            for row in rows
        ]

    async def are_before(self, at: datetime) -> bool:
        """Tell whether there are sums of a meeting that ended before this moment."""
        found = await self._connection.execute(_ARE_BEFORE, {"until_at": at})
        return found.first() is not None


def _row(held: MeetingFigures) -> dict[str, Any]:
    nothing = dict.fromkeys((*_DISCUSSED, *_MEASURED))
    return {
        "meeting": held.meeting,
        "cases": held.cases,
        **asdict(held.at_table),
        **nothing,
        **(asdict(held.discussed) if held.discussed else {}),
        **(asdict(held.measured) if held.measured else {}),
    }


def _meeting(row: RowMapping) -> Meeting:
    return Meeting(**{column.name: row[column.name] for column in meeting.c})


def _figures(row: RowMapping) -> MeetingFigures:
    def read(names: Sequence[str]) -> dict[str, int]:
        return {name: row[f"sum_{name}"] for name in names}

    is_known, is_measured = row["sum_red"] is not None, row["sum_late"] is not None
    return MeetingFigures(
        meeting=MeetingId(row["id"]),
        cases=row["sum_cases"],
        at_table=AtTable(**read(_AT_TABLE)),
        discussed=Discussed(**read(_DISCUSSED)) if is_known else None,
        measured=Measured(**read(_MEASURED)) if is_measured else None,
    )
