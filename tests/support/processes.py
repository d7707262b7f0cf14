"""A bot's process: started cold, as an operator does, or warm, forked by a process that has
imported everything already (tests.support.warm_start).
"""

import asyncio
import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.support.judged_plans import VERDICTS
from tests.support.patience import PATIENCE

ROOT = Path(__file__).parents[2]
_one_question_at_a_time = threading.Lock()


@dataclass
class Running:
    """A process, the lines it said so far, and whether it ended; ``child`` when it is our own and
    has to be cleared away.
    """

    pid: int
    child: asyncio.subprocess.Process | None = None
    log: list[str] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    async def follow(self, said: asyncio.StreamReader) -> None:
        """Keep what the process says, and notice its end."""
        watched = os.pidfd_open(self.pid)
        loop = asyncio.get_running_loop()
        loop.add_reader(watched, self.ended.set)
        try:
            while line := await said.readline():
                self.log.append(line.decode(errors="replace").rstrip())
            await self.ended.wait()
            if self.child is not None:
                await self.child.wait()
        finally:
            loop.remove_reader(watched)
            os.close(watched)

    def _send(self, number: signal.Signals) -> None:
        if not self.ended.is_set():
            os.kill(self.pid, number)


async def start_cold(environment: Mapping[str, str]) -> tuple[Running, asyncio.StreamReader]:
    """Start ``app.py serve`` as anybody would."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "app.py"),
        "serve",
        cwd=ROOT,
        env=dict(environment),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    return Running(process.pid, process), process.stdout


async def start_warm(environment: Mapping[str, str]) -> tuple[Running, asyncio.StreamReader]:
    """Start ``serve`` without importing everything once more."""
    with tempfile.TemporaryDirectory() as directory:
        log = Path(directory, "log")
        os.mkfifo(log)
        end = os.fdopen(os.open(log, os.O_RDONLY | os.O_NONBLOCK), "rb")
        reader = asyncio.StreamReader()
        pid = await _ask_warm(["serve"], environment, log)
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, end)
    return Running(pid), reader


@dataclass(frozen=True)
class Ended:
    """How a program of the command line ended, and what it said."""

    code: int | None
    said: str


async def run_cold(words: Sequence[str], environment: Mapping[str, str]) -> Ended:
    """Run ``app.py`` with these words as anybody would."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "app.py"), *words),
        cwd=ROOT,
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(PATIENCE):
        output, _ = await process.communicate()
    return Ended(process.returncode, output.decode())


async def run_warm(
    words: Sequence[str], environment: Mapping[str, str], directory: Path = ROOT
) -> Ended:
    """Run these words in a directory without importing everything once more, until they end."""
    with tempfile.NamedTemporaryFile() as said:
        asking = _ask_warm(words, environment, Path(said.name), directory, waits=True)
        code = await asyncio.wait_for(asking, PATIENCE)
        return Ended(code, said.read().decode())


async def _ask_warm(
    words: Sequence[str],
    environment: Mapping[str, str],
    log: Path,
    directory: Path = ROOT,
    *,
    waits: bool = False,
) -> int:
    wanted = {
        "words": list(words),
        "env": dict(environment),
        "log": str(log),
        "directory": str(directory),
        "waits": waits,
    }
    return await asyncio.to_thread(_put_question, json.dumps(wanted))


def _put_question(question: str) -> int:
    with _one_question_at_a_time:
        warm = _warm_process()
        assert warm.stdin is not None
        assert warm.stdout is not None
        warm.stdin.write(question + "\n")
        warm.stdin.flush()
        return int(warm.stdout.readline())


@cache
def _warm_process() -> "subprocess.Popen[str]":
    warm = subprocess.Popen(
        [sys.executable, "-m", "tests.support.warm_start"],
        cwd=ROOT,
        env={
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(ROOT),
            VERDICTS: os.environ.get(VERDICTS, os.devnull),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(_end, warm)
    return warm


def _end(warm: "subprocess.Popen[str]") -> None:
    assert warm.stdin is not None
    assert warm.stdout is not None
    warm.stdin.close()
    warm.wait()
    warm.stdout.close()
