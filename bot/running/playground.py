"""The chat window of the pretend house: the Microsoft 365 Agents Playground beside the bot."""

import asyncio
import os
import re
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from domain.errors import StoplichtError

FOLDER: Final = Path("config/playground")
WINDOW_PORT: Final = 56150
_LONGEST_WAIT: Final = 600  # tenths of a second
_PROGRAM: Final = Path("node_modules/.bin/agentsplayground")
_OLDEST_NODE: Final = 18
_WITHOUT_IT: Final = (
    "install it and run `make run` again. Without Node, `make story` plays the main job in this"
    " terminal."
)


class NoWindowError(StoplichtError):
    """The chat window cannot be opened."""


async def install_window() -> None:
    """Install the Playground beside its configuration, once.

    Raises NoWindowError when Node is not there or too old, the port is taken or the install fails.
    """
    await _look_for_node()
    _refuse_taken_port()
    if (FOLDER / _PROGRAM).exists():
        return
    print("Installing the chat window, once ...", end="", flush=True)  # noqa: T201 - a person waits
    process = await asyncio.create_subprocess_exec(
        "npm", "ci", "--silent", "--no-audit", "--no-fund", cwd=FOLDER
    )
    if await process.wait():
        raise NoWindowError(
            f" failed: is there a network? `npm ci` in {FOLDER} says more. Without a chat window,"
            " `make story` plays the main job in this terminal."
        )
    print(" done.", flush=True)  # noqa: T201 - the same person


async def _look_for_node() -> None:
    needed = f"The chat window needs Node.js {_OLDEST_NODE} or newer with npm"
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise NoWindowError(f"{needed}: {_WITHOUT_IT}")
    process = await asyncio.create_subprocess_exec(
        "node", "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    said = (await process.communicate())[0].decode(errors="replace").strip()
    version = re.match(r"v(\d+)\.", said)
    if version is None or int(version[1]) < _OLDEST_NODE:
        raise NoWindowError(f"{needed}, and this is {said or 'none that runs'}: {_WITHOUT_IT}")


@asynccontextmanager
async def open_window(port: int) -> AsyncIterator[str]:
    """Open the window on a running bot; its address, which it also opens in the browser."""
    process = await asyncio.create_subprocess_exec(
        str(_PROGRAM), "start", "-c", "msteams", "-p", str(WINDOW_PORT), "--disable-telemetry",
        "-e", f"http://127.0.0.1:{port}/api/messages",
        cwd=FOLDER,
        env=dict(os.environ),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _wait_until_open(process)
        yield f"http://localhost:{WINDOW_PORT}"
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _wait_until_open(process: asyncio.subprocess.Process) -> None:
    """The window quietly takes another port when its own is taken; the bot would not answer."""
    for _ in range(_LONGEST_WAIT):
        if process.returncode is not None:
            raise NoWindowError(
                f"The chat window ended as soon as it began: remove {FOLDER / 'node_modules'} and"
                " run `make run` again, which installs it anew."
            )
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", WINDOW_PORT)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise NoWindowError(f"The chat window does not open on port {WINDOW_PORT}: is it taken?")


def _refuse_taken_port() -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", WINDOW_PORT)) == 0:
            raise NoWindowError(
                f"Port {WINDOW_PORT} is taken, perhaps by another chat window: close that first."
            )
