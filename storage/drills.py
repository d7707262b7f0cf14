"""Drills and who takes part in them, as rows: ids, days and times, no text."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.drill import Drill, DrillConsent, DrillEnd, DrillTimes
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import MemberId, SessionId
from storage.acute_invitation_row import acute_invitation
from storage.acute_sessions import acute_session
from storage.cases import cases
from storage.discussions import discussion
from storage.drafts import draft
from storage.escalations import escalation
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.referrals import referrals
from storage.rooms import room
from storage.same_persons import subject_mark
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once, insert_or_replace

_RUNS: Final = text("ended_at IS NULL")
drill_consent = Table(
    "drill_consent",
    metadata,
    Column("member", String(64), primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("agreed_on", Date(), nullable=False),
)
drill = Table(
    "drill",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Column("number", Integer(), nullable=False),
    Column("started_by", String(64), nullable=False),
    Column("started_at", UtcDateTime(), nullable=False),
    Column("lapses_at", UtcDateTime(), nullable=False),
    Column("ended_at", UtcDateTime(), nullable=True),
    Column("end", String(16), nullable=True),
    Column("times", JSON(none_as_null=True), nullable=True),
    Column("is_cleared", Boolean(), nullable=False),
    Column("version", Integer(), nullable=False),
    # two that start at once: one of them is told that a drill runs
    UniqueConstraint("number"),
    Index("ix_drill_running", "id", sqlite_where=_RUNS, postgresql_where=_RUNS),
)

_LEAVE: Final = delete(drill_consent).where(drill_consent.c.member == bindparam("whose"))
_CONSENTS: Final = select(drill_consent).order_by(drill_consent.c.member)
_BY_ID: Final = select(drill).where(drill.c.id == bindparam("this"))
_RUNNING: Final = select(drill).where(drill.c.ended_at.is_(None)).order_by(drill.c.id)
_COUNT: Final = select(func.count()).select_from(drill)
_SAVE: Final = update(drill).where(
    drill.c.id == bindparam("this"), drill.c.version == bindparam("kept_version")
)
_OF_SESSION: Final = tuple(
    delete(column.table).where(column == bindparam("known_as"))
    for column in (
        room.c.session,
        escalation.c.session_id,
        acute_invitation.c.session_id,
        acute_session.c.id,
    )
)
_OF_CASE: Final = tuple(
    delete(column.table).where(column == bindparam("about"))
    for column in (
        draft.c.case_id,
        discussion.c.case_id,
        subject_mark.c.case_id,
        referrals.c.case_id,
        cases.c.id,
    )
)
_times: Final = TypeAdapter(DrillTimes)
_NAMES: Final = {"case_id": "case"}


class DrillRows:
    """Drills and who takes part in them, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def join(self, consent: DrillConsent) -> None:
        """Keep that a member agrees, in the place of what they said before."""
        await insert_or_replace(self._connection, drill_consent, asdict(consent))

    async def leave(self, member: MemberId) -> None:
        """Forget that a member agreed."""
        await self._connection.execute(_LEAVE, {"whose": member})

    async def consents(self) -> Sequence[DrillConsent]:
        """Everybody who agreed, also those whose membership ended since."""
        rows = await self._connection.execute(_CONSENTS)
        return [DrillConsent(**row) for row in rows.mappings()]

    async def add(self, new: Drill) -> None:
        """Keep a new drill; ConflictError when another has its number."""
        if not await insert_once(self._connection, drill, _row(new)):
            raise ConflictError

    async def get(self, drill_id: SessionId) -> Drill:
        """Find a drill; NotFoundError when there is none."""
        found = (await self._connection.execute(_BY_ID, {"this": drill_id})).mappings().all()
        if not found:
            raise NotFoundError
        return _drill(found[0])

    async def save(self, changed: Drill) -> Drill:
        """Save a changed drill and return it one version higher; ConflictError when the kept
        version is another.
        """
        saved = replace(changed, version=changed.version + 1)
        written = {**_row(saved), "this": changed.id, "kept_version": changed.version}
        await change_one(self._connection, _SAVE, written)
        return saved

    async def running(self) -> Drill | None:
        """The drill that is not over."""
        row = (await self._connection.execute(_RUNNING)).mappings().first()
        return _drill(row) if row else None

    async def count(self) -> int:
        """How many drills there were."""
        return int(await self._connection.scalar(_COUNT) or 0)

    async def clear(self, over: Drill) -> None:
        """Delete everything of a drill but its times, and destroy the key of its case."""
        for gone in _OF_SESSION:
            await self._connection.execute(gone, {"known_as": over.id})
        for gone in _OF_CASE:
            await self._connection.execute(gone, {"about": over.case})
        await self.save(replace(over, is_cleared=True))
        await self._fields.destroy_case_key(over.case)


def _row(one: Drill) -> dict[str, Any]:
    row = {column.name: getattr(one, _NAMES.get(column.name, column.name)) for column in drill.c}
    return row | {"times": _times.dump_python(one.times, mode="json") if one.times else None}


def _drill(row: RowMapping) -> Drill:
    kept = {_NAMES.get(name, name): value for name, value in row.items()}
    return Drill(
        **{
            **kept,
            "end": DrillEnd(row["end"]) if row["end"] else None,
            "times": _times.validate_python(row["times"]) if row["times"] else None,
        }
    )
