"""A token is verified once for each key; everything else about it is asked at each request."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest

from bot.gate import bearer
from bot.gate.bearer import LEEWAY, BearerCheck, Caller
from bot.gate.refusals import GateReason, GateRefusedError
from bot.gate.signing_keys import SigningKey
from tests.bot.gatehouse import APP_ID, NOW, SERVICE_URL, open_gatehouse
from tests.support.identity import StandInIdentity, make_key

HOUR = timedelta(hours=1)


@dataclass
class KeyRing:
    """The keys as they are known now."""

    known: dict[str, SigningKey] = field(default_factory=dict)

    async def find(self, key_id: str) -> SigningKey | None:
        return self.known.get(key_id)


@dataclass
class Checking:
    """A check with a clock and a key ring in hand; ``verified`` counts signatures."""

    identity: StandInIdentity = field(default_factory=lambda: StandInIdentity(APP_ID))
    keys: Any = field(default_factory=KeyRing)
    now: datetime = NOW
    verified: int = 0

    def __post_init__(self) -> None:
        self.publish("msteams")
        self.check = BearerCheck(app_id=APP_ID, keys=self.keys, clock=lambda: self.now)

    def publish(self, *endorsements: str, number: int = 1) -> None:
        """Publish a key as a renewal does: under its id, as a value of its own."""
        public_key = make_key(number).public_key()
        known = SigningKey(public_key=public_key, endorsements=frozenset(endorsements))
        self.keys.known[f"key-{number}"] = known

    def mint(self, **claims: Any) -> str:
        return self.identity.mint(SERVICE_URL, **claims)

    async def ask(self, token: str) -> Caller:
        return await self.check.identify([f"Bearer {token}"])

    async def refusal(self, token: str) -> GateReason:
        with pytest.raises(GateRefusedError) as refused:
            await self.ask(token)
        return refused.value.reason


@pytest.fixture
def checking(monkeypatch: pytest.MonkeyPatch) -> Checking:
    checking = Checking()
    decode = jwt.decode

    def count(*parts: Any, **options: Any) -> Any:
        checking.verified += 1
        return decode(*parts, **options)

    monkeypatch.setattr(bearer.jwt, "decode", count)
    return checking


async def test_a_token_that_comes_again_is_not_verified_again(checking: Checking) -> None:
    token = checking.mint()
    callers = [await checking.ask(token) for _ in range(3)]
    assert checking.verified == 1
    assert set(callers) == {Caller(service_url=SERVICE_URL, endorsements=frozenset({"msteams"}))}


async def test_a_known_token_ends_when_it_says(checking: Checking) -> None:
    token = checking.mint(exp=int((NOW + HOUR).timestamp()))
    await checking.ask(token)
    checking.now = NOW + HOUR + LEEWAY - timedelta(seconds=1)
    await checking.ask(token)
    checking.now = NOW + HOUR + LEEWAY
    assert await checking.refusal(token) is GateReason.OUT_OF_TIME


async def test_a_known_token_has_not_begun_when_the_clock_went_back(checking: Checking) -> None:
    token = checking.mint(nbf=int(NOW.timestamp()))
    await checking.ask(token)
    checking.now = NOW - LEEWAY - timedelta(seconds=1)
    assert await checking.refusal(token) is GateReason.OUT_OF_TIME


async def test_a_token_out_of_time_is_verified_each_time(checking: Checking) -> None:
    token = checking.mint(nbf=int((NOW + HOUR).timestamp()))
    assert await checking.refusal(token) is GateReason.OUT_OF_TIME
    assert await checking.refusal(token) is GateReason.OUT_OF_TIME
    assert checking.verified == 2
    checking.now = NOW + HOUR
    assert (await checking.ask(token)).service_url == SERVICE_URL


async def test_a_known_token_goes_with_its_key(checking: Checking) -> None:
    token = checking.mint()
    await checking.ask(token)
    del checking.keys.known["key-1"]
    assert await checking.refusal(token) is GateReason.UNKNOWN_KEY


async def test_a_known_token_is_verified_anew_by_another_key_of_that_name(
    checking: Checking,
) -> None:
    token = checking.mint()
    await checking.ask(token)
    checking.publish("msteams", number=2)
    checking.keys.known["key-1"] = checking.keys.known["key-2"]
    assert await checking.refusal(token) is GateReason.BAD_TOKEN


async def test_a_known_token_speaks_for_the_channels_its_key_speaks_for_now(
    checking: Checking,
) -> None:
    token = checking.mint()
    await checking.ask(token)
    checking.publish("webchat")
    assert (await checking.ask(token)).endorsements == {"webchat"}


async def test_a_renewed_key_verifies_a_known_token_once_more(checking: Checking) -> None:
    token = checking.mint()
    for _ in range(2):
        checking.publish("msteams")
        await checking.ask(token)
        await checking.ask(token)
    assert checking.verified == 2


async def test_two_tokens_are_each_known_by_themselves(checking: Checking) -> None:
    here, there = checking.mint(), checking.mint(serviceurl="https://smba.example/amer/")
    for _ in range(2):
        assert (await checking.ask(here)).service_url == SERVICE_URL
        assert (await checking.ask(there)).service_url == "https://smba.example/amer/"
    assert checking.verified == 2


async def test_no_known_token_vouches_for_one_that_differs_in_one_sign(checking: Checking) -> None:
    token = checking.mint()
    await checking.ask(token)
    places = [token.index(".") + 5, token.rindex(".") + 5]
    for place in places:
        other = "A" if token[place] != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        assert await checking.refusal(changed) is GateReason.BAD_TOKEN


async def test_no_refusal_is_kept(checking: Checking) -> None:
    token = checking.mint(key_number=2)
    assert await checking.refusal(token) is GateReason.BAD_TOKEN
    assert await checking.refusal(token) is GateReason.BAD_TOKEN
    assert checking.verified == 2
    checking.publish("msteams", number=2)
    checking.keys.known["key-1"] = checking.keys.known["key-2"]
    assert (await checking.ask(token)).service_url == SERVICE_URL


async def test_of_too_many_tokens_the_one_heard_longest_ago_is_verified_again(
    checking: Checking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bearer, "_MOST_KNOWN", 2)
    first, second, third = (checking.mint(jti=str(number)) for number in range(3))
    for token in (first, second, first, third, first):
        await checking.ask(token)
    assert checking.verified == 3
    await checking.ask(second)
    assert checking.verified == 4
    assert len(checking.check._known) == 2


async def test_a_known_token_is_for_its_own_service_url_only() -> None:
    async with open_gatehouse() as house:
        assert (await house.knock()).status == 200
        elsewhere = "https://smba.trafficmanager.net/amer/"
        activity = house.turns[0].activity | {"serviceUrl": elsewhere}
        answer = await house.knock(activity)
        assert (answer.status, answer.reason) == (401, "other_service_url")
        assert (await house.knock()).status == 200


async def test_an_endorsement_that_is_taken_away_counts_for_a_known_token_too() -> None:
    async with open_gatehouse() as house:
        assert house.gate is not None
        assert (await house.knock()).status == 200
        keys = house.gate._keys._keys
        keys[house.identity.key_id] = replace(keys[house.identity.key_id], endorsements=frozenset())
        answer = await house.knock()
        assert (answer.status, answer.reason) == (401, "not_endorsed")
