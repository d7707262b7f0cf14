import importlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, insert, inspect

from domain.errors import ConflictError
from domain.identifiers import SessionId
from domain.room import Room, RoomState, RoomTrouble
from storage.acute_sessions import acute_session
from storage.rooms import RoomRows
from tests.support.acute import NOW
from tests.support.databases import Database

migration = importlib.import_module("storage.migrations.versions.0029_rooms")
CHAT = "19:acuut@thread.v2"
FIRST, SECOND = SessionId("session-1"), SessionId("session-2")
ROOM = Room(
    session=FIRST,
    state=RoomState.NAMED,
    version=0,
    changed_at=NOW,
    conversation=CHAT,
    service_url="https://smba.trafficmanager.net/emea/",
    operation="chats('19:acuut@thread.v2')/operations('1')",
    trouble=RoomTrouble.STRANGERS,
    strangers=2,
)


@pytest.fixture
async def rooms(database: Database) -> AsyncIterator[RoomRows]:
    async with database.engine.begin() as connection:
        for session in (FIRST, SECOND):
            await connection.execute(insert(acute_session).values(**a_row(session)))
        yield RoomRows(connection)


def a_row(session: SessionId) -> dict[str, object]:
    names = ("case_id", "state", "reported_by", "told", "changed_by")
    at = {"reported_at": NOW, "due_at": NOW, "changed_at": NOW}
    kept = {"version": 1, "report": b"sealed", "has_unsafe_number": False, "note_takers": []}
    return {"id": session, **dict.fromkeys(names, "x"), **at, **kept}


async def test_a_room_comes_back_as_it_was_kept(rooms: RoomRows):
    assert await rooms.of_session(FIRST) is None
    saved = await rooms.save(ROOM)
    assert saved == replace(ROOM, version=1)
    assert await rooms.of_session(FIRST) == saved
    opened = await rooms.save(
        replace(saved, state=RoomState.OPEN, trouble=None, strangers=0, operation="")
    )
    assert await rooms.of_session(FIRST) == opened


async def test_of_two_who_save_at_once_the_second_is_refused(rooms: RoomRows):
    saved = await rooms.save(ROOM)
    with pytest.raises(ConflictError):
        await rooms.save(ROOM)
    await rooms.save(saved)
    with pytest.raises(ConflictError):
        await rooms.save(saved)


async def test_a_chat_is_found_as_the_room_it_is_and_a_room_without_one_by_nothing(
    rooms: RoomRows,
):
    saved = await rooms.save(ROOM)
    await rooms.save(replace(ROOM, session=SECOND, conversation=""))
    assert await rooms.in_chat(CHAT) == saved
    assert await rooms.in_chat("19:another@thread.v2") is None
    assert await rooms.in_chat("") is None


async def test_the_table_can_be_taken_away_and_made_again(database: Database):
    async with database.engine.begin() as connection:
        assert await connection.run_sync(_down_and_up) == (False, True)


def _down_and_up(connection: Connection) -> tuple[bool, bool]:
    with Operations.context(MigrationContext.configure(connection)):
        migration.downgrade()
        is_there_after = inspect(connection).has_table("room")
        migration.upgrade()
    return is_there_after, inspect(connection).has_table("room")
