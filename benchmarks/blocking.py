"""How long the event loop of a bot was away: a process of its own asks ``/live`` every few
milliseconds while others take their turns, and keeps the longest wait.
"""

import asyncio
import http.client
import select
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from benchmarks.processes import ROOT

_EVERY = 0.005  # seconds


@asynccontextmanager
async def probe(port: int) -> AsyncIterator[Callable[[], float]]:
    """Probe a port meanwhile; afterwards the longest wait, in milliseconds."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.blocking",
        str(port),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    await process.stdout.readline()
    found: list[float] = []
    try:
        yield lambda: found[0]
    finally:
        process.stdin.close()
        said = await process.stdout.read()
        await process.wait()
    found.append(float(said))


def _watch(port: int) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    longest = 0.0
    while not _is_over():
        started = time.monotonic()
        connection.request("GET", "/live")
        connection.getresponse().read()
        longest = max(longest, time.monotonic() - started)
        time.sleep(_EVERY)
    return longest * 1000


def _is_over() -> bool:
    """Whether who started this closed its end."""
    return bool(select.select([sys.stdin], [], [], 0)[0])


if __name__ == "__main__":
    print("watching", flush=True)
    print(_watch(int(sys.argv[1])))
