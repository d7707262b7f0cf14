"""Members, partners, channels, weekly meetings and the rota as rows."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Select, Table, delete, insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import NotFoundError
from domain.house import Channel, DutyPeriod, WeeklyMeeting
from domain.identifiers import ChannelId, MemberId, OrganisationId, ScheduleId
from domain.member import Member, Organisation, Role
from storage.people_values import (
    read_channel,
    read_member,
    read_organisation,
    read_schedule,
    write_schedule,
)
from storage.tables.people import (
    appointment,
    channel,
    duty_period,
    member,
    organisation,
    organisation_tag,
    schedule,
    schedule_break,
    schedule_move,
)
from storage.upsert import insert_or_replace


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
        await _replace_parts(self._connection, appointment.c.member, new.id, appointments)

    async def save_organisation(self, new: Organisation) -> None:
        """Keep an organisation that takes part."""
        row = {**asdict(new), "ended_on": None}
        tags = [{"tag": tag} for tag in sorted(row.pop("domain_tags"))]
        self._organisation_rows = None
        await insert_or_replace(self._connection, organisation, row)
        await _replace_parts(self._connection, organisation_tag.c.organisation, new.id, tags)

    async def end_organisation(self, organisation_id: OrganisationId, on: date) -> None:
        """Let an organisation leave."""
        self._organisation_rows = None
        await _end(self._connection, organisation, organisation_id, on)

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


class ChannelRows:
    """Channels on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def channel(self, channel_id: ChannelId) -> Channel:
        """Find a channel, also one no longer used."""
        return _only(await self._channels(channel.c.id == channel_id))

    async def channels(self) -> Sequence[Channel]:
        """Channels in use, by id."""
        return await self._channels(channel.c.ended_on.is_(None))

    async def save_channel(self, new: Channel) -> None:
        """Keep a channel in use."""
        await insert_or_replace(self._connection, channel, {**asdict(new), "ended_on": None})

    async def end_channel(self, channel_id: ChannelId, on: date) -> None:
        """Stop using a channel."""
        await _end(self._connection, channel, channel_id, on)

    async def _channels(self, *conditions: ColumnElement[bool]) -> list[Channel]:
        chosen = select(channel).where(*conditions).order_by(channel.c.id)
        rows = (await self._connection.execute(chosen)).mappings()
        return [read_channel(row) for row in rows]


class ScheduleRows:
    """Weekly meetings on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def schedule(self, schedule_id: ScheduleId) -> WeeklyMeeting:
        """Find a weekly meeting, also one no longer held."""
        return _only(await self._schedules(schedule.c.id == schedule_id))

    async def schedules(self) -> Sequence[WeeklyMeeting]:
        """Weekly meetings that are held, by id."""
        return await self._schedules(schedule.c.ended_on.is_(None))

    async def save_schedule(self, new: WeeklyMeeting) -> None:
        """Keep a weekly meeting with its breaks and moves."""
        await insert_or_replace(self._connection, schedule, write_schedule(new))
        breaks = [{**asdict(one), "position": n} for n, one in enumerate(new.breaks)]
        moves = [asdict(one) for one in new.moved]
        await _replace_parts(self._connection, schedule_break.c.schedule, new.id, breaks)
        await _replace_parts(self._connection, schedule_move.c.schedule, new.id, moves)

    async def end_schedule(self, schedule_id: ScheduleId, on: date) -> None:
        """Stop holding a weekly meeting."""
        await _end(self._connection, schedule, schedule_id, on)

    async def _schedules(self, *conditions: ColumnElement[bool]) -> list[WeeklyMeeting]:
        chosen = select(schedule).where(*conditions).order_by(schedule.c.id)
        rows = (await self._connection.execute(chosen)).mappings().all()
        return [await self._whole(row) for row in rows]

    async def _whole(self, row: RowMapping) -> WeeklyMeeting:
        breaks = select(schedule_break).where(schedule_break.c.schedule == row["id"])
        moves = select(schedule_move).where(schedule_move.c.schedule == row["id"])
        return read_schedule(
            row,
            await self._read(breaks.order_by(schedule_break.c.position)),
            await self._read(moves.order_by(schedule_move.c.planned_on)),
        )

    async def _read(self, chosen: Select[Any]) -> Sequence[RowMapping]:
        rows: Sequence[RowMapping] = (await self._connection.execute(chosen)).mappings().all()
        return rows


class RotaRows:
    """The duty rota on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def periods(self) -> Sequence[DutyPeriod]:
        """The whole rota, oldest first."""
        return await self._periods()

    async def period_on(self, on: date) -> DutyPeriod | None:
        """The turn this day is part of."""
        found = await self._periods(duty_period.c.from_on <= on, duty_period.c.until_on >= on)
        return next(iter(found), None)

    async def replace_periods(self, periods: Sequence[DutyPeriod]) -> None:
        """Put a new rota in the place of the old one."""
        await self._connection.execute(delete(duty_period))
        if periods:
            await self._connection.execute(insert(duty_period), [asdict(one) for one in periods])

    async def _periods(self, *conditions: ColumnElement[bool]) -> list[DutyPeriod]:
        chosen = select(duty_period).where(*conditions).order_by(duty_period.c.from_on)
        rows = (await self._connection.execute(chosen)).mappings()
        return [DutyPeriod(**row) for row in rows]


_Rows = dict[str, tuple[RowMapping, list[Any]]]  # each with the rows of its parts, by id
_Found = TypeVar("_Found")


def _find(rows: _Rows, row_id: str) -> tuple[RowMapping, list[Any]]:
    if row_id not in rows:
        raise NotFoundError
    return rows[row_id]


def _only(found: Sequence[_Found]) -> _Found:
    if not found:
        raise NotFoundError
    return found[0]


async def _replace_parts(
    connection: AsyncConnection, owned_by: Column[Any], owner: str, parts: list[dict[str, Any]]
) -> None:
    """Put new parts of one owner in the place of the old ones."""
    await connection.execute(delete(owned_by.table).where(owned_by == owner))
    if parts:
        await connection.execute(
            insert(owned_by.table), [{**part, owned_by.name: owner} for part in parts]
        )


async def _end(connection: AsyncConnection, table: Table, row_id: str, on: date) -> None:
    await connection.execute(update(table).where(table.c.id == row_id).values(ended_on=on))
