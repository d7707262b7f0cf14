"""A case is read in a window, over HTTP: by the coordinator the whole story, by a partner and the
referrer their part, once in English, and by manager and administrator nothing.
"""

import pytest

from tests.journeys.test_english import gather_english_cast
from tests.journeys.test_main_job import bring_to_the_list
from tests.support.canaries import CANARY
from tests.support.journey import on_both, read_everything
from tests.support.journey_cast import Cast
from tests.support.journey_languages import find_dutch
from tests.support.journey_words import agree_under_plan, write_plan
from tests.support.person import NoSuchButtonError
from tests.support.served import Served

READER = "dirk"


@pytest.fixture
async def cast(bot: Served, database_url: str) -> Cast:
    return await gather_english_cast(bot, database_url, (READER,))


@on_both
async def test_each_reads_of_a_case_what_is_theirs(bot: Served, cast: Cast) -> None:
    code = await bring_to_the_list(cast, "piet")
    await write_plan(cast["cora"], code)
    await agree_under_plan(cast, cast["cora"], code, "gijs")
    async with cast.only(READER, "gijs", "piet", "karel", "bea"):
        await read_all(cast, code)
        await read_as_involved(cast, code)
        await read_as_referrer(cast, code)
        for name in ("karel", "bea"):
            said = await cast[name].types(f"casus {code}")
            with pytest.raises(NoSuchButtonError):
                await said.presses("Dossier lezen")
    assert CANARY not in read_everything(bot)


async def read_all(cast: Cast, code: str) -> None:
    why = await cast[READER].types(f"case {code}", "Dossier lezen")
    assert f"{CANARY}-03f bedreigt de buren." in why.words
    assert "Judgement of the Care and Safety House: Met" in why.words
    weighing = await why.presses("Weging")
    assert "Mandate" in weighing.words
    circle = await weighing.presses("Betrokken partners")
    assert "Referred the case" in circle.words
    colours = await circle.presses("Kleuren")
    plan = await colours.presses("Plan en afspraken")
    for page in (why, weighing, circle, colours, plan):
        assert code in page.words
        assert not find_dutch(page.card)
    await plan.presses("Gelezen")


async def read_as_involved(cast: Cast, code: str) -> None:
    why = await cast["gijs"].types(f"casus {code}", "Dossier lezen")
    assert f"{CANARY}-03f bedreigt de buren." in why.words
    assert "Oordeel" not in why.words
    weighing = await why.presses("Weging")
    assert "C, procesregie" in weighing.words
    assert "Gewogen door" not in weighing.words
    plan = await weighing.presses("Plan en afspraken")
    assert f"{CANARY}-41f bezoeken" in plan.words
    await plan.presses("Gelezen")


async def read_as_referrer(cast: Cast, code: str) -> None:
    why = await cast["piet"].types(f"casus {code}", "Dossier lezen")
    plan = await why.presses("Plan en afspraken")
    assert "U heeft geen afspraken in deze casus." in plan.words
    for title in ("Kleuren", "Betrokken partners"):
        with pytest.raises(NoSuchButtonError):
            await plan.presses(title)
    await plan.presses("Gelezen")
