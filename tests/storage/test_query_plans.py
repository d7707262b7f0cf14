"""What sender, tick and gauge ask of a house that sent 20,000 messages: they find what is open by
an index that holds nothing else, on both databases, and read nothing that is settled.
"""

import json
from collections.abc import Awaitable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from domain.delivery import DeliveryState
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind
from domain.timer import TimerKind
from services.ports.deliveries import DeliveryId
from services.ports.outbox import SendingOutcome
from services.ports.turns import Work
from storage.notices import outbox
from tests.support.outbox import (
    DEAD,
    HERE,
    LATER,
    PostOffice,
    a_notice,
    a_reply,
)

SETTLED = 20_000
SOON = timedelta(days=1)
NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM n WHERE g < :many)"
    " SELECT g FROM n)",
    "postgresql": "generate_series(1, :many) AS n(g)",
}
# of every message, by a value that is its own
ONE_BY_ONE = {
    "pk_outbox",
    "uq_outbox_business_key",
    "ix_outbox_subject",
    "pk_posted_card",
    "sqlite_autoindex_posted_card_1",
    "ix_posted_card_case",
}
OPEN_ONLY = {
    "ix_outbox_open",
    "ix_outbox_card",
    "ix_outbox_target",
    "uq_outbox_flight",
    "ix_outbox_untold",
}
FORGOTTEN = {"ix_outbox_over", "ix_posted_card_age"}
SMALL = ("business_clock",)
MANY_OF_TODAY = (
    """INSERT INTO inbox (channel, conversation, activity, received_at, status, body)
       SELECT 'msteams', 'a:' || g % 300, 'act' || g, now(), 200, 'x'
       FROM generate_series(1, :many) AS n(g)""",
    """INSERT INTO timer (kind, subject, due_at, attempts)
       SELECT 'agenda', g, now() + interval '1 day', 0 FROM generate_series(1, :many) AS n(g)""",
)
Asked = tuple[str, Any]


@pytest.fixture
async def busy(office: PostOffice) -> PostOffice:
    """Many messages that were sent or failed long ago, and a few in every open state."""
    now = await office.now()
    await office.announce(*(a_notice(expires_at=now + SOON) for _ in range(3)))
    await office.reply(a_reply())
    await _settle_long_ago(office)
    await _post_long_ago(office)
    notices = [a_notice(NoticeKind.INVITATION, expires_at=now + SOON, card="c") for _ in range(3)]
    await office.announce(*notices, *(a_notice(expires_at=now + SOON) for _ in range(40)))
    await office.claim(DEAD, limit=2)
    await office.record(await _claim_first(office), DeliveryState.UNKNOWN)
    await office.record(await _claim_first(office), DeliveryState.DEAD)
    await _look_at_the_tables(office)
    return office


async def _claim_first(office: PostOffice) -> Any:
    return (await office.claim(limit=1))[0]


async def _settle_long_ago(office: PostOffice) -> None:
    """Copies of the messages there are, most of them sent, some failed and told."""
    own = {"id", "business_key", "subject", "target", "state", "is_told"}
    shared = ", ".join(column.name for column in outbox.columns if column.name not in own)
    copies = f"""INSERT INTO outbox (business_key, subject, target, state, is_told, {shared})
        SELECT business_key || g, subject || g, target || g,
            CASE WHEN g % 50 = 0 THEN 'dead' ELSE 'sent' END, true, {shared}
        FROM outbox, {NUMBERS[office.database.engine.dialect.name]}"""  # noqa: S608 - names of ours
    async with office.database.engine.begin() as connection:
        await connection.execute(text(copies), {"many": SETTLED // 4})
        await connection.execute(text("UPDATE outbox SET state = 'sent' WHERE state = 'pending'"))


async def _post_long_ago(office: PostOffice) -> None:
    """Cards about cases, in the chats of those who saw them."""
    posted = f"""INSERT INTO posted_card
        (card, service_url, conversation, activity, posted_at, case_id, member)
        SELECT 'case:' || g, 's', 'a:' || g % 300, g, (SELECT max(created_at) FROM outbox),
            'c' || g % 1000, 'm' || g % 30
        FROM {NUMBERS[office.database.engine.dialect.name]}"""  # noqa: S608 - names of ours
    async with office.database.engine.begin() as connection:
        await connection.execute(text(posted), {"many": SETTLED // 4})


async def _look_at_the_tables(office: PostOffice) -> None:
    """What PostgreSQL does by itself after a while; of SQLite nobody asks it."""
    if office.database.engine.dialect.name == "postgresql":
        async with office.database.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("VACUUM ANALYZE outbox, posted_card"))


async def _play(office: PostOffice) -> None:
    """Everything the sender and the page of figures ask."""
    table = office.database.outbox
    claimed = await office.claim()
    await table.claim_probe(LATER)
    await office.begin(*claimed)
    outcomes = [
        SendingOutcome(id=one.id, fence=one.fence, state=DeliveryState.SENT, posted=HERE)
        for one in claimed
    ]
    await table.record(outcomes)
    await table._bury([claimed[0].id])
    await office.database.advance(2 * SOON)
    table._steps._seen = (await office.database.clock() - LATER, 0.0)
    await office.settle()
    await table.gauge()


async def _ask_everything(office: PostOffice) -> None:
    async with office.database.work() as work:
        await _tick(work)
    await _play(office)


async def _tick(work: Work) -> None:
    """Everything the tick and a turn ask about messages."""
    now = await work.now()
    await work.deliveries.untold_failures()
    await work.deliveries.late(now)
    await work.deliveries.undelivered(NoticeKind.INVITATION, ["42", "43"], now)
    await work.deliveries.arrivals(NoticeKind.INVITATION, ["42", "43"], now)
    await work.deliveries.mark_told(DeliveryId(7))
    await work.deliveries.settle(DeliveryId(7), DeliveryState.SENT)
    await work.deliveries.forget(now - timedelta(days=90), 500)
    await work.deliveries.cards_of_case(CaseId("c7"), MemberId("m7"))
    await work.deliveries.forget_cards(timedelta(days=90), 500)
    await work.deliveries.take_away_stray("c", HERE, "1")
    await work.notices.announce(a_notice(card="c", expires_at=now))


async def _look_for_what_is_over(office: PostOffice) -> None:
    async with office.database.work() as work:
        await work.inbox.purge(timedelta(days=1), 500)
        await work.inbox.forget(timedelta(days=14), 500)
        await work.timers.due([TimerKind.AGENDA], await work.now(), None, 10)
        await work.timers.take(TimerKind.AGENDA, "1", await work.now())


async def _record(office: PostOffice, asking: Awaitable[None], *tables: str) -> list[Asked]:
    """Each statement about these tables that is asked meanwhile, once, with its parameters."""
    asked: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, sql: str, given: Any, _context: Any, many: bool):
        if any(table in sql for table in tables):
            asked.setdefault(sql, given[0] if many else given)

    engines = {office.database.engine.sync_engine, office.database._reader.sync_engine}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    await asking
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
    return list(asked.items())


async def _paths_on_sqlite(connection: Any, sql: str, given: Any) -> list[str]:
    """How SQLite comes to the rows of each table: the index, or the whole table."""
    plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)).all()
    return [
        step.detail.replace("INTEGER PRIMARY KEY", "INDEX pk_outbox").replace(
            "sqlite_autoindex_outbox_1", "uq_outbox_business_key"
        )
        for step in plan
        if step.detail.startswith(("SCAN", "SEARCH"))
        and not any(table in step.detail for table in (*SMALL, "over", "CONSTANT ROW"))
    ]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)


async def _paths_on_postgresql(connection: Any, sql: str, given: Any) -> list[str]:
    """How PostgreSQL comes to the rows of each table for these parameters; and, where it runs
    often, by the plan that is kept whatever they are.
    """
    explained = [await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {sql}", given)]
    if not _is_forgetting(sql):
        explained.append(await _explain_for_any_parameters(connection, sql, len(given)))
    return [path for said in explained for path in _paths_in(said.scalar())]


def _is_forgetting(sql: str) -> bool:
    """Once in ten minutes, of so many rows that reading a small table may be the shortest way."""
    return sql.startswith(("DELETE", "UPDATE inbox"))


async def _explain_for_any_parameters(connection: Any, sql: str, parameters: int) -> Any:
    for statement in ("SET plan_cache_mode = force_generic_plan", f"PREPARE asked AS {sql}"):
        await connection.exec_driver_sql(statement)
    executed = f"asked({', '.join(['NULL'] * parameters)})" if parameters else "asked"
    plan = await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) EXECUTE {executed}")
    await connection.exec_driver_sql("DEALLOCATE asked")
    return plan


def _paths_in(said: Any) -> Iterator[str]:
    plan = said if isinstance(said, list) else json.loads(said)
    for node in _nodes(plan[0]["Plan"]):
        path = ""
        if index := node.get("Index Name"):
            path = f"SEARCH INDEX {index} ({node.get('Index Cond', 'all')})"
        elif node["Node Type"] == "Seq Scan":
            path = f"SCAN {node['Relation Name']}"
        if path and not any(table in path for table in SMALL):
            yield path


def _is_allowed(path: str, sql: str) -> bool:
    words = path.split()
    index = words[words.index("INDEX") + 1] if "INDEX" in words else "none"
    if index in FORGOTTEN:
        return _is_forgetting(sql)
    is_looked_up = "=" in path and ">" not in path and "<" not in path
    return index in OPEN_ONLY or (index in ONE_BY_ONE and is_looked_up)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_looking_for_what_is_over_or_due_reads_nothing_else(office: PostOffice):
    async with office.database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in MANY_OF_TODAY:
            await connection.execute(text(statement), {"many": SETTLED})
        await connection.execute(text("VACUUM ANALYZE"))
    asked = await _record(office, _look_for_what_is_over(office), "inbox", "timer")
    assert len(asked) == 4
    async with office.database.engine.connect() as connection:
        for sql, given in asked:
            paths = await _paths_on_postgresql(connection, sql, given)
            assert paths, sql
            assert not [path for path in paths if path.startswith("SCAN")], sql


async def test_nothing_that_is_settled_is_read(busy: PostOffice):
    asked = await _record(busy, _ask_everything(busy), "outbox")
    assert len(asked) > 20
    engine = busy.database.engine
    find_paths = _paths_on_sqlite if engine.dialect.name == "sqlite" else _paths_on_postgresql
    refused = []
    async with engine.connect() as connection:
        for sql, given in asked:
            if sql.startswith("INSERT INTO outbox"):
                continue
            paths = await find_paths(connection, sql, given)
            assert paths, sql
            refused += [(path, sql) for path in paths if not _is_allowed(path, sql)]
    assert refused == []
