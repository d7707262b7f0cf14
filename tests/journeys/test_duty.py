"""The duty rota over HTTP: nobody is on duty, it is told a week and a day ahead, and
filled; days go to a colleague; two set it at once.
"""

import asyncio
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.support.journey import on_both, on_postgresql
from tests.support.journey_cast import Cast
from tests.support.journey_words import find_working_day, give_absence, report_acute
from tests.support.person import Screen

DAY = timedelta(days=1)
HOUSE_TIME = ZoneInfo("Europe/Amsterdam")
NOBODY = "heeft niemand dienst"
IN_GAP = "Een acute melding gaat dan naar Dirk Regisseur."


def at_nine(on: date) -> datetime:
    return datetime.combine(on, time(9), HOUSE_TIME)


async def wait_until(cast: Cast, on: date) -> None:
    """Nine o'clock of a day: what waits for its morning was told."""
    await cast.move_to(at_nine(on))
    await cast.bot.quiet()


def told(cast: Cast, *words: str) -> list[int]:
    return [len(cast[name].all_with(*words)) for name in ("cora", "dirk", "karel")]


@on_postgresql
async def test_when_both_go_away_it_is_told_a_week_and_a_day_ahead_until_one_of_them_stays(
    cast: Cast,
) -> None:
    await cast.move_to_duty_hours()
    first, near, on = [await find_working_day(cast, ahead) for ahead in (1, 3, 4)]
    for name in ("cora", "dirk"):
        await give_absence(cast[name], first_on=f"{on}")
    await cast.bot.advance(1)
    await cast.bot.quiet()
    [shown] = await cast["bea"].says("dienst")
    assert "Niemand heeft dienst" in shown.words
    assert "van 08:30 tot 17:00" in shown.words
    assert told(cast, NOBODY) == [0, 0, 0]
    await wait_until(cast, first)
    assert told(cast, "Vandaag voor u", NOBODY) == [1, 1, 1]
    await wait_until(cast, near)
    assert told(cast, IN_GAP) == [1, 1, 1]
    [own] = await cast["dirk"].says("afwezig")
    await own.presses("Verwijderen")
    await cast.bot.advance(1)
    await cast.bot.quiet()
    assert told(cast, IN_GAP) == [0, 0, 0]
    filled = cast["karel"].newest("Er heeft weer iemand dienst")
    rota = await filled.presses("Diensten bekijken")
    assert "Dirk Regisseur, in de plaats van Cora" in rota.words
    await wait_until(cast, on)
    code = await report_acute(cast["wim"])
    await cast.bot.quiet()
    assert cast["dirk"].all_with(f"ACUUT: {code}")
    assert cast["cora"].all_with(code) == []


async def test_days_that_a_colleague_takes_over_are_theirs_and_so_is_a_report(cast: Cast) -> None:
    await cast.move_to_duty_hours()
    today = await find_working_day(cast, 0)
    page = await cast["cora"].types("dienst", "Dienst aanbieden")
    wrong = await page.presses("Verder", colleague="dirk", from_on=f"{today - DAY}")
    assert "Deze dag is al voorbij" in wrong.words
    page = await wrong.presses("Verder", colleague="dirk", from_on=f"{today}")
    assert "Wij vragen het aan Dirk Regisseur" in (await page.presses("Aan collega vragen")).words
    await cast.bot.quiet()
    asked = cast["dirk"].newest("Cora Coordinator vraagt of u de dienst overneemt")
    [rota] = await cast["karel"].says("dienst")
    assert "Dirk Regisseur**, zonder" not in rota.words
    taken = await asked.presses("Ik neem het over")
    assert "U neemt de dienst van Cora Coordinator over" in taken.words
    await cast.bot.quiet()
    assert cast["cora"].all_with("Dirk Regisseur neemt uw dienst over")
    again = await asked.presses("Ik kan niet")
    assert "al beantwoord" in again.words
    code = await report_acute(cast["wim"])
    await cast.bot.quiet()
    assert cast["dirk"].all_with(f"ACUUT: {code}")
    assert cast["cora"].all_with(code) == []


@on_both
async def test_of_two_who_fill_the_same_days_at_once_one_is_on_the_rota_and_the_other_hears_it(
    cast: Cast,
) -> None:
    await cast.move_to_duty_hours()
    today = await find_working_day(cast, 0)
    page = await (await cast["bea"].types("dienst", "Dienst wijzigen")).presses(
        "Verder", doing="change"
    )
    page = await page.presses("Verder", until_on=f"{today + 6 * DAY}")
    assert "Niemand heeft dienst" in (await page.presses("Vastleggen")).words
    reviews = list[Screen]()
    for name, first in (("bea", 7), ("cora", 9)):
        page = await cast[name].types("dienst", "Dienst toevoegen")
        days = {"from_on": f"{today + first * DAY}", "until_on": f"{today + 13 * DAY}"}
        reviews.append(await page.presses("Verder", duty_member="dirk", duty_deputy="cora", **days))
    ended = await asyncio.gather(*(one.presses("Vastleggen") for one in reviews))
    refused = [one for one in ended if "Dirk Regisseur al dienst" in one.words]
    assert len(refused) == 1
    [rota] = await cast["karel"].says("dienst")
    assert rota.words.count("**Dirk Regisseur**, plaatsvervanger Cora") == 1
