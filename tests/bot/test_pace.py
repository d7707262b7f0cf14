"""A whole posting at the pace that Teams takes: the product's outbox and sender, a stand-in Teams,
and a clock that moves only when nothing is in the air.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot.running.teams_side import TeamsSide
from bot.sending.throttle import Throttle
from domain.delivery import Attempt, DeliveryState
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from tests.support.databases import SqliteFiles
from tests.support.outbox import a_notice
from tests.support.patience import PATIENCE
from tests.support.sending import Sending, open_sending
from tests.support.windows import CountingTeams

MANY = 450
LIMIT = 8.0  # seconds: fifty at once, and then fifty more after each second
WINDOW = 1.05 + 0.04


@dataclass
class Pace:
    """The product's throttle, with ``teams`` that counts what it lets go. ``at_first_pause`` is
    done when somebody has to wait for the first time.
    """

    seconds: float = 0.0
    teams: CountingTeams = field(default_factory=CountingTeams)
    at_first_pause: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    _in_the_air: int = 0
    _landed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.throttle = Throttle(lambda: self.seconds, self._pause, lambda: 1.0)

    async def wait(self, conversation: str) -> Attempt | None:
        held = await self.throttle.wait(conversation)
        self.teams.take(self.seconds, conversation)
        self._in_the_air += 1
        return held

    def note_landing(self) -> None:
        self._in_the_air -= 1
        self._landed.set()

    async def _pause(self, seconds: float) -> None:
        while self._in_the_air:
            self._landed.clear()
            await self._landed.wait()
        if self.at_first_pause:
            await self.at_first_pause.pop()()
        self.seconds += seconds


@pytest.fixture
async def sending(tmp_path: Path, sqlite_files: SqliteFiles) -> AsyncIterator[Sending]:
    async with sqlite_files.fresh() as url, open_sending(url, tmp_path) as opened:
        opened.have_patience()
        yield opened


def at_this_pace(sending: Sending, pace: Pace) -> None:
    nothing: Any = None
    teams = TeamsSide(
        gate=nothing,
        connector=nothing,
        breaker=sending.breaker,
        throttle=pace.throttle,
        rooms=nothing,
    )
    sending.sender = replace(
        sending.sender,
        throttle=pace,
        landed=pace.note_landing,
        passage=lambda: teams.passage,
    )


async def send_all(sending: Sending, many: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(sending.teams.visible) < many:
            await sending.play(1)
    await sending.play(1)
    assert await sending.states() == {DeliveryState.SENT: many}


async def test_450_own_times_of_one_posting_arrive_at_the_pace_that_teams_takes(sending: Sending):
    pace = Pace()
    at_this_pace(sending, pace)
    await sending.office.announce(*(a_notice(NoticeKind.OWN_TIMES) for _ in range(MANY)))
    await send_all(sending, MANY)
    assert pace.teams.refused == []
    assert LIMIT <= pace.seconds <= LIMIT * 1.1
    assert len(sending.teams.calls) == MANY


async def test_an_invitation_that_comes_while_450_wait_leaves_within_one_window(sending: Sending):
    invited = a_notice(NoticeKind.INVITATION, member=MemberId("wim"))
    pace = Pace(at_first_pause=[lambda: sending.office.announce(invited)])
    at_this_pace(sending, pace)
    await sending.office.announce(*(a_notice(NoticeKind.OWN_TIMES) for _ in range(MANY)))
    await send_all(sending, MANY + 1)
    (left_at,) = [at for at, conversation in pace.teams.calls if conversation == "a:wim"]
    assert left_at <= WINDOW + 1e-9
    assert pace.teams.refused == []


async def test_whoever_waits_for_teams_holds_up_nobody_whose_call_is_written_down(
    sending: Sending,
):
    getting_ready: list[int] = []

    async def look() -> None:
        getting_ready.append(sending.sender._departures._getting_ready)

    at_this_pace(sending, Pace(at_first_pause=[look]))
    await sending.office.announce(*(a_notice(NoticeKind.OWN_TIMES) for _ in range(60)))
    await send_all(sending, 60)
    assert getting_ready == [0]
