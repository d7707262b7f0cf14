"""Members and the organisations they come from, as rows."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    select,
    update,
)
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import NotFoundError
from domain.identifiers import MemberId, OrganisationId
from domain.member import Member, Organisation, Role
from storage.metadata import metadata
from storage.people_values import read_member, read_organisation
from storage.upsert import insert_or_replace, replace_parts

organisation = Table(
    "organisation",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("name", String(300), nullable=False),
    Column("type", String(24), nullable=False),
    Column("telephone", String(80), nullable=False),
    Column("region", String(120), nullable=False),
    Column("ended_on", Date(), nullable=True),
)

organisation_tag = Table(
    "organisation_tag",
    metadata,
    Column("organisation", String(80), ForeignKey("organisation.id"), primary_key=True),
    Column("tag", String(80), primary_key=True),
)

member = Table(
    "member",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("tenant_id", String(80), nullable=False),
    Column("object_id", String(80), nullable=False),
    Column("name", String(300), nullable=False),
    Column("organisation", String(80), ForeignKey("organisation.id"), nullable=False),
    Column("telephone", String(80), nullable=False),
    Column("language", String(8), nullable=False),
    Column("rank", Integer(), nullable=False),
    Column("is_guest", Boolean(), nullable=False),
    UniqueConstraint("tenant_id", "object_id"),
    Index("ix_member_organisation", "organisation"),
)

appointment = Table(
    "appointment",
    metadata,
    Column("member", String(80), ForeignKey("member.id"), primary_key=True),
    Column("role", String(40), primary_key=True),
    Column("from_on", Date(), primary_key=True),
    Column("until_on", Date(), nullable=True),
)


class PeopleRows:
    """Members and organisations on one connection.

    Their rows are read once, and again when they change here. To find one of them reads one row: a
    row that makes no sense is only in the way of whoever asks for it, or for a list it is in.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._member_rows: _Rows | None = None
        self._organisation_rows: _Rows | None = None

    async def member(self, member_id: MemberId) -> Member:
        """Find a member."""
        return read_member(*_find(await self._all_members(), member_id))

    async def by_identity(self, tenant_id: str, object_id: str) -> Member | None:
        """Find who signs in so; None for a stranger."""
        mine = (
            member.c.tenant_id == tenant_id.lower(),
            member.c.object_id == object_id.lower(),
        )
        found = await self._read_members(*mine)
        return next((read_member(row, terms) for row, terms in found.values()), None)

    async def members(self) -> Sequence[Member]:
        """All members ever, by id."""
        return sorted(await self._by_rank(), key=lambda one: one.id)

    async def organisation(self, organisation_id: OrganisationId) -> Organisation:
        """Find an organisation, also one that left."""
        return read_organisation(*_find(await self._all_organisations(), organisation_id))

    async def organisations(self) -> Sequence[Organisation]:
        """Organisations that take part now, by id."""
        return [
            read_organisation(row, tags)
            for row, tags in (await self._all_organisations()).values()
            if row["ended_on"] is None
        ]

    async def representatives(self, organisation_id: OrganisationId, on: date) -> Sequence[Member]:
        """Professionals who speak for an organisation on this day, by rank."""
        speakers = await self.role_holders(Role.PROFESSIONAL, on)
        return [one for one in speakers if one.organisation == organisation_id]

    async def role_holders(self, role: Role, on: date) -> Sequence[Member]:
        """Members who hold a role on this day, by rank."""
        return [one for one in await self._by_rank() if role in one.roles(on)]

    async def save_member(self, new: Member) -> None:
        """Keep a member with exactly these appointments."""
        row = asdict(new)
        appointments = row.pop("appointments")
        self._member_rows = None
        await insert_or_replace(self._connection, member, row)
        await replace_parts(self._connection, appointment.c.member, new.id, appointments)

    async def save_organisation(self, new: Organisation) -> None:
        """Keep an organisation that takes part."""
        row = {**asdict(new), "ended_on": None}
        tags = [{"tag": tag} for tag in sorted(row.pop("domain_tags"))]
        self._organisation_rows = None
        await insert_or_replace(self._connection, organisation, row)
        await replace_parts(self._connection, organisation_tag.c.organisation, new.id, tags)

    async def end_organisation(self, organisation_id: OrganisationId, on: date) -> None:
        """Let an organisation leave."""
        self._organisation_rows = None
        left = update(organisation).where(organisation.c.id == organisation_id).values(ended_on=on)
        await self._connection.execute(left)

    async def _by_rank(self) -> list[Member]:
        return [read_member(row, terms) for row, terms in (await self._all_members()).values()]

    async def _all_members(self) -> "_Rows":
        if self._member_rows is None:
            self._member_rows = await self._read_members()
        return self._member_rows

    async def _read_members(self, *conditions: ColumnElement[bool]) -> "_Rows":
        chosen = select(member).where(*conditions).order_by(member.c.rank, member.c.id)
        held = select(appointment).join(member).where(*conditions)
        terms = held.order_by(appointment.c.from_on, appointment.c.role)
        rows = (await self._connection.execute(chosen)).mappings().all()
        found: _Rows = {row["id"]: (row, []) for row in rows}
        for term in (await self._connection.execute(terms)).mappings():
            if term["member"] in found:  # who came between the two questions is not there yet
                found[term["member"]][1].append(term)
        return found

    async def _all_organisations(self) -> "_Rows":
        if self._organisation_rows is None:
            self._organisation_rows = await self._read_organisations()
        return self._organisation_rows

    async def _read_organisations(self) -> "_Rows":
        chosen = select(organisation).order_by(organisation.c.id)
        rows = (await self._connection.execute(chosen)).mappings().all()
        found: _Rows = {row["id"]: (row, []) for row in rows}
        for owner, tag in await self._connection.execute(select(organisation_tag)):
            if owner in found:
                found[owner][1].append(tag)
        return found


_Rows = dict[str, tuple[RowMapping, list[Any]]]  # each with the rows of its parts, by id


def _find(rows: _Rows, row_id: str) -> tuple[RowMapping, list[Any]]:
    if row_id not in rows:
        raise NotFoundError
    return rows[row_id]
