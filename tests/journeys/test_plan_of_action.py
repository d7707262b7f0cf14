"""A plan of action and what is agreed under it, over HTTP: written by a process director, read by
who is involved, and by nobody else.
"""

from pathlib import Path

import pytest

from tests.support.canaries import CANARY
from tests.support.hands import Hand
from tests.support.journey import read_everything
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_words import agree_under_plan, refer, screen, take_up, write_plan
from tests.support.person import NoSuchButtonError, Person
from tests.support.served import serve
from tests.support.teams import StandInTeams


async def take_up_a_case(cast: Cast) -> str:
    code = await refer(cast["piet"])
    await screen(cast["ina"], code)
    await take_up(cast["cora"], code)
    return code


async def read_plan(person: Person, code: str) -> str:
    return (await person.types(f"casus {code}", "Plan en afspraken")).words


async def test_a_plan_is_read_by_who_is_involved_with_what_is_agreed(cast: Cast) -> None:
    code = await take_up_a_case(cast)
    async with cast.only("cora"):
        await write_plan(cast["cora"], code)
        receipt = await agree_under_plan(cast, cast["cora"], code, "gijs")
    assert CANARY not in receipt.words
    plan = await cast["gijs"].types(f"casus {code}", "Plan en afspraken")
    assert "Nu: Zorg" in plan.words
    assert f"{CANARY}-39f deed niets strafbaars" in plan.words
    listed = await plan.presses("Afspraken lezen")
    assert f"{CANARY}-41f bezoeken" in listed.words
    await listed.presses("Gelezen")
    assert "Uw afspraken" in (await cast["gijs"].types("mijn")).words
    assert CANARY not in read_everything(cast.bot)


async def test_a_coordinator_notes_from_the_list_what_was_said_by_telephone(cast: Cast) -> None:
    code = await take_up_a_case(cast)
    await agree_under_plan(cast, cast["cora"], code, "gijs")
    plan = await cast["ina"].types(f"casus {code}", "Plan en afspraken")
    page = await (await plan.presses("Afspraken lezen")).presses("Wijzig")
    assert f"{CANARY}-41f bezoeken" in page.words
    page = await page.presses("Verder", answer="done", note="")
    await page.presses("Vastleggen")
    assert f"Vastgelegd voor {code}: gedaan" in read_everything(cast.bot)
    assert "Uw afspraken" not in (await cast["gijs"].types("mijn")).words


async def test_a_referrer_and_who_is_not_involved_find_no_button(cast: Cast) -> None:
    code = await take_up_a_case(cast)
    await write_plan(cast["cora"], code)
    card = await cast["piet"].types(f"casus {code}")
    with pytest.raises(NoSuchButtonError):
        await card.presses("Plan en afspraken")


async def test_in_teams_own_windows_a_plan_is_written_and_read(
    database_url: str, directory: Path, teams: StandInTeams
) -> None:
    async with serve(database_url, directory, teams, **Hand.WINDOW.environment) as bot:
        cast = await gather_cast(bot, Hand.WINDOW)
        code = await take_up_a_case(cast)
        await write_plan(cast["cora"], code)
        assert "Nu: Zorg" in await read_plan(cast["gijs"], code)
        assert CANARY not in read_everything(bot)
