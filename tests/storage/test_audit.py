import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.access import Ground
from domain.audit import (
    HOUSE_CHAIN,
    AuditEntry,
    AuditEvent,
    AuditOutcome,
    AuditReason,
    EntryChange,
    name_chain,
    name_operator,
)
from domain.audit_chain import BreakKind, ChainBreak, ChainHead, ChainVerdict
from domain.errors import ConflictError
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.member import Role
from domain.sight import SeenPart
from storage.audit import AuditRows
from storage.checkpoints import Checkpoints
from storage.crypto import make_key
from storage.migrate import migrate
from storage.transaction import Transaction
from tests.support.databases import Database
from tests.support.statements import count_statements

NOW = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
CASE = CaseId("case-1")
OTHER = CaseId("case-2")
CHAIN = name_chain(CASE)
ENTRY = AuditEntry(
    event=AuditEvent.COLOUR_SET,
    at=NOW,
    who=MemberId("member-1"),
    organisation=OrganisationId("org-1"),
    roles=frozenset({Role.PROCESS_DIRECTOR, Role.PROFESSIONAL}),
    on_behalf_of=OrganisationId("org-2"),
    case_id=CASE,
    subject="session-1",
    outcome=AuditOutcome.REFUSED,
    reason=AuditReason.BY_TELEPHONE,
)
LOOK = replace(
    ENTRY, event=AuditEvent.SEEN, part=SeenPart.STORY, ground=Ground.REFERRER, reason=None
)
HOUSE_ENTRY = AuditEntry(event=AuditEvent.HOUSE_LOADED, at=NOW)
AT_THREE = "WHERE chain = 'case:case-1' AND sequence = 3"
Tamper = Callable[..., Awaitable[None]]


async def _append(database: Database, *entries: AuditEntry) -> None:
    for entry in entries:
        async with database.engine.begin() as connection:
            await AuditRows(Transaction(connection)).append(entry)


async def _verify(database: Database, *signed: ChainHead) -> dict[str, ChainVerdict]:
    async with database.engine.connect() as connection:
        verdicts = await AuditRows(Transaction(connection)).verify_all(signed)
    return {verdict.chain: verdict for verdict in verdicts}


async def _heads(database: Database) -> dict[str, ChainHead]:
    async with database.engine.connect() as connection:
        rows = AuditRows(Transaction(connection))
        return {head.chain: head for head in await rows.heads(0, await rows.newest())}


async def test_whoever_writes_in_several_chains_takes_them_in_one_order(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    waited: list[list[str]] = []

    async def note(_rows: AuditRows, chains: list[str]) -> None:
        waited.append(list(chains))

    monkeypatch.setattr(AuditRows, "_wait_for_turn", note)
    entries = (HOUSE_ENTRY, replace(ENTRY, case_id=OTHER), ENTRY)
    async with database.engine.begin() as connection:
        await AuditRows(Transaction(connection)).append(*entries)
        await AuditRows(Transaction(connection)).append(*reversed(entries))
    assert waited == [["case:case-1", "case:case-2", "house"]] * 2


@pytest.fixture
async def filled(database: Database) -> Database:
    entries = [replace(ENTRY, at=NOW + timedelta(minutes=minute)) for minute in range(5)]
    await _append(database, *entries, HOUSE_ENTRY, replace(ENTRY, case_id=OTHER))
    return database


@pytest.fixture
def tamper(filled: Database) -> Tamper:
    """What somebody with the database's own password can do: first past the guards."""

    async def run(*statements: str) -> None:
        guards = {
            "sqlite": ("DROP TRIGGER audit_never_updated", "DROP TRIGGER audit_never_deleted"),
            "postgresql": ("SET LOCAL session_replication_role = replica",),
        }
        async with filled.engine.begin() as connection:
            for statement in (*guards[filled.kind], *statements):
                await connection.execute(text(statement))

    return run


async def test_an_entry_comes_back_as_it_was(database: Database):
    load = replace(HOUSE_ENTRY, change=EntryChange.REMOVED, operator=name_operator("root"))
    await _append(database, ENTRY, LOOK, HOUSE_ENTRY, load)
    async with database.engine.connect() as connection:
        of_case = await AuditRows(Transaction(connection)).chain(CASE)
        of_house = await AuditRows(Transaction(connection)).chain(None)
    assert [link.entry for link in of_case] == [ENTRY, LOOK]
    assert [link.entry for link in of_house] == [HOUSE_ENTRY, load]


async def test_the_newest_entry_about_a_subject_is_found(database: Database):
    first, last = replace(HOUSE_ENTRY, subject="7"), replace(HOUSE_ENTRY, subject="7", operator="o")
    await _append(database, first, last, replace(HOUSE_ENTRY, subject="8"))
    async with database.engine.connect() as connection:
        rows = AuditRows(Transaction(connection))
        found = await rows.latest(HOUSE_ENTRY.event, "7")
        assert found is not None
        assert found.entry == last
        assert await rows.latest(AuditEvent.DELIVERY_SETTLED, "7") is None


async def test_each_case_has_a_chain_and_the_house_has_one(filled: Database):
    verdicts = await _verify(filled)
    lengths = {chain: verdict.length for chain, verdict in verdicts.items()}
    assert lengths == {HOUSE_CHAIN: 1, CHAIN: 5, name_chain(OTHER): 1}
    assert all(verdict.is_intact for verdict in verdicts.values())


async def test_entries_of_one_transaction_follow_each_other(database: Database):
    async with database.engine.begin() as connection:
        rows = AuditRows(Transaction(connection))
        with count_statements(connection) as statements:
            for _ in range(3):
                await rows.append(ENTRY)
    verdict = (await _verify(database))[CHAIN]
    assert (verdict.length, verdict.is_intact) == (3, True)
    assert len([one for one in statements if "INSERT" not in one and "advisory" not in one]) == 1


async def test_what_is_undone_within_a_transaction_leaves_no_gap(database: Database):
    async with database.engine.begin() as connection:
        transaction = Transaction(connection)
        rows = AuditRows(transaction)
        await rows.append(ENTRY)
        with suppress(LookupError):
            async with transaction.savepoint():
                await rows.append(ENTRY, HOUSE_ENTRY)
                raise LookupError
        await rows.append(ENTRY, HOUSE_ENTRY)
    verdicts = await _verify(database)
    assert [verdicts[chain].length for chain in (CHAIN, HOUSE_CHAIN)] == [2, 1]
    assert all(verdict.is_intact for verdict in verdicts.values())


async def test_an_entry_goes_when_its_transaction_is_undone(database: Database):
    await _append(database, ENTRY)
    async with database.engine.connect() as connection:
        await AuditRows(Transaction(connection)).append(ENTRY)
        await connection.rollback()
    verdict = (await _verify(database))[CHAIN]
    assert verdict.is_intact
    assert verdict.length == 1


async def test_replicas_that_append_at_once_make_one_unbroken_chain(database: Database):
    await asyncio.gather(*(_append(database, *[ENTRY] * 4) for _ in range(4)))
    verdict = (await _verify(database))[CHAIN]
    assert verdict.is_intact
    assert verdict.length == 16


async def test_an_entry_in_a_place_just_taken_is_a_conflict(filled: Database):
    async with filled.engine.begin() as connection:
        late = AuditRows(Transaction(connection))
        late._heads = _nothing_there_yet
        with pytest.raises(ConflictError):
            await late.append(ENTRY)
        await connection.rollback()
    assert (await _verify(filled))[CHAIN].length == 5


async def _nothing_there_yet(_chains: object) -> dict[str, ChainHead]:
    return {CHAIN: ChainHead(chain=CHAIN, sequence=0, hash=b"")}


async def test_looks_at_many_cases_end_their_chains_in_one_statement(filled: Database):
    looks = [
        replace(LOOK, case_id=case, part=part)
        for case in (OTHER, CASE, None, CaseId("case-3"))
        for part in (SeenPart.PHASE, SeenPart.CIRCLE)
    ]
    async with filled.engine.begin() as connection:
        with count_statements(connection) as statements:
            await AuditRows(Transaction(connection)).append(*looks)
    assert sum(one.startswith("INSERT") for one in statements) == 1
    assert len(statements) == (2 if filled.kind == "sqlite" else 3)

    verdicts = await _verify(filled)
    assert all(verdict.is_intact for verdict in verdicts.values())
    assert [verdicts[name_chain(one)].length for one in (CASE, OTHER, None, "case-3")] == [
        7,
        3,
        3,
        2,
    ]
    async with filled.engine.connect() as connection:
        links = await AuditRows(Transaction(connection)).chain(CaseId("case-3"))
    assert [link.entry for link in links] == looks[-2:]


async def test_nothing_seen_asks_nothing(filled: Database):
    async with filled.engine.begin() as connection:
        with count_statements(connection) as statements:
            await AuditRows(Transaction(connection)).append()
    assert not statements


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET who = 'member-2'", "DELETE FROM audit", "TRUNCATE audit"]
)
async def test_the_database_refuses_to_change_what_is_on_record(filled: Database, statement: str):
    with pytest.raises(DBAPIError):
        async with filled.engine.begin() as connection:
            await connection.execute(text(statement))
    assert all(verdict.is_intact for verdict in (await _verify(filled)).values())


@pytest.mark.parametrize(
    "change",
    [
        "event = 'seen'",
        "event = 'made_up'",
        "who = 'member-2'",
        "who = NULL",
        "who = 'Jan Jansen'",
        "organisation = 'org-9'",
        "roles = ''",
        "roles = 'professional,process_director'",
        "on_behalf_of = NULL",
        "case_id = 'case-2'",
        "case_id = NULL",
        "subject = 'session-2'",
        "outcome = 'done'",
        "reason = NULL",
        "reason = ''",
        "part = 'story'",
        "ground = 'circle'",
        "change = 'added'",
        "operator = 'root'",
        "hash = (SELECT a.hash FROM audit AS a WHERE a.chain = 'case:case-1' AND a.sequence = 2)",
    ],
)
async def test_each_altered_column_shows_at_its_place(
    filled: Database, tamper: Tamper, change: str
):
    await tamper(f"UPDATE audit SET {change} {AT_THREE}")  # noqa: S608 - written above
    verdicts = await _verify(filled)
    assert verdicts[CHAIN].first_break == ChainBreak(sequence=3, kind=BreakKind.ALTERED)
    assert verdicts[HOUSE_CHAIN].is_intact


@pytest.mark.parametrize("moment", ["later", "impossible"])
async def test_an_altered_time_shows_at_its_place(filled: Database, tamper: Tamper, moment: str):
    moments = {
        "sqlite": {"later": "at + 1", "impossible": "9000000000000000000"},
        "postgresql": {"later": "at + interval '1 microsecond'", "impossible": "'infinity'"},
    }
    await tamper(f"UPDATE audit SET at = {moments[filled.kind][moment]} {AT_THREE}")  # noqa: S608 - written above
    assert (await _verify(filled))[CHAIN].first_break == ChainBreak(
        sequence=3, kind=BreakKind.ALTERED
    )


async def test_a_deleted_entry_shows(filled: Database, tamper: Tamper):
    await tamper("DELETE FROM audit WHERE chain = 'case:case-1' AND sequence = 2")
    assert (await _verify(filled))[CHAIN].first_break == ChainBreak(
        sequence=2, kind=BreakKind.MISSING
    )


async def test_two_swapped_entries_show(filled: Database, tamper: Tamper):
    await tamper(
        "UPDATE audit SET sequence = 99 WHERE chain = 'case:case-1' AND sequence = 2",
        "UPDATE audit SET sequence = 2 WHERE chain = 'case:case-1' AND sequence = 3",
        "UPDATE audit SET sequence = 3 WHERE chain = 'case:case-1' AND sequence = 99",
    )
    assert (await _verify(filled))[CHAIN].first_break == ChainBreak(
        sequence=2, kind=BreakKind.ALTERED
    )


async def test_an_entry_moved_to_another_case_shows(filled: Database, tamper: Tamper):
    await tamper(
        "UPDATE audit SET chain = 'case:case-2', sequence = 2"
        " WHERE chain = 'case:case-1' AND sequence = 5"
    )
    assert (await _verify(filled))[name_chain(OTHER)].first_break == ChainBreak(
        sequence=2, kind=BreakKind.ALTERED
    )


async def test_the_migration_guards_the_log_too_and_can_be_undone(database: Database):
    await _append(database, ENTRY)
    with pytest.raises(DBAPIError, match="append only"):
        async with database.engine.begin() as connection:
            await connection.execute(text("DELETE FROM audit"))
    await migrate(database.engine, "base")
    await migrate(database.engine)
    assert await _verify(database) == {}


@pytest.fixture
def checkpoints(tmp_path: Path) -> Checkpoints:
    return Checkpoints(tmp_path / "checkpoints", make_key())


async def test_a_cut_off_tail_shows_against_a_checkpoint(
    filled: Database, tamper: Tamper, checkpoints: Checkpoints
):
    checkpoints.write((await _heads(filled)).values(), NOW)
    await tamper("DELETE FROM audit WHERE chain = 'case:case-1' AND sequence > 3")
    assert (await _verify(filled))[CHAIN].is_intact
    assert (await _verify(filled, *checkpoints.read().heads))[CHAIN].first_break == ChainBreak(
        sequence=4, kind=BreakKind.CUT_OFF
    )


async def test_a_chain_that_is_gone_as_a_whole_shows_against_a_checkpoint(
    filled: Database, tamper: Tamper, checkpoints: Checkpoints
):
    checkpoints.write((await _heads(filled)).values(), NOW)
    await tamper("DELETE FROM audit WHERE chain = 'case:case-1'")
    assert CHAIN not in await _verify(filled)
    assert (await _verify(filled, *checkpoints.read().heads))[CHAIN].first_break == ChainBreak(
        sequence=1, kind=BreakKind.CUT_OFF
    )


async def test_a_log_that_grew_still_fits_its_older_checkpoints(
    filled: Database, checkpoints: Checkpoints
):
    checkpoints.write((await _heads(filled)).values(), NOW)
    await _append(filled, ENTRY)
    checkpoints.write((await _heads(filled)).values(), NOW + timedelta(minutes=5))
    signed = checkpoints.read()
    assert [head.sequence for head in signed.heads if head.chain == CHAIN] == [5, 6]
    assert signed.broken_files == ()
    assert all(verdict.is_intact for verdict in (await _verify(filled, *signed.heads)).values())


def _change(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.mark.parametrize(
    "changes",
    [{"heads": {}}, {"at": "2026-01-01T00:00:00+00:00"}, {"signature": ""}, {"signature": None}],
)
def test_a_changed_checkpoint_is_named_and_not_believed(
    checkpoints: Checkpoints, changes: dict[str, object]
):
    path = checkpoints.write([ChainHead(chain=CHAIN, sequence=1, hash=b"\x01")], NOW)
    assert checkpoints.read().broken_files == ()
    _change(path, **changes)
    assert checkpoints.read().broken_files == (path.name,)
    assert checkpoints.read().heads == ()


def test_a_garbled_checkpoint_is_named(checkpoints: Checkpoints):
    path = checkpoints.write([], NOW)
    path.write_bytes(b"\xff[")
    assert checkpoints.read().broken_files == (path.name,)


def test_a_checkpoint_of_another_house_is_not_believed(tmp_path: Path, checkpoints: Checkpoints):
    path = checkpoints.write([], NOW)
    stranger = Checkpoints(path.parent, make_key())
    assert stranger.read().broken_files == (path.name,)
