import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.doors.features import make_registry
from bot.doors.registry import Registry
from bot.running.sharing import Sharing
from bot.running.tick import Tick, log_timer_failure
from bot.turns.feature import Feature, Job
from domain.errors import ConflictError
from domain.timer import TimerKind
from services.moment import Moment
from services.ports.replicas import Replicas
from services.ports.turns import DatabaseAwayError
from storage.replicas import OnlyReplica
from tests.support.agenda_house import AgendaHouse, SeededFiles
from tests.support.canaries import CANARY
from tests.support.timers import Waker, a_timer

ONLY_ONE = OnlyReplica()
LATER = timedelta(hours=1)
ERRANDS = {TimerKind.AGENDA_DRAFT, TimerKind.CHECKPOINT, TimerKind.ROOM, TimerKind.DESTRUCTION}


@pytest.fixture
async def house(seeded_files: SeededFiles, socket_enabled: None) -> AsyncIterator[AgendaHouse]:
    async with seeded_files.fresh() as opened:
        yield opened


@pytest.fixture
def waker(house: AgendaHouse) -> Waker:
    return Waker(house.database)


class AwayReplicas(OnlyReplica):
    """Their database does not answer."""

    async def count(self, within: timedelta) -> int:
        raise DatabaseAwayError


def make_tick(
    house: AgendaHouse,
    waker: Waker,
    *jobs: Job,
    replicas: Replicas = ONLY_ONE,
    shared: list[int] | None = None,
) -> Tick:
    registry = Registry((Feature(jobs=jobs),))
    timers = waker.round(tell_failure=log_timer_failure)
    shared = [] if shared is None else shared
    sharing = Sharing(
        replicas=replicas,
        share_among=shared.append,
        read_monotonic=lambda: 0.0,
        tick_within=LATER,
    )
    return Tick(
        moments=house,
        registry=registry,
        timers=timers,
        sharing=sharing,
        after=lambda: waker.seen.append("after"),
    )


def test_every_kind_of_timer_has_its_owner_in_a_feature_or_is_an_errand():
    assert make_registry().timers().keys() | ERRANDS == set(TimerKind)


async def test_a_tick_counts_who_share_the_house(house: AgendaHouse, waker: Waker):
    shared: list[int] = []
    await make_tick(house, waker, shared=shared).run()
    assert shared == [1]


async def test_a_clock_that_is_woken_does_the_errands_that_are_due_and_nothing_else(
    house: AgendaHouse, waker: Waker
):
    async def job(_moment: Moment) -> None:
        waker.seen.append("job")

    await waker.set(a_timer("draft", kind=TimerKind.CHECKPOINT), a_timer("timer"))
    tick = make_tick(house, waker, job)
    tick.wake()
    await tick.finish()
    assert waker.seen == ["draft", "after"]


async def test_replicas_that_cannot_be_counted_stop_no_job(house: AgendaHouse, waker: Waker):
    async def do_well(_moment: Moment) -> None:
        waker.seen.append("job")

    with capture_logs() as logs:
        await make_tick(house, waker, do_well, replicas=AwayReplicas()).run()
    assert waker.seen == ["job", "after"]
    assert [(line["event"], line["job"]) for line in logs] == [("job_again_later", "sharing")]


async def test_a_job_that_fails_stops_no_job_no_timer_and_not_the_sender(
    house: AgendaHouse, waker: Waker
):
    async def fail(_moment: Moment) -> None:
        raise ValueError(CANARY)

    async def do_well(_moment: Moment) -> None:
        waker.seen.append("job")

    await waker.set(a_timer("timer"))
    with capture_logs() as logs:
        await make_tick(house, waker, fail, do_well).run()
    assert waker.seen == ["job", "timer", "after"]
    assert [(line["event"], line["job"], line["error"]) for line in logs] == [
        ("job_failed", "fail", "ValueError")
    ]
    assert CANARY not in str(logs)


async def test_what_a_job_did_stays_when_the_next_one_fails_and_of_that_one_nothing_stays(
    house: AgendaHouse, waker: Waker
):
    async def do_well(moment: Moment) -> None:
        await moment.uow.timers.set(a_timer("kept", moment.now + LATER))

    async def fail(moment: Moment) -> None:
        await moment.uow.timers.set(a_timer("undone", moment.now + LATER))
        raise ValueError(CANARY)

    await make_tick(house, waker, do_well, fail, do_well).run()
    assert list(await waker.kept()) == ["kept"]


@pytest.mark.parametrize(
    ("failure", "level"), [(ValueError(CANARY), "error"), (ConflictError(), "info")]
)
async def test_a_timer_that_fails_is_logged_without_its_subject_and_words(
    house: AgendaHouse, waker: Waker, failure: Exception, level: str
):
    async def fail(_moment: Moment, _subject: str) -> None:
        raise failure

    await waker.set(a_timer(CANARY))
    tick = make_tick(house, waker)
    object.__setattr__(tick.timers, "handlers", dict.fromkeys(tick.timers.handlers, fail))
    with capture_logs() as logs:
        await tick.run()
    (line,) = logs
    assert (line["event"], line["log_level"], line["kind"]) == (
        "timer_again_later",
        level,
        TimerKind.AGENDA,
    )
    assert CANARY not in str(logs)


async def test_who_ticks_while_a_tick_runs_waits_and_finds_all_done(
    house: AgendaHouse, waker: Waker
):
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def take_long(_moment: Moment) -> None:
        reached.set()
        await go_on.wait()
        waker.seen.append("job")

    await waker.set(a_timer("timer"))
    tick = make_tick(house, waker, take_long)
    first = asyncio.create_task(tick.run())
    await reached.wait()
    second = asyncio.create_task(tick.run())
    await asyncio.sleep(0)
    assert not second.done()
    go_on.set()
    await asyncio.gather(first, second)
    assert waker.seen == ["job", "timer", "after", "job", "after"]


async def test_each_tick_forgets_what_is_over(
    house: AgendaHouse, waker: Waker, monkeypatch: pytest.MonkeyPatch
):
    async def forget(database: object) -> None:
        waker.seen.append("forget")
        assert database is house.database

    monkeypatch.setattr("bot.running.forgetting.forget_what_is_over", forget)
    await make_tick(house, waker).run()
    assert waker.seen == ["forget", "after"]


class Hanging:
    """Errands that hang until they are let go; one for which nothing hangs ends at once."""

    def __init__(self, waker: Waker, *subjects: str) -> None:
        self.waker = waker
        self.begun = {one: asyncio.Event() for one in subjects}
        self.go_on = {one: asyncio.Event() for one in subjects}

    async def do(self, subject: str) -> None:
        self.waker.seen.append(f"begins {subject}")
        if subject in self.begun:
            self.begun[subject].set()
            await self.go_on[subject].wait()
        self.waker.seen.append(f"ends {subject}")

    def errands(self) -> list[str]:
        return [one for one in self.waker.seen if one != "after"]


async def test_a_room_that_hangs_holds_up_no_timer_no_plan_and_no_other_room(
    house: AgendaHouse, waker: Waker
):
    hanging, tick = Hanging(waker, "room"), make_tick(house, waker)
    errands = dict.fromkeys((TimerKind.ROOM, TimerKind.AGENDA_DRAFT), hanging.do)
    object.__setattr__(tick.timers, "errands", errands)
    await waker.set(a_timer("room", kind=TimerKind.ROOM))
    await tick.run()
    await hanging.begun["room"].wait()
    await waker.set(
        a_timer("timer"),
        a_timer("other room", kind=TimerKind.ROOM),
        a_timer("plan", kind=TimerKind.AGENDA_DRAFT),
    )
    await tick.run()
    async with asyncio.timeout(5):
        while not {"ends plan", "ends other room"} <= {*waker.seen}:
            await asyncio.sleep(0)
    # what an errand says is sent at once
    assert waker.seen.count("after") == 4
    assert hanging.errands()[:2] == ["begins room", "timer"]
    assert "ends room" not in waker.seen
    hanging.go_on["room"].set()
    await tick.finish()
    assert hanging.errands()[-1] == "ends room"


async def test_of_one_subject_one_errand_goes_at_a_time_and_what_became_due_follows_at_once(
    house: AgendaHouse, waker: Waker
):
    hanging, tick = Hanging(waker, "room"), make_tick(house, waker)
    object.__setattr__(tick.timers, "errands", {TimerKind.ROOM: hanging.do})
    await waker.set(a_timer("room", kind=TimerKind.ROOM))
    await tick.run()
    await hanging.begun["room"].wait()
    await waker.set(a_timer("room", kind=TimerKind.ROOM))
    await tick.run()
    tick.wake()
    assert hanging.errands() == ["begins room"]
    hanging.go_on["room"].set()
    await tick.finish()
    assert hanging.errands() == ["begins room", "ends room"] * 2


async def test_plans_are_made_one_at_a_time(house: AgendaHouse, waker: Waker):
    hanging, tick = Hanging(waker, "first"), make_tick(house, waker)
    object.__setattr__(tick.timers, "errands", {TimerKind.AGENDA_DRAFT: hanging.do})
    for at, name in enumerate(("first", "second")):
        due_at = waker.now - timedelta(minutes=2 - at)
        await waker.set(a_timer(name, due_at, TimerKind.AGENDA_DRAFT))
    await tick.run()
    await hanging.begun["first"].wait()
    await tick.run()
    assert hanging.errands() == ["begins first"]
    hanging.go_on["first"].set()
    await tick.finish()
    assert hanging.errands() == ["begins first", "ends first", "begins second", "ends second"]


async def test_errands_wait_for_no_clock_again_that_was_put_back_while_one_ran(
    house: AgendaHouse, waker: Waker
):
    reached, go_on = asyncio.Event(), asyncio.Event()
    lost = iter((timedelta(0), LATER, timedelta(0)))

    async def hang(subject: str) -> None:
        waker.seen.append(subject)
        reached.set()
        await go_on.wait()

    tick = make_tick(house, waker)
    object.__setattr__(tick.timers, "errands", dict.fromkeys(tick.timers.errands, hang))
    object.__setattr__(tick.timers, "put_back", lambda _now: next(lost))
    ahead = a_timer("was due", waker.now + LATER, TimerKind.CHECKPOINT)
    await waker.set(a_timer("errand", kind=TimerKind.CHECKPOINT), ahead)
    await tick.run()
    await reached.wait()
    await tick.run()
    go_on.set()
    await tick.finish()
    await tick.run()
    await tick.finish()
    assert waker.seen.count("was due") == 1


async def test_who_waits_no_longer_for_an_errand_breaks_it_off(house: AgendaHouse, waker: Waker):
    cut_off = asyncio.Event()

    async def hang(_subject: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cut_off.set()

    tick = make_tick(house, waker)
    object.__setattr__(tick.timers, "errands", dict.fromkeys(tick.timers.errands, hang))
    await waker.set(a_timer("errand", kind=TimerKind.CHECKPOINT))
    await tick.run()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await tick.finish()
    assert cut_off.is_set()
