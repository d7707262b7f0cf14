"""Statements that one bot had SQLAlchemy compile are compiled for all that are forked after it.
Else each bot of a test run does it anew, a fifth of its work.

A bot notes at its end which statements it compiled; who forks bots compiles those too, before the
next. Only what was there before the fork is noted: a fork keeps where it lies in memory.
"""

import gc
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.sql.compiler import Compiled
from sqlalchemy.sql.elements import ClauseElement, CompilerElement

from storage.sqlite_driver import DRIVER

_ENGINES: Final = ("postgresql+asyncpg://", f"{DRIVER}://")
# where the statement lies in memory, for which database, what was asked beside it
_Asked = tuple[int, str, str]


class CompiledAhead:
    """What was compiled in this process, or in the one it was forked from."""

    def __init__(self, notes: Path) -> None:
        self._notes = notes
        dialects = [create_async_engine(url).dialect for url in _ENGINES]
        self._dialects: dict[str, Dialect] = {one.name: one for one in dialects}
        self._statements = {id(one): one for one in _find_statements()}
        self._compiled: dict[_Asked, Compiled] = {}
        self._new: list[_Asked] = []

    def install(self) -> None:
        """From now on nothing is compiled twice."""
        compile_anew = CompilerElement._compiler

        def compile_once(statement: ClauseElement, dialect: Dialect, **how: Any) -> Compiled:
            if id(statement) not in self._statements:
                return compile_anew(statement, dialect, **how)
            asked = (id(statement), dialect.name, _write(how))
            if asked not in self._compiled:
                self._compiled[asked] = compile_anew(statement, dialect, **how)
                self._new.append(asked)
            return self._compiled[asked]

        CompilerElement._compiler = compile_once

    def note(self) -> None:
        """Note what this process compiled anew, for those that are forked later."""
        if self._new:
            unread = self._notes / f"{os.getpid()}.unread"
            unread.write_text(json.dumps(self._new), encoding="utf-8")
            unread.rename(unread.with_suffix(".json"))

    def learn(self) -> None:
        """Compile what bots that ended had to."""
        for noted in self._notes.glob("*.json"):
            for where, database, how in json.loads(noted.read_text(encoding="utf-8")):
                self._compile(where, self._dialects[database], json.loads(how))
            noted.unlink()
        self._new.clear()

    def _compile(self, where: int, dialect: Dialect, how: Mapping[str, Any]) -> None:
        statement = self._statements[where]
        key = {"cache_key": statement._generate_cache_key()} if how.pop("is_kept") else {}
        statement._compiler(dialect, **how, **key)


def _find_statements() -> Iterator[ClauseElement]:
    return (one for one in gc.get_objects() if issubclass(type(one), ClauseElement))


def _write(how: Mapping[str, Any]) -> str:
    """What is asked of the compiler, but for the key under which SQLAlchemy keeps the answer."""
    asked = {name: value for name, value in how.items() if name != "cache_key"}
    return json.dumps(asked | {"is_kept": how.get("cache_key") is not None})
