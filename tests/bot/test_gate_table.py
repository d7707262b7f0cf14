"""The table of reliability.md §4.1: each input, its own answer, and no turn."""

import asyncio
import base64
import json
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest

from bot.gate.body import LARGEST_BODY
from tests.bot.gatehouse import (
    APP_ID,
    NOW,
    SERVICE_URL,
    TEAMS_ACTIVITIES,
    TENANT,
    Gatehouse,
    open_gatehouse,
    read_activity,
)
from tests.support.identity import make_key
from tests.support.patience import PATIENCE

JSON = bytes | dict[str, Any] | list[Any] | str | None
MINUTE = 60
EPOCH = int(NOW.timestamp())


@pytest.fixture
async def house() -> AsyncIterator[Gatehouse]:
    async with open_gatehouse() as opened:
        yield opened


def changed(**fields: Any) -> dict[str, Any]:
    return {**read_activity(), **fields}


def without(name: str) -> dict[str, Any]:
    activity = read_activity()
    del activity[name]
    return activity


def nested(depth: int) -> bytes:
    return b'{"type": "message", "value": ' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize("name", TEAMS_ACTIVITIES)
async def test_what_teams_sends_comes_in_whole(house: Gatehouse, name: str) -> None:
    activity = read_activity(name)
    assert (await house.knock(activity)).status == 200
    (admitted,) = house.turns
    assert admitted.activity == activity
    assert (admitted.tenant_id, admitted.service_url) == (TENANT, SERVICE_URL)


async def test_one_token_serves_many_requests_and_the_keys_are_read_once(house: Gatehouse) -> None:
    token = house.bearer()
    body = json.dumps(read_activity()).encode()
    answers = [await house.post(body, {"Authorization": token}) for _ in range(50)]
    assert {answer.status for answer in answers} == {200}
    assert (len(house.turns), house.identity.key_fetches) == (50, 1)


BAD_BODIES: dict[str, tuple[Any, int, str]] = {
    "a list": ([], 400, "wrong_shape"),
    "a string": ("hello", 400, "wrong_shape"),
    "nothing": (b"", 400, "malformed"),
    "half an object": (b'{"type": "message"', 400, "malformed"),
    "no text encoding": (b'{"type": "\xff"}', 400, "malformed"),
    "not a number": (b'{"type": "message", "value": NaN}', 400, "malformed"),
    "infinity": (b'{"type": "message", "value": -Infinity}', 400, "malformed"),
    "infinity in digits": (b'{"type": "message", "value": 1e999}', 400, "malformed"),
    "five thousand digits": (b'{"value": ' + b"9" * 5000 + b"}", 400, "malformed"),
    "half a surrogate": (b'{"type": "\\ud800"}', 400, "wrong_shape"),
    "fifty thousand deep": (nested(50_000), 400, "too_deep"),
    "thirty-three deep": (nested(32), 400, "too_deep"),
    "deep and never closed": (b"[" * 100_000, 400, "too_deep"),
    "nearly a megabyte": (changed(text="x" * 1_000_000), 413, "too_large"),
    "one byte too many": (b" " * (LARGEST_BODY + 1), 413, "too_large"),
    "no type": (without("type"), 400, "wrong_shape"),
    "no conversation": (without("conversation"), 400, "wrong_shape"),
    "no sender": (without("from"), 400, "wrong_shape"),
    "no recipient": (without("recipient"), 400, "wrong_shape"),
    "no channel id": (without("channelId"), 400, "wrong_shape"),
    "no service url": (without("serviceUrl"), 400, "wrong_shape"),
    "a conversation in a string": (changed(conversation="x"), 400, "wrong_shape"),
    "a conversation without id": (changed(conversation={}), 400, "wrong_shape"),
    "a numbered conversation": (changed(conversation={"id": 7}), 400, "wrong_shape"),
    "a group in a word": (changed(conversation={"id": "x", "isGroup": "yes"}), 400, "wrong_shape"),
    "an empty activity id": (changed(id=""), 400, "wrong_shape"),
    "a timestamp of junk": (changed(timestamp="yesterday"), 400, "wrong_shape"),
    "a day without a time": (changed(timestamp="2026-11-20"), 400, "wrong_shape"),
    "a timestamp in a number": (changed(timestamp=5), 400, "wrong_shape"),
    "a month that does not exist": (
        changed(timestamp="2026-13-01T00:00:00Z"),
        400,
        "wrong_shape",
    ),
    "text in a list": (changed(text=["x"]), 400, "wrong_shape"),
    "members in an object": (changed(membersAdded={}), 400, "wrong_shape"),
    "an entity without a type": (changed(entities=[{}]), 400, "wrong_shape"),
    "channel data in a string": (changed(channelData="x"), 400, "wrong_shape"),
    "a tenant in a number": (changed(channelData={"tenant": {"id": 1}}), 400, "wrong_shape"),
    "another tenant": (changed(channelData={"tenant": {"id": APP_ID}}), 403, "tenant"),
    "no tenant": (changed(channelData={}), 403, "tenant"),
    "no channel data": (changed(channelData=None), 403, "tenant"),
    "a tenant only in the conversation": (
        changed(channelData=None, conversation={"id": "a:1", "tenantId": TENANT}),
        403,
        "tenant",
    ),
}


@pytest.mark.parametrize("kind", BAD_BODIES)
async def test_a_bad_body_is_the_senders_mistake_and_no_turn(house: Gatehouse, kind: str) -> None:
    body, status, reason = BAD_BODIES[kind]
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = await house.post(sent, {"Authorization": house.bearer()})
    assert (answer.status, answer.reason) == (status, reason)
    assert house.turns == []


@pytest.mark.parametrize("sign", ["\\ud83d", "\\ude00", "\\u0000"])
async def test_what_no_database_keeps_comes_in_with_another_sign_in_its_place(
    house: Gatehouse, sign: str
) -> None:
    body = json.dumps(changed(text="mijn @", value={"why": ["@"]})).replace("@", sign)
    answer = await house.post(body.encode(), {"Authorization": house.bearer()})
    assert answer.status == 200
    (admitted,) = house.turns
    assert admitted.activity["text"] == "mijn \ufffd"
    assert admitted.activity["value"] == {"why": ["\ufffd"]}


async def test_a_body_just_within_its_bounds_comes_in(house: Gatehouse) -> None:
    room = LARGEST_BODY - len(json.dumps(changed(text="")).encode())
    assert (await house.knock(changed(text="x" * room))).status == 200
    deepest: list[Any] = []
    for _ in range(30):
        deepest = [deepest]
    assert (await house.knock(changed(value=deepest))).status == 200
    assert (await house.knock(changed(text='"[' * 100))).status == 200


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/xml", "application/json2", "application/json; charset=utf-16"],
)
async def test_only_json_is_read(house: Gatehouse, content_type: str) -> None:
    body = json.dumps(read_activity()).encode()
    headers = {"Authorization": house.bearer(), "Content-Type": content_type}
    answer = await house.post(body, headers)
    assert (answer.status, answer.reason) == (415, "content_type")


async def test_a_packed_body_is_not_unpacked(house: Gatehouse) -> None:
    headers = {"Authorization": house.bearer(), "Content-Encoding": "deflate"}
    packed = zlib.compress(json.dumps(read_activity()).encode())
    assert (await house.post(packed, headers)).status == 415
    # Broken packing may be seen by the web server before the gate is asked.
    assert (await house.post(b"not packed at all", headers)).status in {400, 415}
    assert house.turns == []


async def test_a_large_body_that_hides_its_size_is_refused(house: Gatehouse) -> None:
    async def trickle() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 10_000

    answer = await house.post(trickle(), {"Authorization": house.bearer()})
    assert (answer.status, answer.reason) == (413, "too_large")


async def test_a_body_that_never_ends_is_given_up(house: Gatehouse) -> None:
    stopped = asyncio.Event()

    async def stall() -> AsyncIterator[bytes]:
        yield b"{"
        await stopped.wait()

    async with open_gatehouse(read_within=timedelta(seconds=0.05)) as hasty:
        answer = await hasty.post(stall(), {"Authorization": hasty.bearer()})
        stopped.set()
    assert (answer.status, answer.reason) == (408, "too_slow")


def unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "key-1"})


def claims_of(house: Gatehouse) -> dict[str, Any]:
    token = house.bearer().removeprefix("Bearer ")
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def shared_secret(house: Gatehouse) -> str:
    secret = "a secret of more than thirty-two characters"
    return jwt.encode(claims_of(house), secret, algorithm="HS256", headers={"kid": "key-1"})


def nested_header(house: Gatehouse) -> str:
    header = base64.urlsafe_b64encode(b"[" * 5000).rstrip(b"=").decode()
    return f"{header}.e30.c2ln"


BAD_TOKENS: dict[str, tuple[Callable[[Gatehouse], str | None], str]] = {
    "none": (lambda house: None, "no_token"),
    "Basic": (lambda house: "Basic abc", "no_token"),
    "empty": (lambda house: "Bearer", "bad_token"),
    "garbage": (lambda house: "Bearer abc", "bad_token"),
    "three letters": (lambda house: "Bearer a.b.c", "bad_token"),
    "a deep header": (lambda house: f"Bearer {nested_header(house)}", "bad_token"),
    "two tokens": (lambda house: f"{house.bearer()} {house.bearer()}", "bad_token"),
    "alg none": (lambda house: f"Bearer {unsigned(claims_of(house))}", "bad_token"),
    "HS256": (lambda house: f"Bearer {shared_secret(house)}", "bad_token"),
    "PS256": (lambda house: house.bearer(algorithm="PS256"), "bad_token"),
    "unknown kid": (lambda house: house.bearer(headers={"kid": "key-9"}), "unknown_key"),
    "endless kid": (lambda house: house.bearer(headers={"kid": "k" * 300}), "unknown_key"),
    "wrong key": (lambda house: house.bearer(key_number=2), "bad_token"),
    "changed by hand": (lambda house: house.bearer()[:-6] + "AAAAAA", "bad_token"),
    "expired": (lambda house: house.bearer(exp=EPOCH - 5 * MINUTE), "out_of_time"),
    "not yet": (lambda house: house.bearer(nbf=EPOCH + 5 * MINUTE + 1), "out_of_time"),
    "exp of text": (lambda house: house.bearer(exp="later"), "out_of_time"),
    "nbf of truth": (lambda house: house.bearer(nbf=True), "out_of_time"),
    "exp of no number": (lambda house: house.bearer(exp=float("nan")), "out_of_time"),
    "exp of infinity": (lambda house: house.bearer(exp=float("inf")), "out_of_time"),
    "nbf of minus infinity": (lambda house: house.bearer(nbf=float("-inf")), "out_of_time"),
    "no exp": (lambda house: house.bearer(without="exp"), "bad_token"),
    "no nbf": (lambda house: house.bearer(without="nbf"), "bad_token"),
    "no iss": (lambda house: house.bearer(without="iss"), "bad_token"),
    "no aud": (lambda house: house.bearer(without="aud"), "bad_token"),
    "no serviceurl": (lambda house: house.bearer(without="serviceurl"), "bad_token"),
    "foreign iss": (lambda house: house.bearer(iss="https://sts.windows.net/x/"), "bad_token"),
    "wrong aud": (lambda house: house.bearer(aud=TENANT), "bad_token"),
    "many aud": (lambda house: house.bearer(aud=[APP_ID, TENANT]), "bad_token"),
    "other serviceurl": (lambda house: house.bearer(SERVICE_URL[:-1]), "other_service_url"),
    "serviceurl of a number": (lambda house: house.bearer(serviceurl=7), "other_service_url"),
}


@pytest.mark.parametrize("kind", BAD_TOKENS)
async def test_a_bad_token_is_refused_without_a_turn(house: Gatehouse, kind: str) -> None:
    make, reason = BAD_TOKENS[kind]
    token = make(house)
    body = json.dumps(read_activity()).encode()
    answer = await house.post(body, {} if token is None else {"Authorization": token})
    assert (answer.status, answer.reason) == (401, reason)
    assert house.turns == []


async def test_a_bad_token_is_refused_before_its_body_is_read(house: Gatehouse) -> None:
    stopped = asyncio.Event()

    async def stall() -> AsyncIterator[bytes]:
        yield b"{"
        await stopped.wait()

    async with asyncio.timeout(PATIENCE):
        answer = await house.post(stall(), {"Authorization": house.bearer(without="exp")})
    stopped.set()
    assert (answer.status, answer.reason) == (401, "bad_token")


async def test_a_shared_secret_is_refused_before_any_key_is_asked(house: Gatehouse) -> None:
    await house.post(b"{}", {"Authorization": f"Bearer {shared_secret(house)}"})
    assert house.identity.key_fetches == 0


async def test_a_body_that_says_it_is_too_large_needs_no_token(house: Gatehouse) -> None:
    assert (await house.post(b" " * (LARGEST_BODY + 1))).status == 413


async def test_two_authorizations_are_none(house: Gatehouse) -> None:
    async with house.session.post(
        house.url,
        json=read_activity(),
        headers=[("Authorization", house.bearer()), ("Authorization", house.bearer())],
    ) as response:
        assert (response.status, await response.text()) == (401, "no_token")


@pytest.mark.parametrize(
    "times",
    [{"exp": EPOCH - 5 * MINUTE + 1}, {"nbf": EPOCH + 5 * MINUTE}],
    ids=["just expired", "almost begun"],
)
async def test_clocks_may_differ_by_five_minutes(house: Gatehouse, times: dict[str, int]) -> None:
    assert (await house.knock(**times)).status == 200


async def test_a_channel_that_the_key_does_not_speak_for_is_refused(house: Gatehouse) -> None:
    answer = await house.knock(changed(channelId="webchat"))
    assert (answer.status, answer.reason) == (401, "not_endorsed")


async def test_a_channel_that_is_not_teams_is_refused(house: Gatehouse) -> None:
    house.identity.endorsements.append("webchat")
    answer = await house.knock(changed(channelId="webchat"))
    assert (answer.status, answer.reason) == (403, "channel")


async def test_a_tenant_is_read_whatever_its_case(house: Gatehouse) -> None:
    tenant, written = "abcdef00-0000-4000-8000-000000000001", "ABCdef00-0000-4000-8000-000000000001"
    async with open_gatehouse(allowed_tenants=frozenset({written})) as other:
        await other.knock(changed(channelData={"tenant": {"id": tenant.upper()}}))
        assert [admitted.tenant_id for admitted in other.turns] == [tenant]


async def test_what_the_bot_does_not_use_stays_outside(house: Gatehouse) -> None:
    activity = changed(relatesTo="x", suggestedActions=5, historyDisclosed="maybe")
    assert (await house.knock(activity)).status == 200
    assert house.turns[0].activity == read_activity()


async def test_a_local_gate_asks_no_token_and_keeps_every_other_rule() -> None:
    async with open_gatehouse(checks_tokens=False) as local:
        body = json.dumps(read_activity()).encode()
        assert (await local.post(body)).status == 200
        foreign = json.dumps(changed(channelData={"tenant": {"id": APP_ID}})).encode()
        assert (await local.post(foreign)).status == 403
        evil = json.dumps(changed(serviceUrl="http://169.254.169.254/")).encode()
        assert (await local.post(evil)).status == 403
        assert (await local.post(nested(40))).status == 400
        assert local.identity.key_fetches == 0


async def test_a_key_of_the_stand_in_is_long_enough_to_be_trusted() -> None:
    assert make_key(1).key_size >= 2048
