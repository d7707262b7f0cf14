"""When a Teams address answers nobody: how long it is left alone, and who finds out."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.sending.breaker import Breaker, Passage
from domain.delivery import Attempt, AttemptResult

EMEA, AMER = "https://smba.example/emea", "https://smba.example/amer"
SENT = Attempt(result=AttemptResult.SENT, status=201)
TIMEOUT = Attempt(result=AttemptResult.UNKNOWN, cause="timeout")
RESET = Attempt(result=AttemptResult.UNKNOWN, cause="reset")
UNREACHABLE = Attempt(result=AttemptResult.NOT_SENT, cause="no_connection")
NO_TOKEN = Attempt(result=AttemptResult.NOT_SENT, cause="no_token")
GATEWAYS = [Attempt(result=AttemptResult.UNKNOWN, status=s) for s in (502, 503, 504)]
SILENCE = [TIMEOUT, RESET, UNREACHABLE, *GATEWAYS]
ANSWERS = [
    SENT,
    Attempt(result=AttemptResult.NOT_SENT, status=429),
    Attempt(result=AttemptResult.REFUSED, status=403),
    Attempt(result=AttemptResult.UNKNOWN, status=412),
    Attempt(result=AttemptResult.UNKNOWN, status=500),
]


@dataclass
class Hand:
    """A clock moved by hand, and calls that end as told."""

    seconds: float = 100.0
    called: int = 0
    breaker: Breaker = field(init=False)

    def __post_init__(self) -> None:
        self.breaker = Breaker(lambda: self.seconds)

    async def call(self, attempt: Attempt, address: str = EMEA) -> Attempt:
        async def calling() -> Attempt:
            self.called += 1
            return attempt

        return await self.breaker.guard(address, calling)

    async def fall_silent(self, address: str = EMEA) -> None:
        for _ in range(3):
            await self.call(TIMEOUT, address)


@pytest.mark.parametrize("silence", SILENCE)
async def test_after_three_calls_in_a_row_without_an_answer_no_other_starts(silence: Attempt):
    hand = Hand()
    for _ in range(3):
        assert hand.breaker.passage is Passage.FREE
        assert await hand.call(silence) == silence
    held = await hand.call(SENT)
    assert (hand.called, hand.breaker.passage) == (3, Passage.CLOSED)
    assert (held.result, held.cause) == (AttemptResult.NOT_SENT, "connector_silent")
    assert held.retry_after == timedelta(seconds=10)


@pytest.mark.parametrize("answer", ANSWERS)
async def test_any_answer_in_between_begins_the_count_again(answer: Attempt):
    hand = Hand()
    for attempt in (TIMEOUT, TIMEOUT, answer, TIMEOUT, TIMEOUT):
        await hand.call(attempt)
    assert hand.breaker.passage is Passage.FREE


async def test_what_never_came_to_a_call_says_nothing_of_teams():
    hand = Hand()
    for attempt in (TIMEOUT, NO_TOKEN, TIMEOUT, NO_TOKEN):
        await hand.call(attempt)
    assert hand.breaker.passage is Passage.FREE
    await hand.call(TIMEOUT)
    assert hand.breaker.passage is Passage.CLOSED


async def test_when_the_pause_is_over_one_call_finds_out_and_the_others_wait_for_it():
    hand = Hand()
    await hand.fall_silent()
    hand.seconds += 9.9
    assert hand.breaker.passage is Passage.CLOSED
    hand.seconds += 0.1
    assert hand.breaker.passage is Passage.PROBE

    async def calling() -> Attempt:
        assert hand.breaker.passage is Passage.CLOSED
        assert (await hand.call(SENT)).cause == "connector_silent"
        return SENT

    assert await hand.breaker.guard(EMEA, calling) == SENT
    assert hand.breaker.passage is Passage.FREE


async def test_each_pause_is_twice_the_one_before_up_to_half_a_minute():
    hand, pauses = Hand(), []
    await hand.fall_silent()
    for _ in range(4):
        held = (await hand.call(SENT)).retry_after
        assert held is not None
        pauses.append(held.total_seconds())
        hand.seconds += pauses[-1]
        await hand.call(TIMEOUT)
    assert pauses == [10, 20, 30, 30]


async def test_after_an_answer_the_next_silence_begins_with_a_short_pause():
    hand = Hand()
    await hand.fall_silent()
    hand.seconds += 10
    await hand.call(TIMEOUT)
    hand.seconds += 20
    await hand.call(SENT)
    await hand.fall_silent()
    assert (await hand.call(SENT)).retry_after == timedelta(seconds=10)


async def test_a_probe_that_is_never_heard_of_again_is_followed_by_another():
    hand = Hand()
    await hand.fall_silent()
    hand.seconds += 10

    async def lost() -> Attempt:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await hand.breaker.guard(EMEA, lost)
    assert hand.breaker.passage is Passage.CLOSED
    hand.seconds += 60
    assert hand.breaker.passage is Passage.PROBE


async def test_calls_that_were_in_the_air_before_make_no_pause_longer():
    hand = Hand()

    async def outlasted() -> Attempt:
        await hand.fall_silent()
        hand.seconds += 5
        return TIMEOUT

    await hand.breaker.guard(EMEA, outlasted)
    assert (await hand.call(SENT)).retry_after == timedelta(seconds=5)


async def test_a_probe_that_got_no_token_is_followed_after_the_same_pause():
    hand = Hand()
    await hand.fall_silent()
    hand.seconds += 10
    await hand.call(NO_TOKEN)
    assert (await hand.call(SENT)).retry_after == timedelta(seconds=10)


async def test_an_address_that_answers_is_not_held_up_by_one_that_does_not():
    hand = Hand()
    await hand.call(SENT, AMER)
    await hand.fall_silent(EMEA)
    assert hand.breaker.passage is Passage.FREE
    assert await hand.call(SENT, AMER) == SENT
    assert (await hand.call(SENT, EMEA)).cause == "connector_silent"


async def test_an_address_that_nobody_used_lately_does_not_count():
    hand = Hand()
    await hand.call(SENT, AMER)
    hand.seconds += 121
    await hand.fall_silent(EMEA)
    assert hand.breaker.passage is Passage.CLOSED


async def test_an_address_that_was_silent_long_ago_is_tried_with_one_message_too():
    hand = Hand()
    await hand.fall_silent()
    hand.seconds += 8 * 3600
    assert hand.breaker.passage is Passage.PROBE
    await hand.call(SENT)
    assert hand.breaker.passage is Passage.FREE


async def test_the_trouble_is_named_while_it_lasts_and_as_long_as_it_is_news():
    hand = Hand()
    for _ in range(2):
        await hand.call(TIMEOUT)
    assert hand.breaker.troubles == []
    await hand.call(TIMEOUT)
    assert hand.breaker.troubles == ["connector_silent"]
    hand.seconds += 121
    assert hand.breaker.troubles == []
    await hand.call(replace(TIMEOUT, cause="reset"))
    assert hand.breaker.troubles == ["connector_silent"]
    hand.seconds += 20
    await hand.call(SENT)
    assert hand.breaker.troubles == []
