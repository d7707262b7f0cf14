"""A case comes on the list of prioritised cases by a decision, its circle reads why, and it leaves
the list with a reason; over HTTP.
"""

from domain.member import Language
from tests.journeys.test_main_job import bring_to_the_list
from tests.support.canaries import CANARY
from tests.support.journey import read_everything
from tests.support.journey_cast import Cast
from tests.support.journey_languages import (
    Says,
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.served import Served

AGREED = {"agreed": "politie", "agreed_how": "telephone"}


async def leaves_the_list(cast: Cast, code: str, says: Says) -> None:
    async with cast.only("dirk"):
        card = await cast["dirk"].types("list")
        window = await card.presses("Waarom op de lijst?")
        page = await window.presses("Van de lijst halen")
        done = await (await page.presses("Verder", end_reason=f"{CANARY} is rustig.")).presses(
            "Van de lijst halen"
        )
    assert says("priority.done_removed", code=code) in done.words
    async with cast.only("cora"):
        assert says("priority.dialog") not in (await cast["cora"].types("lijst")).words


@on_both_in_both_languages
async def test_a_case_is_prioritised_with_a_reason_and_taken_off(
    bot: Served, cast: Cast, database_url: str, language: Language
) -> None:
    code = await bring_to_the_list(cast, "piet")
    says = await let_everybody_read(cast, database_url, language)
    why = {"criteria_met": "victims,stuck", "priority_reason": f"{CANARY} slaat buren."}
    async with cast.only("cora"):
        card = await cast["cora"].types(f"casus {code}")
        page = await card.presses("Op de geprioriteerde lijst zetten")
        assert "(https://www.example.org/veiligheidshuis/criteria)" in page.words
        refused = await page.presses("Verder", **why)
        assert says("judging.nobody_agreed") in refused.words
        done = await (await refused.presses("Verder", **why, **AGREED)).presses(
            "Besluit vastleggen"
        )
    assert says("priority.done_placed", code=code) in done.words
    async with cast.only("gijs", "ina", "piet"):
        read = await (await cast["gijs"].types(f"casus {code}")).presses("Waarom op de lijst?")
        assert f"{CANARY} slaat buren." in read.words
        assert f"{says('priority.met')} Er zijn slachtoffers" in read.words
        await read.presses("Gelezen")
        listed = await cast["ina"].types("lijst")
        assert says("priority.count_of", number="1", size="150") in listed.words
        assert f"{code} · " in listed.words
        own = (await cast["piet"].types(f"casus {code}")).words
        assert says("caselist.mark_prioritised") not in own.lower()
    await leaves_the_list(cast, code, says)
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)
