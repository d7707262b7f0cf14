"""Takes the pictures of the pages: the story is played in the Agents Playground until an agenda is
posted and a partner is invited. Chromium shows both, and the agenda on paper: ``make pictures``.
"""

import asyncio
import re
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Final

import aiohttp

from tests.e2e.chromium import Page, open_page
from tests.e2e.playground import find_free_port, open_playground
from tests.story.acute import convene
from tests.story.bot import ROOT, Bot, read_names, run_bot
from tests.story.reading import MissingError
from tests.story.script import (
    SURNAME,
    find_start,
    play_agenda,
    play_first_referral,
    play_second_referral,
)
from tests.story.telling import Telling

PICTURES: Final = ROOT / "docs" / "pictures"
_SCHEDULE: Final = "donderdag"  # of config/house.example.yaml
_UNTIL_THURSDAY: Final = timedelta(days=3)
_CARD: Final = ".ac-adaptiveCard"
_A4_PAGE: Final = re.compile(rb"/MediaBox \[0 0 59[4-6](?:\.\d+)? 84[1-2](?:\.\d+)?\]")


async def take_all() -> None:
    """Play as far as both cards are there, and keep each as a picture."""
    port = find_free_port()
    async with (
        run_bot(f"localhost:{port}") as bot,
        open_playground(bot, port, read_names()) as window,
        open_page(f"http://localhost:{port}") as page,  # it shows only what came since it opened
    ):
        await page.find(_CARD, "proefhuis")  # who opens the window is greeted, and nobody else
        tell = Telling(window, read_names())
        monday = find_start(await window.now())
        await window.move_to(monday)
        orange = await play_first_referral(tell)
        await play_agenda(tell, await play_second_referral(tell), orange)
        await convene(tell, f"Bo {SURNAME}")
        await _take(page, "invitation.png", "U bent uitgenodigd voor een spoedoverleg", "Piet")
        await page.press("Agenda")
        await _take(page, "agenda.png", "Agenda van")
        await _take_paper(bot, f"{_SCHEDULE}:{(monday + _UNTIL_THURSDAY).date()}")


async def _take_paper(bot: Bot, meeting: str) -> None:
    """Print the agenda, look at it as a page, and lay it out as paper: it must fit on one A4."""
    with tempfile.TemporaryDirectory(prefix="stoplicht-") as directory:
        sheet = Path(directory) / "agenda.html"
        await bot.beside("print", "agenda", meeting, "--as", "cora", "--to", str(sheet))
        async with open_page(sheet.as_uri()) as paper:
            await _take(paper, "agenda-sheet.png", "Agenda van", selector="body")
            pages = _A4_PAGE.findall(await paper.print_pdf())
    if len(pages) != 1:
        raise MissingError(f"the agenda is {len(pages)} pages of A4 and not one")


async def _take(page: Page, name: str, *words: str, selector: str = _CARD) -> None:
    picture = PICTURES / name
    picture.write_bytes(await page.photograph(selector, *words))
    print(f"{picture.relative_to(Path.cwd())}")


def main() -> int:
    """Take them once; not 0 when a card or a program is missing."""
    try:
        asyncio.run(take_all())
    except (MissingError, TimeoutError, aiohttp.ClientError) as missing:
        print(f"\nMissed: {missing or 'no answer in time'}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
