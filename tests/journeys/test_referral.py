"""A referral from the first word to the receipt, over HTTP: in both frames, twice delivered, from a
channel, and with the bot killed on the way.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.support.canaries import CANARY
from tests.support.journey import agenda_channel, on_both
from tests.support.older_person import Person, card_of, find_person, message_of, words_of
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams

WHO = {"name": f"Jan {CANARY}", "born_on": "1990-05-01"}
WHY_NOW = {"why_now": f"{CANARY} bedreigt de buren."}
AIM = {"aim": "coordinate"}
CRITERIA = {
    criterion + part: value
    for criterion in ("problems", "life_domains", "harm", "cooperation")
    for part, value in (("", "yes"), ("_explanation", f"{CANARY} heeft schulden."))
}
PAGES = (WHO, WHY_NOW, AIM, CRITERIA, {"partners": "ggz"})
TASK_MODULE = {"STOPLICHT_DIALOG_FRAME": "task_module"}


async def refer(piet: Person) -> dict[str, Any]:
    """Refer in the chat and give the receipt in the place of the last card."""
    await piet.says("aanmelden")
    card = piet.cards[-1]
    for answers in PAGES:
        card = card_of(await piet.presses(card, "Verder", **answers))
    receipt = card_of(await piet.presses(card, "Versturen"))
    await piet.bot.quiet()
    return receipt


def code_in(card: dict[str, Any]) -> str:
    return str(card["body"][0]["text"]).rpartition(" ")[2]


def everything_public(bot: Served) -> str:
    """Previews, channel posts and the log."""
    summaries = [post.activity.get("summary", "") for post in bot.teams.visible]
    return words_of([summaries, *bot.log, *bot.teams.channel(agenda_channel()).cards()])


@on_both
async def test_a_professional_refers_and_everybody_who_should_hears_of_it(bot: Served) -> None:
    piet, cora = find_person(bot, "piet"), find_person(bot, "cora")
    await piet.installs()
    await cora.installs()
    receipt = await refer(piet)
    code = code_in(receipt)
    assert "U hoort uiterlijk" in words_of(receipt)
    assert f"Uw aanmelding is binnen: {code}" in words_of(piet.cards)
    assert f"Nieuwe aanmelding: {code}" in words_of(cora.cards[-1])
    assert CANARY not in words_of(cora.cards)
    assert CANARY not in everything_public(bot)

    await piet.says("mijn")
    assert f"{code}: Aangemeld" in words_of(piet.cards[-1])
    [shown] = await cora.says(f"casus {code.lower()}")
    case = shown["attachments"][0]["content"]
    assert CANARY not in words_of(case)
    identity = card_of(await cora.presses(case, "Wie is dit?"))
    assert f"Jan {CANARY}" in words_of(identity)
    assert CANARY not in words_of(card_of(await cora.presses(identity, "Gelezen")))


@on_both
async def test_what_is_delivered_twice_or_five_times_at_once_happens_once(bot: Served) -> None:
    piet, cora = find_person(bot, "piet"), find_person(bot, "cora")
    await cora.installs()
    await piet.says("aanmelden")
    card = piet.cards[-1]
    for answers in PAGES:
        answer = await deliver_five_times(piet, card, "Verder", answers)
        card = card_of(answer)
    receipt = card_of(await deliver_five_times(piet, card, "Versturen", {}))
    again = card_of(await piet.presses(card, "Versturen"))
    await bot.quiet()
    assert "Al verstuurd op" in words_of(again)
    assert len([c for c in cora.cards if code_in(receipt) in words_of(c)]) == 1


async def deliver_five_times(
    piet: Person, card: dict[str, Any], title: str, inputs: dict[str, str]
) -> dict[str, Any]:
    """The same activity five times at once; all get the same answer."""
    action = next(one for one in card["actions"] if one["title"] == title)
    data = {**action["data"], **inputs}
    value = {"action": {"type": "Action.Execute", "verb": "press", "data": data}}
    activity = piet.activity({"type": "invoke", "name": "adaptiveCard/action", "value": value})
    answers = await asyncio.gather(*(piet.bot.post(activity) for _ in range(5)))
    assert {status for status, _ in answers} == {200}
    assert all(body == answers[0][1] for _, body in answers)
    return dict(answers[0][1])


@on_both
async def test_in_teams_own_window_a_referral_never_touches_the_chat(
    database_url: str, directory: Path, teams: StandInTeams
) -> None:
    async with serve(database_url, directory, teams, **TASK_MODULE) as bot:
        piet = find_person(bot, "piet")
        await piet.installs()
        [opener] = await piet.says("aanmelden")
        card = card_of(await piet.opens(opener["attachments"][0]["content"], "Openen"))
        for answers in PAGES:
            card = card_of(await piet.fills_in(card, "Verder", **answers))
        receipt = card_of(await piet.fills_in(card, "Versturen"))
        await bot.quiet()
        assert "Uw aanmelding is binnen" in words_of(receipt)
        assert CANARY not in words_of([post.activity for post in teams.visible])
        [shown] = await piet.says(f"casus {code_in(receipt)}")
        identity = await piet.opens(shown["attachments"][0]["content"], "Wie is dit?")
        assert f"Jan {CANARY}" in words_of(card_of(identity))
        assert CANARY not in words_of([post.activity for post in teams.visible])


async def test_the_bot_may_be_killed_between_any_two_steps(
    database_url: str, directory: Path, teams: StandInTeams
) -> None:
    card: dict[str, Any] = {}
    steps = [("Verder", answers) for answers in PAGES] + [("Versturen", {})]
    async with serve(database_url, directory, teams) as bot:
        await find_person(bot, "piet").says("aanmelden")
        card = find_person(bot, "piet").cards[-1]
        await bot.kill()
    for title, answers in steps:
        async with serve(database_url, directory, teams) as bot:
            card = card_of(await find_person(bot, "piet").presses(card, title, **answers))
            await bot.kill()
    assert "Uw aanmelding is binnen" in words_of(card)


async def test_in_a_channel_the_answer_comes_privately(bot: Served) -> None:
    piet = find_person(bot, "piet")
    await piet.installs()
    receipt = await refer(piet)
    in_channel = piet.in_channel(agenda_channel())
    asked = {
        "aanmelden": "Over wie gaat het?",
        "mijn": "Uw overzicht",
        f"casus {code_in(receipt)}": "Aangemeld door",
    }
    for said, answered in asked.items():
        [here] = await in_channel.says(said)
        assert here["text"] == "U heeft een bericht van Stoplicht"
        assert answered in words_of(piet.cards[-1])


async def test_a_referral_is_changed_and_withdrawn_by_its_referrer_only(bot: Served) -> None:
    piet, olga = find_person(bot, "piet"), find_person(bot, "olga")
    code = code_in(await refer(piet))
    await piet.says(f"casus {code}")
    case = piet.cards[-1]
    [refused] = await olga.says(f"casus {code}")
    [absent] = await olga.says("casus AA0-A00")
    assert refused["text"] == absent["text"]
    assert "niet voor u" in message_of(await olga.presses(case, "Aanmelding aanpassen"))
    assert "niet voor u" in message_of(await olga.presses(case, "Wie is dit?"))

    page = card_of(await piet.presses(case, "Aanmelding aanpassen"))
    assert f"Jan {CANARY}" in words_of(page)
    question = card_of(await piet.presses(case, "Aanmelding intrekken"))
    assert "niet voor u" in message_of(await olga.presses(question, "Ja, intrekken"))
    gone = card_of(await piet.presses(question, "Ja, intrekken"))
    assert f"Ingetrokken: {code}" in words_of(gone)
    assert "al ingetrokken" in message_of(await piet.presses(question, "Ja, intrekken"))
    assert "niet voor u" in message_of(await piet.presses(page, "Verder"))


@pytest.mark.parametrize("name", ["bea", "karel", "noor"])
async def test_who_may_not_refer_is_refused_in_words(bot: Served, name: str) -> None:
    [answer] = await find_person(bot, name).says("aanmelden")
    assert "niet voor u" in answer["text"]
