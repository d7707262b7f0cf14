"""How much a database works for one answer: not by the clock, but by what it reads.

SQLite counts the steps of its machine, PostgreSQL the rows that its scans look at.
"""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from sqlalchemy import CompoundSelect, Select, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine, make_url

from tests.support.databases import Database

Asked = Select[Any] | CompoundSelect[Any]
_DIALECTS: Final = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}


async def count_work(database: Database, query: Asked, given: Mapping[str, Any]) -> int:
    """The steps, or the rows, that it takes to answer a query."""
    asked = _write(database, query, given)
    if database.kind == "sqlite":
        return _count_steps(database, asked)
    plan = json.loads(await _explain(database, f"EXPLAIN (ANALYZE, FORMAT JSON) {asked}"))
    return sum(_rows_of(node) for node in _nodes(plan[0]["Plan"]) if "Relation Name" in node)


async def name_scans(database: Database, query: Asked, given: Mapping[str, Any]) -> list[str]:
    """How each table is read, and whether something is sorted, in the database's own words: on
    PostgreSQL by the plan that it keeps, whatever the parameters.
    """
    if database.kind == "sqlite":
        asked = _write(database, query, given)
        with closing(sqlite3.connect(_path(database))) as connection:
            return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked}")]
    plan = await _plan_for_any(database, query, given)
    return [f"{one['Node Type']} {one.get('Index Name', '')}" for one in _nodes(plan)]


async def _plan_for_any(database: Database, query: Asked, given: Mapping[str, Any]) -> Any:
    asked = query.params(**given).compile(
        dialect=database.engine.dialect, compile_kwargs={"render_postcompile": True}
    )
    anything = ", ".join(["NULL"] * len(set(re.findall(r"\$\d+", str(asked)))))
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
        await connection.exec_driver_sql(f"PREPARE asked AS {asked}")
        executed = f"asked({anything})" if anything else "asked"
        explained = await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) EXECUTE {executed}")
        plan = explained.scalar_one()
        await connection.exec_driver_sql("DEALLOCATE asked")
    return (plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]


async def settle(database: Database, *tables: str) -> None:
    """Let PostgreSQL look at what these tables hold now, as it does by itself after a while."""
    if database.kind == "postgresql":
        for table in tables:
            # what is not on its disk yet it does not take for settled
            await _run(database, "CHECKPOINT")
            await _run(database, f"VACUUM ANALYZE {table}")


def _write(database: Database, query: Asked, given: Mapping[str, Any]) -> str:
    dialect = _DIALECTS[database.kind]()
    return str(
        query.params(**given).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    )


def _path(database: Database) -> str:
    return str(make_url(database.url).database)


def _count_steps(database: Database, asked: str) -> int:
    steps = count()
    with closing(sqlite3.connect(_path(database))) as connection:
        connection.execute("SELECT * FROM audit LIMIT 0")  # the tables themselves are read first
        connection.set_progress_handler(lambda: next(steps) and None, 1)
        connection.execute(asked).fetchall()
    return next(steps)


async def _explain(database: Database, statement: str) -> str:
    explained = await _run(database, statement)
    return explained if isinstance(explained, str) else json.dumps(explained)


async def _run(database: Database, statement: str) -> Any:
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        result = await connection.execute(text(statement.replace(":", r"\:")))
        return result.scalar() if result.returns_rows else None


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _rows_of(scan: Mapping[str, Any]) -> int:
    removed = scan.get("Rows Removed by Filter", 0) + scan.get("Rows Removed by Index Recheck", 0)
    return round((scan["Actual Rows"] + removed) * scan["Actual Loops"])


@dataclass(slots=True)
class Steps:
    """How many steps SQLite took."""

    taken: int = 0

    def count(self) -> None:
        """One more."""
        self.taken += 1


@contextmanager
def count_steps() -> Iterator[Steps]:
    """Count the steps that SQLite takes meanwhile for whatever is asked, on every connection."""
    steps = Steps()
    used: set[sqlite3.Connection] = set()

    def note(_connection: Any, cursor: sqlite3.Cursor, *_rest: Any) -> None:
        used.add(cursor.connection)
        cursor.connection.set_progress_handler(steps.count, 1)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield steps
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        for connection in used:
            connection.set_progress_handler(None, 1)
