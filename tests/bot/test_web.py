from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.gate.refusals import GateReason, GateRefusedError
from bot.running.metrics import Metrics
from bot.running.web import Probes, make_message_app, make_operator_app
from bot.turns.routes import Door
from bot.turns.turn import TurnEnd
from services.ports.outbox import OutboxGauge
from services.ports.turns import DatabaseAwayError, StoredAnswer
from tests.support.canaries import CANARY

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MESSAGE = {"type": "message", "text": "help"}


class House:
    """A gate, turns, an outbox and a clock that do as they are told."""

    def __init__(self) -> None:
        self.outcome: StoredAnswer | Exception = StoredAnswer(status=200)
        self.door = Door.TEXT
        self.troubles: list[str] = []
        self.troubles_beside: list[str] = []
        self.now = NOON
        self.is_away = False
        self.metrics = Metrics(SimpleNamespace(outbox=self))

    async def admit(self, request: web.Request) -> Any:
        if isinstance(self.outcome, GateRefusedError):
            raise self.outcome
        return SimpleNamespace(activity=await request.json())

    async def run(self, activity: Any) -> TurnEnd:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return TurnEnd(door=self.door, answer=self.outcome)

    async def gauge(self) -> OutboxGauge:
        if self.is_away:
            raise DatabaseAwayError
        return OutboxGauge(messages={"sent": 3, "dead": 1}, due=2, oldest_seconds=7.4)

    async def ready(self) -> list[str]:
        return self.troubles

    async def advance(self, by: timedelta) -> datetime:
        self.now += by
        return self.now

    async def tell(self) -> datetime:
        return self.now


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
async def messages(house: House) -> AsyncIterator[TestClient]:
    app = make_message_app(house, house, house.metrics)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
async def operator(house: House) -> AsyncIterator[TestClient]:
    probes = Probes(
        ready=house.ready,
        beside=lambda: house.troubles_beside,
        advance=house.advance,
        now=house.tell,
    )
    async with TestClient(TestServer(make_operator_app(probes, house.metrics))) as client:
        yield client


async def test_a_turn_without_a_body_answers_without_one(messages: TestClient):
    answer = await messages.post("/api/messages", json=MESSAGE)
    assert (answer.status, await answer.text()) == (200, "")


async def test_an_invoke_is_answered_in_the_body(messages: TestClient, house: House):
    house.outcome = StoredAnswer(status=200, body={"statusCode": 200})
    answer = await messages.post("/api/messages", json=MESSAGE)
    assert await answer.json() == {"statusCode": 200}


async def test_a_turn_that_gave_up_asks_to_come_back(messages: TestClient, house: House):
    house.outcome = StoredAnswer(status=503)
    answer = await messages.post("/api/messages", json=MESSAGE)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


async def test_a_fault_of_our_own_tells_nothing_of_its_content(
    messages: TestClient, house: House, caplog: pytest.LogCaptureFixture
):
    house.outcome = ValueError(CANARY)
    answer = await messages.post("/api/messages", json=MESSAGE)
    assert answer.status == 500
    assert CANARY not in await answer.text()


@pytest.mark.parametrize("path", ["/", "/api/messages/", "/metrics", "/local/clock"])
async def test_the_door_of_teams_has_no_other_rooms(messages: TestClient, path: str):
    assert (await messages.get(path)).status == 404


async def test_turns_and_refusals_are_counted(
    messages: TestClient, operator: TestClient, house: House
):
    await messages.post("/api/messages", json=MESSAGE)
    house.outcome = GateRefusedError(GateReason.WRONG_SHAPE)
    await messages.post("/api/messages", json=MESSAGE)
    text = await (await operator.get("/metrics")).text()
    assert 'stoplicht_turns_total{door="text",status="200"} 1' in text
    assert f'stoplicht_refused_total{{reason="{GateReason.WRONG_SHAPE}"}} 1' in text
    assert 'stoplicht_outbox_messages{state="dead"} 1' in text
    assert "stoplicht_outbox_due 2" in text
    assert "stoplicht_outbox_oldest_seconds 7" in text


async def test_a_turn_is_counted_at_the_door_the_turn_found(
    messages: TestClient, operator: TestClient, house: House
):
    house.door = Door.SUBMIT
    await messages.post("/api/messages", json={"type": "message", "value": {"press": "sealed"}})
    text = await (await operator.get("/metrics")).text()
    assert 'stoplicht_turns_total{door="submit",status="200"} 1' in text
    assert 'door="text"' not in text


async def test_figures_need_the_database(operator: TestClient, house: House):
    house.is_away = True
    assert (await operator.get("/metrics")).status == 503
    assert (await operator.get("/live")).status == 200


async def test_readiness_names_what_is_not_well(operator: TestClient, house: House):
    assert (await operator.get("/ready")).status == 200
    house.troubles = ["database_away"]
    answer = await operator.get("/ready")
    assert (answer.status, await answer.text()) == (503, "database_away\n")


async def test_business_time_is_told_and_moved(operator: TestClient):
    moved = await operator.post("/local/clock", json={"advance_seconds": 3600})
    assert await moved.json() == {"now": "2026-11-23T13:00:00+00:00"}
    assert await (await operator.get("/local/clock")).json() == await moved.json()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"{}",
        b'{"advance_seconds": -1}',
        b'{"advance_seconds": 1.5}',
        b'{"advance_seconds": true}',
        b'{"advance_seconds": "60"}',
        b'{"advance_seconds": 31622401}',
    ],
)
async def test_a_move_that_is_no_number_of_seconds_ahead_is_refused(
    operator: TestClient, house: House, body: bytes
):
    assert (await operator.post("/local/clock", data=body)).status == 400
    assert house.now == NOON


async def test_without_a_local_clock_there_is_no_door_to_it(house: House):
    app = make_operator_app(Probes(ready=house.ready), house.metrics)
    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/local/clock")).status == 404
        assert (await client.post("/local/clock", json={"advance_seconds": 60})).status == 404


async def test_a_connector_that_is_silent_is_named_and_the_bot_serves_all_the_same(
    operator: TestClient, house: House
):
    house.troubles_beside = ["connector_silent"]
    answer = await operator.get("/ready")
    assert (answer.status, await answer.text()) == (200, "ready\nconnector_silent\n")
    house.troubles = ["disk_full"]
    answer = await operator.get("/ready")
    assert (answer.status, await answer.text()) == (503, "disk_full\nconnector_silent\n")
