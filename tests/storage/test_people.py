from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.audit import EntryChange
from domain.duty_load import OnDuty, RotaDifference
from domain.errors import ConflictError, NotFoundError
from domain.house import Channel, House, MeetingBreak, MovedMeeting
from domain.identifiers import ChannelId, MemberId, OrganisationId, ScheduleId
from domain.member import Appointment, Organisation, OrganisationType, Role
from files.house.reading import read_house_file
from services.house import (
    HouseChange,
    HouseDifference,
    IdentityTakenError,
    Section,
    apply_house,
    compare_house,
    seed_house,
)
from storage.channels import ChannelRows
from storage.clock import clocks_of
from storage.people import PeopleRows, RememberedPeople
from storage.rota import RotaRows
from storage.schedules import ScheduleRows
from storage.transaction import Transaction
from tests.support.databases import Database
from tests.support.outbox import PostOffice
from tests.support.statements import count_statements

HOUSE = read_house_file(Path(__file__).parents[2] / "config" / "house.example.yaml")
TENANT = "00000000-0000-0000-0000-0000000000001"
TODAY = date(2026, 11, 22)
YESTERDAY = date(2026, 11, 21)


@dataclass
class Records:
    people: PeopleRows
    channels: ChannelRows
    schedules: ScheduleRows
    rota: RotaRows
    connection: AsyncConnection


@pytest.fixture
async def records(database: Database) -> AsyncIterator[Records]:
    async with database.engine.begin() as connection:
        yield Records(
            people=PeopleRows(Transaction(connection), RememberedPeople()),
            channels=ChannelRows(connection),
            schedules=ScheduleRows(Transaction(connection), RememberedPeople()),
            rota=RotaRows(connection),
            connection=connection,
        )


@pytest.fixture
async def seeded(records: Records) -> Records:
    await seed_house(HOUSE, records)
    return records


def anew(records: Records, remembered: RememberedPeople | None = None) -> PeopleRows:
    """The people as a transaction finds them that has changed nobody."""
    return PeopleRows(Transaction(records.connection), remembered or RememberedPeople())


def changed(member: str, **values: object) -> House:
    members = tuple(replace(m, **values) if m.id == member else m for m in HOUSE.members)
    return replace(HOUSE, members=members)


def without(*members: str) -> House:
    return replace(HOUSE, members=tuple(m for m in HOUSE.members if m.id not in members))


async def load(house: House, records: Records, on: date = TODAY) -> HouseDifference:
    difference = await compare_house(house, records, on)
    await apply_house(house, records, on, difference)
    return difference


def change(section: Section, kind: EntryChange, name: str, *fields: str) -> HouseChange:
    return HouseChange(section=section, kind=kind, id=name, fields=fields)


async def test_an_empty_database_is_filled_from_the_house_file(records: Records):
    assert await seed_house(HOUSE, records)
    by_id = sorted(HOUSE.members, key=lambda m: m.id)
    found = await records.people.members()
    assert [m.id for m in found] == [m.id for m in by_id]
    assert {m.id: set(m.appointments) for m in found} == {m.id: set(m.appointments) for m in by_id}
    assert set(await records.people.organisations()) == set(HOUSE.organisations)
    assert tuple(await records.channels.channels()) == HOUSE.channels
    assert tuple(await records.schedules.schedules()) == HOUSE.schedules
    assert tuple(await records.rota.periods()) == HOUSE.duty.periods


async def test_a_filled_database_is_left_alone(seeded: Records):
    assert not await seed_house(changed("piet", name="Iemand Anders"), seeded)
    assert (await seeded.people.member(MemberId("piet"))).name == "Piet Politie"


async def test_a_member_is_known_by_tenant_and_object_id_together(seeded: Records):
    vera = "00000000-0000-0000-0000-0000000000A4"
    found = await seeded.people.by_identity(TENANT, vera)
    assert found is not None
    assert found.id == "vera"
    assert await seeded.people.by_identity("another-tenant", vera) is None
    assert await seeded.people.by_identity(TENANT, "another-object") is None


async def test_the_deputy_comes_after_the_representative(seeded: Records):
    found = await seeded.people.speakers(TODAY)
    assert [m.id for m in found[OrganisationId("politie")]] == ["piet", "petra"]


async def test_no_member_is_read_or_built_twice(seeded: Records):
    people = anew(seeded)
    with count_statements(seeded.connection) as asked:
        vera = await people.by_identity(TENANT, "00000000-0000-0000-0000-0000000000A4")
        both = await people.by_ids([MemberId("vera"), MemberId("piet")])
        assert await people.member(MemberId("vera")) is both[MemberId("vera")] is vera
        assert await people.member(MemberId("piet")) is both[MemberId("piet")]
        assert len(asked) == 3  # with the stamp
        everybody = {one.id: one for one in await people.members()}
        assert everybody[MemberId("piet")] is both[MemberId("piet")]
        assert len(asked) == 4


async def test_who_speaks_for_whom_is_asked_once_a_day(seeded: Records):
    people = anew(seeded)
    with count_statements(seeded.connection) as asked:
        assert await people.speakers(TODAY) is await people.speakers(TODAY)
        assert len(asked) == 2  # with the stamp
        await people.speakers(YESTERDAY)
        assert len(asked) == 3


async def test_who_is_saved_is_read_again(seeded: Records):
    people = anew(seeded)
    piet = await people.member(MemberId("piet"))
    before = await people.speakers(TODAY)
    await people.save_member(replace(piet, name="Piet Pet"))
    assert (await people.member(piet.id)).name == "Piet Pet"
    assert [one.name for one in before[piet.organisation]] == ["Piet Politie", "Petra Politie"]
    after = await people.speakers(TODAY)
    assert [one.name for one in after[piet.organisation]] == ["Piet Pet", "Petra Politie"]


async def test_names_are_found_for_those_who_exist(seeded: Records):
    found = await seeded.people.names({MemberId("piet"), MemberId("nobody")})
    assert found == {"piet": "Piet Politie"}
    assert await seeded.people.names(set()) == {}


async def test_one_of_several_who_does_not_exist_is_not_found(seeded: Records):
    with pytest.raises(NotFoundError):
        await seeded.people.by_ids([MemberId("piet"), MemberId("nobody")])


async def test_only_a_professional_with_a_valid_appointment_speaks_for_an_organisation(
    seeded: Records,
):
    found = await seeded.people.speakers(TODAY)
    assert [m.id for m in found[OrganisationId("zvh")]] == ["cora"]
    assert await seeded.people.speakers(date(2025, 12, 31)) == {}


@pytest.mark.parametrize(
    ("on", "holders"),
    [
        (date(2026, 2, 28), []),
        (date(2026, 3, 1), ["piet"]),
        (date(2026, 3, 31), ["piet"]),
        (date(2026, 4, 1), []),
    ],
)
async def test_a_role_is_held_from_the_first_day_through_the_last(
    seeded: Records, on: date, holders: list[str]
):
    noted = Appointment(role=Role.NOTE_TAKER, from_on=date(2026, 3, 1), until_on=date(2026, 3, 31))
    await load(changed("piet", appointments=(noted,)), seeded)
    found = await seeded.people.role_holders([Role.NOTE_TAKER], on)
    assert [m for m in found if m != "noor"] == holders


async def test_holders_of_several_roles_come_once_each_role_by_role(seeded: Records):
    both = tuple(
        Appointment(role=role, from_on=date(2026, 1, 1))
        for role in (Role.INFORMATION_COORDINATOR, Role.PROCESS_DIRECTOR)
    )
    await load(changed("cora", appointments=both, rank=98), seeded)
    roles = [Role.PROCESS_DIRECTOR, Role.INFORMATION_COORDINATOR]
    found = await seeded.people.role_holders(roles, TODAY)
    directors = await seeded.people.role_holders(roles[:1], TODAY)
    assert "cora" in directors
    assert found[: len(directors)] == directors
    assert len(found) == len(set(found)) > len(directors)


async def test_what_does_not_exist_is_not_found(seeded: Records):
    for missing in (
        seeded.people.member(MemberId("nobody")),
        seeded.people.organisation(OrganisationId("nothing")),
        seeded.channels.channel(ChannelId("nowhere")),
        seeded.schedules.schedule(ScheduleId("never")),
    ):
        with pytest.raises(NotFoundError):
            await missing


@pytest.mark.parametrize(
    ("on", "member"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), "cora"),
        (date(2027, 12, 31), "cora"),
        (date(2028, 1, 1), None),
    ],
)
async def test_a_turn_of_duty_includes_both_its_days(seeded: Records, on: date, member: str | None):
    period = await seeded.rota.period_on(on)
    assert (period.member if period else None) == member


async def test_the_same_house_file_changes_nothing(seeded: Records):
    assert (await compare_house(HOUSE, seeded, TODAY)).is_empty


async def test_comparing_changes_nothing(seeded: Records):
    await compare_house(without("piet"), seeded, TODAY)
    assert (await compare_house(HOUSE, seeded, TODAY)).is_empty


async def test_the_difference_names_what_was_added_changed_and_removed(seeded: Records):
    extra = Organisation(
        id=OrganisationId("ggd"), name="GGD", type=OrganisationType.PUBLIC_PARTICIPANT
    )
    schedule = replace(HOUSE.schedules[0], minutes=120)
    house = replace(
        replace(without("otto"), schedules=(schedule,)),
        organisations=(*HOUSE.organisations[:-1], extra),
        duty=replace(HOUSE.duty, periods=()),
    )
    house = replace(
        house,
        members=tuple(replace(m, name="Piet Pet") if m.id == "piet" else m for m in house.members),
    )
    difference = await compare_house(house, seeded, TODAY)
    assert difference.changes == (
        change(Section.ORGANISATIONS, EntryChange.ADDED, "ggd"),
        change(Section.ORGANISATIONS, EntryChange.REMOVED, "rivierwonen"),
        change(Section.SCHEDULES, EntryChange.CHANGED, "donderdag", "minutes"),
        change(Section.MEMBERS, EntryChange.CHANGED, "piet", "name"),
        change(Section.MEMBERS, EntryChange.REMOVED, "otto"),
        HouseChange(
            section=Section.ROTA,
            kind=EntryChange.REMOVED,
            id="2026-11-22..2027-12-31",
            duty=RotaDifference(
                from_on=TODAY,
                until_on=date(2027, 12, 31),
                was=OnDuty(member=MemberId("cora"), deputy=MemberId("dirk")),
                file=None,
                is_of_chat=False,
            ),
        ),
    )
    await apply_house(house, seeded, TODAY, difference)
    assert (await compare_house(house, seeded, TODAY)).is_empty


async def test_a_member_who_disappears_keeps_the_past_and_loses_today(seeded: Records):
    await load(without("piet"), seeded)
    piet = await seeded.people.member(MemberId("piet"))
    assert piet.roles(TODAY) == frozenset()
    assert piet.roles(YESTERDAY) == {Role.PROFESSIONAL}
    speakers = await seeded.people.speakers(TODAY)
    assert [m.id for m in speakers[piet.organisation]] == ["petra"]


async def test_a_member_who_disappeared_is_removed_once(seeded: Records):
    await load(without("piet"), seeded)
    assert (await compare_house(without("piet"), seeded, TODAY)).is_empty


async def test_a_member_may_come_back(seeded: Records):
    await load(without("piet"), seeded)
    difference = await load(HOUSE, seeded)
    assert difference.changes == (
        change(Section.MEMBERS, EntryChange.CHANGED, "piet", "appointments"),
    )
    assert (await seeded.people.member(MemberId("piet"))).roles(TODAY) == {Role.PROFESSIONAL}


async def test_a_role_taken_away_ends_and_stays_on_record(seeded: Records):
    director = Appointment(role=Role.PROCESS_DIRECTOR, from_on=date(2026, 1, 1))
    await load(changed("cora", appointments=(director,)), seeded)
    cora = await seeded.people.member(MemberId("cora"))
    assert cora.roles(TODAY) == {Role.PROCESS_DIRECTOR}
    assert cora.roles(YESTERDAY) == {Role.PROCESS_DIRECTOR, Role.PROFESSIONAL}
    assert (await compare_house(changed("cora", appointments=(director,)), seeded, TODAY)).is_empty


async def test_an_appointment_of_the_past_may_stay_in_the_file(seeded: Records):
    past = Appointment(role=Role.NOTE_TAKER, from_on=date(2026, 1, 1), until_on=YESTERDAY)
    now = Appointment(role=Role.PROFESSIONAL, from_on=date(2026, 1, 1))
    house = changed("piet", appointments=(past, now))
    await load(house, seeded)
    assert (await compare_house(house, seeded, TODAY)).is_empty


async def test_an_organisation_that_leaves_is_still_known_by_its_id(seeded: Records):
    house = replace(HOUSE, organisations=HOUSE.organisations[:-1])
    await load(house, seeded)
    assert "rivierwonen" not in {one.id for one in await seeded.people.organisations()}
    left = await seeded.people.organisation(OrganisationId("rivierwonen"))
    assert left == replace(HOUSE.organisations[-1], ended_on=TODAY)
    assert not left.takes_part(TODAY)
    assert left.takes_part(YESTERDAY)
    await load(HOUSE, seeded)
    assert "rivierwonen" in {one.id for one in await seeded.people.organisations()}


async def test_a_channel_and_a_meeting_may_end_and_come_back(seeded: Records):
    await load(replace(HOUSE, channels=(), schedules=()), seeded)
    assert await seeded.channels.channels() == []
    assert await seeded.schedules.schedules() == []
    assert await seeded.channels.channel(ChannelId("agendas")) == HOUSE.channels[0]
    assert await seeded.schedules.schedule(ScheduleId("donderdag")) == HOUSE.schedules[0]
    await load(HOUSE, seeded)
    assert tuple(await seeded.schedules.schedules()) == HOUSE.schedules


async def test_a_meeting_gets_new_breaks_and_moves_in_the_place_of_the_old(seeded: Records):
    meeting = replace(
        HOUSE.schedules[0],
        breaks=(
            MeetingBreak(earliest_minute=90, latest_minute=95, minutes=5),
            MeetingBreak(earliest_minute=30, latest_minute=35, minutes=5),
        ),
        moved=(
            MovedMeeting(
                planned_on=date(2027, 1, 7), held_on=date(2027, 1, 8), starts_at=time(13, 5)
            ),
        ),
    )
    await seeded.schedules.save_schedule(meeting)
    assert await seeded.schedules.schedule(meeting.id) == meeting


async def test_however_many_meetings_are_held_they_are_three_questions_each_with_its_own_parts(
    seeded: Records,
):
    first = HOUSE.schedules[0]
    moved = (
        MovedMeeting(planned_on=date(2027, 1, 7), held_on=date(2027, 1, 8), starts_at=time(13, 5)),
    )
    later = (MeetingBreak(earliest_minute=90, latest_minute=95, minutes=5),)
    others = [
        replace(first, id=ScheduleId("a"), breaks=later, moved=()),
        replace(first, id=ScheduleId("z"), breaks=(), moved=moved),
        replace(first, id=ScheduleId("y"), breaks=(), moved=()),
    ]
    for schedule in others:
        await seeded.schedules.save_schedule(schedule)
    with count_statements(seeded.connection) as statements:
        found = await seeded.schedules.schedules()
    assert found == sorted([first, *others], key=lambda one: one.id)
    assert len(statements) == 3


async def test_a_house_with_two_channels_keeps_both(seeded: Records):
    second = Channel(id=ChannelId("top"), team="team", conversation_id="19:top@thread.tacv2")
    await load(replace(HOUSE, channels=(*HOUSE.channels, second)), seeded)
    assert [one.id for one in await seeded.channels.channels()] == ["agendas", "top"]
    assert await seeded.channels.by_conversation(second.conversation_id) == second
    assert await seeded.channels.by_conversation("19:else@thread.tacv2") is None


async def test_loading_does_only_what_was_confirmed(seeded: Records):
    seen = await compare_house(changed("piet", name="Piet Pet"), seeded, TODAY)
    with pytest.raises(ConflictError):
        await apply_house(without("piet"), seeded, TODAY, seen)
    assert (await compare_house(HOUSE, seeded, TODAY)).is_empty


async def test_a_member_cannot_take_over_the_identity_of_another(seeded: Records):
    piet = next(m for m in HOUSE.members if m.id == "piet")
    taken = replace(without("piet"), members=(replace(piet, id=MemberId("peter")),))
    with pytest.raises(IdentityTakenError):
        await compare_house(taken, seeded, TODAY)


async def test_people_are_kept_from_one_transaction_to_the_next(seeded: Records):
    remembered = RememberedPeople()
    vera = await anew(seeded, remembered).member(MemberId("vera"))
    police = await anew(seeded, remembered).organisation(OrganisationId("politie"))
    speakers = await anew(seeded, remembered).speakers(TODAY)
    with count_statements(seeded.connection) as asked:
        assert await anew(seeded, remembered).member(MemberId("vera")) is vera
        assert await anew(seeded, remembered).organisation(OrganisationId("politie")) is police
        assert await anew(seeded, remembered).speakers(TODAY) is speakers
    assert len(asked) == 3  # the stamp, by each


BESIDE_THE_BOT = (
    "UPDATE member SET name = 'Other' WHERE id = 'vera'",
    "UPDATE appointment SET role = 'manager' WHERE member = 'vera'",
    "DELETE FROM appointment WHERE member = 'vera'",
    "INSERT INTO appointment (member, role, from_on) VALUES ('vera', 'manager', '2026-01-01')",
)


@pytest.mark.parametrize("change", BESIDE_THE_BOT)
async def test_a_member_changed_beside_the_bot_is_read_again(seeded: Records, change: str):
    remembered = RememberedPeople()
    before = await anew(seeded, remembered).member(MemberId("vera"))
    await seeded.connection.execute(text(change))
    assert await anew(seeded, remembered).member(MemberId("vera")) != before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE organisation SET name = 'Other' WHERE id = 'politie'",
        "INSERT INTO organisation_tag (organisation, tag) VALUES ('politie', 'new')",
    ],
)
async def test_an_organisation_changed_beside_the_bot_is_read_again(seeded: Records, change: str):
    remembered = RememberedPeople()
    before = await anew(seeded, remembered).organisation(OrganisationId("politie"))
    await seeded.connection.execute(text(change))
    assert await anew(seeded, remembered).organisation(OrganisationId("politie")) != before


async def test_what_is_undone_is_not_remembered(office: PostOffice):
    async with office.database.work() as work:
        await seed_house(HOUSE, work)
    vera, piet = (one for name in ("vera", "piet") for one in HOUSE.members if one.id == name)
    with suppress(ConflictError):
        async with office.database.work() as work:
            await work.people.save_member(replace(piet, name="Other"))
            assert (await work.people.member(piet.id)).name == "Other"
            raise ConflictError
    async with office.database.reading() as work:
        assert await work.people.by_ids([vera.id, piet.id]) == {vera.id: vera, piet.id: piet}


async def test_the_stamp_is_not_one_that_was_before(seeded: Records):
    """A change that is undone by another change is two changes."""
    stamps = set[int]()
    for name in ("Other", "Vera", "Other", "Vera"):
        await seeded.connection.execute(text("UPDATE member SET name = :name"), {"name": name})
        stamps.add((await clocks_of(Transaction(seeded.connection))).people)
    assert len(stamps) == 4
