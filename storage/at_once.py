"""Statements that SQLite runs at once, as SQLAlchemy wrote them: SQLAlchemy's own way to the driver
and back takes ten times what SQLite does (``docs/decisions/0029``).
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, Connection, CursorResult, Dialect, Executable
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.types import TypeEngine

_Process = Callable[[Any], Any] | None
# a value that a statement takes: the name under which it is given, or what it always is
_Taken = tuple[str | None, _Process, Any]
_Row = Mapping[str, Any]
Given = _Row | Sequence[_Row] | None
_NO_NAMES: Final = SimpleResultMetaData([])


class FoundRows(IteratorResult[*tuple[Any, ...]]):
    """The rows of one statement, and how many it changed."""

    def __init__(self, names: SimpleResultMetaData, rows: Iterator[Any], rowcount: int) -> None:
        super().__init__(names, rows)
        self.rowcount = rowcount


Rows = CursorResult[*tuple[Any, ...]] | FoundRows


def run_at_once(connection: Connection, statement: Executable, parameters: Given = None) -> Rows:
    """Run a statement on SQLite; raises SQLAlchemy's DBAPIError. One that begins a transaction, or
    that somebody listens to, goes through SQLAlchemy.
    """
    given = parameters or {}
    row = given if isinstance(given, Mapping) else given[0]
    written = None
    if connection.in_transaction() and not _is_listened_to(connection):
        written = _find_written(statement, connection.dialect, tuple(row))
    if written is None:
        return connection.execute(statement, parameters)
    try:
        return written.run(connection.connection.driver_connection, given)
    except sqlite3.Error as error:
        raise _name(error, statement) from error


def _is_listened_to(connection: Connection) -> bool:
    on_it, on_all = connection.dispatch, connection.engine.dispatch
    return bool(on_it.before_cursor_execute or on_all.before_cursor_execute)


class _Written:
    """A statement as SQLite gets it when parameters of certain names are given."""

    def __init__(
        self, sql: str, taken: tuple[_Taken, ...], processes: tuple[_Process, ...]
    ) -> None:
        self._sql = sql
        self._taken = taken
        self._processes = processes if any(processes) else ()
        self._names: SimpleResultMetaData | None = None  # known once it ran

    def run(self, driver: Any, given: _Row | Sequence[_Row]) -> FoundRows:
        """Run it once, or once for each row of parameters."""
        if not isinstance(given, Mapping):
            cursor = sqlite3.Cursor(driver).executemany(
                self._sql, [self._bind(row) for row in given]
            )
            return FoundRows(_NO_NAMES, iter(()), cursor.rowcount)
        cursor = sqlite3.Cursor(driver).execute(self._sql, self._bind(given))
        if cursor.description is None:
            return FoundRows(_NO_NAMES, iter(()), cursor.rowcount)
        rows = self._read(cursor.fetchall())
        if self._names is None:
            self._names = SimpleResultMetaData([column[0] for column in cursor.description])
        return FoundRows(self._names, rows, cursor.rowcount)

    def _bind(self, given: _Row) -> list[Any]:
        return [
            fixed if name is None else process(given[name]) if process else given[name]
            for name, process, fixed in self._taken
        ]

    def _read(self, rows: list[Any]) -> Iterator[Any]:
        """Whoever asks for a row hears when it makes no sense."""
        if not self._processes:
            return iter(rows)
        return (
            tuple(
                process(value) if process else value
                for process, value in zip(self._processes, row, strict=True)
            )
            for row in rows
        )


# a statement that is made at its call is forgotten with it
_written: Final = WeakKeyDictionary[Executable, dict[tuple[str, ...], _Written | None]]()


def _find_written(
    statement: Executable, dialect: Dialect, names: tuple[str, ...]
) -> _Written | None:
    """Find how a statement is written for parameters of these names; None for one that is met for
    the first time, and may be made at its call, or that is written anew for each value.
    """
    known = _written.get(statement)
    if known is None:
        _written[statement] = {}
        return None
    if names not in known:
        known[names] = _write(statement, dialect, names)
    return known[names]


def _write(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> _Written | None:
    try:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
    except SQLAlchemyError:
        return None  # whoever runs it hears what is wrong
    binds = {name: compiled.binds[name] for name in compiled.positiontup}
    differs_each_time = (
        compiled.post_compile_params
        or compiled.literal_execute_params
        or compiled.insert_prefetch
        or compiled.update_prefetch
    )
    is_incomplete = any(
        bind.required and not {bind.key, name} & {*names} for name, bind in binds.items()
    )
    if differs_each_time or is_incomplete:
        return None
    columns = getattr(statement, "exported_columns", ())
    return _Written(
        compiled.string,
        tuple(_take(binds[name], name, dialect, names) for name in compiled.positiontup),
        tuple(_of(column.type, dialect).result_processor(dialect, None) for column in columns),
    )


def _take(bind: BindParameter[Any], name: str, dialect: Dialect, names: tuple[str, ...]) -> _Taken:
    given = next((one for one in (bind.key, name) if one in names), None)
    process, value = _of(bind.type, dialect).bind_processor(dialect), bind.effective_value
    return given, process, value if given or process is None else process(value)


def _of(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


def _name(error: sqlite3.Error, statement: Executable) -> BaseException:
    """The error as SQLAlchemy raises it, without what was given."""
    return DBAPIError.instance(str(statement), None, error, sqlite3.Error, hide_parameters=True)
