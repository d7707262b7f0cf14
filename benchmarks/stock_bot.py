"""The SDK's stock echo: its own CloudAdapter answers each message with one card, sent within the
turn. It keeps nothing and checks nothing; ``app.py serve`` beside it does.
"""

import asyncio
import json
import sys
from pathlib import Path

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity


class _NoAccount:
    """No app id: the adapter then asks for no token and gets none."""

    APP_ID = ""
    APP_PASSWORD = ""


class _StockBot(ActivityHandler):
    """Answers every message with the same activity."""

    def __init__(self, answer: dict) -> None:
        super().__init__()
        self._answer = answer

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(Activity().deserialize(dict(self._answer)))


async def serve(answer: dict) -> None:
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(_NoAccount))
    bot = _StockBot(answer)

    async def receive(request: web.Request) -> web.Response:
        return await adapter.process(request, bot)

    app = web.Application()
    app.router.add_post("/api/messages", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"messages on port {runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
