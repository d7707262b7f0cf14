"""A case comes on the list of prioritised cases by a decision, its circle reads why, and it leaves
the list with a reason; over HTTP.
"""

from tests.journeys.test_main_job import bring_to_the_list
from tests.support.canaries import CANARY
from tests.support.journey import read_everything
from tests.support.journey_cast import Cast
from tests.support.served import Served

AGREED = {"agreed": "politie", "agreed_how": "telephone"}


async def test_a_case_is_prioritised_with_a_reason_and_taken_off(bot: Served, cast: Cast) -> None:
    code = await bring_to_the_list(cast, "piet")
    why = {"criteria_met": "victims,stuck", "priority_reason": f"{CANARY} slaat buren."}
    async with cast.only("cora"):
        card = await cast["cora"].types(f"casus {code}")
        page = await card.presses("Op de geprioriteerde lijst zetten")
        assert "(https://www.example.org/veiligheidshuis/criteria)" in page.words
        refused = await page.presses("Verder", **why)
        assert "Kies minstens één publieke deelnemer" in refused.words
        done = await (await refused.presses("Verder", **why, **AGREED)).presses(
            "Besluit vastleggen"
        )
    assert f"{code} staat op de geprioriteerde lijst" in done.words
    async with cast.only("gijs", "ina", "piet"):
        read = await (await cast["gijs"].types(f"casus {code}")).presses("Waarom op de lijst?")
        assert f"{CANARY} slaat buren." in read.words
        assert "Voldoet aan: Er zijn slachtoffers" in read.words
        await read.presses("Gelezen")
        listed = await cast["ina"].types("lijst")
        assert "Geprioriteerde lijst: 1 van 150" in listed.words
        assert f"{code} · " in listed.words
        assert "geprioriteerd" not in (await cast["piet"].types(f"casus {code}")).words.lower()
    async with cast.only("dirk"):
        card = await cast["dirk"].types("list")
        window = await card.presses("Waarom op de lijst?")
        page = await window.presses("Van de lijst halen")
        done = await (await page.presses("Verder", end_reason="Het is opgelost.")).presses(
            "Van de lijst halen"
        )
    assert f"{code} is van de geprioriteerde lijst" in done.words
    async with cast.only("cora"):
        assert "Geprioriteerde lijst" not in (await cast["cora"].types("lijst")).words
    assert CANARY not in read_everything(bot)
