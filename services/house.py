"""Brings the house file into the database: once when it is empty, later only what was confirmed.

Policy needs no bringing: it is read from the file at each start.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar

from domain.audit import EntryChange
from domain.duty_load import RotaDifference, RotaLoad, merge_rota
from domain.errors import ConflictError, RuleBrokenError
from domain.house import House
from domain.identifiers import ChannelId, MemberId, OrganisationId, ScheduleId
from domain.meeting_kind import MeetingKind
from domain.member import Appointment, Member
from services.ports.people import HouseRecords


class Section(StrEnum):
    """A part of the house file that the database keeps."""

    ORGANISATIONS = "organisations"
    CHANNELS = "channels"
    MEETING_KINDS = "meeting_kinds"
    SCHEDULES = "schedules"
    MEMBERS = "members"
    ROTA = "rota"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseChange:
    """One entry that differs; ``fields`` are the names of what changes, never their content. Of the
    rota ``duty`` says who is on duty and who was.
    """

    section: Section
    kind: EntryChange
    id: str
    fields: tuple[str, ...] = ()
    duty: RotaDifference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseDifference:
    """All that loading the house file would change in the database. ``duty_stays`` where the rota
    was set in the chat since, and the file says nothing new.
    """

    changes: tuple[HouseChange, ...]
    duty_stays: tuple[RotaDifference, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether file and database say the same."""
        return not self.changes

    def ids(self, section: Section, *kinds: EntryChange) -> frozenset[str]:
        """Entries of one section that change in one of these ways."""
        return frozenset(
            one.id for one in self.changes if one.section is section and one.kind in kinds
        )


class IdentityTakenError(RuleBrokenError):
    """Two members cannot sign in with one tenant and object id; keep the id of the first."""

    text_key: ClassVar[str] = "error.identity_taken"


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Entry = TypeVar("_Entry", bound=_Named)
_SAVED = (EntryChange.ADDED, EntryChange.CHANGED)


async def seed_house(house: House, records: HouseRecords) -> bool:
    """Fill an empty database from the house file; tell whether it was empty."""
    if await records.people.members():
        return False
    for organisation in house.organisations:
        await records.people.save_organisation(organisation)
    for channel in house.channels:
        await records.channels.save_channel(channel)
    await records.schedules.replace_kinds(house.meeting_kinds)
    for schedule in house.schedules:
        await records.schedules.save_schedule(schedule)
    for member in house.members:
        await records.people.save_member(member)
    await records.rota.replace_periods(house.duty.periods)
    await records.rota.note_loaded(house.duty.periods)
    return True


async def compare_house(house: House, records: HouseRecords, on: date) -> HouseDifference:
    """Compare the house file with the database, without changing anything.

    Raises IdentityTakenError when a new member signs in as one the database knows by another id.
    """
    people = records.people
    _refuse_taken_identity(house.members, await people.members())
    kept_channels, kept_schedules = records.channels.channels, records.schedules.schedules
    changes = [
        *_compare(Section.ORGANISATIONS, house.organisations, await people.organisations()),
        *_compare(Section.CHANNELS, house.channels, await kept_channels()),
        *_compare(Section.MEETING_KINDS, house.meeting_kinds.all, await _list_kinds(records)),
        *_compare(Section.SCHEDULES, house.schedules, await kept_schedules()),
        *_compare_members(house.members, await people.members(), on),
    ]
    load = await _lay_rota_beside(house, records, on)
    changes.extend(_change_of_rota(one) for one in load.changes)
    return HouseDifference(changes=tuple(changes), duty_stays=load.stays)


async def _lay_rota_beside(house: House, records: HouseRecords, on: date) -> RotaLoad:
    loaded, kept = await records.rota.loaded(), await records.rota.periods()
    return merge_rota(house.duty.periods, loaded, kept, on)


def _change_of_rota(found: RotaDifference) -> HouseChange:
    kind = EntryChange.CHANGED if found.was and found.file else EntryChange.REMOVED
    return HouseChange(
        section=Section.ROTA,
        kind=kind if found.was else EntryChange.ADDED,
        id=f"{found.from_on}..{found.until_on}",
        duty=found,
    )


async def _list_kinds(records: HouseRecords) -> Sequence[MeetingKind]:
    return (await records.schedules.kinds()).all


async def apply_house(
    house: House, records: HouseRecords, on: date, confirmed: HouseDifference
) -> None:
    """Apply what an administrator saw and confirmed.

    Raises ConflictError when the difference is another by now.
    """
    if await compare_house(house, records, on) != confirmed:
        raise ConflictError
    await _load_organisations(house, records, confirmed)
    await _load_meetings(house, records, confirmed)
    await _load_members(house, records, on, confirmed)
    await _load_rota(house, records, on)
    await _end_removed(records, on, confirmed)


async def _load_organisations(
    house: House, records: HouseRecords, confirmed: HouseDifference
) -> None:
    for organisation in house.organisations:
        if organisation.id in confirmed.ids(Section.ORGANISATIONS, *_SAVED):
            await records.people.save_organisation(organisation)


async def _load_meetings(house: House, records: HouseRecords, confirmed: HouseDifference) -> None:
    for channel in house.channels:
        if channel.id in confirmed.ids(Section.CHANNELS, *_SAVED):
            await records.channels.save_channel(channel)
    if confirmed.ids(Section.MEETING_KINDS, *EntryChange):
        await records.schedules.replace_kinds(house.meeting_kinds)
    for schedule in house.schedules:
        if schedule.id in confirmed.ids(Section.SCHEDULES, *_SAVED):
            await records.schedules.save_schedule(schedule)


async def _load_members(
    house: House, records: HouseRecords, on: date, confirmed: HouseDifference
) -> None:
    kept = {member.id: member for member in await records.people.members()}
    for member in house.members:
        if member.id in confirmed.ids(Section.MEMBERS, *_SAVED):
            await records.people.save_member(_with_history(member, kept.get(member.id), on))
    for gone in confirmed.ids(Section.MEMBERS, EntryChange.REMOVED):
        await records.people.save_member(kept[MemberId(gone)].leave(on))


async def _load_rota(house: House, records: HouseRecords, on: date) -> None:
    load = await _lay_rota_beside(house, records, on)
    if load.changes:
        await records.rota.replace_periods(load.rota)
    await note_rota(house, records)


async def note_rota(house: House, records: HouseRecords) -> None:
    """Keep what the file says of the rota, also where the chat said so before it did: next time it
    is nothing new.
    """
    await records.rota.note_loaded(house.duty.periods)


async def _end_removed(records: HouseRecords, on: date, confirmed: HouseDifference) -> None:
    for gone in confirmed.ids(Section.ORGANISATIONS, EntryChange.REMOVED):
        await records.people.end_organisation(OrganisationId(gone), on)
    for gone in confirmed.ids(Section.CHANNELS, EntryChange.REMOVED):
        await records.channels.end_channel(ChannelId(gone), on)
    for gone in confirmed.ids(Section.SCHEDULES, EntryChange.REMOVED):
        await records.schedules.end_schedule(ScheduleId(gone), on)


def _compare(
    section: Section, in_file: Sequence[_Entry], kept: Sequence[_Entry]
) -> Iterator[HouseChange]:
    known = {entry.id: entry for entry in kept}
    for entry in in_file:
        if entry.id not in known:
            yield HouseChange(section=section, kind=EntryChange.ADDED, id=entry.id)
        elif entry != known[entry.id]:
            fields = _differing(entry, known[entry.id])
            yield HouseChange(section=section, kind=EntryChange.CHANGED, id=entry.id, fields=fields)
    for gone in sorted(known.keys() - {entry.id for entry in in_file}):
        yield HouseChange(section=section, kind=EntryChange.REMOVED, id=gone)


def _refuse_taken_identity(in_file: Sequence[Member], kept: Sequence[Member]) -> None:
    owners = {(member.tenant_id, member.object_id): member.id for member in kept}
    for member in in_file:
        owner = owners.get((member.tenant_id, member.object_id), member.id)
        if owner != member.id:
            raise IdentityTakenError(member=member.id, owner=owner)


def _differing(one: Any, other: Any) -> tuple[str, ...]:
    return tuple(name for name in one.__slots__ if getattr(one, name) != getattr(other, name))


def _compare_members(
    in_file: Sequence[Member], kept: Sequence[Member], on: date
) -> Iterator[HouseChange]:
    """Appointments that are over and no longer in the file are history, not a difference."""
    wanted = {member.id: frozenset(member.appointments) for member in in_file}

    def counts(member: Member) -> Callable[[Appointment], bool]:
        return lambda one: not one.is_over(on) or one in wanted.get(member.id, ())

    current = [_keep(member, counts(member)) for member in kept]
    here = [member for member in current if member.appointments or member.id in wanted]
    yield from _compare(Section.MEMBERS, [_keep(one, lambda _: True) for one in in_file], here)


def _keep(member: Member, counts: Callable[[Appointment], bool]) -> Member:
    held = [one for one in member.appointments if counts(one)]
    held.sort(key=lambda one: (one.from_on, one.role))
    return replace(member, appointments=tuple(held))


def _with_history(member: Member, kept: Member | None, on: date) -> Member:
    """The member of the file, with kept appointments the file no longer names brought to an end."""
    named = {(one.role, one.from_on) for one in member.appointments}
    earlier = kept.appointments if kept else ()
    history = [one.end_before(on) for one in earlier if (one.role, one.from_on) not in named]
    return replace(member, appointments=(*member.appointments, *history))
