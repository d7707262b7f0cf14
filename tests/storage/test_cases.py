import importlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.access import CaseState, Involvement
from domain.acute_invitation import InvitationState
from domain.agreement import Agreement, Mandate
from domain.case import Case, CirclePlace, CircleReason, LeftReason, seat_referrer
from domain.case_circle import Involving, RecordedPlace
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.member import Organisation, OrganisationType, Role
from storage.acute_sessions import SessionRows
from storage.cases import CaseRows
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.metadata import metadata
from storage.people import PeopleRows, RememberedPeople
from storage.referrals import referrals
from storage.transaction import Transaction
from tests.support.acute import REPORT, a_session, an_invitation
from tests.support.agenda_house import a_member
from tests.support.canaries import CANARY
from tests.support.databases import Database
from tests.support.referrals import REFERRAL
from tests.support.statements import count_statements

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
AGENT, NURSE = MemberId("agent"), MemberId("nurse")
POLICE, CARE = OrganisationId("police"), OrganisationId("care")
TABLES = ("cases", "referral", "circle")
migration = importlib.import_module("storage.migrations.versions.0005_cases")


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.engine.begin() as opened:
        yield opened


@pytest.fixture
def fields(key_store: KeyStore) -> Fields:
    return Fields(HouseKeys.make(), key_store)


@pytest.fixture
async def people(connection: AsyncConnection) -> PeopleRows:
    """The agent is of the police, the nurse of the care organisation."""
    people = PeopleRows(Transaction(connection), RememberedPeople())
    for one in (POLICE, CARE):
        await people.save_organisation(
            Organisation(id=one, name=one, type=OrganisationType.PUBLIC_PARTICIPANT)
        )
    for name, organisation in ((AGENT, POLICE), (NURSE, CARE)):
        await people.save_member(a_member(name, organisation, Role.PROFESSIONAL))
    return people


@pytest.fixture
def cases(connection: AsyncConnection, fields: Fields, people: PeopleRows) -> CaseRows:
    return CaseRows(Transaction(connection), fields)


def a_case(case_id: CaseId, code: str = "KX7-Q42", **changes: object) -> Case:
    made = Case(
        id=case_id,
        code=CaseCode(code),
        state=CaseState.SUBMITTED,
        version=1,
        referrer=AGENT,
        referring_organisation=OrganisationId("police"),
        received_at=NOW,
        promised_on=date(2026, 2, 23),
        changed_by=AGENT,
        changed_at=NOW,
    )
    return replace(made, **changes)


def a_place(case_id: CaseId, member: MemberId = NURSE) -> CirclePlace:
    return CirclePlace(
        case=case_id,
        member=member,
        organisation=OrganisationId("care"),
        reason=CircleReason.INVOLVED_PARTNER,
        joined_at=NOW,
    )


async def keep(cases: CaseRows, code: str = "KX7-Q42", **changes: object) -> Case:
    case = a_case(await cases.reserve(), code, **changes)
    await cases.add(case, REFERRAL)
    return case


async def test_a_case_and_its_referral_come_back_as_they_were_kept(cases: CaseRows):
    case = await keep(cases, case_director=NURSE)
    assert await cases.get(case.id) == case
    assert await cases.by_code(case.code) == case
    assert await cases.referral(case.id) == REFERRAL


async def test_nobody_reads_a_referral_from_the_table(cases: CaseRows, connection: AsyncConnection):
    await keep(cases)
    row = (await connection.execute(select(referrals))).one()
    assert CANARY.encode() not in row.content


async def test_a_referral_goes_with_the_key_of_its_case(cases: CaseRows, key_store: KeyStore):
    case, other = await keep(cases), await keep(cases, "MV3-T81")
    await key_store.destroy(case.id)
    with pytest.raises(KeyDestroyedError):
        await cases.referral(case.id)
    assert await cases.referral(other.id) == REFERRAL


async def test_a_case_without_a_reserved_key_is_not_kept(cases: CaseRows):
    with pytest.raises(KeyDestroyedError):
        await cases.add(a_case(CaseId("unreserved")), REFERRAL)


async def test_a_code_is_given_out_once(cases: CaseRows):
    await keep(cases)
    with pytest.raises(ConflictError):
        await keep(cases)


async def test_what_is_not_there_is_not_found(cases: CaseRows):
    nothing = CaseId("nothing")
    for look in (cases.get(nothing), cases.by_code(CaseCode("AA1-A11")), cases.referral(nothing)):
        with pytest.raises(NotFoundError):
            await look


async def test_a_case_is_saved_one_version_higher_and_only_over_the_version_read(
    cases: CaseRows,
):
    case = await keep(cases)
    saved = await cases.save(replace(case, state=CaseState.INCOMPLETE))
    assert (saved.version, await cases.get(case.id)) == (2, saved)
    with pytest.raises(ConflictError):
        await cases.save(replace(case, state=CaseState.WITHDRAWN))
    assert (await cases.get(case.id)).state is CaseState.INCOMPLETE


async def test_an_edited_referral_is_read_and_the_one_before_stays_as_it_was(cases: CaseRows):
    case = await keep(cases)
    edited = replace(REFERRAL, why_now="Anders", partners=())
    later = case.received_at + timedelta(days=1)
    await cases.save_referral(case.id, edited, NURSE, later)
    assert await cases.referral(case.id) == edited
    assert await cases.referral(case.id, 1) == REFERRAL
    assert [
        (one.number, one.written_by, one.written_at)
        for one in await cases.referral_versions(case.id)
    ] == [(2, NURSE, later), (1, case.referrer, case.received_at)]
    with pytest.raises(NotFoundError):
        await cases.referral(case.id, 3)


async def test_what_was_told_after_the_purpose_test_is_found_until_the_case_is_weighed(
    cases: CaseRows,
):
    case = await keep(cases, state=CaseState.PURPOSE_TESTED, changed_at=NOW)
    await keep(cases, "BB2-B22", state=CaseState.PURPOSE_TESTED)
    for minutes in (-1, 1):
        at = NOW + timedelta(minutes=minutes)
        await cases.save_referral(case.id, REFERRAL, AGENT, at, is_renamed=minutes > 0)
    (added,) = await cases.added_facts()
    assert (added.case, added.version.number, added.version.is_renamed) == (case.id, 3, True)
    await cases.save(replace(case, state=CaseState.TAKEN_UP))
    assert not await cases.added_facts()


async def test_a_case_that_changed_meanwhile_does_not_stand_still(cases: CaseRows):
    case = await keep(cases)
    await cases.stand_still(case)
    assert await cases.get(case.id) == case
    await cases.save(case)
    with pytest.raises(ConflictError):
        await cases.stand_still(case)


async def test_several_stand_still_together_unless_one_of_them_changed(cases: CaseRows):
    one, other = await keep(cases, "AA1-A11"), await keep(cases, "BB2-B22")
    await cases.stand_still_together([one, other])
    await cases.save(other)
    with pytest.raises(ConflictError):
        await cases.stand_still_together([one, other])


async def test_cases_are_found_by_their_state_oldest_first(cases: CaseRows):
    await keep(cases, "AA1-A11", received_at=NOW)
    await keep(cases, "BB2-B22", received_at=NOW - timedelta(days=1))
    await keep(cases, "CC3-C33", state=CaseState.WITHDRAWN)
    found = await cases.in_states({CaseState.SUBMITTED, CaseState.INCOMPLETE})
    assert [case.code for case in found] == ["BB2-B22", "AA1-A11"]


async def test_a_members_cases_are_those_referred_and_those_around_newest_first(
    cases: CaseRows,
):
    referred = await keep(
        cases,
        "AA1-A11",
        referrer=NURSE,
        referring_organisation=CARE,
        received_at=NOW - timedelta(days=1),
    )
    around = await keep(cases, "BB2-B22")
    left = await keep(cases, "CC3-C33")
    for case in (referred, around, left):
        await cases.join_circle(a_place(case.id))
    await cases.leave_circle(left.id, NURSE, NOW)
    found = await cases.of_member(NURSE)
    assert list(found) == [around, referred]
    for case, involvement in found.items():
        assert involvement in (await cases.involvement(case.id, NURSE)).ways


async def test_cases_are_found_by_their_ids_and_a_reserved_one_is_none(cases: CaseRows):
    first, second = await keep(cases, "BB2-B22"), await keep(cases, "AA1-A11")
    await keep(cases, "CC3-C33")
    reserved = await cases.reserve()
    assert await cases.known({first.id, second.id, reserved}) == [second, first]
    assert await cases.known(set()) == []


async def test_a_place_until_a_moment_gives_nothing_from_then_on_and_stays_to_be_ended(
    cases: CaseRows, connection: AsyncConnection
):
    case, other = await keep(cases), await keep(cases, "BB3-B33")
    now = await cases._now()
    over = replace(a_place(case.id), until=now)
    await cases.join_circle(over)
    await cases.join_circle(replace(a_place(other.id), until=now + timedelta(days=1)))
    assert await cases.circle(case.id) == []
    assert await cases.involvement(case.id, NURSE) is Involvement.FORMER
    assert [one.id for one in await cases.of_member(NURSE)] == [other.id]
    for places in (await cases.places_of(NURSE), await cases.joined_since(NURSE, NOW)):
        assert [one.case for one in places] == [other.id]
    assert await cases.places_over(case.id) == [over]
    assert await cases.places_over(other.id) == []
    await cases.leave_circle(other.id, NURSE, now)
    assert await cases.seated() == []
    assert not await cases.join_circle(a_place(case.id))


async def test_the_circle_lists_who_is_in_it_now(cases: CaseRows):
    case = await keep(cases)
    later = replace(a_place(case.id, AGENT), joined_at=NOW + timedelta(hours=1))
    for place in (later, a_place(case.id), a_place(case.id, MemberId("gone"))):
        await cases.join_circle(place)
    await cases.leave_circle(case.id, MemberId("gone"), NOW)
    assert await cases.circle(case.id) == [a_place(case.id), later]


async def test_who_has_a_place_keeps_it_and_who_left_gets_a_new_one(cases: CaseRows):
    case = await keep(cases)
    await cases.join_circle(a_place(case.id))
    again = replace(
        a_place(case.id), reason=CircleReason.CASE_DIRECTOR, joined_at=NOW + timedelta(days=1)
    )
    await cases.join_circle(again)
    assert await cases.circle(case.id) == [a_place(case.id)]
    await cases.leave_circle(case.id, NURSE, NOW)
    await cases.join_circle(again)
    assert await cases.circle(case.id) == [again]


async def test_the_places_a_member_got_since_a_moment_and_still_has(cases: CaseRows):
    codes = ("AA1-A11", "BB2-B22", "CC3-C33", "DD4-D44")
    old, new, left, others = [await keep(cases, code) for code in codes]
    later = NOW + timedelta(hours=1)
    await cases.join_circle(a_place(old.id))
    for case in (new, left):
        await cases.join_circle(replace(a_place(case.id), joined_at=later))
    await cases.join_circle(replace(a_place(others.id, AGENT), joined_at=later))
    await cases.leave_circle(left.id, NURSE, later)
    found = await cases.joined_since(NURSE, later)
    assert [one.case for one in found] == [new.id]


async def test_leaving_twice_keeps_the_first_moment(cases: CaseRows, connection: AsyncConnection):
    case = await keep(cases)
    await cases.join_circle(a_place(case.id))
    await cases.leave_circle(case.id, NURSE, NOW)
    await cases.leave_circle(case.id, NURSE, NOW + timedelta(days=1))
    circle = metadata.tables["circle"]
    assert (await connection.scalar(select(circle.c.left_at))) == NOW


async def test_how_a_member_stands_to_a_case(cases: CaseRows):
    case, other = await keep(cases), await keep(cases, "MV3-T81")
    assert await cases.involvement(case.id, NURSE) is Involvement.NONE
    await cases.join_circle(a_place(case.id))
    await cases.join_circle(a_place(case.id, AGENT))
    assert await cases.involvement(case.id, AGENT) is Involvement.REFERRER
    assert await cases.involvement(case.id, NURSE) is Involvement.CIRCLE
    assert await cases.involvement(other.id, NURSE) is Involvement.NONE
    await cases.leave_circle(case.id, NURSE, NOW)
    assert await cases.involvement(case.id, NURSE) is Involvement.FORMER


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (InvitationState.QUEUED, Involvement.INVITED),
        (InvitationState.ANSWERED, Involvement.INVITED),
        (InvitationState.REPLACED, Involvement.FORMER),
        (InvitationState.DROPPED, Involvement.FORMER),
        (InvitationState.ENDED, Involvement.FORMER),
    ],
)
async def test_an_open_invitation_gives_access_and_one_that_is_over_does_not(
    cases: CaseRows,
    connection: AsyncConnection,
    fields: Fields,
    state: InvitationState,
    expected: Involvement,
):
    case, other = await keep(cases), await keep(cases, "MV3-T81")
    sessions = SessionRows(connection, fields)
    await sessions.add(a_session(case=case.id), REPORT)
    invitation = an_invitation(NURSE, organisation=CARE, case=case.id, state=state)
    await sessions.add_invitation(invitation)
    assert await cases.involvement(case.id, NURSE) is expected
    assert await cases.involvement(other.id, NURSE) is Involvement.NONE
    assert await cases.involvement(case.id, MemberId("stranger")) is Involvement.NONE


async def test_who_comes_back_has_another_place_and_the_first_stays_in_the_history(
    cases: CaseRows,
):
    case = await keep(cases)
    first, left_at = a_place(case.id), NOW + timedelta(days=1)
    again = replace(first, joined_at=left_at, reason=CircleReason.REQUIRED_PARTNER)
    await cases.join_circle(first)
    await cases.leave_circle(case.id, NURSE, left_at, LeftReason.NOT_KNOWN)
    await cases.join_circle(again)
    ended = replace(first, left_at=left_at, left_because=LeftReason.NOT_KNOWN)
    history = await cases.circle_history(case.id)
    assert [one.place for one in history] == [ended, again]
    assert await cases.circle(case.id) == [again]
    assert await cases.involvement(case.id, NURSE) is Involvement.CIRCLE
    assert not await cases.return_to_circle(case.id, NURSE, left_at)


async def test_why_somebody_joined_and_left_is_sealed_and_comes_back(
    cases: CaseRows, connection: AsyncConnection
):
    case = await keep(cases)
    involving = Involving(
        why=CANARY, agreement=Agreement(mandate=Mandate(number="M-1", given_on=NOW.date()))
    )
    await cases.join_circle(a_place(case.id), involving)
    await cases.leave_circle(case.id, NURSE, NOW, LeftReason.BY_DIRECTOR, CANARY)
    (recorded,) = await cases.circle_history(case.id)
    assert (recorded.involving, recorded.left_why) == (involving, CANARY)
    row = (await connection.execute(select(metadata.tables["circle"]))).one()
    assert CANARY not in repr(row)


async def test_a_place_that_is_given_back_did_not_end(cases: CaseRows):
    case = await keep(cases)
    await cases.join_circle(a_place(case.id))
    await cases.leave_circle(case.id, NURSE, NOW, LeftReason.NOT_KNOWN)
    assert await cases.return_to_circle(case.id, NURSE, NOW)
    (recorded,) = await cases.circle_history(case.id)
    assert recorded == RecordedPlace(place=a_place(case.id))


async def test_who_works_for_another_organisation_takes_nothing_along(
    cases: CaseRows, people: PeopleRows, connection: AsyncConnection, fields: Fields
):
    referred, around, asked = [await keep(cases, f"AA{n}-A11") for n in range(3)]
    await cases.save(replace(referred, referrer=NURSE, referring_organisation=CARE))
    await cases.join_circle(a_place(around.id))
    sessions = SessionRows(connection, fields)
    await sessions.add(a_session(case=asked.id), REPORT)
    invitation = an_invitation(NURSE, case=asked.id, organisation=CARE)
    await sessions.add_invitation(invitation)
    their_cases = [referred.id, around.id, asked.id]
    before = await cases.involvements(their_cases, NURSE)
    assert list(before.values()) == [
        Involvement.REFERRER,
        Involvement.CIRCLE,
        Involvement.INVITED,
    ]
    await people.save_member(a_member(NURSE, POLICE, Role.PROFESSIONAL))
    after = await cases.involvements(their_cases, NURSE)
    assert set(after.values()) == {Involvement.FORMER}
    assert await cases.of_member(NURSE) == {}


async def test_how_a_member_stands_to_many_cases_is_one_question(
    cases: CaseRows, connection: AsyncConnection, fields: Fields
):
    referred, around, left, asked, other = [await keep(cases, f"AA{n}-A11") for n in range(5)]
    for case in (around, left, asked):
        await cases.join_circle(a_place(case.id))
    for case in (left, asked):
        await cases.leave_circle(case.id, NURSE, NOW)
    await cases.save(replace(referred, referrer=NURSE, referring_organisation=CARE))
    await cases.join_circle(a_place(referred.id))
    sessions = SessionRows(connection, fields)
    await sessions.add(a_session(case=asked.id), REPORT)
    await sessions.add_invitation(an_invitation(NURSE, organisation=CARE, case=asked.id))
    expected = {
        referred.id: Involvement.REFERRER_IN_CIRCLE,
        around.id: Involvement.CIRCLE,
        left.id: Involvement.FORMER,
        asked.id: Involvement.INVITED,
        other.id: Involvement.NONE,
    }
    await cases.circle(other.id)  # which time it is, a transaction asks once
    with count_statements(connection) as asked_of_the_database:
        assert await cases.involvements(list(expected), NURSE) == expected
        assert await cases.involvements([], NURSE) == {}
    assert len(asked_of_the_database) == 1


async def test_the_migration_makes_what_the_tables_say_and_takes_it_away(database: Database):
    async with database.engine.begin() as connection:
        await connection.run_sync(_migrate_and_compare)


def _migrate_and_compare(connection: Connection) -> None:
    made = _describe(connection)
    for table in reversed(TABLES):
        metadata.tables[table].drop(connection)
    with Operations.context(MigrationContext.configure(connection)):
        migration.upgrade()
        assert _describe(connection) == made
        migration.downgrade()
    assert not set(TABLES) & set(inspect(connection).get_table_names())


def _describe(connection: Connection) -> list[tuple[object, ...]]:
    return [_describe_table(connection, table) for table in TABLES]


def _describe_table(connection: Connection, table: str) -> tuple[object, ...]:
    inspector = inspect(connection)
    columns = [
        (one["name"], str(one["type"]), one["nullable"]) for one in inspector.get_columns(table)
    ]
    indexes = {(one["name"], tuple(one["column_names"])) for one in inspector.get_indexes(table)}
    keys = {one["name"] for one in inspector.get_foreign_keys(table)}
    unique = {one["name"] for one in inspector.get_unique_constraints(table)}
    return columns, indexes, keys, unique, inspector.get_pk_constraint(table)["name"]


async def test_who_referred_a_case_is_within_it_too_by_directing_it_or_by_another_seat(
    cases: CaseRows,
):
    referred = {"referrer": AGENT, "referring_organisation": POLICE}
    told, directs, other = [
        await keep(cases, code, **referred) for code in ("AA1-A11", "BB2-B22", "CC3-C33")
    ]
    for case in (told, directs):
        await cases.join_circle(seat_referrer(case))
    seat = replace(seat_referrer(other), reason=CircleReason.INVOLVED_PARTNER)
    await cases.join_circle(seat)
    await cases.save(replace(directs, case_director=AGENT))
    both = Involvement.REFERRER_IN_CIRCLE
    ids = [told.id, directs.id, other.id]
    stands = await cases.involvements(ids, AGENT)
    assert list(stands.values()) == [Involvement.REFERRER, both, both]
    for case in (directs, other):
        await cases.leave_circle(case.id, AGENT, NOW)
    stands = await cases.involvements(ids, AGENT)
    assert list(stands.values()) == [Involvement.REFERRER] * 3
