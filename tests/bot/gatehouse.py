"""A gate on a loopback server with a stand-in identity: tests knock, and see who got in."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.gate.admission import Admitted, Gate, GateSettings
from bot.gate.refusals import GateRefusedError, answer_refusal
from bot.gate.service_hosts import ServiceHosts
from tests.support.identity import StandInIdentity

APP_ID = "00000000-0000-4000-8000-0000000000b0"
TENANT = "00000000-0000-4000-8000-000000000001"
SERVICE_URL = f"https://smba.trafficmanager.net/emea/{TENANT}/"
NOW = datetime(2026, 11, 20, 8, 15, 31, tzinfo=UTC)
FIXTURES = Path(__file__).parents[1] / "fixtures" / "activities"
TEAMS_ACTIVITIES = sorted(path.stem for path in FIXTURES.glob("*.json"))


def read_activity(name: str = "personal_message") -> dict[str, Any]:
    activity: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return activity


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    reason: str
    retry_after: str | None


@dataclass(slots=True)
class Gatehouse:
    identity: StandInIdentity
    session: ClientSession
    settings: GateSettings
    seconds: float = 0.0
    turns: list[Admitted] = field(default_factory=list)
    url: str = ""
    gate: Gate | None = None

    def close_for_lack_of_keys(self) -> None:
        """Start again, with nothing in the cache."""
        self.gate = Gate(
            self.settings,
            session=self.session,
            clock=lambda: NOW,
            read_monotonic=lambda: self.seconds,
        )

    async def answer(self, request: web.Request) -> web.Response:
        assert self.gate is not None
        try:
            self.turns.append(await self.gate.admit(request))
        except GateRefusedError as refusal:
            return answer_refusal(refusal)
        return web.Response()

    async def knock(self, activity: Any = None, **token: Any) -> Answer:
        """Post an activity with a good token, or with claims another way."""
        body = json.dumps(read_activity() if activity is None else activity).encode()
        return await self.post(body, {"Authorization": self.bearer(**token)})

    async def post(self, body: Any, headers: dict[str, str] | None = None) -> Answer:
        """Post any body with any headers; Content-Type is right unless given."""
        all_headers = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
        async with self.session.post(
            self.url, data=body, headers={k: v for k, v in all_headers.items() if v}
        ) as response:
            retry_after = response.headers.get("Retry-After")
            return Answer(response.status, await response.text(), retry_after)

    def bearer(self, service_url: str = SERVICE_URL, **token: Any) -> str:
        return f"Bearer {self.identity.mint(service_url, **token)}"


@asynccontextmanager
async def open_gatehouse(**settings: Any) -> AsyncIterator[Gatehouse]:
    async with StandInIdentity(APP_ID) as identity, ClientSession() as session:
        house = Gatehouse(identity, session, replace(_settings(identity), **settings))
        house.close_for_lack_of_keys()
        app = web.Application()
        app.router.add_post("/api/messages", house.answer)
        async with TestServer(app) as server:
            house.url = str(server.make_url("/api/messages"))
            yield house
            assert house.gate is not None
            await house.gate.close()


def _settings(identity: StandInIdentity) -> GateSettings:
    return GateSettings(
        app_id=APP_ID,
        allowed_tenants=frozenset({TENANT}),
        openid_metadata_url=identity.metadata_url,
        service_hosts=ServiceHosts.parse("smba.trafficmanager.net, *.botframework.com"),
        checks_tokens=True,
    )
