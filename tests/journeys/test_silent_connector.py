"""Teams answers nobody for a while: it is named, people are served, and all of it arrives after."""

import asyncio
from pathlib import Path

from tests.support.journey import find_person
from tests.support.patience import PATIENCE
from tests.support.served import Served, serve
from tests.support.teams import DROP_BEFORE, StandInTeams

NAMES = ("piet", "olga", "gijs", "vera", "wim", "cora")


async def say_help(bot: Served, times: int) -> None:
    for name in NAMES:
        for _ in range(times):
            assert await find_person(bot, name).writes("help") == ""


async def wait_for_word(bot: Served, word: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while (await bot.ask("/ready"))[1] != word:
            await asyncio.sleep(0.05)


async def test_a_silent_connector_is_named_and_nothing_is_lost_or_said_twice(
    database_url: str, directory: Path, teams: StandInTeams
):
    settle = {"STOPLICHT_TEST_SETTLE_SECONDS": "0.1"}
    async with serve(database_url, directory, teams, **settle) as bot:
        teams.fail_from_now(DROP_BEFORE)
        await say_help(bot, 2)
        await wait_for_word(bot, "ready\nconnector_silent\n")
        assert (await bot.ask("/ready"))[0] == 200
        calls = len(teams.calls)
        await say_help(bot, 3)
        assert len(teams.calls) - calls <= 1
        teams.recover()
        await wait_for_word(bot, "ready\n")
        await bot.settled()
        assert [len(find_person(bot, name).cards) for name in NAMES] == [5] * len(NAMES)
