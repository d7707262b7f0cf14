"""A running house enters and a case leaves, from the command line, beside a bot that runs."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.canaries import CANARY
from tests.support.case_files import a_row, write_rows
from tests.support.journey import on_both
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.processes import ROOT, run_warm
from tests.support.served import Served, name_settings
from tests.support.teams import StandInTeams

MANDATE = ("--mandate", "M-2026-1")
SAME = "3 casussen waren er al en zijn niet veranderd."


@dataclass(frozen=True)
class Operator:
    """The command line of the same house; it never says what stands in a file."""

    settings: dict[str, str]
    directory: Path

    async def runs(self, *words: str) -> tuple[int, str]:
        ended = await run_warm(words, self.settings, self.directory)
        assert CANARY not in ended.said
        assert "ZVH" not in ended.said
        return ended.code, ended.said

    async def brings_in(self, rows: list[dict[str, str]], *words: str) -> tuple[int, list[str]]:
        path = write_rows(self.directory / "cases.csv", rows)
        code, said = await self.runs("import-cases", str(path), *MANDATE, "--by", *words)
        return code, said.splitlines()


@pytest.fixture
async def cast(bot: Served) -> Cast:
    return await gather_cast(bot, only=(*COORDINATORS, "piet"))


@pytest.fixture
def operator(database_url: str, directory: Path, teams: StandInTeams) -> Operator:
    settings = name_settings(database_url, directory, teams)
    settings["STOPLICHT_HOUSE_FILE"] = str(ROOT / "config" / "house.example.yaml")
    return Operator(settings=settings, directory=directory)


@on_both
async def test_cases_of_a_file_are_on_the_list_and_one_of_them_is_exported(
    cast: Cast, operator: Operator
) -> None:
    codes = await bring_in_three(operator)
    listed = (await cast["cora"].types("lijst")).words
    assert all(one in listed for one in codes)
    async with cast.only("cora"):
        page = await cast["cora"].types(f"casus {codes[0]}", "Dossier lezen")
        assert "ZVH-001" in page.words
        copied = await (await page.presses("Weging")).presses("Kopieer voor PGAx")
        assert "Nummer in uw eigen systeem" in copied.words
        assert "Betrokken sinds" in copied.words
        again = await copied.presses("Terug naar het dossier")
        await again.presses("Gelezen")

    wish = ("export", codes[0].lower(), "--by", "cora", "--reason", "PGAx")
    assert (await operator.runs(*wish))[0] == 0
    code, said = await operator.runs(*wish)
    assert (code, "is er al" in said) == (2, True)
    (exported,) = operator.directory.glob(f"{codes[0]}-*.json")
    told = json.loads(exported.read_text(encoding="utf-8"))
    assert told["identity"]["own_number"] == "ZVH-001"
    assert told["case"]["first_processing"] == "2025-03-01"


async def bring_in_three(operator: Operator) -> list[str]:
    """Refused, mistaken, tried and done; the codes the cases have."""
    partners = {"betrokken_partners": "Politie|ggz", "casusregisseur": ""}
    rows = [a_row(number, **partners) for number in (1, 2, 3)]
    code, said = await operator.brings_in(rows, "piet")
    assert (code, "niet voor u" in said[0]) == (2, True)
    wrong = [rows[0], rows[1] | {"kleur": "paars"}, rows[2]]
    code, said = await operator.brings_in(wrong, "cora", "--language", "en")
    assert (code, said[1:]) == (2, ["  Line 4: colour: choose red, orange or green."])
    code, said = await operator.brings_in(rows, "cora", "--dry-run")
    assert (code, said[0]) == (0, "Er komen 3 casussen bij.")
    code, came = await operator.brings_in(rows, "cora")
    assert (code, came[0]) == (0, "Er zijn 3 casussen bij gekomen.")
    assert await operator.brings_in(rows, "cora") == (0, ["Er zijn 0 casussen bij gekomen.", SAME])
    return [line.rpartition(" ")[2] for line in came[1:4]]
