"""What both bots stand between: a connector that only counts, and processes with a memory."""

import asyncio
import contextlib
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from aiohttp import web

ROOT = Path(__file__).parents[1]
_PORT = re.compile(r"messages on port (\d+)")
_PATIENCE = 60


class CountingTeams:
    """A connector that takes every call at once and keeps when it came, and the last answer."""

    def __init__(self) -> None:
        self.arrived_at: list[float] = []
        self.last: dict = {}
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._runner.addresses[0][1]}"

    @property
    def service_url(self) -> str:
        return f"http://{self.host}/emea"

    async def wait_for(self, count: int) -> float:
        """When the ``count``-th answer came."""
        async with asyncio.timeout(_PATIENCE * 10), self._changed:
            await self._changed.wait_for(lambda: len(self.arrived_at) >= count)
        return self.arrived_at[count - 1]

    async def _take(self, request: web.Request) -> web.Response:
        self.last = await request.json()
        async with self._changed:
            self.arrived_at.append(time.monotonic())
            self._changed.notify_all()
        return web.json_response({"id": str(len(self.arrived_at))}, status=201)


@dataclass(frozen=True, slots=True)
class Running:
    pid: int
    port: int

    @property
    def memory(self) -> float:
        """Resident, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


@asynccontextmanager
async def run(words: list[str], environment: dict[str, str]) -> AsyncIterator[Running]:
    """Run a bot as a process of its own until the measurement is over."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            port = await _read_port(process.stdout)
        yield Running(process.pid, port)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await process.communicate()


async def _read_port(output: asyncio.StreamReader) -> int:
    lines = []
    while line := (await output.readline()).decode():
        if found := _PORT.search(line):
            return int(found[1])
        lines.append(line)
    raise RuntimeError("".join(lines))
