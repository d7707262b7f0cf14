"""A drill over HTTP, from agreeing to it to what the stopwatch said: every message calls it one."""

import json
from typing import Any

from tests.support.cards import walk
from tests.support.journey import on_postgresql
from tests.support.journey_cast import Cast
from tests.support.journey_words import JUDGEMENT, invitation_of
from tests.support.person import Person, Screen

MARK, CODE = "OEFENING", "OEF-001"
HALF_AN_HOUR = 1800.0
NO_CHANGE = {**JUDGEMENT[0][1], "why": "oefenen", "adds": "", "place": "at_the_house"}


async def join(person: Person) -> None:
    [card] = await person.says("oefening")
    assert "U doet mee" in (await card.presses("Ik doe mee")).words


async def start(director: Person) -> Screen:
    [card] = await director.says("oefening")
    assert "Er doen 3 personen mee" in card.words
    page = await card.presses("Oefening starten")
    page = await page.presses("Verder", signals="weapon_or_threat")
    return await page.presses("Oefening starten")


def says_first(screen: Screen) -> str:
    """The first words on a card or page."""
    return next(part["text"] for part in walk(screen.card["body"]) if "text" in part)


def unmarked(cast: Cast, since: int) -> list[Any]:
    """What was sent of a drill without saying so, in its card, its title or its preview."""
    bodies = [one.body for one in cast.bot.teams.calls[since:] if CODE in json.dumps(one.body)]
    assert bodies
    return [one for one in bodies if not is_marked(one)]


def is_marked(body: dict[str, Any]) -> bool:
    cards = [one["content"] for one in body.get("attachments", ())]
    first = next((p for card in cards for p in walk(card["body"]) if "text" in p), {})
    said = [first.get("text") == MARK, all(MARK in c["fallbackText"] for c in cards)]
    return body["summary"].startswith(MARK) and all(said)


@on_postgresql
async def test_a_drill_is_played_to_its_end_by_who_agreed_and_nobody_takes_it_for_real(
    cast: Cast,
) -> None:
    await cast.move_to_duty_hours()
    for name in ("cora", "piet", "olga"):
        await join(cast[name])
    before = len(cast.bot.teams.calls)
    cora, piet = cast["cora"], cast["piet"]
    async with cast.only("cora"):
        started = await start(cora)
        assert f"Oefening {CODE} is gestart" in started.words
        assert says_first(started) == MARK
    async with cast.only("cora", "piet", "olga"):
        await convene(cora)
    await come(piet)
    # olga is asked again; her colleague did not agree, so the director hears it
    async with cast.only("cora", "olga"):
        await cast.bot.advance(HALF_AN_HOUR)
    assert "Olga" in cora.newest(MARK, "een partner reageert niet", CODE).words
    board = cora.newest("Spoedoverleg ", "Spoedoverleg sluiten", MARK)
    assert "1 van de 2 komt" in board.words
    async with cast.only("cora", "piet", "olga"):
        await stop(cora)
    assert "U hoeft niets meer te doen" in piet.newest("is voorbij", MARK).words
    assert "gesloten" in cast["olga"].newest(MARK, CODE).words
    read_result(cora)
    assert unmarked(cast, before) == []


async def convene(director: Person) -> None:
    report = director.newest(MARK, f"ACUUT: {CODE}")
    taken = await report.presses("Ik behandel dit")
    page = await taken.presses("Toetsen en uitnodigen")
    assert [says_first(one) for one in (taken, page)] == [MARK, MARK]
    assert "Politie" in page.words
    assert "Veilig Thuis" not in page.words
    page = await page.presses("Verder", **NO_CHANGE)
    [own] = await director.says("mijn")
    assert "Toetsen en uitnodigen" not in own.words
    done = await page.presses("Bevestigen")
    assert [says_first(one) for one in (page, done)] == [MARK, MARK]


async def come(invited: Person) -> None:
    coming = await invitation_of(invited).presses("Ik kom")
    read = await coming.presses("Wat is gemeld?")
    assert [says_first(one) for one in (coming, read)] == [MARK, MARK]
    assert "Robin bestaat niet" in read.words
    [own] = await invited.says("mijn")
    assert CODE not in own.words


async def stop(director: Person) -> None:
    [running] = await director.says("oefening")
    assert f"Oefening {CODE} loopt" in running.words
    await running.presses("Oefening stoppen")
    again = await running.presses("Oefening stoppen")
    assert again.told.startswith("OEFENING: Deze oefening is voorbij.")


def read_result(director: Person) -> None:
    result = director.newest(f"Uitslag van oefening {CODE}", MARK).words
    assert "Politie Rivierstad: na " in result
    assert "Openbaar Ministerie: geen antwoord" in result
    assert "Piet" not in result
    assert "Olga" not in result
