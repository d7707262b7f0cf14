"""What went wrong in the database, in words the turn understands."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.errors import ConflictError
from services.ports.turns import DatabaseAwayError

_SERIALIZATION_FAILURES: Final = frozenset({"40001", "40P01"})


@asynccontextmanager
async def begin(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One transaction whose failures are named; see ``named_errors``."""
    async with (
        named_errors(),
        aclosing(await _connect(engine)) as connection,
        connection.begin(),
    ):
        yield connection


async def _connect(engine: AsyncEngine) -> AsyncConnection:
    try:
        return await engine.connect()
    except Exception as error:  # the driver's own errors, the system's, or the pool's
        raise DatabaseAwayError from error


@asynccontextmanager
async def named_errors() -> AsyncIterator[None]:
    """Turn a lost race into ConflictError and a database that is away into DatabaseAwayError.

    A row that another replica wrote at the same moment is a lost race too.
    """
    try:
        yield
    except DBAPIError as error:
        if _is_lost_race(error):
            raise ConflictError from error
        if isinstance(error, OperationalError | InterfaceError):
            raise DatabaseAwayError from error
        raise


def _is_lost_race(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, IntegrityError) or state in _SERIALIZATION_FAILURES
