"""A checkpoint reads what was recorded since the last ones, and signs every chain all the same."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlalchemy import insert, text

from bot.running import checkpointing
from bot.running.checkpointing import Checkpointing
from domain.audit import AuditEntry, AuditEvent, name_chain
from domain.audit_chain import ChainHead
from domain.identifiers import CaseId
from storage import audit as rows
from storage.audit import AuditRows
from storage.transaction import Transaction
from tests.support.databases import Database
from tests.support.outbox import LONG_AGO, PostOffice
from tests.support.timers import Waker
from tests.support.work import count_work, settle

GUARDS = {
    "sqlite": ("DROP TRIGGER audit_never_updated", "DROP TRIGGER audit_never_deleted"),
    "postgresql": ("SET LOCAL session_replication_role = replica",),
}


@dataclass
class Notary:
    """Writes checkpoints, and keeps each as it was signed."""

    waker: Waker
    signed: list[list[ChainHead]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.checkpointing = Checkpointing(moments=self.waker, sign=self.sign)

    def sign(self, heads: list[ChainHead], _at: datetime) -> None:
        self.signed.append(heads)

    async def write(self) -> dict[str, int]:
        """Write a checkpoint; how far each chain in it reaches."""
        before = len(self.signed)
        await self.checkpointing.write("house")
        return {head.chain: head.sequence for new in self.signed[before:] for head in new}


@pytest.fixture
def notary(office: PostOffice) -> Notary:
    return Notary(Waker(office.database))


def about(*names: str) -> list[AuditEntry]:
    cases = [CaseId(name) for name in names]
    return [AuditEntry(event=AuditEvent.COLOUR_SET, at=LONG_AGO, case_id=one) for one in cases]


async def record(notary: Notary, *names: str) -> None:
    async with notary.waker.work() as moment:
        await moment.uow.audit.append(*about(*names))


async def test_the_first_checkpoint_holds_every_chain_and_the_next_one_only_what_grew(
    notary: Notary,
):
    await record(notary, "a", "b", "b", "c")
    assert await notary.write() == {"case:a": 1, "case:b": 2, "case:c": 1}
    await record(notary, "b", "d")
    assert await notary.write() == {"case:b": 3, "case:d": 1}
    assert await notary.write() == {}


async def test_however_entries_and_checkpoints_follow_each_other_the_end_of_each_chain_is_signed(
    notary: Notary,
):
    for turn in range(24):
        await record(notary, *(f"{turn * step % 7}" for step in range(1, 1 + turn % 5)))
        if turn % 3 == 0:
            await notary.write()
            async with notary.waker.reading() as moment:
                audit = moment.uow.audit
                ends = set(await audit.heads(0, await audit.newest()))
            assert ends <= {head for heads in notary.signed for head in heads}


async def test_a_long_log_is_read_in_parts_and_each_chain_is_signed_once_where_it_ends(
    notary: Notary, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(checkpointing, "_ENTRIES_AT_ONCE", 3)
    await record(notary, *"abacada")
    await notary.write()
    assert {head.chain: head.sequence for head in notary.signed[0]} == {
        "case:a": 4,
        "case:b": 1,
        "case:c": 1,
        "case:d": 1,
    }


async def test_between_the_parts_of_a_long_log_a_turn_can_go_first(
    notary: Notary, monkeypatch: pytest.MonkeyPatch
):
    turns: list[None] = []
    before_each: list[int] = []
    read = AuditRows.heads

    async def noting(log: AuditRows, after: int, up_to: int) -> Sequence[ChainHead]:
        before_each.append(len(turns))
        return await read(log, after, up_to)

    monkeypatch.setattr(checkpointing, "_ENTRIES_AT_ONCE", 1)
    monkeypatch.setattr(AuditRows, "heads", noting)
    await record(notary, *"aaaa")
    waiting = asyncio.create_task(take_turns(turns))
    await notary.write()
    waiting.cancel()
    assert len(before_each) == len(set(before_each)) == 4


async def take_turns(turns: list[None]) -> None:
    while True:
        turns.append(None)
        await asyncio.sleep(0)


async def test_what_could_not_be_signed_is_signed_by_the_next_checkpoint(
    notary: Notary, monkeypatch: pytest.MonkeyPatch
):
    await record(notary, "a")
    await notary.write()
    await record(notary, "b")
    with monkeypatch.context() as patch:
        patch.setattr(notary.checkpointing, "sign", lambda _heads, _at: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await notary.write()
    await record(notary, "c")
    assert await notary.write() == {"case:b": 1, "case:c": 1}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_an_entry_that_shows_after_a_later_one_was_signed_is_signed_next(
    database: Database, notary: Notary
):
    await record(notary, "a")
    await notary.write()
    async with database.engine.begin() as slow:
        await AuditRows(Transaction(slow)).append(*about("slow"))
        await record(notary, "quick")
        assert await notary.write() == {"case:quick": 1}
    assert await notary.write() == {"case:slow": 1}


async def test_a_log_that_was_put_back_from_a_backup_is_signed_as_a_whole(
    database: Database, notary: Notary
):
    for names in ("aab", "c", "d"):
        await record(notary, *names)
        await notary.write()
    async with database.engine.begin() as connection:
        for statement in (*GUARDS[database.kind], "DELETE FROM audit WHERE number > 1"):
            await connection.execute(text(statement))
    assert await notary.write() == {"case:a": 1}
    await record(notary, "e")
    assert (await notary.write())["case:e"] == 1


async def test_a_checkpoint_is_as_much_work_after_ten_thousand_entries_as_after_a_hundred(
    database: Database, notary: Notary
):
    await fill(database, 100)
    few = await work_for_two(database, notary)
    await fill(database, 10_000)
    assert await work_for_two(database, notary) <= 1.2 * few


async def work_for_two(database: Database, notary: Notary) -> int:
    """What it takes to read two new entries."""
    async with notary.waker.reading() as moment:
        newest = await moment.uow.audit.newest()
    await record(notary, "a", "b")
    await settle(database, "audit")
    return await count_work(
        database, rows._HEADS, {"after": newest, "up_to": newest + 2}
    ) + await count_work(database, rows._NEWEST, {})


async def fill(database: Database, number: int) -> None:
    """So many entries, in a chain of each case and one long one."""
    names = [CaseId("long" if place % 2 else f"{number}-{place}") for place in range(number)]
    made = [
        rows._to_row(entry)
        | {"chain": name_chain(entry.case_id), "sequence": number + place, "hash": b"x"}
        for place, entry in enumerate(about(*names))
    ]
    async with database.engine.begin() as connection:
        await connection.execute(insert(rows.audit), made)
