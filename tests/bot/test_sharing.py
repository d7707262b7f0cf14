"""How often a replica says that it is here, and what it does with how many there are."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.running.sharing import Sharing
from services.ports.turns import DatabaseAwayError
from tests.support.agenda_house import HOUSE, THE_BEGINNING
from tests.support.canaries import CANARY
from tests.support.in_process import run_in_process
from tests.support.teams import StandInTeams

SECOND = timedelta(seconds=1)


@dataclass
class Counted:
    """Answers with the next of these numbers; an error is raised instead."""

    numbers: list[int | Exception]
    asked: list[timedelta] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    fails: Exception | None = None

    async def count(self, within: timedelta) -> int:
        self.asked.append(within)
        found = self.numbers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    async def leave(self) -> None:
        if self.fails:
            raise self.fails
        self.left.append("left")


@dataclass
class Play:
    replicas: Counted
    tick_within: timedelta = SECOND
    seconds: float = 0.0
    shared: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sharing = Sharing(
            replicas=self.replicas,
            share_among=self.shared.append,
            read_monotonic=lambda: self.seconds,
            tick_within=self.tick_within,
        )

    async def run_at(self, seconds: float) -> None:
        self.seconds = seconds
        await self.sharing.run()


async def test_replicas_are_counted_at_the_start_and_every_ten_seconds():
    play = Play(Counted([1, 3, 2]))
    for seconds in (5.0, 6.0, 14.9, 15.0, 24.0, 25.0):
        await play.run_at(seconds)
    assert play.shared == [1, 3, 2]


async def test_a_count_that_failed_is_done_again_at_the_next_tick_and_changes_nothing():
    play = Play(Counted([2, DatabaseAwayError(), 3]))
    await play.run_at(0.0)
    with pytest.raises(DatabaseAwayError):
        await play.run_at(10.0)
    assert play.shared == [2]
    await play.run_at(11.0)
    assert play.shared == [2, 3]


@pytest.mark.parametrize(("tick", "within"), [(1, 60), (15, 60), (60, 240)])
async def test_a_replica_counts_for_a_minute_and_for_four_ticks_at_least(tick: int, within: int):
    play = Play(Counted([1]), tick_within=tick * SECOND)
    await play.run_at(0.0)
    assert play.replicas.asked == [within * SECOND]


async def test_a_bot_counts_the_replicas_before_it_listens_and_leaves_when_it_stops(
    tmp_path: Path, socket_enabled: None
):
    replicas = Counted([2])
    async with (
        StandInTeams() as teams,
        run_in_process(tmp_path, HOUSE, teams, THE_BEGINNING, replicas),
    ):
        assert len(replicas.asked) == 1
        assert replicas.left == []
    assert replicas.left == ["left"]


async def test_a_replica_that_stops_takes_itself_away():
    play = Play(Counted([]))
    await play.sharing.stop()
    assert play.replicas.left == ["left"]


async def test_a_replica_that_cannot_take_itself_away_stops_all_the_same():
    play = Play(Counted([], fails=DatabaseAwayError(CANARY)))
    with capture_logs() as logs:
        await play.sharing.stop()
    assert [line["event"] for line in logs] == ["replica_not_taken_away"]
