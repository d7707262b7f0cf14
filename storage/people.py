"""Members and the organisations they come from, as rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.errors import NotFoundError
from domain.identifiers import MemberId, OrganisationId
from domain.meeting_kind import KindsHeld
from domain.member import Member, Organisation, Role, Speaker
from storage.clock import clocks_of
from storage.metadata import metadata
from storage.people_values import read_member, read_organisation
from storage.transaction import Transaction
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
    Column("mail", String(254), nullable=False),
    Column("sign_in", String(254), nullable=False),
    Column("screened_until", Date(), nullable=True),
    Column("trained_on", Date(), nullable=True),
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


@dataclass(slots=True)
class _Known:
    """What was read of the people while their stamp was this one."""

    stamp: int | None = None
    members: dict[str, Member] = field(default_factory=dict)
    identities: dict[tuple[str, str], Member] = field(default_factory=dict)
    speakers: dict[date, Mapping[OrganisationId, Sequence[Speaker]]] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    organisation_rows: "_OrganisationRows | None" = None
    taking_part: Sequence[Organisation] | None = None
    kinds: KindsHeld | None = None


class RememberedPeople:
    """What the transactions of one process know of the people, until the stamp moves."""

    def __init__(self) -> None:
        self._known = _Known()

    def at(self, stamp: int) -> _Known:
        """What is known at this stamp."""
        if self._known.stamp != stamp:
            self._known = _Known(stamp)
        return self._known


class PeopleRows:
    """Members and organisations on one connection. None is read or built twice, and a row that
    makes no sense is only in the way of whoever asks for it, or for a list it is in.
    """

    def __init__(self, connection: Transaction, remembered: RememberedPeople) -> None:
        self._connection = connection
        self._remembered = remembered
        self._changed: _Known | None = None  # this transaction's own, once it changed somebody

    async def member(self, member_id: MemberId) -> Member:
        """Find a member."""
        return (await self.by_ids([member_id]))[member_id]

    async def by_ids(self, member_ids: Collection[MemberId]) -> Mapping[MemberId, Member]:
        """Find these members in one question."""
        known = (await self._now_known()).members
        unread = [one for one in member_ids if one not in known]
        found = await self._read(_BY_IDS, {"ids": unread}) if unread else []
        if len(found) < len(set(unread)):
            raise NotFoundError
        return {one: known[one] for one in member_ids}

    async def by_identity(self, tenant_id: str, object_id: str) -> Member | None:
        """Find who signs in so; None for a stranger."""
        identities = (await self._now_known()).identities
        mine = (tenant_id.lower(), object_id.lower())
        if mine not in identities:
            given = dict(zip(("tenant", "object"), mine, strict=True))
            found = await self._read(_BY_IDENTITY, given)
            if not found:
                return None
            identities[mine] = found[0]
        return identities[mine]

    async def members(self) -> Sequence[Member]:
        """All members ever, by id."""
        return sorted(await self._read(_MEMBERS, {}), key=lambda one: one.id)

    async def names(self, member_ids: Collection[MemberId]) -> Mapping[MemberId, str]:
        """The names of these members."""
        if not member_ids:
            return {}
        rows = await self._connection.execute(_NAMES, {"ids": sorted(member_ids)})
        return {MemberId(row.id): row.name for row in rows}

    async def organisation(self, organisation_id: OrganisationId) -> Organisation:
        """Find an organisation, also one that left."""
        return await self._organisation(organisation_id)

    async def organisations(self) -> Sequence[Organisation]:
        """Organisations that take part now, by id."""
        known = await self._now_known()
        if known.taking_part is None:
            rows = await self._all_organisations()
            here = [name for name, (row, _tags) in rows.items() if row["ended_on"] is None]
            known.taking_part = [await self._organisation(name) for name in here]
        return known.taking_part

    async def organisation_names(self) -> Mapping[OrganisationId, str]:
        """The names of all organisations, also of those that left."""
        rows = await self._all_organisations()
        return {OrganisationId(name): row["name"] for name, (row, _tags) in rows.items()}

    async def speakers(self, on: date) -> Mapping[OrganisationId, Sequence[Speaker]]:
        """Professionals who speak for each organisation on this day, by rank."""
        known = await self._now_known()
        if on not in known.speakers:
            known.speakers = {on: await self._read_speakers(on)}
        return known.speakers[on]

    async def role_holders(self, roles: Sequence[Role], on: date) -> Sequence[MemberId]:
        """Members who hold one of these roles on this day, role by role, then by rank."""
        rows = await self._connection.execute(_HOLDERS, {"roles": list(roles), "on": on})
        found = sorted(rows, key=lambda row: roles.index(Role(row.role)))
        return list(dict.fromkeys(MemberId(row.id) for row in found))

    async def holders_to_come(self, role: Role, on: date) -> Sequence[MemberId]:
        """Members who hold a role on this day or will later, each once, by rank."""
        rows = await self._connection.execute(_HOLDERS_TO_COME, {"role": role, "on": on})
        return list(dict.fromkeys(MemberId(row.id) for row in rows))

    async def save_member(self, new: Member) -> None:
        """Keep a member with exactly these appointments."""
        row = asdict(new)
        appointments = row.pop("appointments")
        self._changed = _Known()
        await insert_or_replace(self._connection, member, row)
        await replace_parts(self._connection, appointment.c.member, new.id, appointments)

    async def save_organisation(self, new: Organisation) -> None:
        """Keep an organisation that takes part."""
        row = {**asdict(new), "ended_on": None}
        tags = [{"tag": tag} for tag in sorted(row.pop("domain_tags"))]
        self._changed = _Known()
        await insert_or_replace(self._connection, organisation, row)
        await replace_parts(self._connection, organisation_tag.c.organisation, new.id, tags)

    async def end_organisation(self, organisation_id: OrganisationId, on: date) -> None:
        """Let an organisation leave."""
        self._changed = _Known()
        left = update(organisation).where(organisation.c.id == organisation_id).values(ended_on=on)
        await self._connection.execute(left)

    async def _now_known(self) -> _Known:
        if self._changed is not None:
            return self._changed
        return self._remembered.at((await clocks_of(self._connection)).people)

    async def _read(self, chosen: Select[Any], given: Mapping[str, Any]) -> list[Member]:
        rows = (await self._connection.execute(chosen, given)).mappings()
        known = (await self._now_known()).members
        by_member = groupby(rows, key=itemgetter("id"))
        return [_member(known, name, list(found)) for name, found in by_member]

    async def _read_speakers(self, on: date) -> Mapping[OrganisationId, Sequence[Speaker]]:
        rows = await self._connection.execute(_SPEAKERS, {"role": Role.PROFESSIONAL, "on": on})
        found: dict[OrganisationId, list[Speaker]] = {}
        for row in rows:
            one = Speaker(id=row.id, name=row.name, organisation=row.organisation)
            found.setdefault(one.organisation, []).append(one)
        return found

    async def _organisation(self, name: str) -> Organisation:
        rows, built = await self._all_organisations(), (await self._now_known()).organisations
        if name not in rows:
            raise NotFoundError
        if name not in built:
            built[name] = read_organisation(*rows[name])
        return built[name]

    async def _all_organisations(self) -> "_OrganisationRows":
        known = await self._now_known()
        if known.organisation_rows is None:
            known.organisation_rows = await self._read_organisations()
        return known.organisation_rows

    async def _read_organisations(self) -> "_OrganisationRows":
        rows = (await self._connection.execute(_ORGANISATIONS)).mappings().all()
        found: _OrganisationRows = {row["id"]: (row, []) for row in rows}
        for owner, tag in await self._connection.execute(_TAGS):
            if owner in found:
                found[owner][1].append(tag)
        return found


def _member(known: dict[str, Member], member_id: str, rows: Sequence[RowMapping]) -> Member:
    if member_id not in known:
        known[member_id] = read_member(rows)
    return known[member_id]


_OrganisationRows = dict[str, tuple[RowMapping, list[Any]]]  # each with its tags, by id

# made once: a turn asks each of these
_ON: Final = bindparam("on", type_=Date())
_NOT_OVER: Final = or_(appointment.c.until_on.is_(None), appointment.c.until_on >= _ON)
_HELD: Final = and_(appointment.c.from_on <= _ON, _NOT_OVER)
_MEMBERS: Final = (
    select(member, appointment.c.role, appointment.c.from_on, appointment.c.until_on)
    .outerjoin(appointment)
    .order_by(member.c.rank, member.c.id, appointment.c.from_on, appointment.c.role)
)
_BY_IDS: Final = _MEMBERS.where(member.c.id.in_(bindparam("ids", expanding=True)))
_BY_IDENTITY: Final = _MEMBERS.where(
    member.c.tenant_id == bindparam("tenant"), member.c.object_id == bindparam("object")
)
_HOLDERS: Final = (
    select(member.c.id, appointment.c.role)
    .join(appointment)
    .where(appointment.c.role.in_(bindparam("roles", expanding=True)), _HELD)
    .order_by(member.c.rank, member.c.id)
)
_HOLDERS_TO_COME: Final = (
    select(member.c.id)
    .join(appointment)
    .where(appointment.c.role == bindparam("role", type_=String()), _NOT_OVER)
    .order_by(member.c.rank, member.c.id)
)
_NAMES: Final = select(member.c.id, member.c.name).where(
    member.c.id.in_(bindparam("ids", expanding=True))
)
_SPEAKERS: Final = (
    select(member.c.id, member.c.name, member.c.organisation)
    .where(
        exists().where(
            appointment.c.member == member.c.id,
            appointment.c.role == bindparam("role", type_=String()),
            _HELD,
        )
    )
    .order_by(member.c.rank, member.c.id)
)
_ORGANISATIONS: Final = select(organisation).order_by(organisation.c.id)
_TAGS: Final = select(organisation_tag)
