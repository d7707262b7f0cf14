"""The bot as a real ``app.py serve`` process, on ports of its own, with a database of its own.

async with serve(database_url, teams) as bot:
    cora = bot.person("cora")
    await cora.says("help")
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import aiohttp

from tests.support.patience import PATIENCE
from tests.support.processes import ROOT, Running, start_cold, start_warm
from tests.support.teams import StandInTeams

_HOUSE: Final = ZoneInfo("Europe/Amsterdam")  # of the pretend house
_COLD = {"PYTHONPATH", "PYTHONPROFILEIMPORTTIME"}  # they take effect when an interpreter starts
_READY = re.compile(r"messages on port (\d+), operator on (\d+)")


class NotServedError(Exception):
    """The process ended, or said nothing, before it was ready."""


@dataclass
class Listening:
    """A bot that can be reached on its two ports."""

    port: int
    operator_port: int
    teams: StandInTeams
    http: aiohttp.ClientSession
    token: str = ""
    _quiet_since: int | None = None

    @property
    def log(self) -> list[str]:
        """The lines it said so far, where it runs in a process of its own."""
        return []

    async def post(self, activity: Mapping[str, Any]) -> tuple[int, Any]:
        """Deliver one activity; the status and the JSON body of the answer."""
        self.teams.asked += 1
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = f"http://127.0.0.1:{self.port}/api/messages"
        async with self.http.post(url, json=activity, headers=headers) as answer:
            body = await answer.text()
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else body

    async def advance(self, seconds: float) -> datetime:
        """Move business time ahead, and let everything that became due be done."""
        self.teams.asked += 1
        url = f"http://127.0.0.1:{self.operator_port}/local/clock"
        async with self.http.post(url, json={"advance_seconds": int(seconds)}) as answer:
            return datetime.fromisoformat((await answer.json())["now"])

    async def now(self) -> datetime:
        """Business time."""
        url = f"http://127.0.0.1:{self.operator_port}/local/clock"
        async with self.http.get(url) as answer:
            return datetime.fromisoformat((await answer.json())["now"])

    async def today(self) -> date:
        """The day in the house: from eleven at night by UTC, ten in summer, it is the next one."""
        return (await self.now()).astimezone(_HOUSE).date()

    async def ask(self, path: str) -> tuple[int, str]:
        """Ask the operator's port."""
        async with self.http.get(f"http://127.0.0.1:{self.operator_port}{path}") as answer:
            return answer.status, await answer.text()

    async def quiet(self) -> None:
        """Wait until nothing is left to send now; it stays so until somebody asks for something."""
        asked = self.teams.asked
        if self._quiet_since == asked:
            return
        async with asyncio.timeout(PATIENCE):
            while not _is_quiet(await self._metrics()):
                await self.teams.wait_for_another()
        self._quiet_since = asked

    async def settled(self) -> None:
        """Wait until the fate of everything that was due is known."""
        async with asyncio.timeout(PATIENCE):
            while not (_is_quiet(seen := await self._metrics()) and _is_certain(seen)):
                await asyncio.sleep(0.02)

    async def outbox(self) -> str:
        """What it says of its messages: how many in each state, and how many are due."""
        return "\n".join(re.findall(r"^stoplicht_outbox.*", await self._metrics(), re.MULTILINE))

    async def _metrics(self) -> str:
        return (await self.ask("/metrics"))[1]


@dataclass(kw_only=True)
class Served(Listening):
    """A bot in a process of its own."""

    process: Running

    @property
    def log(self) -> list[str]:
        """The lines it said so far."""
        return self.process.log

    async def kill(self) -> None:
        """End the process as a power cut would."""
        self.process.kill()
        await self.process.ended.wait()

    async def halted(self) -> None:
        """Wait until the process stands still where the test asked."""
        async with asyncio.timeout(PATIENCE):
            while not any("halted at" in line for line in self.log):
                await asyncio.sleep(0.01)


def _is_quiet(metrics: str) -> bool:
    return re.findall(r"stoplicht_outbox_due (\d+)", metrics) == ["0"]


def _is_certain(metrics: str) -> bool:
    return re.search(r'outbox_messages{state="(unknown|sending)"}', metrics) is None


@asynccontextmanager
async def serve(
    database_url: str, directory: Path, teams: StandInTeams, **environment: str
) -> AsyncIterator[Served]:
    """Start the bot on this database; its keys are in ``directory`` and outlive it."""
    start = start_cold if environment.keys() & _COLD else start_warm
    running, said = await start(name_settings(database_url, directory, teams) | environment)
    async with aiohttp.ClientSession() as http:
        following = asyncio.create_task(running.follow(said))
        try:
            port, operator_port = await _wait_until_ready(running)
            yield Served(port, operator_port, teams, http, process=running)
        finally:
            await _end(running)
            await following


def name_settings(database_url: str, directory: Path, teams: StandInTeams) -> dict[str, str]:
    """The settings of a bot on this database."""
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
        "STOPLICHT_TICK_SECONDS": "0.5",
    }


async def _wait_until_ready(running: Running) -> tuple[int, int]:
    try:
        async with asyncio.timeout(PATIENCE):
            while not running.ended.is_set():
                found = next((m for line in running.log if (m := _READY.search(line))), None)
                if found:
                    return int(found[1]), int(found[2])
                await asyncio.sleep(0.01)
    except TimeoutError:
        pass
    raise NotServedError("\n".join(running.log))


async def _end(running: Running) -> None:
    running.terminate()
    try:
        async with asyncio.timeout(PATIENCE):
            await running.ended.wait()
    except TimeoutError:
        running.kill()
        await running.ended.wait()
