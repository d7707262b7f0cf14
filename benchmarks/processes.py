"""A bot as a process of its own, and what it costs the machine."""

import asyncio
import contextlib
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_PORTS = re.compile(r"messages on port (\d+), operator on (\d+)")
_PATIENCE = 60
_PROCESS_CLOCK = 2  # CPUCLOCK_SCHED of Linux: nanoseconds of all threads, ended ones too


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A bot that said it is ready."""

    pid: int
    port: int
    operator_port: int

    @property
    def processor_ms(self) -> float:
        """Processor time it took so far, all its threads together."""
        return time.clock_gettime_ns((~self.pid << 3) | _PROCESS_CLOCK) / 1e6

    @property
    def memory_mb(self) -> float:
        """What it holds in memory now."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmRSS:\s+(\d+)", status)
        assert found
        return int(found[1]) / 1024


@asynccontextmanager
async def run(words: Sequence[str], environment: Mapping[str, str]) -> AsyncIterator[Process]:
    """Run a bot until the measurement is over."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(_PATIENCE):
            port, operator_port = await _read_ports(process.stdout)
        following = asyncio.create_task(process.stdout.read())
        try:
            yield Process(pid=process.pid, port=port, operator_port=operator_port)
        except Exception as failure:
            _terminate(process)
            failure.add_note((await following).decode())
            raise
    finally:
        _terminate(process)
        await process.wait()


def _terminate(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)


async def _read_ports(output: asyncio.StreamReader) -> tuple[int, int]:
    lines = []
    while line := (await output.readline()).decode():
        if found := _PORTS.search(line):
            return int(found[1]), int(found[2])
        lines.append(line)
    raise RuntimeError("".join(lines))
