"""What the tick asks the database every time does not grow with what the house ever did."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from tests.support.outbox import PostOffice

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def explain_each(office: PostOffice, table: str, job: str) -> list[str]:
    """How SQLite finds the rows of a table in what a job asks."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    engine = office.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    async with office.database.work() as work:
        await JOBS[job](work)
    event.remove(engine, "before_cursor_execute", note)
    async with office.database.engine.connect() as connection:
        plans = [
            (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()
            for statement, parameters in asked
            if f" {table}" in statement
        ]
    return [step.detail for plan in plans for step in plan if table in step.detail]


NOW = datetime(2026, 11, 27, tzinfo=UTC)
JOBS = {
    "forget old answers": lambda work: work.inbox.purge(timedelta(hours=24), 10),
    "forget activities": lambda work: work.inbox.forget(timedelta(days=14), 10),
    "forget messages": lambda work: work.deliveries.forget(NOW, 10),
}


BY_INBOX_KEY = "INDEX sqlite_autoindex_inbox_1 (channel=? AND conversation=? AND activity=?)"


@pytest.mark.parametrize(
    ("job", "table", "indexes"),
    [
        (
            "forget old answers",
            "inbox",
            [BY_INBOX_KEY, "INDEX ix_inbox_received_at (received_at<?)"],
        ),
        ("forget activities", "inbox", [BY_INBOX_KEY, "INDEX ix_inbox_arrived (received_at<?)"]),
        (
            "forget messages",
            "outbox",
            ["INTEGER PRIMARY KEY (rowid=?)", "INDEX ix_outbox_over (expires_at<?)"],
        ),
    ],
)
async def test_a_job_reads_only_what_it_works_on(
    office: PostOffice, job: str, table: str, indexes: list[str]
):
    assert await explain_each(office, table, job) == [
        f"SEARCH {table} USING {index}" for index in indexes
    ]
