"""A member who reads English gets English everywhere, from the help to the agenda and the acute
lane; colleagues and the channel of the house stay Dutch.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, text

from tests.support.cards import walk
from tests.support.databases import open_engine
from tests.support.journey import agenda_channel
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_languages import find_dutch, in_english
from tests.support.journey_words import (
    COLOUR,
    JUDGEMENT,
    REFERRAL,
    REPORT,
    SCREENING,
    WEIGHING,
    code_in,
    find_working_day,
    report_acute,
)
from tests.support.person import Person, Screen, words_of
from tests.support.served import Served

ENGLISH = ("piet", "cora", "olga")
ROTA = ("bea", "cora", "dirk")
DAY = timedelta(days=1)


async def gather_english_cast(
    bot: Served, url: str, readers: Sequence[str] = ENGLISH, only: Sequence[str] = ()
) -> Cast:
    """The house, some of whom read English."""
    engine = open_engine(url)
    async with engine.begin() as connection:
        change = text("UPDATE member SET language = 'en' WHERE id IN :readers")
        chosen = change.bindparams(bindparam("readers", list(readers), expanding=True))
        await connection.execute(chosen)
    await engine.dispose()
    cast = await gather_cast(bot, only=only)
    for name in readers:
        cast[name].titles = in_english
    return cast


async def play_in_english(cast: Cast) -> None:
    piet, cora = cast["piet"], cast["cora"]
    await cast.move_to_duty_hours()
    code = code_in(await (await piet.types("refer")).goes_through(REFERRAL))
    case = await cora.types("inbox", "Screenen")
    await case.goes_through(SCREENING)
    await (await cora.types(f"weigh {code}")).goes_through(WEIGHING)
    await (await cora.types(f"colour {code} red")).goes_through(COLOUR)
    await piet.newest(code, "Read").presses("Lees de uitleg")
    report = code_in(await (await piet.types("acute")).goes_through(REPORT))
    card = cora.newest(report, "Test and invite")
    await (await card.presses("Toetsen en uitnodigen")).goes_through(JUDGEMENT)
    await cast["olga"].newest("You are invited").presses("Ik kom")
    await play_agenda(cast)
    await say_everything(piet, cora, code)


async def play_agenda(cast: Cast) -> None:
    meeting = await cast.next_meeting()
    await cast.move_to(meeting.cut_off_at)
    await cast["cora"].types("agenda")
    approved = await cast["cora"].newest("Draft").presses("Keur goed")
    assert "Approved by" in approved.words
    await cast.move_to(meeting.posts_at)


async def say_everything(piet: Person, cora: Person, code: str) -> None:
    for words in ("help", "my", f"case {code}", "list", "inbox", "weigh", "colour", "acute"):
        await cora.types(words)
    refused = (
        "list",
        "weigh",
        "colour",
        "agenda",
        f"weigh {code}",
        "case AA0-A00",
        "refe",
        "x" * 60,
    )
    for words in refused:
        await piet.types(words)
    shown = await piet.types("my", "Wie is wie?")
    await shown.presses("Gelezen")


async def test_who_reads_english_reads_no_dutch_and_the_channel_stays_dutch(
    bot: Served, database_url: str
) -> None:
    cast = await gather_english_cast(bot, database_url)
    await play_in_english(cast)
    for name in ENGLISH:
        person = cast[name]
        said = [person.heard, *(post.activity for post in person.posts)]
        assert find_dutch(said) == []
        assert {part["lang"] for part in walk(said) if "lang" in part} == {"en"}
    [post] = bot.teams.channel(agenda_channel()).posts
    assert {part["lang"] for part in walk(post.activity) if "lang" in part} == {"nl"}
    assert "Agenda van" in words_of(post.activity)
    gijs = [post.activity for post in cast["gijs"].posts]
    assert {part["lang"] for part in walk(gijs) if "lang" in part} == {"nl"}
    assert find_dutch(gijs)


def at_nine(on: date) -> datetime:
    return datetime.combine(on, time(9), ZoneInfo("Europe/Amsterdam"))


async def fill_in(page: Screen, first: date, last: date, who: str, deputy: str = "-") -> Screen:
    """Fill in a turn; the page of the review, or the same page with what is not right."""
    return await page.presses(
        "Verder", duty_member=who, duty_deputy=deputy, from_on=f"{first}", until_on=f"{last}"
    )


async def set_rota(cast: Cast, swapped_on: date) -> None:
    """Bea ends the turn of Cora, and gives Dirk one: first on a day that is Cora's."""
    bea, last = cast["bea"], swapped_on + 7 * DAY
    changing = await (await bea.types("duty", "Dienst wijzigen")).presses("Verder", doing="change")
    today = await cast.bot.today()
    over = await fill_in(changing, today - DAY, swapped_on, "cora", "dirk")
    assert "This day is over" in over.words
    itself = await fill_in(over, today, swapped_on - DAY, "cora", "cora")
    assert "Nobody stands in for themselves" in itself.words
    review = await fill_in(itself, today, swapped_on - DAY, "cora", "dirk")
    rota = await review.presses("Vastleggen")
    taken = await fill_in(await rota.presses("Dienst toevoegen"), today, last, "dirk")
    refused = await taken.presses("Vastleggen")
    assert "Cora Coordinator is on duty already" in refused.words
    review = await fill_in(await refused.presses("Wijzig"), swapped_on, last, "dirk")
    assert "Dirk Regisseur, without a deputy" in (await review.presses("Vastleggen")).words
    assert "The turn is on the rota" in bea.texts


async def test_a_turn_is_set_offered_and_taken_over_and_then_has_the_report_in_english(
    bot: Served, database_url: str
) -> None:
    cast = await gather_english_cast(bot, database_url, ROTA, only=(*ROTA, "karel", "wim", "ina"))
    await cast.move_to_duty_hours()
    told_on, swapped_on = [await find_working_day(cast, ahead) for ahead in (1, 3)]
    await set_rota(cast, swapped_on)
    await bot.quiet()
    assert cast["dirk"].all_with("Your duty has changed") == []
    await cast.move_to(at_nine(told_on))
    assert "You are on duty: " in cast["dirk"].newest("Your duty has changed").words
    assert "no longer on duty" in cast["cora"].newest("Your duty has changed").words
    page = await cast["dirk"].types("duty", "Dienst aanbieden")
    offer = {"colleague": "cora", "from_on": f"{swapped_on}"}
    await (await page.presses("Verder", **offer)).presses("Aan collega vragen")
    await bot.quiet()
    await cast["cora"].newest("asks you to take over duty").presses("Ik neem het over")
    await bot.quiet()
    assert cast["dirk"].all_with("takes over your duty")
    await cast.move_to(at_nine(swapped_on))
    code = await report_acute(cast["wim"])
    await bot.quiet()
    assert cast["cora"].all_with(f"ACUTE: {code}")
    assert cast["dirk"].all_with(code) == []
    for name in ROTA:
        person = cast[name]
        assert find_dutch([person.heard, *(post.activity for post in person.posts)]) == []
