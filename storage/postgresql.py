"""How PostgreSQL is opened: no replica waits for ever for another that stands still."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

_MILLISECOND: Final = timedelta(milliseconds=1)
CONNECT_WITHIN: Final = 5  # seconds; Teams delivers again after 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the server lets a connection of ours wait for a lock, work at one statement, and
    hold a transaction in which nothing happens, before it takes it away.
    """

    for_lock: timedelta = timedelta(seconds=3)
    for_statement: timedelta = timedelta(seconds=30)
    for_idle_transaction: timedelta = timedelta(seconds=15)


def connect_arguments(patience: Patience) -> dict[str, Any]:
    """What asyncpg is told about each connection."""
    return {
        "timeout": CONNECT_WITHIN,
        "server_settings": {
            "application_name": "stoplicht",
            "lock_timeout": _milliseconds(patience.for_lock),
            "statement_timeout": _milliseconds(patience.for_statement),
            "idle_in_transaction_session_timeout": _milliseconds(patience.for_idle_transaction),
        },
    }


def _milliseconds(within: timedelta) -> str:
    return str(within // _MILLISECOND)
