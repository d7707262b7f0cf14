"""The bot as a process of its own, on a house that is thrown away afterwards."""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from tests.story.reading import MissingError

ROOT = Path(__file__).parents[2]
_READY = re.compile(r"messages on port (\d+), operator on (\d+)")
_WAITING = re.compile(r"stoplicht_outbox_due (\d+)")
_PATIENCE = 30  # seconds; only a bot that is not well takes this long


@dataclass
class Bot:
    """A running bot, as its two doors show it."""

    port: int
    operator: str
    http: aiohttp.ClientSession
    settings: dict[str, str]

    async def beside(self, *words: str) -> None:
        """Run another word of ``app.py`` on the same house, while the bot runs."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(ROOT / "app.py"), *words, cwd=ROOT, env=self.settings
        )
        if await process.wait() != 0:
            raise MissingError(f"app.py {' '.join(words)} ended with {process.returncode}")

    async def receives(self, activity: dict[str, Any]) -> dict[str, Any]:
        """Deliver an activity; the body of the answer."""
        url = f"http://127.0.0.1:{self.port}/api/messages"
        async with self.http.post(url, json=activity) as answer:
            if answer.status != 200:
                raise MissingError(f"the bot answered {answer.status}: {await answer.text()}")
            body = await answer.json() if answer.content_type == "application/json" else {}
            return dict(body)

    async def now(self) -> datetime:
        """Business time."""
        async with self.http.get(f"{self.operator}/local/clock") as answer:
            return datetime.fromisoformat((await answer.json())["now"])

    async def advance(self, by: timedelta) -> None:
        """Move business time ahead, and let all that became due be sent."""
        body = {"advance_seconds": int(by.total_seconds()) + 1}
        async with self.http.post(f"{self.operator}/local/clock", json=body) as answer:
            answer.raise_for_status()
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until nothing is left to send."""
        async with asyncio.timeout(_PATIENCE):
            while await self._waiting():
                await asyncio.sleep(0.02)

    async def _waiting(self) -> bool:
        async with self.http.get(f"{self.operator}/metrics") as answer:
            found = _WAITING.search(await answer.text())
        return found is None or found[1] != "0"


def read_pretend_house() -> dict[str, Any]:
    """The house that everybody starts with, as its file describes it."""
    path = ROOT / "config" / "house.example.yaml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def read_names() -> dict[str, str]:
    """The name of every member of that house, by id."""
    return {member["id"]: member["name"] for member in read_pretend_house()["members"]}


@asynccontextmanager
async def run_bot(service_host: str, *, port: int = 0) -> AsyncIterator[Bot]:
    """Start ``app.py serve`` for a connector at this host; end it and forget its house after."""
    with tempfile.TemporaryDirectory(prefix="stoplicht-") as directory:
        settings = _environment(Path(directory), service_host, port)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "app.py"),
            "serve",
            cwd=ROOT,
            env=settings,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        log: list[str] = []
        reading = asyncio.create_task(_read(process, log))
        try:
            messages, operator = await _wait_until_ready(process, log)
            async with aiohttp.ClientSession() as http:
                yield Bot(messages, f"http://127.0.0.1:{operator}", http, settings)
        except BaseException:
            print(*log[-20:], sep="\n")
            raise
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()
            await reading


def _environment(directory: Path, service_host: str, port: int) -> dict[str, str]:
    kept = {name: v for name, v in os.environ.items() if not name.startswith("STOPLICHT_")}
    return kept | {
        "STOPLICHT_DATABASE_URL": f"sqlite+aiosqlite:///{directory / 'house.db'}",
        "STOPLICHT_KEY_FILE": str(directory / "keys.json"),
        "STOPLICHT_KEY_STORE": f"sqlite+aiosqlite:///{directory / 'case-keys.db'}",
        "STOPLICHT_CHECKPOINT_DIR": str(directory / "checkpoints"),
        "STOPLICHT_PORT": str(port),
        "STOPLICHT_ADMIN_PORT": "0",
        "STOPLICHT_SERVICE_HOSTS": service_host,
        "STOPLICHT_TICK_SECONDS": "0.2",
        "STOPLICHT_LOG_LEVEL": "WARNING",
    }


async def _read(process: asyncio.subprocess.Process, log: list[str]) -> None:
    if process.stdout is None:
        return
    while line := await process.stdout.readline():
        log.append(line.decode(errors="replace").rstrip())


async def _wait_until_ready(process: asyncio.subprocess.Process, log: list[str]) -> tuple[int, int]:
    async with asyncio.timeout(_PATIENCE):
        while process.returncode is None:
            found = next((m for line in log if (m := _READY.search(line))), None)
            if found:
                return int(found[1]), int(found[2])
            await asyncio.sleep(0.01)
    raise MissingError("the bot ended before it was ready")
