"""Proposals to change an approved agenda, as rows: codes, times and organisations only."""

from dataclasses import replace
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import JSON, Column, Integer, String, Table, bindparam, select, update
from sqlalchemy.engine import RowMapping

from domain.agenda import AgendaItem, AgendaParts
from domain.agenda_proposal import AgendaProposal, ProposalState
from domain.errors import ConflictError
from domain.identifiers import CaseId, MeetingId
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once

agenda_proposal = Table(
    "agenda_proposal",
    metadata,
    Column("meeting", String(120), primary_key=True),
    Column("number", Integer(), nullable=False),
    Column("series", Integer(), nullable=False),
    Column("base_revision", Integer(), nullable=False),
    Column("asked_at", UtcDateTime(), nullable=False),
    Column("state", String(12), nullable=False),
    Column("late", JSON(), nullable=False),
    Column("was", JSON(), nullable=False),
    Column("parts", JSON(none_as_null=True), nullable=True),
    Column("decided_by", String(80), nullable=True),
    Column("decided_at", UtcDateTime(), nullable=True),
    Column("version", Integer(), nullable=False),
)

_COPIED: Final = (
    *("meeting", "number", "series", "base_revision", "asked_at"),
    *("decided_by", "decided_at", "version"),
)
_PARTS: Final = TypeAdapter(AgendaParts)
_ITEMS: Final = TypeAdapter(tuple[AgendaItem, ...])
_GET: Final = select(agenda_proposal).where(agenda_proposal.c.meeting == bindparam("of_meeting"))
_SAVE: Final = (
    update(agenda_proposal)
    .where(
        agenda_proposal.c.meeting == bindparam("of_meeting"),
        agenda_proposal.c.version == bindparam("kept_version"),
    )
    .values({column.name: bindparam(column.name) for column in agenda_proposal.c})
)


class AgendaProposalRows:
    """The proposals to change agendas on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def get(self, meeting_id: MeetingId) -> AgendaProposal | None:
        """The newest proposal about a meeting; None when there never was one."""
        found = await self._connection.execute(_GET, {"of_meeting": meeting_id})
        row = found.mappings().one_or_none()
        return _proposal(row) if row else None

    async def add(self, proposal: AgendaProposal) -> None:
        """Keep the first proposal about a meeting; ConflictError when there is one."""
        if not await insert_once(self._connection, agenda_proposal, _row(proposal)):
            raise ConflictError

    async def save(self, proposal: AgendaProposal) -> AgendaProposal:
        """Save a changed proposal and return it one version higher; ConflictError when the kept
        version is another.
        """
        saved = replace(proposal, version=proposal.version + 1)
        written = {
            **_row(saved),
            "of_meeting": proposal.meeting,
            "kept_version": proposal.version,
        }
        await change_one(self._connection, _SAVE, written)
        return saved


def _row(proposal: AgendaProposal) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(proposal, name) for name in _COPIED}
    row |= {"state": proposal.state, "late": list(proposal.late)}
    row["was"] = _ITEMS.dump_python(proposal.was, mode="json")
    row["parts"] = _PARTS.dump_python(proposal.parts, mode="json") if proposal.parts else None
    return row


def _proposal(row: RowMapping) -> AgendaProposal:
    copied: dict[str, Any] = {name: row[name] for name in _COPIED}
    return AgendaProposal(
        **copied,
        state=ProposalState(row["state"]),
        late=tuple(CaseId(one) for one in row["late"]),
        was=_ITEMS.validate_python(row["was"]),
        parts=_PARTS.validate_python(row["parts"]) if row["parts"] else None,
    )
