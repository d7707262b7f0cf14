"""What the calendars of members say of meetings, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, bindparam, select
from sqlalchemy.engine import RowMapping

from domain.calendar_entry import CalendarEntry
from domain.identifiers import MeetingId, MemberId
from storage.metadata import metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

calendar_entry = Table(
    "calendar_entry",
    metadata,
    Column("meeting", String(120), ForeignKey("meeting.id"), primary_key=True),
    Column("member", String(80), ForeignKey("member.id"), primary_key=True),
    Column("uid", String(64), nullable=False),
    Column("hours", JSON(), nullable=False),
    Column("place", String(200), nullable=False),
    Column("sequence", Integer(), nullable=False),
)

_OF_MEETING: Final = select(calendar_entry).where(
    calendar_entry.c.meeting == bindparam("of_meeting")
)
_ONE: Final = _OF_MEETING.where(calendar_entry.c.member == bindparam("of_member"))


class CalendarEntryRows:
    """The calendar entries of the house on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def of_meeting(self, meeting_id: MeetingId) -> Mapping[MemberId, CalendarEntry]:
        """The entries of a meeting, ended ones too."""
        rows = await self._connection.execute(_OF_MEETING, {"of_meeting": meeting_id})
        return {row["member"]: _entry(row) for row in rows.mappings()}

    async def find(self, meeting_id: MeetingId, member: MemberId) -> CalendarEntry | None:
        """The entry of one member for a meeting; None when there never was one."""
        asked = {"of_meeting": meeting_id, "of_member": member}
        row = (await self._connection.execute(_ONE, asked)).mappings().one_or_none()
        return _entry(row) if row else None

    async def keep(self, entries: Sequence[CalendarEntry]) -> None:
        """Keep entries, new or changed."""
        for entry in entries:
            await insert_or_replace(self._connection, calendar_entry, _row(entry))


def _row(entry: CalendarEntry) -> dict[str, Any]:
    hours = [[start.isoformat(), end.isoformat()] for start, end in entry.hours]
    return {**asdict(entry), "hours": hours}


def _entry(row: RowMapping) -> CalendarEntry:
    hours = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row["hours"]]
    return CalendarEntry(**{**row, "hours": tuple(hours)})
