"""Composition root: the only file that wires storage to the rest, and the only one that reads
the clock. Each function here is what one word of the command line does with these settings.
"""

import asyncio
import gc
import getpass
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.running.administration import (
    describe_ends,
    describe_left_behind,
    fill_house,
    load_house_file,
    verify_audit,
)
from bot.running.assembly import Foundation, start
from bot.running.doctor import (
    Check,
    compare_clocks,
    describe_troubles,
    describe_vetting,
    examine,
    find_shut_out,
    find_unpublished,
)
from bot.running.microsoft import look_at_graph, look_at_signing_keys, look_at_token
from bot.running.playground import install_window, open_window
from bot.running.serving import Listening
from bot.running.settings import Settings
from bot.running.telling import DatabaseBehindError
from bot.sending.graph_address import GraphRung
from bot.sending.mail_server import MailServer
from bot.sending.mailer import Mailer
from cards.words import Words
from domain.audit import Operator, name_operator
from domain.errors import StoplichtError
from domain.house import House
from domain.member import Language
from files.house.reading import read_house_file
from services.ports.turns import DatabaseAwayError
from storage.checkpoints import Checkpoints
from storage.crypto import HouseKeys, KeyFileError, Seal
from storage.database import Database
from storage.fields import Fields
from storage.key_check import check_keys, claim_database, is_bound_to_keys
from storage.key_store import KeyStore
from storage.new_keys import make_keys
from storage.replicas import find_replicas
from storage.schema_version import newest_version
from storage.single_process import hold_alone

if TYPE_CHECKING:
    from bot.running.case_exporting import ExportOrder
    from bot.running.case_importing import ImportOrder
    from bot.running.printing import DrawSheet, PrintOrder


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What outlives a restart: the database and its keys."""

    database: Database
    keys: HouseKeys
    key_store: KeyStore

    async def claim(self) -> None:
        """Bind a new database to its keys; refuse the keys of another."""
        await claim_database(self.database.engine, self.keys.house, self.key_store)

    async def check(self) -> None:
        """Refuse the keys of another house, without changing anything."""
        await check_keys(self.database.engine, self.keys.house, self.key_store)


async def open_kept(settings: Settings, stack: AsyncExitStack) -> Kept:
    """Open keys and database; in ``local`` the keys are made when they are not there."""
    if settings.is_local and not settings.key_file.exists():
        if await is_bound_to_keys(settings.database_url):
            raise KeyFileError(
                f"{settings.key_file} is not there, but its database is: put the key file back,"
                " or remove the database to begin again."
            )
        make_keys(settings.key_file.parent).replace(settings.key_file)
    keys = HouseKeys.load(settings.key_file)
    key_store = KeyStore(settings.key_store, keys.house)
    stack.push_async_callback(key_store.close)
    await key_store.open()
    database = Database(settings.database_url, Fields(keys, key_store))
    stack.push_async_callback(database.close)
    return Kept(database=database, keys=keys, key_store=key_store)


@asynccontextmanager
async def _in_words() -> AsyncIterator[None]:
    """Say in a sentence what the machine lacks: an operator reads no traceback."""
    try:
        yield
    except DatabaseAwayError as away:
        raise StoplichtError(f"The database {describe_troubles([away.trouble])}") from None
    except FileExistsError as error:
        raise StoplichtError(f"{error.filename}: a folder is needed, and this is a file.") from None
    except OSError as error:
        raise StoplichtError(f"{error.filename or 'This machine'}: {error.strerror}.") from None


Serving = Callable[[Listening], AbstractAsyncContextManager[object]]


async def serve(settings: Settings, beside: Serving | None = None) -> None:
    """Run the bot until it is told to stop, with something beside it when it listens."""
    house = read_house_file(settings.house_file)
    async with _in_words(), AsyncExitStack() as stack:
        lock = hold_alone(settings.database_url)
        if lock is not None:
            stack.callback(lock.close)
        kept = await open_kept(settings, stack)
        await _prepare(kept, settings, house)
        base = Foundation(
            settings=settings,
            house=house,
            database=kept.database,
            replicas=find_replicas(kept.database.engine, uuid4().hex),
            seals=Seal(kept.keys.buttons),
            sign=Checkpoints(settings.checkpoint_dir, kept.keys.audit_signing).write,
            now=_now,
            mailer=_make_mailer(settings.smtp_url),
        )
        stopped = _listen_for_stop()
        ports = await start(base, stack)
        gc.freeze()  # looking through all that was imported would hold up the turns for 90 ms
        print(
            f"Stoplicht is ready: messages on port {ports.messages}, operator on {ports.operator}.",
            flush=True,
        )
        if beside is not None:
            await stack.enter_async_context(beside(ports))
        await stopped.wait()


def _make_mailer(server: MailServer | None) -> Mailer | None:
    if server is None:
        return None
    from bot.sending.smtp import SmtpMailer  # what a house without mail need not hold

    return SmtpMailer(server)


async def _prepare(kept: Kept, settings: Settings, house: House) -> None:
    database = kept.database
    is_behind = await database.schema_version() != newest_version()
    if is_behind and settings.database_url.startswith("sqlite"):
        await _migrate(database)
        is_behind = await database.schema_version() != newest_version()
    if is_behind:
        raise DatabaseBehindError
    await kept.claim()
    await fill_house(database, house, _find_operator())


def _find_operator() -> Operator:
    """The account of the machine this runs under; in a container it may have a number only."""
    try:
        return name_operator(getpass.getuser())
    except (OSError, KeyError):
        return name_operator(f"uid-{os.getuid()}")


def _listen_for_stop() -> asyncio.Event:
    """Set when the bot is told to stop, from before the first message until after the last."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    return stopped


@asynccontextmanager
async def _kept(settings: Settings) -> AsyncIterator[Kept]:
    async with _in_words(), AsyncExitStack() as stack:
        yield await open_kept(settings, stack)


async def _migrate(database: Database) -> None:
    from storage.migrate import migrate  # brings Alembic: a tenth of what a bot at rest holds

    await migrate(database.engine)


async def migrate_database(settings: Settings) -> int:
    """Bring the database to this version."""
    async with _kept(settings) as kept:
        await _migrate(kept.database)
        print(f"The database is at version {await kept.database.schema_version()}.")
    return 0


async def load_house(settings: Settings, *, is_confirmed: bool) -> int:
    """Bring the house file into the database, after showing the difference."""

    def confirm(lines: Sequence[str]) -> bool:
        print(*lines, sep="\n")
        return is_confirmed or input("Apply this? Type yes: ").strip() == "yes"

    house = read_house_file(settings.house_file)
    async with _kept(settings) as kept:
        await kept.check()
        print(await load_house_file(kept.database, house, _find_operator(), confirm))
    return 0


async def print_sheet(
    settings: Settings, order: "PrintOrder", target: Path | None, draw: "DrawSheet"
) -> int:
    """Write a sheet for a member into a file that only this account can read, beside a bot that
    runs.
    """
    from bot.running.printing import check_place, keep_sheet, tell_printed  # a bot needs none

    check_place(target)
    house = read_house_file(settings.house_file)
    async with _kept(settings) as kept:
        await kept.check()
        if await kept.database.schema_version() != newest_version():
            raise DatabaseBehindError
        sheet = await draw(kept.database, house, order, _find_operator())
        place = keep_sheet(sheet, target)
    print(tell_printed(sheet, place))
    return 0


async def bring_in(settings: Settings, order: "ImportOrder") -> int:
    """Bring in the cases that a running house has, beside a bot that runs."""
    from bot.running.case_importing import import_case_file  # what a bot that runs need not hold

    house = read_house_file(settings.house_file)
    async with _kept(settings) as kept:
        await kept.check()
        if await kept.database.schema_version() != newest_version():
            raise DatabaseBehindError
        print(*await import_case_file(kept.database, house, order, _find_operator()), sep="\n")
    return 0


async def export(settings: Settings, order: "ExportOrder") -> int:
    """Write what a member may read of a case into two files, beside a bot that runs."""
    from bot.running.case_exporting import export_for, keep_export, tell_exported  # on call only

    house = read_house_file(settings.house_file)
    async with _kept(settings) as kept:
        await kept.check()
        if await kept.database.schema_version() != newest_version():
            raise DatabaseBehindError
        exported = await export_for(kept.database, house, order, _find_operator())
        places = keep_export(exported, order.folder)
    print(tell_exported(exported, places))
    return 0


async def show_retention(settings: Settings, language: Language) -> int:
    """Show which cases go in the coming half year, without changing anything."""
    house = read_house_file(settings.house_file)
    async with _kept(settings) as kept:
        await kept.check()
        if await kept.database.schema_version() != newest_version():
            raise DatabaseBehindError
        print(*await describe_ends(kept.database, house, Words(language)), sep="\n")
    return 0


async def check_audit(settings: Settings) -> int:
    """Check that nobody tampered with the audit log; 1 when somebody did."""
    async with _kept(settings) as kept:
        await kept.check()
        signed = Checkpoints(settings.checkpoint_dir, kept.keys.audit_signing).read()
        files = [str(file) for file in signed.broken_files]
        is_intact, lines = await verify_audit(kept.database, signed.heads, files)
    print(*lines, sep="\n")
    return 0 if is_intact else 1


async def look(settings: Settings) -> int:
    """Look whether everything the bot needs is well; 1 when something is not."""
    for line in settings.explain():
        print(f"  {line.name} = {line.value}  ({line.meaning})")
    findings = await examine(_make_checks(settings))
    print(*findings, sep="\n")
    return 1 if any(finding.trouble for finding in findings) else 0


def _make_checks(settings: Settings) -> list[Check]:
    async def house() -> str:
        found = read_house_file(settings.house_file)
        troubles = (
            find_shut_out(found.members, settings.allowed_tenants),
            find_unpublished(found),
            describe_vetting(found.members, _now().date()),
        )
        return "; it ".join(filter(None, troubles))

    async def keys() -> str:
        async with _kept(settings) as kept:  # in local the keys are made at the first start
            await kept.check()
            return ""

    async def database() -> str:
        async with _kept(settings) as kept:
            return describe_troubles(await kept.database.troubles())

    async def clock() -> str:
        async with _kept(settings) as kept:
            return compare_clocks(_now(), await kept.database.clock())

    checks = [
        Check(name="house file", look=house),
        Check(name="keys", look=keys),
        Check(name="database", look=database),
        Check(name="clock", look=clock),
        Check(name="work of who left", look=partial(_look_at_left, settings)),
    ]
    if settings.smtp_url:
        checks.append(Check(name="mail", look=partial(_look_at_mail, settings.smtp_url)))
    if settings.is_local:
        return checks
    if settings.graph is not GraphRung.OFF:
        checks.append(Check(name="chats by Graph", look=partial(look_at_graph, settings)))
    return [
        *checks,
        Check(name="token", look=partial(look_at_token, settings)),
        Check(name="signing keys", look=partial(look_at_signing_keys, settings)),
    ]


async def _look_at_left(settings: Settings) -> str:
    async with _kept(settings) as kept:
        if await kept.database.schema_version() != newest_version():
            return ""  # another check says that the database is behind
        await kept.check()
        return await describe_left_behind(kept.database, read_house_file(settings.house_file))


async def _look_at_mail(server: MailServer) -> str:
    from bot.sending.smtp import find_mail_trouble

    return await find_mail_trouble(server)


async def serve_with_window(settings: Settings) -> None:
    """Run the bot with a chat window beside it."""
    async with _in_words():
        await install_window()

    @asynccontextmanager
    async def window(ports: Listening) -> AsyncIterator[None]:
        async with open_window(ports.messages) as address:
            print(f"The chat window is at {address}. Type help. Ctrl-C stops both.", flush=True)
            yield

    await serve(settings, window)
