"""Moments that the database computes in the statement that needs them: business time, and so long
after its own clock. A statement of its own to read a clock costs as much as what it is read for.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    Interval,
    bindparam,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from storage.clock import OFFSET, database_now
from storage.metadata import UtcDateTime

_MICROSECOND: Final = timedelta(microseconds=1)


class _Duration(TypeDecorator[timedelta]):
    """A length of time that can be added to a moment: whole microseconds on SQLite."""

    impl = Interval
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        is_sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(Integer() if is_sqlite else Interval())

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return value // _MICROSECOND


class _Seconds(FunctionElement[timedelta]):
    """A number of seconds as something that can be added to a moment."""

    type = _Duration()
    inherit_cache = True


@compiles(_Seconds, "sqlite")
def _seconds_on_sqlite(element: _Seconds, compiler: Any, **options: Any) -> str:
    return f"1000000 * {compiler.process(element.clauses, **options)}"


@compiles(_Seconds, "postgresql")
def _seconds_on_postgresql(element: _Seconds, compiler: Any, **options: Any) -> str:
    return f"interval '1 second' * {compiler.process(element.clauses, **options)}"


def business_now() -> ColumnElement[datetime]:
    """Business time as an expression, aware UTC."""
    return _later(_Seconds(OFFSET.scalar_subquery()))


def after(within: str) -> ColumnElement[datetime]:
    """So long after the database clock, as an expression; ``within`` names the parameter."""
    return _later(bindparam(within, type_=_Duration()))


def business_time_after(within: str) -> ColumnElement[datetime]:
    """So long after business time, as an expression; ``within`` names the parameter."""
    return type_coerce(business_now().op("+")(bindparam(within, type_=_Duration())), UtcDateTime())


def _later(by: ColumnElement[timedelta]) -> ColumnElement[datetime]:
    return type_coerce(database_now().op("+")(by), UtcDateTime())
