"""Composition root and command line: the only file that wires storage to the rest, and the only
one that reads the clock.
"""

import asyncio
import signal
import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.administration import load_house_file, verify_audit
from bot.assembly import Foundation, make_tokens, start
from bot.command_line import Program, run_command_line
from bot.doctor import Check, compare_clocks, describe_troubles, examine
from bot.logs import configure_logs
from bot.playground import install_window, open_window
from bot.serving import Ports
from bot.settings import Settings, read_settings
from domain.errors import StoplichtError
from domain.house import House
from services.house import seed_house
from services.house_file import read_house_file
from storage.checkpoints import Checkpoints
from storage.crypto import HouseKeys, Seal
from storage.database import Database
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.migrate import migrate, newest_version
from storage.new_keys import make_keys
from storage.single_process import hold_alone


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What outlives a restart: the database and its keys."""

    database: Database
    keys: HouseKeys


async def open_kept(settings: Settings, stack: AsyncExitStack) -> Kept:
    """Open keys and database; in ``local`` the keys are made when they are not there."""
    if settings.is_local and not settings.key_file.exists():
        make_keys(settings.key_file.parent).replace(settings.key_file)
    keys = HouseKeys.load(settings.key_file)
    key_store = KeyStore(settings.key_store, keys.house)
    stack.push_async_callback(key_store.close)
    await key_store.open()
    database = Database(settings.database_url, Fields(keys, key_store))
    stack.push_async_callback(database.close)
    return Kept(database=database, keys=keys)


Serving = Callable[[Ports], AbstractAsyncContextManager[object]]


async def serve(settings: Settings, beside: Serving | None = None) -> None:
    """Run the bot until it is told to stop, with something beside it when it listens."""
    house = read_house_file(settings.house_file)
    async with AsyncExitStack() as stack:
        lock = hold_alone(settings.database_url)
        if lock is not None:
            stack.callback(lock.close)
        kept = await open_kept(settings, stack)
        await _prepare(kept.database, settings, house)
        base = Foundation(
            settings=settings,
            house=house,
            database=kept.database,
            seals=Seal(kept.keys.buttons),
            sign=Checkpoints(settings.checkpoint_dir, kept.keys.audit_signing).write,
            now=_now,
        )
        stopped = _listen_for_stop()
        ports = await start(base, stack)
        print(
            f"Stoplicht is ready: messages on port {ports.messages}, operator on {ports.operator}.",
            flush=True,
        )
        if beside is not None:
            await stack.enter_async_context(beside(ports))
        await stopped.wait()


async def _prepare(database: Database, settings: Settings, house: House) -> None:
    if settings.database_url.startswith("sqlite"):
        await migrate(database.engine)
    if await database.schema_version() != newest_version():
        raise StoplichtError("The database is not at this version: run `python app.py migrate`.")
    async with database.work() as work:
        await seed_house(house, work)


def _listen_for_stop() -> asyncio.Event:
    """Set when the bot is told to stop, from before the first message until after the last."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    return stopped


@asynccontextmanager
async def _kept(settings: Settings) -> AsyncIterator[Kept]:
    async with AsyncExitStack() as stack:
        yield await open_kept(settings, stack)


async def _migrate(settings: Settings) -> int:
    async with _kept(settings) as kept:
        await migrate(kept.database.engine)
        print(f"The database is at version {await kept.database.schema_version()}.")
    return 0


async def _load_house(settings: Settings, *, is_confirmed: bool) -> int:
    def confirm(lines: Sequence[str]) -> bool:
        print(*lines, sep="\n")
        return is_confirmed or input("Apply this? Type yes: ").strip() == "yes"

    house = read_house_file(settings.house_file)
    async with _kept(settings) as kept:
        print(await load_house_file(kept.database, house, confirm))
    return 0


async def _verify_audit(settings: Settings) -> int:
    async with _kept(settings) as kept:
        signed = Checkpoints(settings.checkpoint_dir, kept.keys.audit_signing).read()
        files = [str(file) for file in signed.broken_files]
        is_intact, lines = await verify_audit(kept.database, signed.heads, files)
    print(*lines, sep="\n")
    return 0 if is_intact else 1


async def _examine(settings: Settings) -> int:
    for line in settings.explain():
        print(f"  {line.name} = {line.value}  ({line.meaning})")
    findings = await examine(_make_checks(settings))
    print(*findings, sep="\n")
    return 1 if any(finding.trouble for finding in findings) else 0


def _make_checks(settings: Settings) -> list[Check]:
    async def house() -> str:
        read_house_file(settings.house_file)
        return ""

    async def keys() -> str:
        async with _kept(settings):  # in local the keys are made at the first start
            return ""

    async def database() -> str:
        async with _kept(settings) as kept:
            return describe_troubles(await kept.database.troubles())

    async def clock() -> str:
        async with _kept(settings) as kept:
            return compare_clocks(_now(), await kept.database.clock())

    async def token() -> str:
        await make_tokens(settings).token()
        return ""

    looks = {"house file": house, "keys": keys, "database": database, "clock": clock}
    looks |= {} if settings.is_local else {"token": token}
    return [Check(name=name, look=look) for name, look in looks.items()]


def _serve(_arguments: Namespace) -> int:
    settings = read_settings()
    configure_logs(settings.log_level, settings.log_format)
    asyncio.run(serve(settings))
    return 0


def _run_with_window(_arguments: Namespace) -> int:
    settings = read_settings()
    if not settings.is_local:
        raise StoplichtError("`run` is for the pretend house: use `serve` in production.")
    configure_logs("WARNING", settings.log_format)
    asyncio.run(_serve_with_window(settings))
    return 0


async def _serve_with_window(settings: Settings) -> None:
    await install_window()

    @asynccontextmanager
    async def window(ports: Ports) -> AsyncIterator[None]:
        async with open_window(ports.messages) as address:
            print(f"The chat window is at {address}. Type help. Ctrl-C stops both.", flush=True)
            yield

    await serve(settings, window)


def _new_keys(arguments: Namespace) -> int:
    print(f"New keys are in {make_keys(arguments.directory)}. Keep a copy in a safe place.")
    return 0


def _tell_story(_arguments: Namespace) -> int:
    from tests.story.__main__ import main as tell

    return tell()


def _plan_agenda(arguments: Namespace) -> int:
    from services.planning import plan_agenda_file

    outcome = plan_agenda_file(arguments.source, arguments.target, compare=arguments.compare)
    print(*outcome.lines, sep="\n", file=sys.stderr if outcome.exit_code else sys.stdout)
    return outcome.exit_code


PROGRAMS: dict[str, Program] = {
    "run": _run_with_window,
    "serve": _serve,
    "story": _tell_story,
    "doctor": lambda _: asyncio.run(_examine(read_settings())),
    "migrate": lambda _: asyncio.run(_migrate(read_settings())),
    "house load": lambda a: asyncio.run(_load_house(read_settings(), is_confirmed=a.yes)),
    "audit verify": lambda _: asyncio.run(_verify_audit(read_settings())),
    "new-keys": _new_keys,
    "plan-agenda": _plan_agenda,
}

if __name__ == "__main__":
    sys.exit(run_command_line(PROGRAMS, sys.argv[1:]))
