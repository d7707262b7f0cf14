"""Statements that SQLite runs at once, as SQLAlchemy wrote them: SQLAlchemy's own way to the driver
and back takes ten times what SQLite does (``docs/decisions/0029``).
"""

import sqlite3
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, Connection, CursorResult, Dialect, Executable, TupleType
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

_Process = Callable[[Any], Any] | None
# a value that a statement takes: the name under which it is given, or what it always is
_Taken = tuple[Hashable | None, _Process, Any]
_List = BindParameter[Any]
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
        written = _find_written(statement, connection.dialect, row)
    if written is None or (written.takes_lists and row is not given):
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
        self,
        sql: str,
        taken: tuple[_Taken, ...],
        lists: Sequence[_List],
        processes: tuple[_Process, ...],
    ) -> None:
        self._sql = sql
        self._taken = taken
        self._lists = lists
        self._processes = [(n, process) for n, process in enumerate(processes) if process]
        self._names: SimpleResultMetaData | None = None  # known once it ran

    @property
    def takes_lists(self) -> bool:
        """Such a statement runs for one row of parameters only."""
        return bool(self._lists)

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
        row: Mapping[Any, Any] = _spread(given, self._lists) if self._lists else given
        return [
            fixed if name is None else process(row[name]) if process else row[name]
            for name, process, fixed in self._taken
        ]

    def _read(self, rows: list[Any]) -> Iterator[Any]:
        """Whoever asks for a row hears when it makes no sense."""
        return map(self._process, rows) if self._processes else iter(rows)

    def _process(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        cells = list(row)
        for number, process in self._processes:
            cells[number] = process(cells[number])
        return tuple(cells)


def _spread(given: _Row, lists: Sequence[_List]) -> dict[Any, Any]:
    """Give each value of a list a name of its own; those in tuples are counted through."""
    row: dict[Any, Any] = dict(given)
    for bind in lists:
        values = enumerate(_count_through(bind, given[bind.key]))
        row |= {(bind.key, number): value for number, value in values}
    return row


class _Ways:
    """How a statement is written when parameters of certain names are given: one that takes lists
    for each of their lengths, and nothing for one whose values are made in Python.
    """

    def __init__(self, compiled: SQLCompiler | None, names: Collection[str]) -> None:
        self.is_known = compiled is not None
        self._lists = _list_given(compiled, names) if compiled else []
        self._written: dict[tuple[int, ...], _Written] = {}

    def find(self, statement: Executable, dialect: Dialect, row: _Row) -> _Written | None:
        """How it is written for these lists; None when one of them is long."""
        lengths = tuple([len(row[bind.key]) for bind in self._lists])
        if not self.is_known or max(lengths, default=0) > _LONGEST:
            return None
        if lengths not in self._written:
            self._written[lengths] = _write(statement, dialect, row)
        return self._written[lengths]


# a statement that is made at its call is forgotten with it
_written: Final = WeakKeyDictionary[Executable, dict[tuple[str, ...], _Ways]]()
_LONGEST: Final = 60  # then there are few lengths


def _find_written(statement: Executable, dialect: Dialect, row: _Row) -> _Written | None:
    """Find how a statement is written for what is given; None for one that is met for the first
    time, and may be made at its call, or that is written anew each time.
    """
    known = _written.get(statement)
    if known is None:
        _written[statement] = {}
        return None
    names = tuple(row)
    if names not in known:
        known[names] = _Ways(_compile(statement, dialect, names), names)
    return known[names].find(statement, dialect, row)


def _compile(statement: Any, dialect: Dialect, names: Collection[str]) -> SQLCompiler | None:
    try:
        compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=list(names))
    except SQLAlchemyError:
        return None  # whoever runs it hears what is wrong
    binds = {name: compiled.binds[name] for name in compiled.positiontup or ()}
    differs_each_time = (
        compiled.literal_execute_params or compiled.insert_prefetch or compiled.update_prefetch
    )
    is_incomplete = any(
        bind.required and not {bind.key, name} & {*names} for name, bind in binds.items()
    )
    return None if differs_each_time or is_incomplete else compiled


def _write(statement: Any, dialect: Dialect, row: _Row) -> _Written:
    compiled = statement.compile(dialect=dialect, column_keys=list(row))
    written = compiled.construct_expanded_state(dict(row))
    elements = {
        element: _take_element(compiled.binds[name], number, dialect, row)
        for name, those in written.parameter_expansion.items()
        for number, element in enumerate(those)
    }
    columns = getattr(statement, "exported_columns", ())
    return _Written(
        written.statement,
        tuple(
            elements.get(name) or _take(compiled.binds[name], name, dialect, row)
            for name in written.positiontup
        ),
        _list_given(compiled, row),
        tuple(_of(column.type, dialect).result_processor(dialect, None) for column in columns),
    )


def _take(bind: BindParameter[Any], name: str, dialect: Dialect, names: _Row) -> _Taken:
    given = next((one for one in (bind.key, name) if one in names), None)
    process, value = _of(bind.type, dialect).bind_processor(dialect), bind.effective_value
    return given, process, value if given or process is None else process(value)


def _take_element(bind: _List, number: int, dialect: Dialect, names: _Row) -> _Taken:
    kinds = bind.type.types if isinstance(bind.type, TupleType) else [bind.type]
    process = _of(kinds[number % len(kinds)], dialect).bind_processor(dialect)
    if bind.key in names:
        return (bind.key, number), process, None
    value = [*_count_through(bind, bind.effective_value)][number]
    return None, None, process(value) if process else value


def _list_given(compiled: SQLCompiler, names: Collection[str]) -> list[_List]:
    """Of the lists that a statement takes those that are not always the same."""
    return [one for one in compiled.post_compile_params if one.key in names]


def _count_through(bind: _List, values: Any) -> Iterable[Any]:
    """The values of a list one by one, those in tuples too."""
    return chain.from_iterable(values) if isinstance(bind.type, TupleType) else values


def _of(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


def _name(error: sqlite3.Error, statement: Executable) -> BaseException:
    """The error as SQLAlchemy raises it, without what was given."""
    return DBAPIError.instance(str(statement), None, error, sqlite3.Error, hide_parameters=True)
