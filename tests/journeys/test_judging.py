"""From the inbox to the list, over HTTP: screening, weighing, the referrer told, a colour; the main
line on both databases.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_referral import code_in, everything_public, refer
from tests.support.canaries import CANARY
from tests.support.conversation import inputs
from tests.support.journey import agenda_channel, on_both
from tests.support.older_person import NoSuchButtonError, Person, card_of, find_person, words_of
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams

CRITERIA = {f"judged_{one}": "met" for one in ("problems", "life_domains", "harm", "cooperation")}
AGREED = {"agreed": "politie,om", "agreed_how": "meeting"}
FITS = {"judgement": "fits", "reason": f"{CANARY} raakt zorg en straf.", **AGREED}
TAKEN_UP = {"outcome": "taken_up", **AGREED}
RED = {
    "involved": "ggz",
    "colour": "red",
    "colour_reason": f"{CANARY} dreigt.",
    "minutes": "30",
    "required": "politie,om",
}
TASK_MODULE = {"STOPLICHT_DIALOG_FRAME": "task_module"}


async def goes_through(
    person: Person, page: dict[str, Any], *steps: tuple[str, dict[str, str]]
) -> dict[str, Any]:
    """Fill in page after page; like a real client, send what was filled in already too."""
    for title, answers in steps:
        page = card_of(await person.presses(page, title, **{**inputs(page), **answers}))
    return page


def steps(*pages: dict[str, str], last: str) -> list[tuple[str, dict[str, str]]]:
    return [*(("Verder", answers) for answers in pages), (last, {})]


async def shown(person: Person, text: str) -> dict[str, Any]:
    """Type something and read the one card that comes back."""
    await person.bot.quiet()
    [message] = await person.says(text)
    return dict(message["attachments"][0]["content"])


async def screen(person: Person) -> dict[str, Any]:
    page = card_of(await person.presses(await shown(person, "postvak"), "Screenen"))
    return await goes_through(person, page, *steps({"is_complete": "yes"}, FITS, last="Vastleggen"))


async def take_up(person: Person, code: str) -> dict[str, Any]:
    page = await shown(person, f"weeg {code}")
    return await goes_through(
        person, page, *steps(CRITERIA, TAKEN_UP, RED, last="Weging vastleggen")
    )


@on_both
async def test_a_referral_is_screened_weighed_coloured_and_listed(bot: Served) -> None:
    piet, ina, cora, gijs = (find_person(bot, name) for name in ("piet", "ina", "cora", "gijs"))
    for person in (piet, ina, cora, gijs):
        await person.installs()
    code = code_in(await refer(piet))
    assert "wacht nu op weging" in words_of(await screen(ina))
    with pytest.raises(NoSuchButtonError):
        await ina.presses(await shown(ina, "postvak"), "Wegen")
    receipt = await take_up(cora, code)
    assert f"{code}: C, procesregie" in words_of(receipt)
    await bot.quiet()

    told = piet.cards[-1]
    assert "Uitkomst: C, procesregie" in words_of(told)
    read = card_of(await piet.presses(told, "Lees de uitleg"))
    assert words_of(read).count("Voldaan") == len(CRITERIA)

    page = await shown(cora, f"kleur {code} oranje")
    receipt = await goes_through(
        cora, page, *steps({"colour_reason": f"{CANARY} is rustig."}, last="Kleur vastleggen")
    )
    assert f"{code} is nu 🟠 ORANJE" in words_of(receipt)
    listed = await shown(ina, "lijst")
    assert "🟠 ORANJE" in words_of(listed)
    why = words_of(card_of(await ina.presses(listed, "Waarom deze kleur?")))
    assert why.index("🟠 ORANJE, door") < why.index("🔴 ROOD, door")
    assert "Geen" not in words_of(await shown(gijs, f"casus {code}"))
    assert CANARY not in words_of([told, listed, *gijs.cards])
    assert CANARY not in everything_public(bot)


async def test_what_is_missing_goes_back_and_forth_until_it_is_there(bot: Served) -> None:
    piet, ina = find_person(bot, "piet"), find_person(bot, "ina")
    await piet.installs()
    await ina.installs()
    code = code_in(await refer(piet))
    page = card_of(await ina.presses(await shown(ina, "postvak"), "Screenen"))
    gap = {"parts": "who", "wanted": f"Het adres van {CANARY}."}
    await goes_through(ina, page, *steps({"is_complete": "no"}, gap, last="Vastleggen"))
    await bot.quiet()
    asked = piet.cards[-1]
    assert f"Er mist nog iets aan uw aanmelding {code}" in words_of(asked)
    assert CANARY not in words_of(asked)
    page = card_of(await piet.presses(asked, "Aanvullen"))
    assert f"Het adres van {CANARY}." in words_of(page)
    await goes_through(piet, page, *steps({"address": "Kade 1"}, {}, {}, {}, {}, last="Versturen"))
    await bot.quiet()
    assert f"{code}** · wacht op screening" in words_of(await shown(ina, "postvak"))


async def test_of_two_directors_on_one_case_the_second_hears_who_was_first(bot: Served) -> None:
    piet, cora, dirk = (find_person(bot, name) for name in ("piet", "cora", "dirk"))
    await piet.installs()
    code = code_in(await refer(piet))
    await screen(cora)
    page = await shown(dirk, f"weeg {code}")
    page = await goes_through(dirk, page, ("Verder", CRITERIA), ("Verder", TAKEN_UP))
    await take_up(cora, code)
    late = words_of(card_of(await dirk.presses(page, "Verder")))
    assert "was u voor, op" in late
    await bot.quiet()
    assert sum("is beoordeeld" in words_of(card) for card in piet.cards) == 1


async def test_what_is_typed_after_a_colour_is_kept_nowhere(bot: Served) -> None:
    piet, cora = find_person(bot, "piet"), find_person(bot, "cora")
    await cora.installs()
    code = code_in(await refer(piet))
    await screen(cora)
    await take_up(cora, code)
    in_channel = cora.in_channel(agenda_channel())
    before = len(cora.texts)
    [here] = await in_channel.says(f"kleur {code} rood want Zilverreiger dreigt")
    assert here["text"] == "U heeft een bericht van Stoplicht"
    assert "Wis uw bericht zelf" in cora.texts[before]
    assert "Zilverreiger" not in words_of([*bot.log, *(p.activity for p in bot.teams.visible)])


async def test_in_teams_own_window_a_weighing_never_touches_the_chat(
    database_url: str, directory: Path, teams: StandInTeams
) -> None:
    async with serve(database_url, directory, teams) as bot:
        cora = find_person(bot, "cora")
        code = code_in(await refer(find_person(bot, "piet")))
        await screen(cora)
    seen_before = len(teams.visible)
    async with serve(database_url, directory, teams, **TASK_MODULE) as bot:
        cora, piet = find_person(bot, "cora"), find_person(bot, "piet")
        page = card_of(await cora.opens(await shown(cora, "postvak"), "Wegen"))
        for title, answers in steps(CRITERIA, TAKEN_UP, RED, last="Weging vastleggen"):
            page = card_of(await cora.fills_in(page, title, **answers))
        await bot.quiet()
        listed = await shown(cora, "lijst")
        why = card_of(await cora.opens(listed, "Waarom deze kleur?"))
        assert f"{CANARY} dreigt." in words_of(why)
        told = await piet.opens(piet.cards[-1], "Lees de uitleg")
        assert code in words_of(card_of(told))
        assert CANARY not in words_of([p.activity for p in teams.visible[seen_before:]])


async def test_who_is_no_coordinator_is_refused_in_words(bot: Served) -> None:
    for name in ("piet", "wim", "karel", "bea", "frits"):
        person = find_person(bot, name)
        for text in ("postvak", "lijst", "weeg KX7-Q42", "kleur KX7-Q42 rood"):
            [answer] = await person.says(text)
            assert "niet voor u" in answer["text"]


async def test_a_story_typed_behind_a_refused_command_is_asked_to_be_deleted_too(
    bot: Served,
) -> None:
    wim = find_person(bot, "wim")
    [answer] = await wim.says("kleur KX7-Q42 rood want Zilverreiger dreigt weer")
    assert "niet voor u" in answer["text"]
    assert "Wis uw bericht dan zelf" in answer["text"]
    assert "Zilverreiger" not in words_of([*bot.log, answer])
