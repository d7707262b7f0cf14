"""Plays the story in the terminal: ``python -m tests.story``, or ``make story``."""

import asyncio
import sys

from tests.story.bot import read_names, run_bot
from tests.story.reading import MissingError
from tests.story.script import play
from tests.story.teams import OwnChats, Teams
from tests.story.telling import Telling


async def tell_story() -> None:
    """Play it against a bot that is started for it, with a Teams of our own."""
    async with Teams() as teams, run_bot(teams.host) as bot:
        stage = OwnChats(bot, teams)
        await stage.installs_everywhere()
        await play(Telling(stage, read_names()))


def main() -> int:
    """Tell the story; not 0 when somebody missed something."""
    try:
        asyncio.run(tell_story())
    except (MissingError, TimeoutError) as missing:
        print(f"\nHet verhaal klopt niet: {missing or 'the bot did not answer in time'}")
        return 1
    print("\nHet verhaal klopt: iedereen zag wat voor hem was, en niets anders.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
