"""A referral from the first word to the receipt, over HTTP: in both frames, delivered five times,
from a channel.
"""

from pathlib import Path

import pytest

from tests.support.canaries import CANARY
from tests.support.hands import Hand, five_times_at_once
from tests.support.journey import (
    agenda_channel,
    find_person,
    on_both,
    on_postgresql,
    read_everything,
    read_public,
)
from tests.support.journey_cast import COORDINATORS, gather_cast
from tests.support.journey_words import REFERRAL, WHO, code_in, refer
from tests.support.person import words_of
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams


async def test_a_professional_refers_and_everybody_who_should_hears_of_it(bot: Served) -> None:
    cast = await gather_cast(bot, only=("piet", *COORDINATORS))
    piet, cora = cast["piet"], cast["cora"]
    receipt = await (await piet.types("aanmelden")).goes_through(REFERRAL)
    code = code_in(receipt)
    assert "U hoort uiterlijk" in receipt.words
    assert f"Uw aanmelding is binnen: {code}" in piet.newest().words
    assert f"Nieuwe aanmelding: {code}" in cora.newest().words
    assert CANARY not in words_of(cora.cards)
    assert CANARY not in read_public(bot)

    assert f"{code}: Aangemeld" in await piet.hears("mijn")
    [case] = await cora.says(f"casus {code.lower()}")
    assert CANARY not in case.words
    identity = await case.presses("Wie is dit?")
    assert WHO["name"] in identity.words
    assert CANARY not in (await identity.presses("Gelezen")).words


@on_both
async def test_what_is_delivered_five_times_at_once_happens_once(bot: Served) -> None:
    cast = await gather_cast(bot, courier=five_times_at_once, only=("piet", *COORDINATORS))
    page = await (await cast["piet"].types("aanmelden")).goes_through(REFERRAL[:-1])
    receipt = await page.presses("Versturen")
    again = await page.presses("Versturen")
    assert "Al verstuurd op" in again.words
    assert len(cast["cora"].all_with(code_in(receipt))) == 1


@on_postgresql
async def test_in_teams_own_window_a_referral_never_touches_the_chat(
    database_url: str, directory: Path, teams: StandInTeams
) -> None:
    async with serve(database_url, directory, teams, **Hand.WINDOW.environment) as bot:
        piet = (await gather_cast(bot, Hand.WINDOW, only=["piet"]))["piet"]
        code = await refer(piet)
        assert CANARY not in read_everything(bot)
        identity = await piet.types(f"casus {code}", "Wie is dit?")
        assert WHO["name"] in identity.words
        assert CANARY not in read_everything(bot)


async def test_in_a_channel_the_answer_comes_privately(bot: Served) -> None:
    piet = (await gather_cast(bot, only=["piet"]))["piet"]
    code = await refer(piet)
    in_channel = piet.in_channel(agenda_channel())
    asked = {
        "aanmelden": "Over wie gaat het?",
        "mijn": "Uw overzicht",
        f"casus {code}": "Aangemeld door",
    }
    for said, answered in asked.items():
        [here] = await in_channel.says(said)
        assert here.told == "U heeft een bericht van Stoplicht"
        assert answered in piet.newest().words


async def test_a_referral_is_changed_and_withdrawn_by_its_referrer_only(bot: Served) -> None:
    piet, olga = find_person(bot, "piet"), find_person(bot, "olga")
    code = await refer(piet)
    case = await piet.types(f"casus {code}")
    [refused] = await olga.says(f"casus {code}")
    [absent] = await olga.says("casus AA0-A00")
    assert refused.told == absent.told
    for title in ("Aanmelding aanpassen", "Wie is dit?"):
        assert "niet voor u" in (await case.before(olga).presses(title)).told

    page = await case.presses("Aanmelding aanpassen")
    assert WHO["name"] in page.words
    question = await case.presses("Aanmelding intrekken")
    assert "niet voor u" in (await question.before(olga).presses("Ja, intrekken")).told
    gone = await question.presses("Ja, intrekken")
    assert f"Ingetrokken: {code}" in gone.words
    assert "al ingetrokken" in (await question.presses("Ja, intrekken")).told
    assert "in deze fase niet" in (await page.presses("Verder")).told


@pytest.mark.parametrize("name", ["bea", "karel", "noor"])
async def test_who_may_not_refer_is_refused_in_words(bot: Served, name: str) -> None:
    [answer] = await find_person(bot, name).says("aanmelden")
    assert "niet voor u" in answer.told
