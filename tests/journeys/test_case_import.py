"""A running house enters, from the command line, beside a bot that runs."""

from pathlib import Path

import pytest

from tests.support.canaries import CANARY
from tests.support.case_files import a_row, write_rows
from tests.support.journey import on_both
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.processes import ROOT, run_warm
from tests.support.served import Served, name_settings
from tests.support.teams import StandInTeams


@pytest.fixture
async def cast(bot: Served) -> Cast:
    return await gather_cast(bot, only=(*COORDINATORS, "piet"))


@on_both
async def test_cases_of_a_file_are_on_the_list_and_say_their_own_number(
    cast: Cast, database_url: str, directory: Path, teams: StandInTeams
) -> None:
    settings = name_settings(database_url, directory, teams)
    settings["STOPLICHT_HOUSE_FILE"] = str(ROOT / "config" / "house.example.yaml")
    partners = {"betrokken_partners": "Politie|ggz", "casusregisseur": ""}
    rows = [a_row(number, **partners) for number in (1, 2, 3)]

    async def run(*words: str) -> tuple[int, str]:
        path = write_rows(directory / "cases.csv", rows)
        ended = await run_warm(("import-cases", str(path), "--by", *words), settings, directory)
        assert CANARY not in ended.said
        assert "ZVH" not in ended.said
        return ended.code, ended.said

    code, said = await run("piet", "--language", "en")
    assert (code, "not for you" in said) == (2, True)
    rows[1]["kleur"] = "paars"
    code, said = await run("cora", "--language", "en")
    assert (code, said.splitlines()[1:]) == (2, ["  Line 4: colour: choose red, orange or green."])
    rows[1]["kleur"] = "rood"
    assert (await run("cora", "--dry-run"))[1].startswith("Er komen 3 casussen bij.")
    code, said = await run("cora")
    assert (code, said.splitlines()[0]) == (0, "Er zijn 3 casussen bij gekomen.")
    codes = [line.rpartition(" ")[2] for line in said.splitlines()[1:4]]
    same = "3 casussen waren er al en zijn niet veranderd."
    assert (await run("cora"))[1].splitlines() == ["Er zijn 0 casussen bij gekomen.", same]
    listed = (await cast["cora"].types("lijst")).words
    assert all(one in listed for one in codes)
    async with cast.only("cora"):
        page = await cast["cora"].types(f"casus {codes[0]}", "Dossier lezen")
        assert "ZVH-001" in page.words
        await page.presses("Gelezen")
