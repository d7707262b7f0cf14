"""No faster than Teams takes, with a clock and a pause of the test's own."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from bot.sending.throttle import Throttle


@dataclass
class Hand:
    """A clock moved by hand; a pause moves nobody, it is written down."""

    seconds: float = 100.0
    sent_at: list[float] = field(default_factory=list)
    paused: float = 0.0

    async def pause(self, seconds: float) -> None:
        self.paused = seconds

    async def send(self, throttle: Throttle, conversation: str) -> None:
        self.paused = 0.0
        await throttle.wait(conversation)
        self.sent_at.append(round(self.seconds + self.paused, 6))


def _a_throttle(hand: Hand) -> Throttle:
    return Throttle(lambda: hand.seconds, hand.pause)


def _most_within(moments: list[float], seconds: float) -> int:
    """Each moment is a message; the most of them in any stretch that long."""
    ordered = sorted(moments)
    return max(
        sum(1 for other in ordered if first <= other < first + seconds - 1e-9) for first in ordered
    )


async def test_two_messages_to_one_conversation_go_at_once():
    hand = Hand()
    throttle = _a_throttle(hand)
    for _ in range(2):
        await hand.send(throttle, "a:piet")
    assert hand.sent_at == [100.0] * 2


async def test_more_to_one_conversation_wait_a_fifth_of_a_second_each():
    hand = Hand()
    throttle = _a_throttle(hand)
    for _ in range(5):
        await hand.send(throttle, "a:piet")
    assert hand.sent_at[2:] == [100.2, 100.4, 100.6]


async def test_one_conversation_does_not_hold_up_another():
    hand = Hand()
    throttle = _a_throttle(hand)
    for _ in range(6):
        await hand.send(throttle, "a:piet")
    await hand.send(throttle, "a:olga")
    assert hand.sent_at[-1] == 100.0


async def test_a_conversation_that_rested_may_send_at_once_again():
    hand = Hand()
    throttle = _a_throttle(hand)
    for _ in range(8):
        await hand.send(throttle, "a:piet")
    hand.seconds = 110.0
    for _ in range(4):
        await hand.send(throttle, "a:piet")
    assert hand.sent_at[-4:] == [110.0, 110.0, 110.2, 110.4]


async def test_the_tenant_takes_twenty_a_second_over_all_conversations():
    hand = Hand()
    throttle = _a_throttle(hand)
    for number in range(56):
        await hand.send(throttle, f"a:{number}")
    assert hand.sent_at[:16] == [100.0] * 16
    assert hand.sent_at[-1] == 102.0


@given(gaps=st.lists(st.floats(0, 0.5), min_size=1, max_size=60))
async def test_teams_never_gets_more_than_it_takes_in_a_second(gaps: list[float]):
    hand = Hand()
    throttle = _a_throttle(hand)
    for gap in gaps:
        hand.seconds += gap
        await hand.send(throttle, "a:piet")
    assert _most_within(hand.sent_at, 1.0) <= 7


async def test_conversations_that_rest_are_forgotten():
    hand = Hand()
    throttle = _a_throttle(hand)
    for number in range(1_001):
        hand.seconds += 1
        await hand.send(throttle, f"a:{number}")
    assert len(throttle._full_at) < 10
