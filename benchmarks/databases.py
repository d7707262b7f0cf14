"""The databases a house is measured on, as durable as its operator has them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.databases import run_postgresql

_DURABLE = ("ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()")


@asynccontextmanager
async def open_database(kind: str, directory: Path) -> AsyncIterator[str]:
    """The address of an empty database."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{directory}/town.db"
        return
    with run_postgresql() as server:
        async with server.fresh() as url:
            # tests turn its flushing off
            await server.run(*_DURABLE)
            yield url
