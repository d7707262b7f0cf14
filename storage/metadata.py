"""What all tables share: their register, names for constraints, and time as aware UTC."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# numbers rows in the order they came; SQLite does so by itself only when the key is a plain INTEGER
row_number: Final = BigInteger().with_variant(Integer(), "sqlite")

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is refused.

    SQLite keeps whole microseconds since 1970 (it has no time type that sorts), PostgreSQL its
    ``timestamptz``.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of this database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Integer())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Write a moment for this database; ValueError when it has no time zone."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return (value - _EPOCH) // _MICROSECOND if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read a stored moment as aware UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return _EPOCH + int(value) * _MICROSECOND
        moment: datetime = value
        if moment.utcoffset() is None:  # asyncpg reads the end of time without its zone
            return moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
