"""Cora refers, screens and weighs the same case, over HTTP: it counts once Dirk confirms."""

from datetime import time, timedelta

import pytest

from services.calendar import calendar_of
from tests.support.canaries import CANARY
from tests.support.journey import on_both, read_everything, read_pretend_house
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_words import SCREENING, WEIGHING, find_working_day, refer
from tests.support.person import NoSuchButtonError
from tests.support.served import Served

PEOPLE = ("gijs", "piet", *COORDINATORS)
DAY = timedelta(days=1)


async def next_morning(cast: Cast) -> None:
    """When everybody has read the digest of the next working day."""
    calendar = calendar_of(read_pretend_house(), await cast.bot.now())
    await cast.move_to(calendar.moment(await find_working_day(cast, 1), time(8, 32)))


@on_both
async def test_one_member_does_not_refer_screen_and_weigh_alone(bot: Served) -> None:
    cast = await gather_cast(bot, only=PEOPLE)
    cora, dirk, gijs = cast["cora"], cast["dirk"], cast["gijs"]
    code = await refer(cora)
    await (await cora.types(f"casus {code}", "Screenen")).goes_through(SCREENING)
    page = await cora.types(f"weeg {code}")
    assert "Uw weging geldt pas als een collega haar bevestigt." in page.words
    receipt = await page.goes_through(WEIGHING)
    assert f"Uw weging van {code} wacht op bevestiging" in receipt.words
    assert code not in await gijs.hears("mijn")

    await next_morning(cast)
    mine = await dirk.types("mijn")
    assert f"{code}: Cora Coordinator meldde aan, toetste en woog zelf." in mine.words
    page = await mine.presses("Weging lezen")
    assert WEIGHING[2][1]["colour_reason"] in page.words
    declined = await page.goes_through(
        (
            ("Verder", {"decision": "decline", "reason": f"{CANARY}-81f mist."}),
            ("Besluit vastleggen", {}),
        )
    )
    assert f"De weging van {code} gaat terug" in declined.words

    await next_morning(cast)
    again = await (await cora.types("mijn")).presses("Opnieuw wegen")
    assert f"{CANARY}-81f mist." in again.words
    await again.goes_through(WEIGHING)
    with pytest.raises(NoSuchButtonError):
        await cora.types("mijn", "Weging lezen")
    page = await dirk.types("mijn", "Weging lezen")
    confirmed = await page.goes_through(
        (("Verder", {"decision": "confirm"}), ("Besluit vastleggen", {}))
    )
    assert f"{code}: C, procesregie" in confirmed.words
    assert code in await gijs.hears("mijn")
    assert f"Uw aanmelding {code} is beoordeeld" in cora.newest("is beoordeeld").words
    assert CANARY not in read_everything(bot)
