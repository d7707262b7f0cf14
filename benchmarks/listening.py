"""The HTTP server around an echo, as the samples of both SDKs make it."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def listen(receive: Handler, app: web.Application | None = None) -> None:
    """Serve until the process is ended."""
    app = app or web.Application()
    app.router.add_post("/api/messages", receive)
    app.router.add_get("/live", _live)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    print(f"messages on port {port}, operator on {port}", flush=True)
    await asyncio.Event().wait()


async def _live(_request: web.Request) -> web.Response:
    return web.Response(text="live\n")
