"""What a turn asks of the database, to compare two turns in which nothing may differ."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import event

from storage.database import Database


@asynccontextmanager
async def asked(database: Database) -> AsyncIterator[list[str]]:
    """What is asked of the database meanwhile, without what it is asked with."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engines = [database.engine.sync_engine]
    for one in engines:
        event.listen(one, "before_cursor_execute", note)
    yield sent
    for one in engines:
        event.remove(one, "before_cursor_execute", note)
