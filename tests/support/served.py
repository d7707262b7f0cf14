"""The bot as a real ``app.py serve`` process, on ports of its own, with a database of its own.

async with serve(database_url, teams) as bot:
    cora = bot.person("cora")
    await cora.says("help")
"""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.teams import StandInTeams

ROOT = Path(__file__).parents[2]
_READY = re.compile(r"messages on port (\d+), operator on (\d+)")
_PATIENCE = 30  # seconds; only a broken test waits this long


class NotServedError(Exception):
    """The process ended, or said nothing, before it was ready."""


@dataclass
class Served:
    """A running bot."""

    process: asyncio.subprocess.Process
    port: int
    operator_port: int
    teams: StandInTeams
    http: aiohttp.ClientSession
    log: list[str] = field(default_factory=list)
    token: str = ""

    async def post(self, activity: Mapping[str, Any]) -> tuple[int, Any]:
        """Deliver one activity; the status and the JSON body of the answer."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = f"http://127.0.0.1:{self.port}/api/messages"
        async with self.http.post(url, json=activity, headers=headers) as answer:
            body = await answer.text()
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else body

    async def advance(self, seconds: float) -> datetime:
        """Move business time ahead, and let everything that became due be done."""
        url = f"http://127.0.0.1:{self.operator_port}/local/clock"
        async with self.http.post(url, json={"advance_seconds": int(seconds)}) as answer:
            return datetime.fromisoformat((await answer.json())["now"])

    async def now(self) -> datetime:
        """Business time."""
        url = f"http://127.0.0.1:{self.operator_port}/local/clock"
        async with self.http.get(url) as answer:
            return datetime.fromisoformat((await answer.json())["now"])

    async def ask(self, path: str) -> tuple[int, str]:
        """Ask the operator's port."""
        async with self.http.get(f"http://127.0.0.1:{self.operator_port}{path}") as answer:
            return answer.status, await answer.text()

    async def quiet(self) -> None:
        """Wait until nothing is left to send now."""
        async with asyncio.timeout(_PATIENCE):
            while not await self._is_quiet():
                await asyncio.sleep(0.02)

    async def settled(self) -> None:
        """Wait until the fate of everything that was due is known."""
        async with asyncio.timeout(_PATIENCE):
            while not (await self._is_quiet() and await self._is_certain()):
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """End the process as a power cut would."""
        self.process.kill()
        await self.process.wait()

    async def halted(self) -> None:
        """Wait until the process stands still where the test asked."""
        async with asyncio.timeout(_PATIENCE):
            while not any("halted at" in line for line in self.log):
                await asyncio.sleep(0.01)

    async def _is_quiet(self) -> bool:
        _, text = await self.ask("/metrics")
        waiting = re.findall(r"stoplicht_outbox_due (\d+)", text)
        return waiting == ["0"]

    async def _is_certain(self) -> bool:
        _, text = await self.ask("/metrics")
        return re.search(r'outbox_messages{state="(unknown|sending)"}', text) is None


@asynccontextmanager
async def serve(
    database_url: str, directory: Path, teams: StandInTeams, **environment: str
) -> AsyncIterator[Served]:
    """Start the bot on this database; its keys are in ``directory`` and outlive it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "app.py"),
        "serve",
        cwd=ROOT,
        env=_environment(database_url, directory, teams) | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    log: list[str] = []
    async with aiohttp.ClientSession() as http:
        reading = asyncio.create_task(_read_log(process, log))
        try:
            port, operator_port = await _wait_until_ready(process, log)
            yield Served(process, port, operator_port, teams, http, log)
        finally:
            await _end(process)
            await reading


def _environment(database_url: str, directory: Path, teams: StandInTeams) -> dict[str, str]:
    host = teams.service_url.split("/")[2]
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(directory),
        "PYTHONPATH": str(ROOT),
        "STOPLICHT_DATABASE_URL": database_url,
        "STOPLICHT_KEY_FILE": str(directory / "keys.json"),
        "STOPLICHT_KEY_STORE": f"sqlite+aiosqlite:///{directory / 'case-keys.db'}",
        "STOPLICHT_CHECKPOINT_DIR": str(directory / "checkpoints"),
        "STOPLICHT_PORT": "0",
        "STOPLICHT_ADMIN_PORT": "0",
        "STOPLICHT_SERVICE_HOSTS": host,
        "STOPLICHT_TICK_SECONDS": "0.2",
    }


async def _read_log(process: asyncio.subprocess.Process, log: list[str]) -> None:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        log.append(line.decode(errors="replace").rstrip())


async def _wait_until_ready(process: asyncio.subprocess.Process, log: list[str]) -> tuple[int, int]:
    try:
        async with asyncio.timeout(_PATIENCE):
            while process.returncode is None:
                found = next((m for line in log if (m := _READY.search(line))), None)
                if found:
                    return int(found[1]), int(found[2])
                await asyncio.sleep(0.01)
    except TimeoutError:
        pass
    raise NotServedError("\n".join(log))


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_PATIENCE):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
