"""The duty rota over HTTP: nobody is on duty, it is told a week and a day ahead, and filled."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.support.journey import on_both
from tests.support.journey_cast import Cast
from tests.support.journey_words import find_working_day, give_absence, report_acute

DAY = timedelta(days=1)
HOUSE_TIME = ZoneInfo("Europe/Amsterdam")
NOBODY = "heeft niemand dienst"
WHO_HEARS = ("cora", "dirk", "karel")


def at_nine(on: date) -> datetime:
    return datetime.combine(on, time(9), HOUSE_TIME)


@on_both
async def test_when_both_go_away_it_is_told_a_week_and_a_day_ahead_until_one_of_them_stays(
    cast: Cast,
) -> None:
    await cast.move_to_duty_hours()
    first, near, on = [await find_working_day(cast, ahead) for ahead in (1, 3, 4)]
    for name in ("cora", "dirk"):
        await give_absence(cast[name], first_on=f"{on}")
    [shown] = await cast["bea"].says("dienst")
    assert "Niemand heeft dienst" in shown.words
    assert "van 08:30 tot 17:00" in shown.words
    async with cast.only(*WHO_HEARS):
        await cast.move_to(at_nine(first))
        await cast.bot.quiet()
    assert len(cast["karel"].all_with(NOBODY)) == 1
    assert NOBODY in cast["cora"].newest("Vandaag").words
    async with cast.only(*WHO_HEARS):
        await cast.move_to(at_nine(near))
        await cast.bot.quiet()
    heard = cast["karel"].newest(NOBODY)
    assert "Een acute melding gaat dan naar Dirk Regisseur." in heard.words
    [own] = await cast["dirk"].says("afwezig")
    async with cast.only(*WHO_HEARS):
        await own.presses("Verwijderen")
        await cast.bot.advance(1)
        await cast.bot.quiet()
    filled = cast["karel"].newest("Er heeft weer iemand dienst")
    assert (
        "Dirk Regisseur, in de plaats van Cora" in (await filled.presses("Diensten bekijken")).words
    )
    await cast.move_to(at_nine(on))
    await cast.bot.quiet()
    code = await report_acute(cast["wim"])
    await cast.bot.quiet()
    assert cast["dirk"].all_with(f"ACUUT: {code}")
    assert cast["cora"].all_with(code) == []
