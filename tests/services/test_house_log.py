"""Loading the house file goes on record as what it changed, by the account that did it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.running.administration import fill_house, load_house_file
from domain.audit import AuditEntry, AuditEvent, EntryChange, name_operator
from domain.identifiers import MemberId
from domain.member import Appointment, Member, Role
from tests.support.agenda_house import CARE, HOUSE, AgendaHouse, SeededFiles

BEA = name_operator("bea")
Loaded = tuple[AuditEvent, str | None, EntryChange | None]


async def on_record(house: AgendaHouse) -> list[AuditEntry]:
    async with house.reading() as moment:
        return [link.entry for link in await moment.uow.audit.chain(None)]


async def load(house: AgendaHouse, **changes: object) -> list[AuditEntry]:
    """What loading a changed house file adds to the record."""
    before = len(await on_record(house))
    told = await load_house_file(
        house.database, replace(HOUSE, **changes), BEA, lambda _lines: True
    )
    assert told == "Done."
    return (await on_record(house))[before:]


def named(entries: list[AuditEntry]) -> set[Loaded]:
    return {(one.event, one.subject, one.change) for one in entries}


def with_member(known_as: str, **changes: object) -> tuple[Member, ...]:
    return tuple(replace(m, **changes) if m.id == known_as else m for m in HOUSE.members)


async def test_each_changed_member_organisation_and_place_has_its_row(agenda_house: AgendaHouse):
    city, *others = HOUSE.organisations
    entries = await load(
        agenda_house,
        organisations=(replace(city, name="Gemeente"), *others),
        members=with_member("iris", name="Iris de Boer"),
    )
    assert named(entries) == {
        (AuditEvent.HOUSE_LOADED, None, None),
        (AuditEvent.ORGANISATION_LOADED, "city", EntryChange.CHANGED),
        (AuditEvent.MEMBER_LOADED, "iris", EntryChange.CHANGED),
    }
    assert {(one.operator, one.who) for one in entries} == {("bea", None)}


async def test_an_address_for_mail_is_a_change_of_a_member_and_is_not_shown_itself(
    agenda_house: AgendaHouse,
):
    shown: list[str] = []

    def confirm(lines: Sequence[str]) -> bool:
        shown.extend(lines)
        return True

    changed = replace(HOUSE, members=with_member("iris", mail="iris@zvh.example"))
    assert await load_house_file(agenda_house.database, changed, BEA, confirm) == "Done."
    assert any("iris" in line and "mail" in line for line in shown)
    assert "@" not in "".join(shown)
    async with agenda_house.reading() as moment:
        assert (await moment.uow.people.member(MemberId("iris"))).mail == "iris@zvh.example"


async def test_a_role_given_and_one_taken_away_are_on_record_with_the_role(
    agenda_house: AgendaHouse,
):
    given = Appointment(role=Role.PROCESS_DIRECTOR, from_on=date(2026, 2, 1))
    entries = await load(agenda_house, members=with_member("iris", appointments=(given,)))
    places = {
        (one.subject, role, one.change)
        for one in entries
        if one.event is AuditEvent.PLACE_LOADED
        for role in one.roles
    }
    assert places == {
        ("iris", Role.PROCESS_DIRECTOR, EntryChange.ADDED),
        ("iris", Role.INFORMATION_COORDINATOR, EntryChange.REMOVED),
    }


async def test_a_member_who_moves_takes_another_place(agenda_house: AgendaHouse):
    entries = await load(agenda_house, members=with_member("agent", organisation=CARE))
    [moved] = [one for one in entries if one.event is AuditEvent.PLACE_LOADED]
    assert (moved.subject, moved.organisation, moved.change) == (
        "agent",
        CARE,
        EntryChange.CHANGED,
    )
    assert moved.roles == {Role.PROFESSIONAL}


async def test_a_member_who_is_left_out_loses_every_place(agenda_house: AgendaHouse):
    members = tuple(member for member in HOUSE.members if member.id != "daan")
    entries = await load(agenda_house, members=members)
    assert named(entries) == {
        (AuditEvent.HOUSE_LOADED, None, None),
        (AuditEvent.MEMBER_LOADED, "daan", EntryChange.REMOVED),
        (AuditEvent.PLACE_LOADED, "daan", EntryChange.REMOVED),
    }


async def test_the_first_filling_is_on_record_and_a_next_start_adds_nothing(
    seeded_files: SeededFiles, socket_enabled: None
):
    async with seeded_files.empty() as house:
        await fill_house(house.database, HOUSE, BEA)
        entries = await on_record(house)
        await fill_house(house.database, HOUSE, BEA)
        assert await on_record(house) == entries
    added = EntryChange.ADDED
    assert named(entries) >= {
        (AuditEvent.HOUSE_LOADED, None, None),
        *((AuditEvent.ORGANISATION_LOADED, one.id, added) for one in HOUSE.organisations),
        *((AuditEvent.MEMBER_LOADED, one.id, added) for one in HOUSE.members),
        *((AuditEvent.PLACE_LOADED, one.id, added) for one in HOUSE.members),
        (AuditEvent.CHANNEL_LOADED, "agenda", added),
        (AuditEvent.SCHEDULE_LOADED, "weekly", added),
    }
    assert {one.operator for one in entries} == {"bea"}
