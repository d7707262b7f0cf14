import asyncio
from datetime import timedelta

import pytest

from bot.running.put_back import PutBack
from domain.timer import TimerKind
from services.moment import Moment
from services.timers import TimerOwnerError
from tests.support.agenda_house import THE_BEGINNING as NOW
from tests.support.agenda_house import AgendaHouse
from tests.support.timers import MINUTE, Waker, a_timer

HOUR = timedelta(hours=1)


@pytest.fixture
def waker(agenda_house: AgendaHouse) -> Waker:
    return Waker(agenda_house.database)


async def run(waker: Waker) -> list[str]:
    """One round; whom it saw, in order."""
    waker.seen.clear()
    await waker.round().run()
    return waker.seen


async def test_what_is_due_is_handled_once_in_the_order_of_its_moment(waker: Waker):
    await waker.set(
        a_timer("second", NOW - MINUTE),
        a_timer("first", NOW - HOUR, TimerKind.DIALOG_DRAFT),
        a_timer("third"),
        a_timer("later", NOW + MINUTE),
    )
    assert await run(waker) == ["first", "second", "third"]
    assert await run(waker) == []
    assert list(await waker.kept()) == ["later"]


async def test_a_jump_ahead_in_time_does_everything_that_became_due_in_order(waker: Waker):
    await waker.set(*(a_timer(f"{day}", NOW + timedelta(days=day)) for day in (3, 1, 2)))
    waker.now = NOW + timedelta(days=10)
    assert await run(waker) == ["1", "2", "3"]


async def test_more_than_a_batch_is_handled_in_one_round_and_in_order(waker: Waker):
    names = [f"{number:03}" for number in range(250)]
    await waker.set_many([a_timer(name, NOW - HOUR) for name in names])
    assert await run(waker) == names


async def test_an_errand_comes_after_everything_that_is_quick(waker: Waker):
    await waker.set(
        a_timer("errand", NOW - HOUR, TimerKind.AGENDA_DRAFT), a_timer("quick", NOW - MINUTE)
    )
    assert await run(waker) == ["quick", "errand"]


async def test_a_sick_subject_stops_no_other_and_is_tried_again_later_and_later(waker: Waker):
    await waker.set(a_timer("a"), a_timer("sick"), a_timer("z"))
    waker.sick = {"sick"}
    assert await run(waker) == ["a", "z"]
    assert waker.told == [(TimerKind.AGENDA, "SickError")]
    waits = []
    for _ in range(10):
        sick = (await waker.kept())["sick"]
        waits.append(sick.due_at - waker.now)
        waker.now = sick.due_at
        await waker.round().run()
    assert [wait.total_seconds() for wait in waits] == [
        *(15 * 2**number for number in range(8)),
        3600,
        3600,
    ]


async def test_a_sick_subject_that_recovered_is_handled_and_its_attempts_are_forgotten(
    waker: Waker,
):
    await waker.set(a_timer("sick"))
    waker.sick = {"sick"}
    await run(waker)
    waker.sick, waker.now = set(), NOW + MINUTE
    assert await run(waker) == ["sick"]
    assert await waker.kept() == {}


async def test_what_a_failed_handler_changed_comes_undone(waker: Waker):
    async def set_another_and_fail(moment: Moment, _subject: str) -> None:
        await moment.uow.timers.set(a_timer("another", NOW + HOUR))
        raise ZeroDivisionError

    await waker.set(a_timer("sick"))
    handlers = waker.round().handlers
    await waker.round(handlers=dict.fromkeys(handlers, set_another_and_fail)).run()
    assert list(await waker.kept()) == ["sick"]


async def test_timers_that_stay_due_are_handled_once_and_keep_no_other_waiting(waker: Waker):
    async def set_again(moment: Moment, subject: str) -> None:
        waker.seen.append(subject)
        behind, ahead = NOW - HOUR, NOW - MINUTE
        due_at = ahead if subject.endswith("0") else behind
        await moment.uow.timers.set(a_timer(subject, due_at))

    stubborn = [f"{number:03}" for number in range(250)]
    await waker.set_many([a_timer(name, NOW - HOUR) for name in stubborn])
    await waker.set(a_timer("other", NOW - MINUTE), a_timer("last"))
    handlers = dict.fromkeys(waker.round().handlers, set_again)
    async with asyncio.timeout(60):
        await waker.round(handlers=handlers).run()
    assert waker.seen == [*stubborn, "other", "last"]


async def test_what_was_due_before_the_clock_was_put_back_does_not_wait_for_it_again(
    waker: Waker,
):
    await waker.set(a_timer("due", NOW + MINUTE), a_timer("later", NOW + HOUR))
    errand = a_timer("errand", NOW + MINUTE, kind=TimerKind.CHECKPOINT)
    await waker.set(errand)
    seconds = [0.0]
    put_back = PutBack(read_monotonic=lambda: seconds[0])
    assert put_back(NOW + 2 * MINUTE) == timedelta(0)
    seconds[0] = 30.0
    await waker.round(put_back=put_back).run()  # it is NOW again
    assert waker.seen == ["due", "errand"]
    await waker.round(put_back=put_back).run()
    assert waker.seen == ["due", "errand"]


async def test_a_clock_that_goes_as_it_should_or_is_put_ahead_makes_nothing_due(waker: Waker):
    await waker.set(a_timer("later", NOW + timedelta(seconds=1)))
    put_back = PutBack(read_monotonic=lambda: 0.0)
    for now in (NOW - HOUR, NOW - HOUR, NOW - timedelta(seconds=5)):
        assert put_back(now) == timedelta(0)
    await waker.round(put_back=put_back).run()
    assert waker.seen == []


async def test_a_process_that_ends_between_two_timers_loses_none(waker: Waker):
    async def lose_power(moment: Moment, subject: str) -> None:
        if subject == "second":
            raise KeyboardInterrupt
        await waker.handle(moment, subject)

    await waker.set(a_timer("first"), a_timer("second"), a_timer("third"))
    dying = waker.round(handlers=dict.fromkeys(waker.round().handlers, lose_power))
    with pytest.raises(KeyboardInterrupt):
        await dying.run()
    assert waker.seen == ["first"]
    assert await run(waker) == ["second", "third"]


async def test_an_errand_is_left_alone_while_it_runs_and_done_again_after_a_crash(waker: Waker):
    async def lose_power(_subject: str) -> None:
        assert await run(other) == []
        raise KeyboardInterrupt

    other = Waker(waker.database)
    await waker.set(a_timer("plan", kind=TimerKind.AGENDA_DRAFT))
    dying = waker.round(errands=dict.fromkeys(waker.round().errands, lose_power))
    with pytest.raises(KeyboardInterrupt):
        await dying.run()
    assert await run(waker) == []
    waker.now = NOW + MINUTE
    assert await run(waker) == ["plan"]


async def test_an_errand_that_fails_stops_no_other_and_is_tried_again_later(waker: Waker):
    for name in ("sick", "well"):
        await waker.set(a_timer(name, kind=TimerKind.CHECKPOINT))
    waker.sick = {"sick"}
    assert await run(waker) == ["well"]
    assert waker.told == [(TimerKind.CHECKPOINT, "SickError")]
    assert (await waker.kept())["sick"].due_at == NOW + timedelta(seconds=15)


def test_a_kind_without_an_owner_is_refused(waker: Waker):
    with pytest.raises(TimerOwnerError):
        waker.round(handlers={})


def test_a_kind_with_two_owners_is_refused(waker: Waker):
    both = waker.round().errands | {TimerKind.AGENDA: waker.do_errand}
    with pytest.raises(TimerOwnerError):
        waker.round(errands=both)


async def test_a_timer_that_was_taken_away_since_the_round_began_is_not_handled(waker: Waker):
    async def take_the_next_away(moment: Moment, subject: str) -> None:
        waker.seen.append(subject)
        await moment.uow.timers.cancel(TimerKind.AGENDA, "second")

    await waker.set(a_timer("first", NOW - HOUR), a_timer("second", NOW - MINUTE))
    handlers = dict.fromkeys(waker.round().handlers, take_the_next_away)
    await waker.round(handlers=handlers).run()
    assert waker.seen == ["first"]
