"""A test run that is killed leaves nothing behind."""

import asyncio
import subprocess
import sys
from pathlib import Path

from tests.support.patience import PATIENCE
from tests.support.processes import ROOT

HOLD = """
from tests.support.databases import run_postgresql
with run_postgresql() as server:
    print(server.socket_directory, flush=True)
    input()
"""


async def test_a_killed_run_leaves_no_postgresql():
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as run:
        said = await asyncio.to_thread(run.stdout.readline)
        data = Path(said.decode().strip())
        server = Path("/proc", (data / "postmaster.pid").read_text().split()[0])
        assert server.exists()
        run.kill()
    async with asyncio.timeout(PATIENCE):
        while server.exists() or data.exists():
            await asyncio.sleep(0.1)
