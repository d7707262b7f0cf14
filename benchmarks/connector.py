"""A connector that takes every call at once and counts what each conversation was sent."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Self

from aiohttp import web

_PATIENCE = 120
SILENCE = 0.3  # seconds without a call after which nothing more is on its way


class NotAnsweredError(Exception):
    """A turn was refused or went wrong: the run measures nothing."""


class CountingTeams:
    """``posts`` counts the messages in each conversation, ``last`` keeps the newest one there,
    ``edited`` what a message was last changed into, ``asked`` how often something was asked of a
    bot, as ``StandInTeams`` does.
    """

    def __init__(self) -> None:
        self.asked = 0
        self.posts: Counter[str] = Counter()
        self.last: dict[str, dict[str, Any]] = defaultdict(dict)
        self.edited: dict[str, Any] = {}
        self.host = ""
        self._called_at = 0.0
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def service_url(self) -> str:
        """The address to put in activities."""
        return f"http://{self.host}/emea"

    async def heard(self, wanted: Mapping[str, int]) -> None:
        """Wait until every conversation has at least so many messages."""
        async with asyncio.timeout(_PATIENCE), self._changed:
            await self._changed.wait_for(
                lambda: all(self.posts[one] >= number for one, number in wanted.items())
            )

    def check_cards(self, conversations: Iterable[str]) -> None:
        """Fail when somebody was answered by words in the stead of a card: it went wrong then."""
        for one in conversations:
            if not self.last[one].get("attachments"):
                raise NotAnsweredError(self.last[one].get("text"))

    async def silent(self, seconds: float = SILENCE) -> None:
        """Wait until nobody called for a while."""
        while (left := self._called_at + seconds - time.monotonic()) > 0:  # noqa: ASYNC110 - of time
            await asyncio.sleep(left)

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.json()
        self._called_at = time.monotonic()
        if request.method == "PUT":
            self.edited = body
        else:
            await self._keep(request.path.split("/")[4], body)
        return web.json_response({"id": str(self.posts.total())}, status=201)

    async def _keep(self, conversation: str, body: dict[str, Any]) -> None:
        async with self._changed:
            self.posts[conversation] += 1
            self.last[conversation] = body
            self._changed.notify_all()
