"""The keys of the cases, apart from the database: who destroys a key destroys every copy of
what it locked, in backups too (architecture §5).
"""

import os
import time
from collections import OrderedDict
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    insert,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from domain.errors import NotFoundError
from domain.identifiers import CaseId
from services.ports.turns import KeyStoreAwayError
from storage.crypto import make_key, open_sealed, place_of, seal
from storage.failures import begin_at_key_store
from storage.postgresql import CONNECT_WITHIN, Patience, connect_arguments
from storage.sqlite import is_sqlite, open_sqlite, open_sqlite_to_read
from storage.upsert import insert_once

_LOCK_WITHIN: Final = timedelta(milliseconds=100)
_metadata: Final = MetaData()
_case_keys: Final = Table(
    "case_keys",
    _metadata,
    Column("case_id", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
_own_name: Final = Table("store_name", _metadata, Column("name", String(32), primary_key=True))

_THIS: Final = _case_keys.c.case_id == bindparam("case")
_SEALED: Final = select(_case_keys.c.sealed).where(_THIS)
_DESTROY: Final = delete(_case_keys).where(_THIS)


class KeyDestroyedError(NotFoundError):
    """What was locked with this key can never be read again."""


class KeyStore:
    """The data keys of the cases, each wrapped by the house key.

    Who asks for a key holds a transaction of the house open, so nobody waits here for long: another
    program that holds the store is told as KeyStoreAwayError, and the turn comes again.

    A key read once is remembered for ``remember_within``, so that another replica forgets a
    destroyed key within that time; the store that destroys it forgets it at once.
    """

    def __init__(
        self,
        url: str,
        house_key: bytes,
        remember_within: timedelta = timedelta(minutes=1),
        remember_at_most: int = 256,
    ) -> None:
        self._house_key = house_key
        self._engine = _open_engine(url)
        self._reader = _open_reader(url) or self._engine
        self._remember_within = remember_within.total_seconds()
        self._remember_at_most = remember_at_most
        self._remembered: OrderedDict[CaseId, tuple[float, bytes]] = OrderedDict()
        self._destroyed = 0

    async def open(self) -> None:
        """Make the store when it is not there yet."""
        async with begin_at_key_store(self._reader) as connection:
            if await connection.run_sync(_is_made):
                return
        async with begin_at_key_store(self._engine) as connection:
            await connection.run_sync(_metadata.create_all)

    async def name(self) -> str | None:
        """The name by which a database knows this store; None before it has one."""
        async with begin_at_key_store(self._reader) as connection:
            name: str | None = await connection.scalar(select(_own_name.c.name))
        return name

    async def name_itself(self) -> str:
        """Give the store a name, or the name it has."""
        name = await self.name()
        if name is None:
            name = uuid4().hex
            async with begin_at_key_store(self._engine) as connection:
                await connection.execute(insert(_own_name).values(name=name))
        return name

    async def troubles(self) -> list[str]:
        """What keeps this store from making keys, as short words; empty when nothing does."""
        try:
            async with begin_at_key_store(self._engine) as connection:
                await connection.execute(text("SELECT 1"))
        except KeyStoreAwayError as away:
            return [away.trouble]
        return []

    async def close(self) -> None:
        """Let go of the connections and forget all keys."""
        self._remembered.clear()
        await self._engine.dispose()
        await self._reader.dispose()

    async def create(self, case_id: CaseId) -> None:
        """Make the key of a case, for good before this returns; an existing key stays."""
        sealed = seal(self._house_key, make_key(), _place(case_id))
        row = {"case_id": case_id, "sealed": sealed}
        async with begin_at_key_store(self._engine) as connection:
            await insert_once(connection, _case_keys, row)

    async def key(self, case_id: CaseId) -> bytes:
        """Give the key of a case; raises KeyDestroyedError when it is gone."""
        forget_at, key = self._remembered.get(case_id, (0.0, b""))
        if time.monotonic() < forget_at:
            return key
        destroyed_before = self._destroyed
        key = open_sealed(self._house_key, await self._read(case_id), _place(case_id))
        if self._destroyed == destroyed_before:
            self._remember(case_id, key)
        return key

    async def destroy(self, case_id: CaseId) -> None:
        """Destroy the key of a case: nothing under it can be read again, by anybody."""
        async with begin_at_key_store(self._engine) as connection:
            await connection.execute(_DESTROY, {"case": case_id})
        self._destroyed += 1
        self._remembered.pop(case_id, None)
        await self._wipe_traces()

    async def _read(self, case_id: CaseId) -> bytes:
        async with begin_at_key_store(self._reader) as connection:
            sealed: bytes | None = await connection.scalar(_SEALED, {"case": case_id})
        if sealed is None:
            raise KeyDestroyedError
        return sealed

    def _remember(self, case_id: CaseId, key: bytes) -> None:
        self._remembered[case_id] = (time.monotonic() + self._remember_within, key)
        self._remembered.move_to_end(case_id)
        if len(self._remembered) > self._remember_at_most:
            self._remembered.popitem(last=False)

    async def _wipe_traces(self) -> None:
        if self._engine.dialect.name == "sqlite":
            await self._shorten_log()
            return
        autocommit = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        async with autocommit.connect() as connection:
            await connection.execute(text("VACUUM case_keys"))

    async def _shorten_log(self) -> None:
        # secure_delete zeroes the page, but its old content is still in the write-ahead log;
        # a checkpoint cannot run inside a transaction, so SQLAlchemy must not begin one
        async with self._engine.connect() as connection:
            await connection.run_sync(_checkpoint)


def _checkpoint(connection: Connection) -> None:
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    cursor.close()


def _is_made(connection: Connection) -> bool:
    return inspect(connection).has_table(_own_name.name)


def _place(case_id: CaseId) -> bytes:
    return place_of("case_keys", case_id, "sealed")


def _open_engine(url: str) -> AsyncEngine:
    address = make_url(url)
    if not is_sqlite(address):
        return create_async_engine(
            address,
            hide_parameters=True,
            pool_pre_ping=True,
            max_overflow=0,
            pool_timeout=CONNECT_WITHIN,
            connect_args=connect_arguments(Patience(for_lock=_LOCK_WITHIN)),
        )
    _make_private_file(Path(address.database or ""))
    # one writer at a time: waiting in the pool is fairer than SQLite's busy loop
    return open_sqlite(address, _LOCK_WITHIN, pool_size=1, max_overflow=0)


def _open_reader(url: str) -> AsyncEngine | None:
    """On SQLite a reader waits for no writer."""
    return open_sqlite_to_read(url, pool_size=2, max_overflow=0) if is_sqlite(url) else None


def _make_private_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
