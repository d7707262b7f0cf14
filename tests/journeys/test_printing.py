"""Paper from the command line, beside a bot that runs."""

import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.canaries import CANARY
from tests.support.journey import on_both
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_words import refer, screen, take_up
from tests.support.processes import ROOT, Ended, run_warm
from tests.support.served import Served, name_settings
from tests.support.teams import StandInTeams

MOST_RIGHTS = 0o600


@dataclass(frozen=True)
class Printer:
    """The command line of the same house."""

    settings: dict[str, str]
    directory: Path

    async def prints(self, *words: str) -> Ended:
        """Run ``app.py print``."""
        return await run_warm(("print", *words), self.settings, self.directory)


@pytest.fixture
async def cast(bot: Served) -> Cast:
    return await gather_cast(bot, only=(*COORDINATORS, "piet"))


@pytest.fixture
def printer(database_url: str, directory: Path, teams: StandInTeams) -> Printer:
    settings = name_settings(database_url, directory, teams)
    settings["STOPLICHT_HOUSE_FILE"] = str(ROOT / "config" / "house.example.yaml")
    (directory / "paper").mkdir()
    return Printer(settings=settings, directory=directory / "paper")


@on_both
async def test_a_director_has_the_agenda_and_a_case_on_paper_while_the_bot_runs(
    cast: Cast, printer: Printer
) -> None:
    code = await refer(cast["piet"])
    await screen(cast["ina"], code)
    await take_up(cast["cora"], code)
    meeting = await cast.next_meeting()
    await cast.move_to(meeting.cut_off_at)

    ended = await printer.prints("agenda", "next", "--as", "cora", "--to", "agenda.html")
    assert (ended.code, ended.said.count("\n")) == (0, 1)
    agenda = (printer.directory / "agenda.html").read_text(encoding="utf-8")
    assert code in agenda
    assert CANARY not in agenda

    ended = await printer.prints("case", code.lower(), "--as", "cora", "--to", "case.html")
    assert ended.code == 0
    assert CANARY not in ended.said
    place = printer.directory / "case.html"
    assert stat.S_IMODE(place.stat().st_mode) == MOST_RIGHTS
    assert CANARY in place.read_text(encoding="utf-8")
    assert code in (await cast["cora"].types("lijst")).words


async def test_who_may_not_have_it_gets_no_paper(cast: Cast, printer: Printer) -> None:
    code = await refer(cast["piet"])
    for words, told in (
        (("case", code, "--as", "piet"), "niet voor u"),
        (("case", code, "--as", "somebody"), "No member of this house is somebody"),
        (("agenda", "monday", "--as", "cora"), "geen overleg monday"),
        (("case", code, "--as", "cora", "--to", "none/case.html"), "no place for a file"),
        (("case", code), "--as"),
    ):
        ended = await printer.prints(*words)
        assert (ended.code, told in ended.said) == (2, True), ended.said
    assert list(printer.directory.iterdir()) == []
