"""What one step of a journey asks of the house: statements, loads of one case, decisions of the
policy, questions of involvement and sealed fields opened.

Only what a turn or a tick does itself is counted: the sender and the operator's page work beside
it. Nothing in the product knows of this; it is wrapped for the length of a test.
"""

import inspect
import re
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from bot.running.tick import Tick
from bot.turns.turn import Turns
from domain import policy
from domain.case import Case
from storage.cases import CaseRows
from storage.fields import Fields

_PLACE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+(?!\()\"?(\w+)", re.IGNORECASE)
_BOUNDS = frozenset({"BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "PRAGMA"})
_inside: ContextVar["Recording | None"] = ContextVar("recording", default=None)
_in_cases: ContextVar[bool] = ContextVar("in_cases", default=False)


@dataclass(slots=True)
class Recording:
    """What one step asked. ``cases`` counts loads by case."""

    statements: Counter[str] = field(default_factory=Counter)
    bounds: Counter[str] = field(default_factory=Counter)
    key_store: int = 0
    cases: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    involvement: int = 0
    opened: Counter[str] = field(default_factory=Counter)

    def note_statement(self, database: str, statement: str) -> None:
        verb = statement.split(maxsplit=1)[0].upper()
        if verb in _BOUNDS:
            self.bounds[verb] += 1
        elif "keys" in database:
            self.key_store += 1
        else:
            place = _PLACE.search(statement)
            self.statements[f"{verb} {place[1] if place else '-'}"] += 1


@dataclass(slots=True)
class QueryRecorder:
    """Records the step that is named now."""

    steps: dict[str, Recording] = field(default_factory=dict)
    _step: Recording | None = None

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Record what turns and ticks do meanwhile under this name."""
        self._step = self.steps.setdefault(name, Recording())
        try:
            yield
        finally:
            self._step = None

    def recorded(self, run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """A turn or a tick, with all it does counted while a step is named."""

        @wraps(run)
        async def running(*arguments: Any, **named: Any) -> Any:
            token = _inside.set(self._step)
            try:
                return await run(*arguments, **named)
            finally:
                _inside.reset(token)

        return running


@contextmanager
def record_queries() -> Iterator[QueryRecorder]:
    """Wrap what is counted; everything is as before afterwards."""
    recorder = QueryRecorder()
    event.listen(Engine, "before_cursor_execute", _note_statement)
    with pytest.MonkeyPatch.context() as patch:
        for runs in (Turns, Tick):
            patch.setattr(runs, "run", recorder.recorded(runs.run))
        patch.setattr(Tick, "wake", lambda _: None)  # a tick counts in the step that asks for it
        _count_decisions(patch)
        _count_loads(patch)
        _count_opened(patch)
        try:
            yield recorder
        finally:
            event.remove(Engine, "before_cursor_execute", _note_statement)


def _note_statement(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
    recording = _inside.get()
    if recording is not None:
        recording.note_statement(str(connection.engine.url.database), statement)


def _count_decisions(patch: pytest.MonkeyPatch) -> None:
    """Wherever the policy was imported by its name."""
    decide = policy.decide_access

    def counted(action: Any, *rest: Any, **named: Any) -> Any:
        if recording := _inside.get():
            recording.decisions[str(action)] += 1
        return decide(action, *rest, **named)

    for module in list(sys.modules.values()):
        if getattr(module, "decide_access", None) is decide:
            patch.setattr(module, "decide_access", counted)


def _count_loads(patch: pytest.MonkeyPatch) -> None:
    for name, method in inspect.getmembers(CaseRows, inspect.iscoroutinefunction):
        if not name.startswith("_"):
            patch.setattr(CaseRows, name, _counting_cases(name, method))


def _counting_cases(
    name: str, method: Callable[..., Awaitable[Any]]
) -> Callable[..., Awaitable[Any]]:
    """A read of cases that notes which came out; one that reads through another counts once."""

    @wraps(method)
    async def counted(*arguments: Any, **named: Any) -> Any:
        recording = None if _in_cases.get() else _inside.get()
        token = _in_cases.set(True)
        try:
            found = await method(*arguments, **named)
        finally:
            _in_cases.reset(token)
        if recording and "involvement" in name:
            recording.involvement += 1
        if recording and name != "save":
            recording.cases.update(_cases_in(found))
        return found

    return counted


def _cases_in(found: Any) -> Iterator[str]:
    for one in found if isinstance(found, list | tuple | dict) else [found]:
        if isinstance(one, Case):
            yield one.id


def _count_opened(patch: pytest.MonkeyPatch) -> None:
    open_field = Fields.open_field

    async def counted(
        fields: Fields, case_id: Any, table: str, row: str, column: str, sealed: bytes
    ) -> str:
        if recording := _inside.get():
            recording.opened[f"{table}.{column}"] += 1
        return await open_field(fields, case_id, table, row, column, sealed)

    patch.setattr(Fields, "open_field", counted)
