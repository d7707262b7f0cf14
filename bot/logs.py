"""What may be logged: an allow-list of fields with codes and numbers, never a text or a name."""

import io
import logging
import sys
import traceback
from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TextIO

import structlog

# a field that is not here is dropped, so nothing personal gets in by accident
_FIELDS: Final = frozenset({
    "event", "level", "timestamp", "door", "reference", "error", "where", "kind", "state",
    "cause", "status", "reason", "step", "job", "count", "host", "port", "version", "seconds",
    "delivery", "env", "frame", "database",
})  # fmt: skip
_NOISY: Final = ("msrest", "botbuilder", "urllib3", "aiohttp", "apscheduler", "msal", "alembic",
                 "sqlalchemy", "asyncio")  # fmt: skip

_OUR_FILES: Final = str(Path(__file__).parents[1])

log: Final = structlog.get_logger("stoplicht")


class _NamesOnly(logging.Formatter):
    """A library's own words, and the text of an error, may hold content."""

    def format(self, record: logging.LogRecord) -> str:
        """Say only who warned, and of what kind of error."""
        error = record.exc_info[0] if record.exc_info else None
        return " ".join([record.levelname, record.name, error.__name__ if error else ""]).rstrip()


class _Forgiving(io.StringIO):
    """A line that cannot be written, because the disk is full, stops nothing."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


def configure_logs(level: str, log_format: str) -> None:
    """Log to standard error, readable or as JSON; libraries only when they warn."""
    render: Any = structlog.dev.ConsoleRenderer(colors=False)
    if log_format == "json":
        render = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            keep_allowed,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(file=_Forgiving(sys.stdout)),
    )
    handler = logging.StreamHandler()
    handler.setFormatter(_NamesOnly())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)


def keep_allowed(
    _logger: Any, _method: str, fields: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list."""
    for name in set(fields) - _FIELDS:
        del fields[name]
    return fields


def _is_ours(file: str) -> bool:
    return file.startswith(_OUR_FILES) and "site-packages" not in file


def describe_error(error: BaseException) -> dict[str, str]:
    """Name an error and our line it came from, without its message: that may hold content."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if _is_ours(f.filename)] or frames
    where = f"{ours[-1].filename.rsplit('/', 1)[-1]}:{ours[-1].lineno}" if ours else ""
    return {"error": type(error).__name__, "where": where}
