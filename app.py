"""Composition root and command line: the only file that wires storage to the rest, and the only
one that reads the clock.
"""

import argparse
import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.address_book import AddressBook
from bot.connector import Connector, open_session
from bot.dispatch import Answers, Dispatch
from bot.features import make_registry
from bot.gate.admission import Gate, GateSettings
from bot.identity import Identify, Registration
from bot.kits import Kits
from bot.local import Window, WindowAddressBook, WindowDispatch, WindowIdentity
from bot.locks import ConversationLocks
from bot.logs import configure_logs, log
from bot.metrics import Metrics
from bot.playground import install_window, open_window
from bot.rendering import Present, Rendering, present_plainly
from bot.sender import LEASE_WITHIN, Sender
from bot.serving import Doors, Ports, Pump, keep_sending, keep_time, listen
from bot.settings import Settings, read_settings
from bot.steps import Step, StepWatch, watch_nothing
from bot.throttle import Throttle
from bot.tick import Tick
from bot.tokens import NoTokens, OutgoingTokens, Tokens, TokenSettings
from bot.turn import Turns
from bot.web import Probes, make_message_app, make_operator_app
from cards.kit import Frame
from domain.errors import StoplichtError
from domain.house import House
from services.house import seed_house
from services.house_file import read_house_file
from storage.crypto import HouseKeys, Seal
from storage.database import Database
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.migrate import migrate, newest_version
from storage.new_keys import make_keys
from storage.single_process import hold_alone

_BAD_INPUT = 2
_HALT_AT = "STOPLICHT_TEST_HALT_AT"
_LEASE_SECONDS = "STOPLICHT_TEST_LEASE_SECONDS"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What outlives a restart: the database and its keys."""

    database: Database
    keys: HouseKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What differs between production and the pretend house."""

    dispatch: Answers
    identify: Identify
    address_book: AddressBook
    present: Present = present_plainly
    watch: StepWatch = watch_nothing
    lease_within: timedelta = LEASE_WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What speaks to Teams."""

    gate: Gate
    connector: Connector


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


def open_outside(settings: Settings, stack: AsyncExitStack) -> Outside:
    """Open the gate and the connector on one pooled session."""
    session = open_session()
    stack.push_async_callback(session.close)
    gate = Gate(
        GateSettings(
            app_id=settings.app_id,
            allowed_tenants=settings.allowed_tenants,
            openid_metadata_url=settings.openid_metadata_url,
            service_hosts=settings.service_hosts,
            checks_tokens=not settings.is_local,
        ),
        session=session,
        clock=_now,
        read_monotonic=time.monotonic,
    )
    stack.push_async_callback(gate.close)
    connector = Connector(
        session=session, tokens=_make_tokens(settings), hosts=settings.service_hosts
    )
    return Outside(gate=gate, connector=connector)


def make_edge(
    settings: Settings, database: Database, connector: Connector, dispatch: Dispatch, zone: ZoneInfo
) -> Edge:
    """The real edge; in ``local`` with the window in which one person can be everybody."""
    registration = Registration(zone)
    if not settings.is_local:
        return Edge(
            dispatch=dispatch,
            identify=registration,
            address_book=AddressBook(database, connector, settings.app_id),
        )
    window = Window()
    return Edge(
        dispatch=WindowDispatch(dispatch, window),
        identify=WindowIdentity(registration, window),
        address_book=WindowAddressBook(database, connector, settings.app_id, window),
        present=window.present,
        watch=_watch_for_halt(),
        lease_within=_lease_within(),
    )


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
        ports = await _run(settings, house, kept, stack)
        if beside is not None:
            await stack.enter_async_context(beside(ports))
        await _until_stopped()


async def _prepare(database: Database, settings: Settings, house: House) -> None:
    if settings.database_url.startswith("sqlite"):
        await migrate(database.engine)
    if await database.schema_version() != newest_version():
        raise StoplichtError("The database is not at this version: run `python app.py migrate`.")
    async with database.work() as work:
        await seed_house(house, work)


async def _run(settings: Settings, house: House, kept: Kept, stack: AsyncExitStack) -> Ports:
    database = kept.database
    outside = open_outside(settings, stack)
    registry = make_registry()
    seals = Seal(kept.keys.buttons)
    zone = ZoneInfo(house.time_zone)
    kits = Kits(seals=seals, time_zone=zone, frame=Frame(settings.dialog_frame))
    dispatch = Dispatch(registry=registry, seals=seals)
    edge = make_edge(settings, database, outside.connector, dispatch, zone)
    pump = Pump(idle=min(settings.tick_seconds, 1.0))
    turns = Turns(
        database=database,
        house=house,
        kits=kits,
        dispatch=edge.dispatch,
        identify=edge.identify,
        locks=ConversationLocks(),
        wake=pump.wake,
        watch=edge.watch,
    )
    rendering = Rendering(
        database=database, house=house, kits=kits, registry=registry, present=edge.present
    )
    tick = Tick(database=database, house=house, registry=registry, after=pump.wake)
    await stack.enter_async_context(
        keep_sending(pump, _make_sender(database, outside.connector, rendering, edge))
    )
    await stack.enter_async_context(keep_time(tick, settings.tick_seconds))
    doors = _make_doors(settings, database, outside, turns, tick)
    ports = await stack.enter_async_context(listen(doors))
    log.info("serving", env=settings.env, host=settings.host, port=ports.messages)
    print(
        f"Stoplicht is ready: messages on port {ports.messages}, operator on {ports.operator}.",
        flush=True,
    )
    return ports


def _make_sender(
    database: Database, connector: Connector, rendering: Rendering, edge: Edge
) -> Sender:
    return Sender(
        outbox=database.outbox,
        connector=connector,
        rendering=rendering,
        address_book=edge.address_book,
        throttle=Throttle(time.monotonic),
        clock=time.monotonic,
        lease_within=edge.lease_within,
        watch=edge.watch,
    )


def _make_doors(
    settings: Settings, database: Database, outside: Outside, turns: Turns, tick: Tick
) -> Doors:
    metrics = Metrics(database)
    return Doors(
        messages=make_message_app(outside.gate, turns, metrics),
        operator=make_operator_app(_make_probes(settings, database, tick), metrics),
        host=settings.host,
        port=settings.port,
        operator_port=settings.admin_port,
    )


def _make_probes(settings: Settings, database: Database, tick: Tick) -> Probes:
    async def ready() -> list[str]:
        return await database.troubles(newest_version())

    async def advance(by: timedelta) -> datetime:
        now = await database.advance(by)
        await tick.run()
        return now

    async def now() -> datetime:
        async with database.reading() as work:
            return await work.now()

    if not settings.is_local:
        return Probes(ready=ready)
    return Probes(ready=ready, advance=advance, now=now)


def _make_tokens(settings: Settings) -> Tokens:
    if settings.is_local or settings.credential is None:
        return NoTokens()
    return OutgoingTokens(
        TokenSettings(
            app_id=settings.app_id,
            tenant_id=settings.app_tenant_id,
            credential=settings.credential.text,
            token_url=settings.token_url,
        ),
        read_monotonic=time.monotonic,
    )


async def _until_stopped() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()


def _watch_for_halt() -> StepWatch:
    """Stand still at one step, so that a test can end the process exactly there."""
    wanted = os.environ.get(_HALT_AT, "")
    if not wanted:
        return watch_nothing
    step, _, number = wanted.partition(":")
    left = int(number or "1")

    def watch(reached: Step) -> None:
        nonlocal left
        left -= reached == step
        if reached == step and left == 0:
            print(f"halted at {step}", flush=True)
            signal.pause()

    return watch


def _lease_within() -> timedelta:
    seconds = os.environ.get(_LEASE_SECONDS)
    return timedelta(seconds=float(seconds)) if seconds else LEASE_WITHIN


async def _migrate(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        kept = await open_kept(settings, stack)
        await migrate(kept.database.engine)
        print(f"The database is at version {await kept.database.schema_version()}.")


def _command_serve(_arguments: argparse.Namespace) -> int:
    settings = read_settings()
    configure_logs(settings.log_level, settings.log_format)
    asyncio.run(serve(settings))
    return 0


def _command_run(_arguments: argparse.Namespace) -> int:
    settings = read_settings()
    if not settings.is_local:
        raise StoplichtError("`run` is for the pretend house: use `serve` in production.")
    configure_logs(settings.log_level, settings.log_format)
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


def _command_migrate(_arguments: argparse.Namespace) -> int:
    asyncio.run(_migrate(read_settings()))
    return 0


def _command_new_keys(arguments: argparse.Namespace) -> int:
    print(f"New keys are in {make_keys(arguments.directory)}. Keep a copy in a safe place.")
    return 0


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "run", _command_run, "run the bot with a pretend house and a chat window")
    _add(commands, "serve", _command_serve, "run the bot")
    _add(commands, "migrate", _command_migrate, "bring the database to this version")
    keys = _add(commands, "new-keys", _command_new_keys, "make the keys of a new house")
    keys.add_argument("directory", type=Path)
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    meaning: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=meaning, description=meaning)
    parser.set_defaults(run=run)
    return parser


def main(words: Sequence[str]) -> int:
    """Run one command; bad input is told in words and ends with 2."""
    arguments = _make_parser().parse_args(words)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except StoplichtError as problem:
        print(problem, file=sys.stderr)
        return _BAD_INPUT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
