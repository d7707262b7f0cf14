from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, MemberId, OrganisationId, RoundId
from domain.written_round import OPEN_ROUND_STATES, RoundAnswer, RoundState, Stance, WrittenRound
from storage.crypto import HouseKeys, SealedDataError
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.written_rounds import WrittenRoundRows, written_round
from tests.support.canaries import CANARY
from tests.support.databases import Database
from tests.support.written_rounds import LINES

CASE, OTHER_CASE = CaseId("case-1"), CaseId("case-2")
AT = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
VERA, PIET = MemberId("vera"), MemberId("piet")


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    await store.create(CASE)
    await store.create(OTHER_CASE)
    yield store
    await store.close()


@pytest.fixture
async def rounds(database: Database, key_store: KeyStore) -> AsyncIterator[WrittenRoundRows]:
    async with database.engine.begin() as connection:
        yield WrittenRoundRows(connection, Fields(HouseKeys.make(), key_store))


def a_round(known_as: str = "round-1", **changes: object) -> WrittenRound:
    held = WrittenRound(
        id=RoundId(known_as),
        case=CASE,
        state=RoundState.ASKING,
        version=1,
        coloured_at=AT,
        review_on=AT.date(),
        since_on=AT.date(),
        writer=MemberId("gijs"),
        written_by=MemberId("ina"),
        written_at=AT,
        may_leave=True,
        asked_on=date(2026, 12, 2),
        until_on=date(2026, 12, 9),
    )
    return replace(held, **changes)


def an_answer(member: MemberId, **changes: object) -> RoundAnswer:
    answer = RoundAnswer(
        round=RoundId("round-1"),
        member=member,
        organisation=OrganisationId("police"),
        told_on=date(2026, 12, 2),
    )
    return replace(answer, **changes)


async def test_a_round_comes_back_as_it_was_kept(rounds: WrittenRoundRows):
    await rounds.add(a_round())
    assert await rounds.get(RoundId("round-1")) == a_round()
    assert await rounds.open_of(CASE) == a_round()
    assert await rounds.open_of(OTHER_CASE) is None
    with pytest.raises(NotFoundError):
        await rounds.get(RoundId("absent"))


async def test_a_case_has_one_open_round_at_most(rounds: WrittenRoundRows):
    await rounds.add(a_round())
    for state in OPEN_ROUND_STATES:
        with pytest.raises(ConflictError):
            await rounds.add(a_round("round-2", state=state))
    await rounds.add(a_round("round-3", case=OTHER_CASE))
    await rounds.save(a_round(state=RoundState.CONTINUED, ended_at=AT))
    assert await rounds.open_of(CASE) is None
    await rounds.add(a_round("round-4", since_on=date(2027, 3, 1)))
    newest = await rounds.newest_of([CASE, OTHER_CASE])
    assert {case: held.id for case, held in newest.items()} == {
        CASE: "round-4",
        OTHER_CASE: "round-3",
    }
    assert await rounds.newest_of([]) == {}


async def test_of_two_who_change_a_round_the_second_finds_another_version(
    rounds: WrittenRoundRows,
):
    await rounds.add(a_round())
    assert (await rounds.save(a_round(state=RoundState.WAITING))).version == 2
    with pytest.raises(ConflictError):
        await rounds.save(a_round(state=RoundState.TO_TABLE))


async def test_lines_are_kept_sealed_and_stay_when_the_round_changes(rounds: WrittenRoundRows):
    await rounds.add(a_round())
    assert await rounds.lines(a_round()) is None
    await rounds.keep_lines(a_round(), LINES)
    await rounds.save(a_round(state=RoundState.WAITING))
    assert await rounds.lines(a_round()) == LINES
    row = (await rounds._connection.execute(select(written_round))).one()
    assert CANARY.encode() not in b"".join(
        value if isinstance(value, bytes) else str(value).encode() for value in row
    )


async def test_lines_cannot_be_moved_to_another_round(rounds: WrittenRoundRows):
    await rounds.add(a_round())
    await rounds.add(a_round("round-2", case=OTHER_CASE))
    await rounds.keep_lines(a_round(), LINES)
    mine = select(written_round.c.lines).where(written_round.c.id == "round-1")
    taken = (await rounds._connection.execute(mine)).scalar_one()
    await rounds._connection.execute(written_round.update().values(lines=taken))
    with pytest.raises(SealedDataError):
        await rounds.lines(a_round("round-2", case=OTHER_CASE))


async def test_with_its_key_gone_what_was_written_is_gone(
    rounds: WrittenRoundRows, key_store: KeyStore
):
    await rounds.add(a_round())
    await rounds.keep_lines(a_round(), LINES)
    await key_store.destroy(CASE)
    with pytest.raises(KeyDestroyedError):
        await rounds.lines(a_round())


async def test_a_member_finds_every_open_round_with_what_they_were_asked(
    rounds: WrittenRoundRows,
):
    await rounds.add(a_round())
    await rounds.add(a_round("round-2", case=OTHER_CASE, since_on=date(2026, 11, 2)))
    over = a_round("round-3", state=RoundState.CONTINUED)
    await rounds.add(over)
    await rounds.keep_answers([an_answer(VERA), an_answer(PIET)])
    said = an_answer(VERA, stance=Stance.AGREES, answered_at=AT, answered_by=VERA)
    await rounds.keep_answers([said])
    await rounds.keep_answers([])
    found = [(held.id, own) for held, own in await rounds.concerning(VERA)]
    assert found == [("round-2", None), ("round-1", said)]
    assert await rounds.answers(RoundId("round-1")) == [an_answer(PIET), said]
