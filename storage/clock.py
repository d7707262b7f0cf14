"""Two clocks: the database's own for leases, and business time for what is due.

Business time is the database clock plus one offset, zero outside ``local``: moving a day ahead
touches no lease.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    Integer,
    Table,
    func,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.metadata import UtcDateTime, metadata
from storage.people_stamp import people_stamp
from storage.transaction import Clocks, Transaction

business_clock = Table(
    "business_clock",
    metadata,
    Column("id", Integer(), primary_key=True, autoincrement=False),
    Column("offset_seconds", BigInteger(), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)


class _DatabaseNow(FunctionElement[datetime]):
    type = UtcDateTime()
    inherit_cache = True


@compiles(_DatabaseNow, "sqlite")
def _now_on_sqlite(_element: Any, _compiler: Any, **_options: Any) -> str:
    # 2440587.5 is the Julian day of 1 January 1970; a day has 86,400 million microseconds
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"


@compiles(_DatabaseNow, "postgresql")
def _now_on_postgresql(_element: Any, _compiler: Any, **_options: Any) -> str:
    return "clock_timestamp()"


def database_now() -> ColumnElement[datetime]:
    """The database clock as an expression, aware UTC."""
    return type_coerce(_DatabaseNow(), UtcDateTime())


OFFSET: Final = select(func.coalesce(func.max(business_clock.c.offset_seconds), 0))
_NEW: Final = postgresql.insert(business_clock)  # SQLite understands it too
_MOVE: Final = _NEW.on_conflict_do_update(
    index_elements=["id"],
    set_={"offset_seconds": business_clock.c.offset_seconds + _NEW.excluded.offset_seconds},
)
_DATABASE_CLOCK: Final = select(database_now())
_STAMP: Final = select(func.coalesce(func.max(people_stamp.c.stamp), 0))
_CLOCKS: Final = select(database_now(), OFFSET.scalar_subquery(), _STAMP.scalar_subquery())


async def read_database_clock(connection: Transaction) -> datetime:
    """Read the database clock, aware UTC."""
    now: datetime = (await connection.execute(_DATABASE_CLOCK)).scalar_one()
    return now


async def read_business_clock(connection: Transaction) -> datetime:
    """Read business time, aware UTC."""
    return (await _read_clocks(connection)).business


async def clocks_of(transaction: Transaction) -> Clocks:
    """The moment of a transaction: the same for all that is done in it, until it moves time."""
    if transaction.clocks is None:
        transaction.clocks = await _read_clocks(transaction)
    return transaction.clocks


async def _read_clocks(connection: Transaction) -> Clocks:
    row = (await connection.execute(_CLOCKS)).one()
    now: datetime = row[0]
    return Clocks(database=now, business=now + timedelta(seconds=int(row[1])), people=int(row[2]))


async def advance_business_clock(connection: Transaction, by: timedelta) -> None:
    """Move business time ahead by whole seconds, on top of earlier moves."""
    seconds = int(by.total_seconds())
    await connection.execute(_MOVE, {"id": 1, "offset_seconds": seconds})
    connection.clocks = None
