"""Requests to come as rows: ids and moments, no text."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    select,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.attendance_request import AttendanceAnswer, AttendanceRequest
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import AttendanceRequestId, MeetingId
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once

attendance_request = Table(
    "attendance_request",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("meeting", String(120), ForeignKey("meeting.id"), nullable=False),
    Column("organisation", String(80), nullable=False),
    Column("member", String(80), nullable=False),
    Column("cases", JSON(), nullable=False),
    Column("asked_at", UtcDateTime(), nullable=False),
    Column("answer", String(12), nullable=False),
    Column("answered_at", UtcDateTime(), nullable=True),
    Column("answered_by", String(80), nullable=True),
    Column("version", Integer(), nullable=False),
    UniqueConstraint("meeting", "organisation"),
)

_BY_ID: Final = select(attendance_request).where(attendance_request.c.id == bindparam("this"))
_OF_MEETING: Final = (
    select(attendance_request)
    .where(attendance_request.c.meeting == bindparam("held"))
    .order_by(attendance_request.c.organisation)
)
_SAVE: Final = (
    update(attendance_request)
    .where(
        attendance_request.c.id == bindparam("this"),
        attendance_request.c.version == bindparam("kept_version"),
    )
    .values({column.name: bindparam(column.name) for column in attendance_request.c})
)


class AttendanceRequestRows:
    """Who was asked to come, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def add(self, request: AttendanceRequest) -> None:
        """Keep a new request; ConflictError when the organisation was asked already."""
        if not await insert_once(self._connection, attendance_request, _values(request)):
            raise ConflictError

    async def get(self, request_id: AttendanceRequestId) -> AttendanceRequest:
        """Find a request; NotFoundError when there is none."""
        found = (await self._connection.execute(_BY_ID, {"this": request_id})).mappings().all()
        if not found:
            raise NotFoundError
        return _request(found[0])

    async def save(self, request: AttendanceRequest) -> AttendanceRequest:
        """Save an answered request; ConflictError when the kept version is another."""
        saved = replace(request, version=request.version + 1)
        written = {**_values(saved), "this": request.id, "kept_version": request.version}
        await change_one(self._connection, _SAVE, written)
        return saved

    async def of_meeting(self, meeting_id: MeetingId) -> Sequence[AttendanceRequest]:
        """All requests for a meeting, by organisation."""
        rows = await self._connection.execute(_OF_MEETING, {"held": meeting_id})
        return [_request(row) for row in rows.mappings()]


def _values(request: AttendanceRequest) -> dict[str, Any]:
    return {**asdict(request), "cases": list(request.cases)}


def _request(row: RowMapping) -> AttendanceRequest:
    read = {"cases": tuple(row["cases"]), "answer": AttendanceAnswer(row["answer"])}
    return AttendanceRequest(**{**row, **read})
