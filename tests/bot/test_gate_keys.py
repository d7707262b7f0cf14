import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.gate.refusals import GateRefusedError
from bot.gate.signing_keys import SigningKeys
from bot.sending.connector import open_http_session
from tests.bot.gatehouse import Gatehouse, open_gatehouse
from tests.support.identity import describe_key, make_key

DAY = 24 * 3600.0


@pytest.fixture
async def house() -> AsyncIterator[Gatehouse]:
    async with open_gatehouse() as opened:
        yield opened


async def test_a_new_key_is_believed_while_the_bot_runs(house: Gatehouse) -> None:
    assert (await house.knock()).status == 200
    house.identity.roll_key()
    assert (await house.knock()).status == 200
    assert house.identity.key_fetches == 2


async def test_the_old_key_stays_good_as_long_as_it_is_published(house: Gatehouse) -> None:
    old = {"headers": {"kid": "key-1"}, "key_number": 1}
    house.identity.roll_key()
    assert (await house.knock(**old)).status == 200
    del house.identity.published[0]
    house.seconds += DAY
    assert (await house.knock(**old)).status == 200
    await wait_for_fetches(house, 2)
    assert (await house.knock(**old)).status == 401


async def test_unknown_keys_make_the_bot_ask_at_most_once_a_minute(house: Gatehouse) -> None:
    await house.knock()
    answers = [await house.knock(headers={"kid": f"made-up-{number}"}) for number in range(20)]
    assert {answer.status for answer in answers} == {401}
    assert house.identity.key_fetches == 2
    house.identity.roll_key()
    assert (await house.knock()).status == 401
    house.seconds += 60
    assert (await house.knock()).status == 200


async def test_many_requests_at_once_ask_the_keys_once(house: Gatehouse) -> None:
    answers = await asyncio.gather(*(house.knock() for _ in range(20)))
    assert {answer.status for answer in answers} == {200}
    assert house.identity.key_fetches == 1
    house.identity.roll_key()
    answers = await asyncio.gather(*(house.knock() for _ in range(20)))
    assert {answer.status for answer in answers} == {200}
    assert house.identity.key_fetches == 2


async def test_without_keys_teams_is_asked_to_come_back(house: Gatehouse) -> None:
    house.identity.is_away = True
    answers = [await house.knock() for _ in range(3)]
    assert {(answer.status, answer.reason) for answer in answers} == {(503, "no_keys")}
    assert all(answer.retry_after for answer in answers)
    house.identity.is_away = False
    house.seconds += 4
    assert (await house.knock()).status == 503
    assert house.identity.key_fetches == 0
    house.seconds += 1
    assert (await house.knock()).status == 200


async def test_who_leaves_takes_the_keys_away_from_nobody_who_waits_for_them(
    house: Gatehouse,
) -> None:
    assert house.gate is not None
    keys = house.gate._keys
    first, second = (asyncio.create_task(keys.find(house.identity.key_id)) for _ in range(2))
    while keys._flight is None:
        await asyncio.sleep(0)
    first.cancel()
    found = await second
    assert found is not None
    assert first.cancelled()
    assert house.identity.key_fetches == 1


async def test_the_keys_go_on_working_while_the_key_server_is_away(house: Gatehouse) -> None:
    await house.knock()
    house.identity.is_away = True
    for _ in range(3):
        house.seconds += DAY
        assert (await house.knock()).status == 200
    assert (await house.knock(headers={"kid": "made-up"})).status == 401
    assert (await house.knock()).status == 200


async def test_a_key_server_that_publishes_nothing_takes_no_key_away(house: Gatehouse) -> None:
    await house.knock()
    house.identity.published.clear()
    house.seconds += DAY
    await house.knock()
    await wait_for_fetches(house, 2)
    assert (await house.knock()).status == 200


async def test_the_keys_are_renewed_daily_without_making_anybody_wait(house: Gatehouse) -> None:
    await house.knock()
    house.seconds += DAY - 1
    await house.knock()
    assert house.identity.key_fetches == 1
    house.seconds += 1
    assert (await house.knock()).status == 200
    await wait_for_fetches(house, 2)


async def wait_for_fetches(house: Gatehouse, count: int) -> None:
    """Let the renewal finish, which runs beside the requests."""
    assert house.gate is not None
    flight = house.gate._keys._flight
    assert flight is not None
    await flight
    assert house.identity.key_fetches == count


GOOD_KEY = describe_key(make_key(1), "key-1", ["msteams"])
SHORT_KEY = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - refused
BAD_ANSWERS: dict[str, Any] = {
    "no json": b"<html>",
    "a list": [],
    "no keys": {},
    "keys in an object": {"keys": {}},
    "a key in a string": {"keys": ["x"]},
    "a key without numbers": {"keys": [{"kty": "RSA", "kid": "key-1", "endorsements": []}]},
    "a key of another kind": {
        "keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "key-1", "endorsements": ["msteams"]}]
    },
    "a deep answer": b"[" * 100_000,
    "an endless answer": json.dumps({"keys": [GOOD_KEY]}).encode() + b" " * 600_000,
    "a short key": {"keys": [describe_key(SHORT_KEY, "key-1", ["msteams"])]},
    "a key without endorsements": {
        "keys": [{name: part for name, part in GOOD_KEY.items() if name != "endorsements"}]
    },
}


@pytest.mark.parametrize("kind", BAD_ANSWERS)
async def test_a_key_server_that_talks_nonsense_gives_no_keys(kind: str) -> None:
    answer = BAD_ANSWERS[kind]
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()

    async def describe(request: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": str(request.url.with_path("/keys"))})

    async def publish(request: web.Request) -> web.Response:
        return web.Response(body=body)

    assert await has_no_keys(describe, publish)


async def test_keys_are_not_fetched_in_the_clear_from_another_host() -> None:
    asked = []

    async def describe(request: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": f"http://localhost:{request.url.port}/keys"})

    async def publish(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.json_response({"keys": []})

    assert await has_no_keys(describe, publish)
    assert asked == []


async def test_the_key_server_may_not_send_the_bot_elsewhere() -> None:
    asked = []

    async def describe(request: web.Request) -> web.Response:
        raise web.HTTPFound("/keys")

    async def publish(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.json_response({"keys": []})

    assert await has_no_keys(describe, publish)
    assert asked == []


async def has_no_keys(describe: Any, publish: Any) -> bool:
    app = web.Application()
    app.router.add_get("/metadata", describe)
    app.router.add_get("/keys", publish)
    async with TestServer(app) as server, open_http_session() as session:
        keys = SigningKeys(
            session=session,
            metadata_url=str(server.make_url("/metadata")),
            read_monotonic=lambda: 0.0,
        )
        with pytest.raises(GateRefusedError) as refusal:
            await keys.find("key-1")
        return refusal.value.status == 503
