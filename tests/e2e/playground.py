"""The Microsoft 365 Agents Playground 0.2.28 as a stage: one window, in which ``als <name>`` lets
its person be everybody. Its interface is internal, so its version is pinned exactly.
"""

import asyncio
import os
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import aiohttp

from tests.story.bot import ROOT, Bot
from tests.story.reading import MissingError, Seen, press, replaced

FOLDER = ROOT / "config" / "playground"
PERSONAL_CHAT, AGENDA_CHANNEL = "a:personal", "19:agenda@thread.tacv2"
_WINDOW_SITTER = "29:cora"  # currentUser of .m365agentsplayground.yml
_HEADER = re.compile(r"Bericht voor (.+)")
_TRIES, _PAUSE = 600, 0.05  # half a minute
_FRAME_LATER = 0.2  # seconds: a message is in the stream a moment after the bot sent it


def find_free_port() -> int:
    """A port that nobody listens on; the bot must know it before the window opens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def open_playground(bot: Bot, port: int, names: Mapping[str, str]) -> AsyncIterator["Window"]:
    """Start the Playground on a running bot, without a browser; end it afterwards."""
    process = await asyncio.create_subprocess_exec(
        str(FOLDER / "node_modules/.bin/agentsplayground"),
        "start",
        *("-e", f"http://127.0.0.1:{bot.port}/api/messages"),
        *("-c", "msteams", "-p", str(port), "--disable-telemetry"),
        cwd=FOLDER,
        env={**os.environ, "TEAMSAPPTESTER_BROWSER": "none"},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with aiohttp.ClientSession(f"http://localhost:{port}") as http:
            await _wait_until_up(http, process)
            async with http.ws_connect("/_ws_conversation/v1/conversations/stream") as stream:
                window = Window(bot, http, names)
                following = asyncio.create_task(window.follow(stream))
                try:
                    yield window
                finally:
                    following.cancel()
    finally:
        process.terminate()
        await process.wait()


async def _wait_until_up(http: aiohttp.ClientSession, process: asyncio.subprocess.Process) -> None:
    for _ in range(_TRIES):
        if process.returncode is not None:
            break
        try:
            async with http.get("/_internal/v1/testConfig") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientConnectionError:
            pass
        await asyncio.sleep(_PAUSE)
    raise MissingError("the Agents Playground did not start: see config/playground/devTools")


class Window:
    """The stage of the end-to-end test: one chat and one channel, as the window shows them."""

    def __init__(self, bot: Bot, http: aiohttp.ClientSession, names: Mapping[str, str]) -> None:
        self._bot = bot
        self._http = http
        self._names = names
        self._ids = {name: who for who, name in names.items()}
        self._sitting = ""
        self._messages: dict[str, Seen] = {}
        self._owners: dict[str, str] = {}

    async def follow(self, stream: aiohttp.ClientWebSocketResponse) -> None:
        """Keep up with what the window shows; a frame may come twice."""
        async for frame in stream:
            change = frame.json()
            if change.get("action") in {"createMessage", "updateMessage"}:
                self._keep(change["actionConversationId"], change["message"])

    async def says(self, who: str, text: str) -> Seen:
        await self._sit_down(who)
        return await self._type(text, who)

    async def presses(self, who: str, seen: Seen, title: str, answers: dict[str, str]) -> Seen:
        await self._sit_down(who)
        body = {
            "name": "adaptiveCard/action",
            "value": {"action": press(seen, title, answers), "trigger": "manual"},
            "from": {"id": _WINDOW_SITTER},
            "conversation": {"id": PERSONAL_CHAT},
            "replyToId": seen.id,
        }
        async with self._http.post("/_conversation/v1/invoke", json=body) as answer:
            if answer.status != 200:
                raise MissingError(f"{title!r} was answered {answer.status}")
            shown = replaced(seen, await answer.json())
        await self.settle()
        return shown

    async def chat(self, who: str) -> list[Seen]:
        return [
            message
            for number, message in self._messages.items()
            if message.conversation == PERSONAL_CHAT and self._owners[number] == who
        ]

    async def channel(self) -> list[Seen]:
        return [m for m in self._messages.values() if m.conversation.startswith(AGENDA_CHANNEL)]

    async def now(self) -> datetime:
        return await self._bot.now()

    async def move_to(self, at: datetime) -> None:
        await self._bot.advance(at - await self._bot.now())

    async def settle(self) -> None:
        await self._bot.quiet()
        await asyncio.sleep(_FRAME_LATER)

    async def _sit_down(self, who: str) -> None:
        if who == self._sitting:
            return
        self._sitting = ""
        answer = await self._type(f"als {who}", "")
        if self._names[who] not in answer.words:
            raise MissingError(f"als {who} was answered: {answer.words}")
        self._sitting = who

    async def _type(self, text: str, who: str) -> Seen:
        before = len(await self.chat(who))
        body = {"text": text, "textFormat": "plain", "from": {"id": _WINDOW_SITTER}}
        url = f"/_conversation/v1/conversations/{PERSONAL_CHAT}/messages"
        async with self._http.post(url, json=body) as answer:
            answer.raise_for_status()
        for _ in range(_TRIES):
            if len(await self.chat(who)) > before:
                await self.settle()
                return (await self.chat(who))[-1]
            await asyncio.sleep(_PAUSE)
        raise MissingError(f"{text!r} got no answer")

    def _keep(self, conversation: str, message: dict[str, Any]) -> None:
        number = message["messageId"]
        seen = Seen(id=number, conversation=conversation, activity=message)
        self._messages[number] = seen
        header = _HEADER.match(seen.words)
        self._owners.setdefault(number, self._ids.get(header[1], "?") if header else self._sitting)
