"""From the inbox to the list, over HTTP: screening, weighing, the referrer told, a colour; the main
line on both databases.
"""

from pathlib import Path

import pytest

from tests.support.canaries import CANARY
from tests.support.hands import Hand
from tests.support.journey import agenda_channel, find_person, on_both, read_everything, read_public
from tests.support.journey_cast import COORDINATORS, gather_cast
from tests.support.journey_words import (
    EDIT,
    GAP,
    SCREENING,
    TAKING_UP,
    WEIGHING,
    colour_red,
    refer,
    screen,
    take_up,
)
from tests.support.person import NoSuchButtonError, words_of
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams

PEOPLE = ("piet", "gijs", *COORDINATORS)


@on_both
async def test_a_referral_is_screened_weighed_coloured_and_listed(bot: Served) -> None:
    cast = await gather_cast(bot, only=PEOPLE)
    piet, ina, cora, gijs = (cast[name] for name in ("piet", "ina", "cora", "gijs"))
    code = await refer(piet)
    screened = await (await ina.types("postvak", "Screenen")).goes_through(SCREENING)
    assert "wacht nu op weging" in screened.words
    with pytest.raises(NoSuchButtonError):
        await ina.types("postvak", "Wegen")
    receipt = await take_up(cora, code)
    assert f"{code}: C, procesregie" in receipt.words

    told = piet.newest()
    assert "Uitkomst: C, procesregie" in told.words
    read = await told.presses("Lees de uitleg")
    assert read.words.count("Voldaan") == 4

    assert f"{code} is nu 🔴 ROOD" in (await colour_red(cora, code)).words
    listed = await ina.types("lijst")
    assert "🔴 ROOD" in listed.words
    why = (await listed.presses("Waarom deze kleur?")).words
    assert why.index("🔴 ROOD, door") < why.index("🟠 ORANJE, door")
    assert "Geen" not in await gijs.hears(f"casus {code}")
    assert CANARY not in words_of([told.words, listed.words, *gijs.cards])
    assert CANARY not in read_public(bot)


async def test_what_is_missing_goes_back_and_forth_until_it_is_there(bot: Served) -> None:
    cast = await gather_cast(bot, only=PEOPLE)
    piet, ina = cast["piet"], cast["ina"]
    code = await refer(piet)
    await (await ina.types("postvak", "Screenen")).goes_through(GAP)
    asked = piet.newest()
    assert f"Er mist nog iets aan uw aanmelding {code}" in asked.words
    assert CANARY not in asked.words
    page = await asked.presses("Aanvullen")
    assert GAP[1][1]["wanted"] in page.words
    await page.goes_through(EDIT)
    assert f"{code}** · wacht op screening" in await ina.hears("postvak")


async def test_of_two_directors_on_one_case_the_second_hears_who_was_first(bot: Served) -> None:
    cast = await gather_cast(bot, only=PEOPLE)
    piet, cora, dirk = (cast[name] for name in ("piet", "cora", "dirk"))
    code = await refer(piet)
    await screen(cora, code)
    page = await (await dirk.types(f"weeg {code}")).goes_through(WEIGHING[:2])
    await take_up(cora, code)
    assert "was u voor, op" in (await page.presses("Verder")).words
    assert len(piet.all_with("is beoordeeld")) == 1


async def test_what_is_typed_after_a_colour_is_kept_nowhere(bot: Served) -> None:
    cast = await gather_cast(bot, only=PEOPLE)
    cora = cast["cora"]
    code = await refer(cast["piet"])
    await screen(cora, code)
    await take_up(cora, code)
    before = len(cora.texts)
    [here] = await cora.in_channel(agenda_channel()).says(
        f"kleur {code} rood want Zilverreiger dreigt"
    )
    assert here.told == "U heeft een bericht van Stoplicht"
    assert "Wis uw bericht zelf" in cora.texts[before]
    assert "Zilverreiger" not in read_everything(bot)


async def test_in_teams_own_window_a_weighing_never_touches_the_chat(
    database_url: str, directory: Path, teams: StandInTeams
) -> None:
    async with serve(database_url, directory, teams, **Hand.WINDOW.environment) as bot:
        cast = await gather_cast(bot, Hand.WINDOW, only=PEOPLE)
        piet, cora = cast["piet"], cast["cora"]
        code = await refer(piet)
        await screen(cora, code)
        await (await cora.types("postvak", "Wegen")).goes_through(WEIGHING)
        why = await cora.types("lijst", "Waarom deze kleur?")
        assert TAKING_UP["colour_reason"] in why.words
        assert code in (await piet.newest().presses("Lees de uitleg")).words
        assert CANARY not in read_everything(bot)


async def test_who_is_no_coordinator_is_refused_in_words(bot: Served) -> None:
    for name in ("piet", "wim", "karel", "bea", "frits"):
        person = find_person(bot, name)
        for text in ("postvak", "lijst", "weeg KX7-Q42", "kleur KX7-Q42 rood"):
            [answer] = await person.says(text)
            assert "niet voor u" in answer.told


async def test_a_story_typed_behind_a_refused_command_is_asked_to_be_deleted_too(
    bot: Served,
) -> None:
    wim = find_person(bot, "wim")
    [answer] = await wim.says("kleur KX7-Q42 rood want Zilverreiger dreigt weer")
    assert "niet voor u" in answer.told
    assert "Wis uw bericht dan zelf" in answer.told
    assert "Zilverreiger" not in words_of([*bot.log, answer.words])
