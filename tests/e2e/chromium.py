"""A page in Chromium without a window, spoken to in its own protocol (Chrome DevTools)."""

import asyncio
import base64
import json
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import aiohttp

from tests.story.reading import MissingError

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_LISTENING = re.compile(rb"DevTools listening on ws://([^/]+)/")
_TRIES, _PAUSE = 600, 0.1  # a minute: a busy machine draws slowly
_FIND = """
(() => {
  const found = [...document.querySelectorAll(%s)].filter(
    (one) => %s.every((word) => one.textContent.includes(word)));
  if (!found.length) return null;
  const {x, y, width, height} = found.at(-1).getBoundingClientRect();
  return {x: x + scrollX, y: y + scrollY, width, height, scale: 1};
})()
"""
_PRESS = """
(() => {
  const found = [...document.querySelectorAll("button")].filter(
    (one) => one.textContent.startsWith(%s));
  found.forEach((one) => one.click());
  return found.length || null;
})()
"""


class Page:
    """One page; what is looked for may come a moment later."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)

    async def run(self, script: str) -> Any:
        """Run a script in the page; its value."""
        told = await self._ask("Runtime.evaluate", expression=script, returnByValue=True)
        return told["result"].get("value")

    async def press(self, title: str) -> None:
        """Press the button that begins with these words."""
        await self._wait_for(_PRESS % json.dumps(title), title)

    async def find(self, selector: str, *words: str) -> Any:
        """Where the last part of the page is that has all these words, once it is there."""
        return await self._wait_for(_FIND % (json.dumps(selector), json.dumps(words)), *words)

    async def photograph(self, selector: str, *words: str) -> bytes:
        """A picture of the last part of the page that has all these words."""
        await self.find(selector, *words)
        await asyncio.sleep(1)  # letters are drawn anew when their font has come
        clip = await self.find(selector, *words)
        shot = await self._ask("Page.captureScreenshot", format="png", clip=clip)
        return base64.b64decode(shot["data"])

    async def print_pdf(self) -> bytes:
        """The page as its own rules for paper lay it out."""
        printed = await self._ask("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(printed["data"])

    async def _wait_for(self, script: str, *words: str) -> Any:
        for _ in range(_TRIES):
            found = await self.run(script)
            if found is not None:
                return found
            await asyncio.sleep(_PAUSE)
        raise MissingError(f"{words} is not on the page")

    async def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while (told := await self._socket.receive_json()).get("id") != number:
            pass
        return dict(told["result"])


@asynccontextmanager
async def open_page(url: str) -> AsyncIterator[Page]:
    """Open an address in a Chromium of its own; end it afterwards."""
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        raise MissingError("the pictures need Chromium: install the package chromium")
    with tempfile.TemporaryDirectory(prefix="stoplicht-") as profile:
        process = await asyncio.create_subprocess_exec(
            program,
            *("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
            *("--disable-component-update", "--disable-sync", "--force-device-scale-factor=1.5"),
            *("--no-sandbox",) if os.geteuid() == 0 else (),
            f"--user-data-dir={profile}",
            "--remote-debugging-port=0",
            "--window-size=1200,6000",
            url,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with aiohttp.ClientSession(f"http://{await _find_door(process)}") as http:
                async with http.get("/json/list") as listed:
                    pages = [one for one in await listed.json() if one["type"] == "page"]
                async with http.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0) as ws:
                    yield Page(ws)
        finally:
            process.terminate()
            await process.communicate()


async def _find_door(process: asyncio.subprocess.Process) -> str:
    async with asyncio.timeout(_TRIES * _PAUSE):
        while process.stderr and (line := await process.stderr.readline()):
            if found := _LISTENING.search(line):
                return found[1].decode()
    raise MissingError("Chromium ended before it could be spoken to")
