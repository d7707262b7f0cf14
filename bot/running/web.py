"""The HTTP doors: ``/api/messages`` for Teams, and the operator's own port beside it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.gate.admission import Gate
from bot.gate.refusals import GateRefusedError, answer_refusal
from bot.running.metrics import Metrics
from bot.turns.turn import Turns
from services.ports.turns import DatabaseAwayError

_LARGEST_BODY = 256 * 1024
_MOST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """What the operator's port asks: ``ready`` names what is not well, empty when all is;
    ``beside`` what is not well around the bot, which serves all the same.
    """

    ready: Callable[[], Awaitable[list[str]]]
    beside: Callable[[], Sequence[str]] = tuple
    advance: Callable[[timedelta], Awaitable[datetime]] | None = None
    now: Callable[[], Awaitable[datetime]] | None = None


def make_message_app(gate: Gate, turns: Turns, metrics: Metrics) -> web.Application:
    """The one address Teams knows."""

    async def receive(request: web.Request) -> web.Response:
        try:
            admitted = await gate.admit(request)
        except GateRefusedError as refusal:
            metrics.count_refusal(refusal.reason)
            return answer_refusal(refusal)
        end = await turns.run(admitted.activity)
        answer = end.answer
        metrics.count_turn(end.door.word, answer.status)
        if answer.status == 503:
            return web.Response(status=503, headers={"Retry-After": "5"})
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)

    app = web.Application(client_max_size=_LARGEST_BODY)
    app.router.add_post("/api/messages", receive)
    return app


def make_operator_app(probes: Probes, metrics: Metrics) -> web.Application:
    """Liveness, readiness and figures; in ``local`` also the business clock."""

    async def live(_request: web.Request) -> web.Response:
        return web.Response(text="live\n")

    async def ready(_request: web.Request) -> web.Response:
        troubles = await probes.ready()
        words = [*(troubles or ["ready"]), *probes.beside()]
        return web.Response(text="\n".join(words) + "\n", status=503 if troubles else 200)

    async def show_metrics(_request: web.Request) -> web.Response:
        try:
            return web.Response(text=await metrics.write())
        except DatabaseAwayError:
            return web.Response(status=503, text="the database does not answer\n")

    app = web.Application(client_max_size=4096)
    app.router.add_get("/live", live)
    app.router.add_get("/ready", ready)
    app.router.add_get("/metrics", show_metrics)
    if probes.advance and probes.now:
        _add_clock(app, probes.advance, probes.now)
    return app


def _add_clock(
    app: web.Application,
    advance: Callable[[timedelta], Awaitable[datetime]],
    now: Callable[[], Awaitable[datetime]],
) -> None:
    async def show(_request: web.Request) -> web.Response:
        return web.json_response({"now": (await now()).isoformat()})

    async def move(request: web.Request) -> web.Response:
        seconds = _read_seconds(await _read_json(request))
        if seconds is None:
            text = 'Send {"advance_seconds": N} with N from 0 to a year of seconds.'
            return web.json_response({"problem": text}, status=400)
        return web.json_response({"now": (await advance(timedelta(seconds=seconds))).isoformat()})

    app.router.add_get("/local/clock", show)
    app.router.add_post("/local/clock", move)


async def _read_json(request: web.Request) -> Any:
    try:
        return await request.json()
    except (ValueError, RecursionError):
        return None


def _read_seconds(body: Any) -> int | None:
    seconds = body.get("advance_seconds") if isinstance(body, dict) else None
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return None
    return seconds if 0 <= seconds <= _MOST_DAYS * 86_400 else None
