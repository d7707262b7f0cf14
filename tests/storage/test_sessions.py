import importlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, insert, inspect, select
from sqlalchemy.engine.interfaces import ReflectedIndex

from domain.acute_invitation import InvitationAnswer, InvitationState
from domain.acute_session import CodeMatch, NamedCode, SessionState
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseCode, CaseId, InvitationId, MemberId, SessionId
from storage.acute_sessions import SessionRows, acute_session
from storage.case_row import write_case
from storage.cases import cases
from storage.crypto import HouseKeys, SealedDataError
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.metadata import metadata
from tests.support.acute import (
    CARE,
    CIRCLE,
    GATHERING,
    NOW,
    POLICE,
    REPORT,
    TEST,
    a_session,
    an_invitation,
)
from tests.support.canaries import CANARY
from tests.support.cases import a_case
from tests.support.databases import Database

migration = importlib.import_module("storage.migrations.versions.0008_sessions")
CASE, OTHER_CASE = CaseId("case-1"), CaseId("case-2")
THE_SESSION = SessionId("session-1")


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    await store.create(CASE)
    await store.create(OTHER_CASE)
    yield store
    await store.close()


@pytest.fixture
async def sessions(database: Database, key_store: KeyStore) -> AsyncIterator[SessionRows]:
    async with database.engine.begin() as connection:
        yield SessionRows(connection, Fields(HouseKeys.make(), key_store))


async def test_a_report_comes_back_as_it_was_kept(sessions: SessionRows):
    await sessions.add(a_session(), REPORT)

    assert await sessions.get(THE_SESSION) == a_session()
    assert await sessions.report(a_session()) == REPORT


async def test_what_a_reporter_named_comes_back_with_what_it_matched(sessions: SessionRows):
    named = NamedCode(code=CaseCode("KX7-Q42"), match=CodeMatch.NOT_INVOLVED)
    await sessions.add(a_session(named=named), REPORT)
    await sessions.save(a_session(named=named, director=MemberId("director")))

    assert (await sessions.get(THE_SESSION)).named == named


async def test_an_unknown_session_is_not_found(sessions: SessionRows):
    with pytest.raises(NotFoundError):
        await sessions.get(THE_SESSION)
    with pytest.raises(NotFoundError):
        await sessions.report(a_session())


async def test_a_convened_session_knows_when_and_where(sessions: SessionRows):
    await sessions.add(a_session(), REPORT)
    convened = a_session(SessionState.CONVENED, gathering=GATHERING, director=MemberId("director"))

    assert await sessions.save(convened) == replace(convened, version=2)
    assert await sessions.get(THE_SESSION) == replace(convened, version=2)


async def test_who_took_notes_comes_back_in_the_order_of_naming(sessions: SessionRows):
    await sessions.add(a_session(), REPORT)
    took = (MemberId("noor"), MemberId("nico"), MemberId("noor"))
    await sessions.save(a_session(note_taker=MemberId("noor"), note_takers=took))

    kept = await sessions.get(THE_SESSION)
    assert (kept.note_taker, kept.note_takers) == ("noor", took)


async def test_of_two_directors_at_once_one_saves(sessions: SessionRows):
    await sessions.add(a_session(), REPORT)
    await sessions.save(a_session(director=MemberId("first")))

    with pytest.raises(ConflictError):
        await sessions.save(a_session(director=MemberId("second")))
    assert (await sessions.get(THE_SESSION)).director == "first"


async def test_saving_a_session_leaves_what_was_said_alone(sessions: SessionRows):
    await sessions.add(a_session(), REPORT)
    await sessions.keep_test(a_session(), TEST)
    await sessions.save(a_session(SessionState.PURPOSE_TESTED))

    assert await sessions.report(a_session()) == REPORT
    assert await sessions.test(a_session()) == TEST


async def test_test_and_circle_come_back_as_they_were_kept(sessions: SessionRows):
    await sessions.add(a_session(), REPORT)
    await sessions.keep_test(a_session(), TEST)
    await sessions.keep_circle(a_session(), CIRCLE)

    assert await sessions.test(a_session()) == TEST
    assert await sessions.circle(a_session()) == CIRCLE


async def test_what_is_said_in_one_session_is_said_in_no_other(sessions: SessionRows):
    other = a_session(id=SessionId("other"), case=OTHER_CASE)
    for session in (a_session(), other):
        await sessions.add(session, REPORT)
    await sessions.keep_test(a_session(), TEST)

    assert await sessions.test(other) is None
    assert await sessions.of_case(OTHER_CASE) == [other]


async def test_before_they_are_there_test_and_circle_are_empty(sessions: SessionRows):
    await sessions.add(a_session(), REPORT)

    assert await sessions.test(a_session()) is None
    assert await sessions.circle(a_session()) is None


async def test_open_sessions_are_the_ones_with_something_to_do_oldest_first(
    sessions: SessionRows,
):
    for number, state in enumerate(SessionState):
        kept = a_session(state, id=SessionId(state), reported_at=NOW - timedelta(hours=number))
        await sessions.add(kept, REPORT)

    found = await sessions.open_sessions()
    assert [one.state for one in found] == [
        SessionState.CONVENED,
        SessionState.PURPOSE_TESTED,
        SessionState.REPORTED,
    ]


async def test_nothing_said_about_the_subject_is_readable_in_the_table(sessions: SessionRows):
    await sessions.add(a_session(gathering=GATHERING), REPORT)
    await sessions.keep_test(a_session(), TEST)
    await sessions.keep_circle(a_session(), CIRCLE)

    row = (await sessions._connection.execute(select(acute_session))).one()
    kept = b"".join(str(value).encode() for value in row if not isinstance(value, bytes))
    kept += b"".join(value for value in row if isinstance(value, bytes))
    for canary in (CANARY, "weapon", "circle.", "meetup-join"):
        assert canary.encode() not in kept


async def test_a_report_cannot_be_moved_to_another_session(sessions: SessionRows):
    await sessions.add(a_session(), REPORT)
    await sessions.add(a_session(id=SessionId("other")), REPORT)
    mine = select(acute_session.c.report).where(acute_session.c.id == THE_SESSION)
    taken = (await sessions._connection.execute(mine)).scalar_one()
    await sessions._connection.execute(acute_session.update().values(report=taken))

    with pytest.raises(SealedDataError):
        await sessions.report(a_session(id=SessionId("other")))


async def test_with_its_key_gone_a_report_is_gone(sessions: SessionRows, key_store: KeyStore):
    await sessions.add(a_session(), REPORT)
    await key_store.destroy(CASE)

    with pytest.raises(KeyDestroyedError):
        await sessions.report(a_session())


async def test_with_its_key_gone_all_that_was_said_in_a_session_is_gone(
    sessions: SessionRows, key_store: KeyStore
):
    session = a_session(gathering=GATHERING)
    await sessions.add(session, REPORT)
    await sessions.keep_test(session, TEST)
    await sessions.keep_circle(session, CIRCLE)
    await key_store.destroy(CASE)
    for read in (sessions.test, sessions.circle):
        with pytest.raises(KeyDestroyedError):
            await read(session)
    with pytest.raises(KeyDestroyedError):
        await sessions.get(THE_SESSION)


async def test_an_invitation_comes_back_as_it_was_kept(sessions: SessionRows):
    await sessions.add(a_session(), REPORT)
    await sessions.add_invitation(an_invitation(replaces=InvitationId("before")))

    assert await sessions.invitation(InvitationId("invitation-agent")) == an_invitation(
        replaces=InvitationId("before")
    )


async def test_an_unknown_invitation_is_not_found(sessions: SessionRows):
    with pytest.raises(NotFoundError):
        await sessions.invitation(InvitationId("nowhere"))


async def test_nobody_is_asked_twice_to_one_session(sessions: SessionRows):
    await sessions.add(a_session(), REPORT)
    await sessions.add_invitation(an_invitation())

    with pytest.raises(ConflictError):
        await sessions.add_invitation(an_invitation(id=InvitationId("again")))


async def test_invitations_come_in_the_order_of_asking(sessions: SessionRows):
    await sessions.add(a_session(), REPORT)
    for member in ("zoe", "anna", "mo"):
        await sessions.add_invitation(an_invitation(member))

    found = await sessions.invitations(THE_SESSION)
    assert [invitation.member for invitation in found] == ["zoe", "anna", "mo"]


async def test_the_invitations_of_one_partner_come_in_the_order_of_asking(sessions: SessionRows):
    other = SessionId("session-2")
    await sessions.add(a_session(), REPORT)
    await sessions.add(a_session(id=other), REPORT)
    for member, organisation in (("zoe", POLICE), ("anna", CARE), ("mo", POLICE)):
        await sessions.add_invitation(an_invitation(member, organisation=organisation))
    elsewhere = InvitationId("elsewhere")
    await sessions.add_invitation(an_invitation("zoe", id=elsewhere, session=other))

    found = await sessions.invitations_of(THE_SESSION, POLICE)
    assert [invitation.member for invitation in found] == ["zoe", "mo"]


async def test_an_answer_is_saved_one_version_higher_and_an_old_one_overwrites_nothing(
    sessions: SessionRows,
):
    await sessions.add(a_session(), REPORT)
    await sessions.add_invitation(an_invitation())
    answered = an_invitation(
        state=InvitationState.ANSWERED, answer=InvitationAnswer.COMES, answered_at=NOW
    )

    assert await sessions.save_invitation(answered) == replace(answered, version=2)
    assert await sessions.invitation(answered.id) == replace(answered, version=2)
    with pytest.raises(ConflictError):
        await sessions.save_invitation(answered)


async def test_a_lost_invitation_gives_no_place_in_a_session(sessions: SessionRows):
    for state in InvitationState:
        session = SessionId(f"to-{state}")
        await sessions.add(a_session(id=session), REPORT)
        await sessions.add_invitation(
            an_invitation(id=InvitationId(state), session=session, state=state)
        )

    found = await sessions.open_invitations_of(MemberId("agent"))
    assert {one.state for one in found} == {InvitationState.QUEUED, InvitationState.ANSWERED}
    for one in found:
        assert one == await sessions.invitation(one.id)
    assert await sessions.open_invitations_of(MemberId("stranger")) == []


async def test_a_list_names_an_invitation_once_its_session_has_a_director_and_a_place(
    sessions: SessionRows,
):
    case = replace(a_case(), id=CASE)
    await sessions._connection.execute(insert(cases), write_case(case))
    places = {
        "session-1": {"director": MemberId("cora"), "gathering": GATHERING},
        "session-2": {"gathering": GATHERING},
        "session-3": {"director": MemberId("cora")},
    }
    for name, place in places.items():
        await sessions.add(a_session(id=SessionId(name), **place), REPORT)
        asked = an_invitation(id=InvitationId(name), session=SessionId(name))
        await sessions.add_invitation(asked)

    (listed,) = await sessions.listed_invitations_of(MemberId("agent"))
    assert listed.invitation == await sessions.invitation(InvitationId("session-1"))
    assert (listed.code, listed.starts_at) == (case.code, GATHERING.starts_at)
    assert await sessions.listed_invitations_of(MemberId("stranger")) == []


async def test_the_migration_makes_the_tables_of_the_code_and_takes_them_away(database: Database):
    names = {"acute_session", "acute_invitation"}
    async with database.engine.begin() as connection:
        expected = await connection.run_sync(_describe, names)
        await connection.run_sync(metadata.tables["room"].drop)
        await connection.run_sync(_migrate, "downgrade")
        assert not names & set(await connection.run_sync(_table_names))
        await connection.run_sync(_migrate, "upgrade")
        assert await connection.run_sync(_describe, names) == expected


def _migrate(connection: Connection, direction: str) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        getattr(migration, direction)()


def _table_names(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


def _describe(connection: Connection, names: set[str]) -> dict[str, object]:
    found = inspect(connection)
    return {
        name: (
            [(one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(name)],
            found.get_pk_constraint(name),
            found.get_foreign_keys(name),
            found.get_unique_constraints(name),
            [_write_out(one) for one in found.get_indexes(name)],
        )
        for name in names
    }


def _write_out(index: ReflectedIndex) -> dict[str, object]:
    """Of a partial index SQLAlchemy gives its condition as an object equal to no other."""
    options = index.get("dialect_options", {})
    return {**index, "dialect_options": {name: str(value) for name, value in options.items()}}


async def test_what_a_member_reported_is_listed_while_it_is_open_and_for_a_while_after_it_ended(
    sessions: SessionRows,
):
    ended = {
        "long ago": (SessionState.CLOSED, NOW - timedelta(days=9)),
        "lately": (SessionState.NOT_ACUTE, NOW - timedelta(days=6)),
        "open": (SessionState.CONVENED, NOW - timedelta(days=300)),
    }
    for name, (state, changed_at) in ended.items():
        kept = a_session(state, id=SessionId(name), changed_at=changed_at, reported_at=changed_at)
        await sessions.add(kept, REPORT)
    await sessions.add(a_session(id=SessionId("other"), reported_by=MemberId("agent")), REPORT)

    found = await sessions.reported_by(MemberId("reporter"), NOW - timedelta(days=7))
    assert [one.id for one in found] == ["open", "lately"]
