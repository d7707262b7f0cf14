"""The whole bot inside the test's own process: real doors, storage, sender and clock, put together
as the product does. For what a test must look into; a journey starts a process (served.py).
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiohttp

from bot.running.assembly import Foundation, start
from bot.running.settings import Settings
from domain.house import House
from services.house import seed_house
from services.ports.replicas import Replicas
from storage.crypto import HouseKeys, Seal
from storage.database import Database
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.migrate import migrate
from storage.replicas import OnlyReplica
from tests.support.served import Listening
from tests.support.teams import StandInTeams

_NEVER = 86_400.0  # seconds: time passes when a test says so
_ALONE = OnlyReplica()


@asynccontextmanager
async def run_in_process(
    directory: Path,
    house: House,
    teams: StandInTeams,
    at: datetime,
    replicas: Replicas = _ALONE,
) -> AsyncIterator[Listening]:
    """A bot with this house and an empty database on SQLite, its business time beginning ``at``."""
    keys = HouseKeys.make()
    settings = _settings(directory, teams)
    async with AsyncExitStack() as stack:
        key_store = KeyStore(settings.key_store, keys.house)
        stack.push_async_callback(key_store.close)
        await key_store.open()
        database = Database(settings.database_url, Fields(keys, key_store))
        stack.push_async_callback(database.close)
        await _fill(database, house, at)
        base = Foundation(
            settings=settings,
            house=house,
            database=database,
            replicas=replicas,
            seals=Seal(keys.buttons),
            sign=lambda _heads, _at: None,
            now=lambda: at,
        )
        ports = await start(base, stack)
        http = await stack.enter_async_context(aiohttp.ClientSession())
        yield Listening(ports.messages, ports.operator, teams, http)


async def _fill(database: Database, house: House, at: datetime) -> None:
    await migrate(database.engine)
    async with database.work() as work:
        await seed_house(house, work)
        now = await work.now()
    await database.advance(at - now)


def _settings(directory: Path, teams: StandInTeams) -> Settings:
    return Settings(
        database_url=f"sqlite+aiosqlite:///{directory / 'house.db'}",
        key_file=directory / "keys.json",
        key_store=f"sqlite+aiosqlite:///{directory / 'case-keys.db'}",
        checkpoint_dir=directory / "checkpoints",
        port=0,
        admin_port=0,
        service_hosts=teams.service_url.split("/")[2],
        tick_seconds=_NEVER,
    )
