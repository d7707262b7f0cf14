"""Green cases looked at in writing, over HTTP: silence lets the plan continue, an objection brings
the case to the table, and of who was not reached or away a person decides.
"""

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

from domain.colour import StandingColour
from domain.identifiers import CaseCode, MemberId
from domain.stoplight import Colour
from services.calendar import calendar_of
from services.written_round_timer import follow_case
from tests.support.canaries import CANARY
from tests.support.house import OpenHouse
from tests.support.journey import on_both, on_postgresql, read_everything, read_pretend_house
from tests.support.journey_cast import Cast
from tests.support.journey_state import open_house
from tests.support.journey_words import (
    colour_red,
    find_working_day,
    give_absence,
)
from tests.support.person import Person, Screen
from tests.support.referrals import REFERRAL
from tests.support.teams import FORBIDDEN

DIGEST = "Uw dagelijkse bericht"
EXPECTED = {
    DIGEST,
    "Bericht over de agenda",
    "Komt u naar het overleg?",
    "Uw tijden voor het overleg",
    "Vraag over de bezorging van een bericht",
}
LINES = {
    "how": f"{CANARY}-60f woont rustig.",
    "agreed": f"{CANARY}-61f belt elke week.",
    "then": f"{CANARY}-62f zoekt werk.",
    "may_leave": "yes",
}
WHY = f"{CANARY}-63f is verhuisd."


async def bring_to_review(cast: Cast, url: str, directory: Path, number: int) -> list[str]:
    """So many green cases, directed by Gijs, whose review is on the next working day."""
    await cast.move_to_duty_hours()
    codes = [f"AB{one}-C23" for one in range(number)]
    green = StandingColour(
        colour=Colour.GREEN,
        minutes=0,
        required=(),
        set_by=MemberId("cora"),
        set_at=await cast.bot.now(),
        next_review_on=await find_working_day(cast, 1),
    )
    circle = ("gijs", "piet", "wim")
    async with open_house(url, directory) as database:
        house = OpenHouse(database, read_pretend_house(), await cast.bot.now())
        for code in codes:
            gijs = MemberId("gijs")
            case = await house.keep_case(
                code, REFERRAL, "vera", circle, colour=green, case_director=gijs
            )
            async with house.work() as moment:
                await follow_case(moment, case, green)
    await cast.bot.advance(1)
    return codes


async def colour_of(url: str, directory: Path, code: str) -> StandingColour:
    async with open_house(url, directory) as house, house.reading() as uow:
        case = await uow.cases.by_code(CaseCode(code))
    assert case.colour is not None
    return case.colour


async def next_morning(cast: Cast) -> set[str]:
    """To just after the digests of the next working day; who got one, and nobody got anything else
    but what the weekly meeting brings, or that a message failed.
    """
    await cast.bot.quiet()
    before = len(cast.bot.teams.calls)
    on = await find_working_day(cast, 1)
    calendar = calendar_of(read_pretend_house(), await cast.bot.now())
    await cast.move_to(calendar.moment(on, time(8, 25)))
    await cast.move_to(calendar.moment(on, time(8, 31)))
    told = [(cast._owner(one), one.body.get("summary")) for one in cast.bot.teams.calls[before:]]
    assert {about for _, about in told} <= EXPECTED, told
    digests = [who for who, about in told if about == DIGEST]
    assert len(digests) == len(set(digests)), f"more than one digest: {digests}"
    return set(digests)


async def mornings(cast: Cast, number: int) -> list[set[str]]:
    return [await next_morning(cast) for _ in range(number)]


async def opens(person: Person, code: str, title: str) -> Screen:
    """Press the button of one case in *mijn*, where all of the digest stands too."""
    return await row_of(await person.types("mijn"), code).presses(title)


def row_of(shown: Screen, code: str) -> Screen:
    """Only the line of a card that is about this case."""
    rows = [part for part in shown.card["body"] if code in str(part) and "actions" in str(part)]
    return replace(shown, card={**shown.card, "body": rows, "actions": []})


async def writes(cast: Cast, code: str) -> None:
    page = await opens(cast["gijs"], code, "Schrijven")
    page = await page.presses("Verder", **LINES)
    await page.presses("Versturen")
    assert cast["gijs"].newest("de ronde loopt", code)


@on_both
async def test_silence_continues_the_plan_an_objection_brings_it_to_the_table_red_ends_it(
    cast: Cast, database_url: str, directory: Path
) -> None:
    silent, objected, reddened = await bring_to_review(cast, database_url, directory, 3)
    assert await next_morning(cast) == {"gijs"}
    for code in (silent, objected, reddened):
        assert code in cast["gijs"].newest("Vandaag voor u").words
        await writes(cast, code)
    assert CANARY not in read_everything(cast.bot)
    assert "kunnen van de lijst" in (await cast["ina"].types("lijst")).words
    assert await next_morning(cast) == {"piet", "wim"}
    await object_to(cast, objected)
    shown = await cast["piet"].types("mijn")
    agreeing = await row_of(shown, silent).presses("Lezen")
    assert "akkoord" in (await agreeing.presses("Akkoord")).words
    await colour_red(cast["cora"], reddened)
    late = await row_of(shown, reddened).presses("Lezen")
    assert "over de kleur is opnieuw besloten" in late.words
    assert "Akkoord" not in late.words
    await late.presses("Gelezen")
    assert "Schriftelijke rondes" not in (await cast["piet"].types("mijn")).words
    was = await colour_of(database_url, directory, silent)
    await mornings(cast, 6)
    now = await colour_of(database_url, directory, silent)
    assert now.next_review_on >= was.next_review_on + timedelta(weeks=12)
    await read_of_both(cast, silent)
    assert CANARY not in read_everything(cast.bot)


async def object_to(cast: Cast, code: str) -> None:
    page = await opens(cast["piet"], code, "Lezen")
    assert LINES["how"] in page.words
    assert "Uw stilte telt voor niets anders" in page.words
    asked = await page.presses("Bespreken")
    asked = await asked.presses("Verder", wish_reason=WHY)
    await asked.presses("Bespreking vragen")
    assert cast["piet"].newest("komt in een overleg", code)
    why = await (await cast["ina"].types("lijst")).presses("Waarom deze kleur?", case=code)
    assert WHY in why.words
    await why.presses("Gelezen")


async def read_of_both(cast: Cast, code: str) -> None:
    """Who agreed and who was silent are told apart."""
    plan = await (await cast["cora"].types(f"casus {code}")).presses("Plan en afspraken")
    read = await plan.presses("Schriftelijke ronde")
    assert "het plan gaat door" in read.words
    assert "Piet Politie (Politie Rivierstad): akkoord" in read.words
    assert "geen bezwaar" in read.words
    await read.presses("Gelezen")


@on_postgresql
async def test_of_who_was_not_reached_or_away_a_person_decides_and_of_who_never_writes(
    cast: Cast, database_url: str, directory: Path
) -> None:
    code, unwritten = await bring_to_review(cast, database_url, directory, 2)
    assert await next_morning(cast) == {"gijs"}
    await writes(cast, code)
    first_on, last_on = await find_working_day(cast, 1), await find_working_day(cast, 7)
    await give_absence(cast["wim"], first_on=f"{first_on}", last_on=f"{last_on}")
    cast.bot.teams.fail_next(FORBIDDEN, conversation_id=cast["piet"].conversation)
    # the call is made, and refused
    assert await next_morning(cast) == {"piet"}
    assert await mornings(cast, 5) == [{"gijs"}, set(), {"cora", "dirk"}, set(), {"piet"}]
    await write_for_gijs(cast, unwritten)
    assert await next_morning(cast) == {"piet", "cora", "dirk", "ina"}
    card = await opens(cast["ina"], code, "Openen")
    assert "de vraag kwam niet op tijd aan" in card.words
    assert "was al die dagen afwezig" in card.words
    card = await note_for_piet(card)
    assert "de vraag kwam niet op tijd aan" not in card.words
    card = await card.presses("Opnieuw vragen")
    assert "De ronde loopt tot en met" in card.words
    assert "wim" in await next_morning(cast)
    page = await opens(cast["wim"], code, "Lezen")
    assert "akkoord" in (await page.presses("Akkoord")).words
    assert code not in (await cast["ina"].types("mijn")).words
    assert CANARY not in read_everything(cast.bot)


async def write_for_gijs(cast: Cast, code: str) -> None:
    """A process director types what the case director said by telephone."""
    card = await opens(cast["cora"], code, "Openen")
    page = await card.presses("Vastleggen wat de casusregisseur zei")
    await (await page.presses("Verder", **LINES)).presses("Versturen")
    assert cast["cora"].newest("de ronde loopt", code)


async def note_for_piet(card: Screen) -> Screen:
    """A coordinator types what a partner said by telephone."""
    page = await card.presses("Antwoord per telefoon")
    page = await page.presses("Verder", partner="piet", answer="agrees")
    return await page.presses("Vastleggen")
