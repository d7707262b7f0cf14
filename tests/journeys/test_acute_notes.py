"""A note taker in an acute session, over HTTP, from being named to the day after the closing; and
the one neutral line about that session in the channel of the coordinators.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.canaries import CANARY
from tests.support.journey import read_everything
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_words import board_of, convene, report_acute
from tests.support.person import Screen
from tests.support.served import ROOT, serve
from tests.support.teams import StandInTeams

OF_COORDINATORS = "19:coordinators@thread.tacv2"
CHANNELS = f"""
channels:
  - id: coordinators
    team: 19:huis@thread.tacv2
    conversation: {OF_COORDINATORS}
    kind: coordinators
"""
CLOSING = (("Verder", {"more_0": "no"}), ("Spoedoverleg sluiten", {}))
WRITING = (("Next", {"facts": f"Police: {CANARY} is in custody", "more_0": "no"}), ("Save", {}))


@pytest.fixture
async def cast(database_url: str, directory: Path, teams: StandInTeams) -> AsyncIterator[Cast]:
    """A house with a channel of its coordinators; Noor, who takes notes, reads English."""
    example = (ROOT / "config" / "house.example.yaml").read_text(encoding="utf-8")
    file = directory / "house.yaml"
    changed = example.replace("\nchannels:\n", CHANNELS).replace(
        "name: Noor Notulist", "name: Noor Notulist\n    language: en"
    )
    file.write_text(changed, encoding="utf-8")
    where = {"STOPLICHT_HOUSE_FILE": str(file)}
    async with serve(database_url, directory, teams, **where) as bot:
        cast = await gather_cast(bot, only=(*COORDINATORS, "wim", "noor"))
        await cast.move_to_duty_hours()
        yield cast


async def test_a_note_taker_writes_for_the_chair_until_a_day_later_and_the_channel_reads_one_line(
    cast: Cast,
) -> None:
    cora, noor = cast["cora"], cast["noor"]
    code = await report_acute(cast["wim"])
    await convene(cora, code)
    await cast.bot.quiet()
    assert line_of(cast).startswith(f"Spoedoverleg **{code}** is gepland")

    await name(cast, "noor")
    await cast.bot.quiet()
    own = noor.newest("You take notes", code)
    assert CANARY not in own.words
    assert CANARY in (await own.presses("Who is this? Read the report")).words
    page = await own.presses("Facts and decisions")
    assert "You take notes" in (await page.goes_through(WRITING)).words

    written = await board_of(cora).presses("Feiten en besluiten")
    assert f"{CANARY} is in custody" in written.words
    board = await written.goes_through((("Verder", {"more_0": "no"}), ("Opslaan", {})))
    await (await board.presses("Spoedoverleg sluiten")).goes_through(CLOSING)
    await cast.bot.quiet()
    assert line_of(cast).startswith(f"Spoedoverleg **{code}** is gesloten")
    over = noor.newest("You can add to your notes until", code)
    page = await over.presses("Facts and decisions")
    assert CANARY in page.words
    await page.presses("Stop")

    await cast.bot.advance(timedelta(hours=24, minutes=1).total_seconds())
    late = await over.presses("Facts and decisions")
    assert "it is not for you" in late.told
    assert CANARY not in read_everything(cast.bot)


async def name(cast: Cast, member: str) -> Screen:
    page = await board_of(cast["cora"]).presses("Notulist")
    return await page.goes_through((("Verder", {"note_taker": member}), ("Opslaan", {})))


def line_of(cast: Cast) -> str:
    """The one line that the channel reads now."""
    [card] = cast.bot.teams.channel(OF_COORDINATORS).cards()
    [part] = card["body"]
    return str(part["text"])
