"""Plays the main job in the Playground: ``python -m tests.e2e``, or ``make e2e``."""

import asyncio
import sys

import aiohttp

from tests.e2e.playground import find_free_port, open_playground
from tests.story.bot import read_names, run_bot
from tests.story.reading import MissingError
from tests.story.script import play
from tests.story.telling import Telling


async def drive() -> None:
    """Play the same scenes as the story, through the real client's own connector."""
    port = find_free_port()
    async with (
        run_bot(f"localhost:{port}") as bot,
        open_playground(bot, port, read_names()) as window,
    ):
        await play(Telling(window, read_names()))


def main() -> int:
    """Play it once; not 0 when somebody missed something."""
    try:
        asyncio.run(drive())
    except (MissingError, TimeoutError, aiohttp.ClientError) as missing:
        print(f"\nMissed: {missing or 'no answer in time'}")
        return 1
    print("\nThe whole job was done in the Agents Playground.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
