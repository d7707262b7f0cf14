"""SQLite serves one process: a second ``serve`` on the same file is refused."""

import fcntl
from pathlib import Path
from typing import IO

from sqlalchemy import make_url

from domain.errors import StoplichtError


class AlreadyServedError(StoplichtError):
    """Another process serves this database already. Stop that one first, or use PostgreSQL."""


def hold_alone(url: str) -> IO[str] | None:
    """Hold a lock beside an SQLite file until the process ends; None on another database.

    Raises AlreadyServedError when another process holds it.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return None
    # one file has one lock, by whatever name it is told
    path = Path(address.database or "").resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.with_name(path.name + ".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise AlreadyServedError from None
    return lock
