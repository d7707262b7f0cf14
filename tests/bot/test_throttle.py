"""No faster than Teams takes, and no slower than that needs. The time is a number; the Teams that
counts here has its own windows, and refuses what is over.
"""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sending.throttle import Throttle
from domain.delivery import Attempt, AttemptResult
from tests.support.virtual_time import run_virtually
from tests.support.windows import CONVERSATION, TENANT, CountingTeams, soonest

MARGIN = 1.05  # of a window
SPREAD = 0.04  # seconds
HOUR = 3600.0
Arrivals = list[tuple[float, str]]  # seconds after the one before, and to whom

gaps = st.one_of(st.just(0.0), st.floats(0, 0.4), st.floats(0, 40))
arrivals = st.lists(st.tuples(gaps, st.sampled_from("abc")), min_size=20, max_size=150)
rushes = st.lists(
    st.tuples(st.floats(0, 0.02), st.integers(0, 99).map(str)), min_size=60, max_size=300
)
chances = st.sampled_from([0.0, 0.5, 1.0])


class Street:
    """Some throttles before one Teams. A message that is held back does not come again."""

    def __init__(self, throttles: int = 1, chance: float = 0.0) -> None:
        self.teams = CountingTeams()
        self.held: list[Attempt] = []
        clock = asyncio.get_running_loop().time
        self.throttles = [Throttle(clock, chance=lambda: chance) for _ in range(throttles)]
        for throttle in self.throttles:
            throttle.share_among(throttles)

    async def send(self, conversation: str, throttle: int = 0) -> float:
        """When it left."""
        held = await self.throttles[throttle].wait(conversation)
        now = asyncio.get_running_loop().time()
        if held is not None:
            self.held.append(held)
        else:
            self.teams.take(now, conversation)
        return now

    async def send_all(self, *conversations: str) -> list[float]:
        """All at once."""
        return list(await asyncio.gather(*(self.send(each) for each in conversations)))

    async def play(self, messages: Arrivals) -> list[float]:
        """Each comes a while after the one before; when they left."""
        sending = []
        for number, (gap, conversation) in enumerate(messages):
            await asyncio.sleep(gap)
            throttle = number % len(self.throttles)
            sending.append(asyncio.create_task(self.send(conversation, throttle)))
        return [await each for each in sending]


def play(messages: Arrivals, throttles: int = 1, chance: float = 0.0) -> tuple[Street, list[float]]:
    async def run() -> tuple[Street, list[float]]:
        street = Street(throttles, chance)
        return street, await street.play(messages)

    return run_virtually(run())


def times(messages: Arrivals) -> list[float]:
    """When they came."""
    now, found = 0.0, []
    for gap, _ in messages:
        now += gap
        found.append(now)
    return found


def widened(windows: tuple[tuple[int, float], ...]) -> tuple[tuple[int, float], ...]:
    return tuple((at_most, seconds * MARGIN) for at_most, seconds in windows)


@given(messages=arrivals, chance=chances)
def test_teams_never_gets_more_than_it_takes_in_one_conversation(messages: Arrivals, chance: float):
    street, _ = play(messages, chance=chance)
    assert street.teams.refused == []


@given(messages=rushes, chance=chances, throttles=st.integers(1, 3))
def test_teams_never_gets_more_than_it_takes_of_the_house(
    messages: Arrivals, chance: float, throttles: int
):
    street, _ = play(messages, throttles, chance)
    assert street.teams.refused == []


@given(messages=st.lists(gaps, min_size=20, max_size=100))
def test_nothing_in_one_conversation_leaves_later_than_the_margin_asks(messages: list[float]):
    own = [(gap, "a:piet") for gap in messages]
    _, left = play(own)
    needed = soonest(times(own), widened(CONVERSATION))
    assert all(at <= at_least + 1e-6 for at, at_least in zip(left, needed, strict=True))


@given(messages=rushes)
def test_nothing_of_the_house_leaves_later_than_the_margin_asks(messages: Arrivals):
    apart = [(gap, f"a:{number}") for number, (gap, _) in enumerate(messages)]
    _, left = play(apart)
    needed = soonest(times(apart), widened(TENANT))
    assert all(at <= at_least + 1e-6 for at, at_least in zip(left, needed, strict=True))


def test_twelve_invitations_leave_at_once():
    async def run() -> list[float]:
        return await Street().send_all(*(f"a:{number}" for number in range(12)))

    assert run_virtually(run()) == [0.0] * 12


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_450_own_times_take_no_more_than_a_tenth_over_what_the_limit_takes(chance: float):
    async def run() -> list[float]:
        street = Street(chance=chance)
        left = await street.send_all(*(f"a:{number}" for number in range(450)))
        assert street.teams.refused == []
        return left

    assert 8.0 < max(run_virtually(run())) <= 8.0 * 1.1


@pytest.mark.parametrize(
    ("messages", "seconds"),
    [(7, 0.0), (8, 1.05), (9, 2.1), (60, 14.7), (61, 31.5), (121, 63.0)],
)
def test_so_many_to_one_conversation_take_so_long(messages: int, seconds: float):
    _, left = play([(0.0, "a:piet")] * messages)
    assert max(left) == pytest.approx(seconds, abs=1e-3)


def test_one_conversation_does_not_hold_up_another():
    async def run() -> float:
        street = Street()
        flood = asyncio.create_task(street.send_all(*["a:piet"] * 60))
        await asyncio.sleep(1.5)
        left = await street.send("a:olga")
        flood.cancel()
        return left

    assert run_virtually(run()) == 1.5


def test_conversations_that_wait_for_themselves_fill_no_house():
    async def run() -> bool:
        street = Street()
        flood = asyncio.create_task(street.send_all(*[f"a:{n % 5}" for n in range(100)]))
        await asyncio.sleep(0.5)
        is_full = street.throttles[0].is_full
        flood.cancel()
        return is_full

    assert not run_virtually(run())


@pytest.mark.parametrize(("replicas", "many"), [(1, 16), (2, 8), (3, 5), (50, 0)])
def test_a_house_is_full_while_more_than_a_third_of_a_window_waits(replicas: int, many: int):
    async def run() -> list[bool]:
        told = []
        for more in (0, 1):
            street = Street()
            throttle = street.throttles[0]
            throttle.share_among(replicas)
            at_once = 50 // replicas
            everybody = [f"a:{number}" for number in range(at_once + many + more)]
            sending = asyncio.create_task(street.send_all(*everybody))
            await asyncio.sleep(0.5)
            told.append(throttle.is_full)
            await sending
            told.append(throttle.is_full)
        return told

    assert run_virtually(run()) == [False, False, True, False]


def test_whoever_asked_hears_once_that_a_full_house_has_room_again():
    async def run() -> list[float]:
        street, clock = Street(), asyncio.get_running_loop().time
        told: list[float] = []
        street.throttles[0].when_there_is_room(lambda: told.append(clock()))
        await street.send_all(*(f"a:{number}" for number in range(50 + 16)))
        await asyncio.sleep(10)
        await street.send_all(*(f"a:{number}" for number in range(50 + 17)))
        return told

    assert run_virtually(run()) == pytest.approx([1.05 + 10 + 1.05])


def test_what_would_wait_for_its_hour_is_told_when_to_come_again():
    async def run() -> tuple[Street, float]:
        street = Street()
        while not street.held:
            await street.send("a:piet")
        return street, asyncio.get_running_loop().time()

    street, now = run_virtually(run())
    (held,) = street.held
    assert len(street.teams.calls) == 1800
    assert held.result is AttemptResult.NOT_SENT
    assert held.retry_after is not None
    assert now + held.retry_after.total_seconds() == pytest.approx(HOUR * MARGIN, abs=1)
    assert street.teams.refused == []


def test_opening_chats_counts_apart_from_what_is_said_in_them():
    async def run() -> list[float]:
        street = Street()
        await street.send_all(*["a:piet"] * 7)
        throttle, clock = street.throttles[0], asyncio.get_running_loop().time
        opened = []
        for _ in range(8):
            await throttle.wait_to_open("a:piet")
            opened.append(clock())
        return opened

    assert run_virtually(run()) == pytest.approx([0.0] * 7 + [1.05])


def test_opening_chats_counts_for_the_house():
    async def run() -> float:
        street = Street()
        opening = (street.throttles[0].wait_to_open(f"{number}") for number in range(50))
        await asyncio.gather(*opening)
        return await street.send("a:piet")

    assert run_virtually(run()) == pytest.approx(1.05)


@pytest.mark.parametrize(("replicas", "at_once"), [(1, 50), (2, 25), (3, 16), (50, 1), (80, 1)])
def test_each_replica_takes_its_part_of_what_teams_takes_of_the_house(replicas: int, at_once: int):
    async def run() -> list[float]:
        street = Street()
        street.throttles[0].share_among(replicas)
        return await street.send_all(*(f"a:{number}" for number in range(at_once + 1)))

    assert sorted(run_virtually(run())) == pytest.approx([0.0] * at_once + [1.05])


def test_who_is_the_only_one_again_takes_all_at_once_again():
    async def run() -> list[float]:
        street = Street()
        street.throttles[0].share_among(2)
        street.throttles[0].share_among(1)
        return await street.send_all(*(f"a:{number}" for number in range(50)))

    assert max(run_virtually(run())) == 0.0


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 1.05), (0.5, 1.07), (1.0, 1.09)])
def test_whoever_waits_does_so_a_little_longer_by_chance(chance: float, seconds: float):
    _, left = play([(0.0, f"a:{number}") for number in range(51)], chance=chance)
    assert max(left) == pytest.approx(seconds, abs=1e-6)


def test_a_pause_that_took_too_long_brings_nothing_closer_together():
    """A machine that stood still for half a second must not let two windows leave in one."""

    async def run() -> Street:
        street, standing_still = Street(), [0.5]

        async def pause(seconds: float) -> None:
            await asyncio.sleep(seconds + (standing_still.pop() if standing_still else 0.0))

        clock = asyncio.get_running_loop().time
        street.throttles[0] = Throttle(clock, pause, lambda: 0.0)
        await street.send_all(*(f"a:{number}" for number in range(150)))
        return street

    assert run_virtually(run()).teams.refused == []


def test_who_wakes_too_soon_waits_for_the_rest():
    async def run() -> Street:
        street, loop = Street(), asyncio.get_running_loop()
        street.throttles[0] = Throttle(
            loop.time, lambda seconds: asyncio.sleep(max(seconds / 2, 1e-3)), lambda: 0.0
        )
        await street.send_all(*(f"a:{number}" for number in range(51)))
        return street

    assert run_virtually(run()).teams.refused == []


def test_a_conversation_whose_first_message_waits_is_not_forgotten_meanwhile():
    async def run() -> bool:
        throttle = Street().throttles[0]
        await asyncio.gather(*(throttle.wait_to_open(f"{number}") for number in range(50)))
        waiting = [asyncio.create_task(throttle.wait(name)) for name in ("a:piet", "a:olga")]
        await asyncio.sleep(0.5)
        is_known = "a:piet" in throttle._conversations
        await asyncio.gather(*waiting)
        return is_known

    assert run_virtually(run())


def test_who_goes_away_while_waiting_holds_up_nobody():
    async def run() -> float:
        street = Street()
        await street.send_all(*(f"a:{number}" for number in range(50)))
        gone = asyncio.create_task(street.send("a:piet"))
        await asyncio.sleep(0.5)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        return await street.send("a:piet")

    assert run_virtually(run()) == pytest.approx(1.05)


def test_conversations_that_are_quiet_for_an_hour_are_forgotten_and_no_sooner():
    async def run() -> list[int]:
        street = Street()
        known = []
        for number in range(90):
            await street.send(f"a:{number}")
            await street.send("a:busy")
            await asyncio.sleep(60.0)
            known.append(len(street.throttles[0]._conversations))
        return known

    known = run_virtually(run())
    assert known[60] == 62
    assert known[-1] == 64  # 63 minutes of 60 seconds and the one that is busy
