"""What goes on record in one unit of work is written in one go at its end, in the order it came."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import pytest
from sqlalchemy import event

from domain.audit import AuditEntry, AuditEvent, ChainName, name_chain
from domain.audit_chain import ChainHead, start_chain
from domain.errors import ConflictError
from domain.identifiers import CaseId
from services.ports.turns import DatabaseAwayError, Work
from storage.audit import AuditRows
from tests.support.outbox import PostOffice

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CASE, OTHER = CaseId("case-1"), CaseId("case-2")


def entry(case: CaseId | None, minute: int = 0) -> AuditEntry:
    at = NOW + timedelta(minutes=minute)
    return AuditEntry(event=AuditEvent.COLOUR_SET, at=at, case_id=case)


async def minutes_of(office: PostOffice, case: CaseId | None) -> list[int]:
    async with office.database.reading() as work:
        return [link.entry.at.minute for link in await work.audit.chain(case)]


class _OnPurposeError(Exception):
    """Something went wrong."""


async def fail(work: Work, *entries: AuditEntry, reads: bool = False) -> NoReturn:
    await work.audit.append(*entries)
    if reads:
        await work.audit.newest()
    raise _OnPurposeError


async def fail_inside(work: Work, *entries: AuditEntry, reads: bool) -> NoReturn:
    async with work.savepoint():
        await fail(work, *entries, reads=reads)
    raise AssertionError


@pytest.fixture
def asked(office: PostOffice) -> Iterator[list[str]]:
    """The statements about the log, in order."""
    engine, asked = office.database.engine.sync_engine, []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "audit" in statement and "inbox" not in statement:
            asked.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


async def test_all_of_a_unit_of_work_is_written_at_its_end_and_each_chain_looked_up_once(
    office: PostOffice, asked: list[str]
):
    async with office.database.work() as work:
        for minute in range(4):
            await work.audit.append(entry(CASE, minute), entry(OTHER, minute), entry(None, minute))
        assert not asked
    writes = [one for one in asked if one.startswith("INSERT")]
    assert len(writes) == 1
    assert len(asked) == 2
    for case in (CASE, OTHER, None):
        assert await minutes_of(office, case) == [0, 1, 2, 3]


async def test_nothing_on_record_asks_nothing(office: PostOffice, asked: list[str]):
    async with office.database.work():
        pass
    assert not asked


async def test_whoever_reads_the_log_finds_what_is_not_written_yet(office: PostOffice):
    async with office.database.work() as work:
        await work.audit.append(entry(CASE, 1), replace(entry(None, 2), subject="one"))
        assert await work.audit.newest() == 2
        assert len(await work.audit.heads(0, 2)) == 2
        latest = await work.audit.latest(AuditEvent.COLOUR_SET, "one")
        assert latest is not None
        assert latest.entry.at.minute == 2
        await work.audit.append(entry(CASE, 3))
        assert [link.entry.at.minute for link in await work.audit.chain(CASE)] == [1, 3]
        assert all(verdict.is_intact for verdict in await work.audit.verify_all())
    assert await minutes_of(office, CASE) == [1, 3]


@pytest.mark.parametrize("reads", [False, True])
async def test_what_is_undone_is_not_on_record_and_what_was_before_is(
    office: PostOffice, *, reads: bool
):
    async with office.database.work() as work:
        await work.audit.append(entry(CASE, 1))
        with pytest.raises(_OnPurposeError):
            await fail_inside(work, entry(CASE, 2), entry(OTHER, 2), reads=reads)
        await work.audit.append(entry(CASE, 3))
    assert await minutes_of(office, CASE) == [1, 3]
    assert await minutes_of(office, OTHER) == []


async def test_nothing_is_on_record_of_a_unit_of_work_that_fails(office: PostOffice):
    for begin in (office.database.work, office.database.work_together):
        with pytest.raises(_OnPurposeError):
            async with begin() as work:
                await fail(work, entry(CASE))
    assert await minutes_of(office, CASE) == []


async def test_a_turn_that_shares_its_commit_is_on_record_too(office: PostOffice):
    async def turn(minute: int) -> None:
        async with office.database.work_together() as work:
            await work.audit.append(entry(CASE, minute))

    await asyncio.gather(*(turn(minute) for minute in range(6)))
    assert sorted(await minutes_of(office, CASE)) == [*range(6)]


async def put_on_record_and_move_on(office: PostOffice, by: timedelta) -> None:
    async with office.database.work() as work:
        await work.audit.append(entry(CASE, 2))
        await work.advance(by)


async def test_somebody_who_was_just_before_is_a_conflict_and_leaves_nothing(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
):
    async with office.database.work() as work:
        await work.audit.append(entry(CASE, 1))
    empty = ChainHead(chain=name_chain(CASE), sequence=0, hash=start_chain(name_chain(CASE)))

    async def know_nothing(*_: object) -> dict[ChainName, ChainHead]:
        return {empty.chain: empty}

    monkeypatch.setattr(AuditRows, "_heads", know_nothing)
    async with office.database.reading() as work:
        before = await work.now()
    with pytest.raises(ConflictError):
        await put_on_record_and_move_on(office, timedelta(days=400))
    async with office.database.reading() as work:
        assert await work.now() < before + timedelta(days=300)
    assert await minutes_of(office, CASE) == [1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_whoever_only_reads_a_sqlite_file_puts_nothing_on_record(office: PostOffice):
    with pytest.raises(DatabaseAwayError):
        async with office.database.reading() as work:
            await work.audit.append(entry(CASE))
