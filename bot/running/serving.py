"""The running bot: two HTTP doors, the sender and the clock, started and stopped in order."""

import asyncio
import contextlib
import errno
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from bot.logs import describe_error, log
from bot.running.heartbeat import Heartbeat
from bot.running.server_log import ServerLog
from bot.running.tick import Tick, start_clock
from bot.sending.sender import Sender
from domain.errors import StoplichtError

_LAST_TICK_WITHIN = timedelta(seconds=15)
_AT_ONCE = timedelta(0)
_WRITTEN_EVERY = timedelta(milliseconds=50)
_LAST_CALLS_WITHIN = timedelta(seconds=15)  # for calls to the connector at the end


class CannotListenError(StoplichtError):
    """A port cannot be opened."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        is_taken = error.errno == errno.EADDRINUSE
        why = "another program uses it" if is_taken else f"{error.strerror}"
        super().__init__(
            f"Port {port} on {host} cannot be opened: {why}. Stop that program, or choose another"
            " port (STOPLICHT_PORT, STOPLICHT_ADMIN_PORT)."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpApps:
    """What listens where."""

    messages: web.Application
    operator: web.Application
    host: str
    port: int
    operator_port: int
    server_log: ServerLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where the doors really are: port 0 asks the system for a free one."""

    messages: int
    operator: int


class Pump:
    """Sends whenever something was committed, and looks by itself every ``idle`` seconds."""

    def __init__(self, idle: float, heartbeat: Heartbeat) -> None:
        self._idle = idle
        self._heartbeat = heartbeat
        self._woken = asyncio.Event()
        self._may_be_due = True
        self._written_at = 0.0
        self._is_stopping = False

    def wake(self) -> None:
        """Tell that there may be something to send."""
        self._may_be_due = True
        self._woken.set()

    def note_landing(self) -> None:
        """Tell that a call has ended, and is to be written down."""
        self._woken.set()

    @property
    def is_stopping(self) -> bool:
        """Tell whether nothing new may begin."""
        return self._is_stopping

    def stop(self) -> None:
        """Begin nothing new."""
        self._is_stopping = True
        self._woken.set()

    async def keep_running(self, sender: Sender) -> None:
        """Send until stopped, whatever happens: a sender that ended in silence would look well."""
        while not self._is_stopping:
            try:
                await self._run(sender)
            except Exception as error:  # noqa: BLE001 - sending must go on
                log.error("sender_restarted", **describe_error(error))
                await asyncio.sleep(self._idle)

    async def _run(self, sender: Sender) -> None:
        """Send until stopped, then let land what is in the air."""
        while not self._is_stopping:
            self._heartbeat.beat()
            await self._wait()
            try:
                await self._send(sender)
            except Exception as error:  # noqa: BLE001 - sending must go on
                log.error("sender_failed", **describe_error(error))
        await sender.land(_LAST_CALLS_WITHIN)

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), self._idle)
        except TimeoutError:
            self._may_be_due = True
        self._woken.clear()

    async def _send(self, sender: Sender) -> None:
        """Write down what landed, and let go what is due. What is settled between two batches may
        be more urgent than all that waits; what cannot be done now is tried again later.
        """
        if not await self._may_become_due():
            self._written_at = _read_monotonic()
            await sender.land(_AT_ONCE)
            return
        self._may_be_due = False
        await self._settle(sender)
        if not self._is_stopping and await sender.send_due():
            self.wake()

    async def _may_become_due(self) -> bool:
        """Tell it at once; or that results are to be written down, when the last were not just now:
        those that land soon after each other are written down together.
        """
        pause = self._written_at + _WRITTEN_EVERY.total_seconds() - _read_monotonic()
        if pause <= 0:
            return self._may_be_due
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                while not self._may_be_due:
                    self._woken.clear()
                    await self._woken.wait()
        return self._may_be_due

    async def _settle(self, sender: Sender) -> None:
        """What cannot be settled keeps nothing else from being sent."""
        try:
            await sender.settle()
        except Exception as error:  # noqa: BLE001 - sending must go on
            log.error("settling_failed", **describe_error(error))


@contextlib.asynccontextmanager
async def listen(apps: HttpApps) -> AsyncIterator[Listening]:
    """Open both doors; close them before anything else stops."""
    runners = [_make_runner(app, apps.server_log) for app in (apps.messages, apps.operator)]
    wanted = (apps.port, apps.operator_port)
    try:
        for runner, port in zip(runners, wanted, strict=True):
            await runner.setup()
            await _open_port(runner, apps.host, port)
        messages, operator = (runner.addresses[0][1] for runner in runners)
        yield Listening(messages=messages, operator=operator)
    finally:
        for runner in runners:
            await runner.cleanup()


@contextlib.asynccontextmanager
async def keep_time(tick: Tick, seconds: float) -> AsyncIterator[None]:
    """Tick while the bot runs."""
    scheduler = start_clock(tick, seconds)
    try:
        yield
    finally:
        scheduler.pause()
        # a tick that is cut off would be logged as an error
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_TICK_WITHIN.total_seconds()):
                await tick.finish()
        await asyncio.sleep(0)
        scheduler.shutdown(wait=False)


@contextlib.asynccontextmanager
async def keep_sending(pump: Pump, sender: Sender) -> AsyncIterator[None]:
    """Send while the bot runs; what is in the air at the end may land."""
    task = asyncio.create_task(pump.keep_running(sender))
    try:
        yield
    finally:
        pump.stop()
        await task


def _read_monotonic() -> float:
    return asyncio.get_running_loop().time()


async def _open_port(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise CannotListenError(host, port, error) from None


def _make_runner(app: web.Application, server_log: ServerLog) -> web.AppRunner:
    # a packed body is the gate's to refuse, and a line of access log would hold an address
    return web.AppRunner(app, access_log=None, auto_decompress=False, logger=server_log)
