"""Chains as rows: they come back as they were kept, frozen rungs stay as they began."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import ConflictError
from domain.escalation import (
    Chain,
    EscalationTimes,
    chain_invitation,
    chain_report,
    climb,
    identify_chain,
)
from domain.identifiers import InvitationId, MemberId, SessionId
from domain.timer import Timer, TimerKind
from storage.escalations import EscalationRows
from storage.timers import TimerRows
from tests.support.databases import Database

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
SESSION = SessionId("s1")
CORA = MemberId("cora")
TIMES = EscalationTimes()


def a_chain(session: str = "s1") -> Chain:
    return climb(chain_report(SessionId(session), NOW, TIMES), [CORA], NOW)


def an_invitation(name: str = "i1") -> Chain:
    return chain_invitation(InvitationId(name), SESSION, NOW, TIMES)


@pytest.fixture
async def rows(database: Database) -> AsyncIterator[tuple[EscalationRows, TimerRows]]:
    async with database.engine.begin() as connection:
        yield EscalationRows(connection), TimerRows(connection)


async def test_a_chain_comes_back_as_it_was_kept_and_as_it_was_changed(
    rows: tuple[EscalationRows, TimerRows],
):
    chains, _ = rows
    await chains.add([a_chain(), an_invitation()])
    assert await chains.find(a_chain().id) == a_chain()
    changed = climb(a_chain(), [MemberId("dirk")], LATER)
    saved = await chains.save(changed)
    assert saved == replace(changed, version=2)
    assert await chains.find(a_chain().id) == saved
    with pytest.raises(ConflictError):
        await chains.save(changed)
    assert await chains.find(identify_chain(a_chain().kind, "another")) is None


async def test_the_rungs_of_a_chain_are_never_written_again(
    rows: tuple[EscalationRows, TimerRows],
):
    chains, _ = rows
    await chains.add([a_chain()])
    await chains.save(replace(a_chain(), rungs=a_chain().rungs[:1]))
    kept = await chains.find(a_chain().id)
    assert kept is not None
    assert kept.rungs == a_chain().rungs


async def test_a_chain_ends_once(rows: tuple[EscalationRows, TimerRows]):
    chains, _ = rows
    await chains.add([a_chain()])
    ended = await chains.end(a_chain().id, LATER)
    assert ended == replace(a_chain(), ended_at=LATER, next_at=None, version=2)
    assert await chains.end(a_chain().id, LATER) is None


async def test_with_a_session_all_its_chains_end_and_no_other(
    rows: tuple[EscalationRows, TimerRows],
):
    chains, _ = rows
    await chains.add([a_chain(), an_invitation("i1"), an_invitation("i2"), a_chain("s2")])
    await chains.end(an_invitation("i1").id, NOW)
    ended = await chains.end_all(SESSION, LATER)
    assert {one.id: one.ended_at for one in ended} == {
        a_chain().id: LATER,
        an_invitation("i1").id: NOW,
        an_invitation("i2").id: LATER,
    }
    assert [one.id for one in await chains.of_session(SESSION)] == [one.id for one in ended]
    assert [one.chain.id for one in await chains.open_ones()] == [a_chain("s2").id]


async def test_an_open_chain_is_seen_with_the_moment_its_timer_is_due(
    rows: tuple[EscalationRows, TimerRows],
):
    chains, timers = rows
    await chains.add([a_chain(), an_invitation()])
    await timers.set(
        Timer(kind=TimerKind.ESCALATION, subject=a_chain().id, due_at=LATER),
        Timer(kind=TimerKind.UNDELIVERED, subject=an_invitation().id, due_at=LATER),
    )
    watched = {one.chain.id: one.looked_at for one in await chains.open_ones()}
    assert watched == {a_chain().id: LATER, an_invitation().id: None}
