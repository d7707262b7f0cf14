"""An acute case from the first word to the closed session, over HTTP: who comes, who sends a deputy
and who does not know the subject.
"""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.support.canaries import CANARY
from tests.support.journey import agenda_channel, on_both
from tests.support.journey_clock import move_to_duty_hours
from tests.support.older_person import Person, card_of, find_person, message_of, words_of
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams

DAY, NO_TIME = timedelta(days=1), timedelta()
SIGNALS = {"signals": "weapon_or_threat,psychosis", "region": "Rivierstad"}
HAPPENING = {"happening": f"{CANARY} staat met een mes bij de school", "needed_by": "now"}
WHO = {"name": f"Jan {CANARY}", "born_on": "1990-05-01"}
CRITERIA = "problems,life_domains,harm,cooperation"
JUDGEMENT = {
    "verdict": "acute",
    "met": CRITERIA,
    "why": f"{CANARY} bedreigt nu",
    "mandate_number": "M-12",
    "mandate_on": "2026-01-05",
    "minutes": "30",
    "place": "at_the_house",
}
NAMES = ("wim", "piet", "petra", "olga", "gijs", "cora")


async def everybody(bot: Served) -> dict[str, Person]:
    people = {name: find_person(bot, name) for name in NAMES}
    for person in people.values():
        await person.installs()
    return people


def own_cards(person: Person, words: str) -> list[dict[str, Any]]:
    """Cards of somebody's own with these words; those of others are shown beside locally."""
    shown = [card for card in person.cards if words in words_of(card)]
    return [card for card in shown if "Bericht voor" not in words_of(card)]


async def report(bot: Served, wim: Person, **who: str) -> dict[str, Any]:
    """Report in the chat and give the receipt in the place of the last card."""
    await wim.says("acuut")
    card = wim.cards[-1]
    for answers in (SIGNALS, HAPPENING, who or WHO):
        card = card_of(await wim.presses(card, "Verder", **answers))
    receipt = card_of(await wim.presses(card, "Acuut melden"))
    await bot.quiet()
    return receipt


async def convene(bot: Served, cora: Person, **changes: str) -> dict[str, Any]:
    """Test and invite from the newest report card."""
    report_card = own_cards(cora, "Toetsen en uitnodigen")[-1]
    page = card_of(await cora.presses(report_card, "Toetsen en uitnodigen"))
    kept = next(part for part in page["body"] if part.get("id") == "kept")["value"]
    answers = {**JUDGEMENT, "kept": kept, **changes}
    card = card_of(await cora.presses(page, "Verder", **answers))
    receipt = card_of(await cora.presses(card, "Bevestigen"))
    await bot.quiet()
    return receipt


def invitation_of(person: Person) -> dict[str, Any]:
    return own_cards(person, "U bent uitgenodigd voor een spoedoverleg")[-1]


def everything_visible(bot: Served) -> str:
    """Every message that can now be read in any chat or channel, and the log."""
    return words_of([*(post.activity for post in bot.teams.visible), *bot.log])


@on_both
async def test_an_acute_case_reaches_only_the_partners_it_needs(bot: Served) -> None:
    await move_to_duty_hours(bot)
    people = await everybody(bot)
    await wim_reports_and_cora_reads(bot, people["wim"], people["cora"])
    await convene(bot, people["cora"])
    await three_partners_answer(bot, people)

    board = own_cards(people["cora"], "Spoedoverleg ")[-1]
    assert "1 van de 3 komt, 2 nog zonder antwoord" in words_of(board)
    assert "000-0000101" in words_of(board)
    assert own_cards(people["petra"], "U bent uitgenodigd") == []
    await close(bot, people["cora"], board)
    ready = own_cards(people["piet"], "afspraken staan klaar")[-1]
    assert "U heeft 1 afspraak." in words_of(ready)
    own = card_of(await people["piet"].presses(ready, "Mijn afspraken lezen"))
    assert f"{CANARY} bellen" in words_of(own)
    await people["piet"].presses(own, "Gelezen")
    assert CANARY not in everything_visible(bot)
    assert bot.teams.channel(agenda_channel()).posts == []


async def wim_reports_and_cora_reads(bot: Served, wim: Person, cora: Person) -> None:
    said = await wim.says("acuut")
    assert "Direct gevaar? Bel 112." in words_of(said[0])
    assert "Cora Coordinator" in words_of(said[0])
    receipt = await report(bot, wim)
    assert "procesregisseur van dienst, krijgt uw melding nu" in words_of(receipt)
    report_card = own_cards(cora, "Gemeld door")[-1]
    assert "2 signalen" in words_of(report_card)
    taken = card_of(await cora.presses(report_card, "Ik behandel dit"))
    assert "Cora Coordinator behandelt deze melding." in words_of(taken)
    read = card_of(await cora.presses(taken, "Wie is dit? Lees de melding"))
    assert f"Jan {CANARY}" in words_of(read)
    await cora.presses(read, "Gelezen")


async def three_partners_answer(bot: Served, people: dict[str, Person]) -> None:
    piet, olga, gijs = people["piet"], people["olga"], people["gijs"]
    answered = card_of(await piet.presses(invitation_of(piet), "Ik kom"))
    assert "Uw antwoord: komt." in words_of(answered)
    page = card_of(await olga.presses(invitation_of(olga), "Vervanger"))
    card = card_of(await olga.presses(page, "Verder", deputy="otto"))
    named = card_of(await olga.presses(card, "Versturen"))
    assert "Otto Openbaar is gevraagd" in words_of(named)
    dropped = card_of(await gijs.presses(invitation_of(gijs), "Niet bekend bij onze organisatie"))
    assert "ziet deze casus niet meer" in words_of(dropped)
    await bot.quiet()


async def close(bot: Served, cora: Person, board: dict[str, Any]) -> None:
    page = card_of(await cora.presses(board, "Spoedoverleg sluiten"))
    page = card_of(await cora.presses(page, "Verder", more_0="yes"))
    due_on = ((await bot.now()) + timedelta(days=1)).date().isoformat()
    promise = {"what_1": f"{CANARY} bellen", "owner_1": "piet", "due_on_1": due_on}
    page = card_of(await cora.presses(page, "Verder", **promise, more_1="no"))
    closed = card_of(await cora.presses(page, "Spoedoverleg sluiten"))
    assert "is gesloten" in words_of(closed)
    await bot.quiet()


async def test_at_night_the_report_waits_visibly_for_the_next_duty_hour(bot: Served) -> None:
    await move_to_duty_hours(bot)
    people = await everybody(bot)
    await bot.advance(timedelta(hours=12).total_seconds())
    said = await people["wim"].says("acuut")
    assert "Het Zorg- en Veiligheidshuis is nu dicht" in words_of(said[0])
    assert "0800-2000" in words_of(said[0])
    await report(bot, people["wim"])
    assert "Uw melding wacht tot" in words_of(own_cards(people["wim"], "Acute melding")[-1])
    assert own_cards(people["cora"], "Gemeld door") == []
    await people["cora"].says("acuut")
    assert "wacht op een procesregisseur" in words_of(own_cards(people["cora"], "Acute meldingen"))

    await bot.advance(timedelta(hours=12).total_seconds())
    await bot.quiet()
    assert len(own_cards(people["cora"], "Gemeld door")) == 1


async def test_a_partner_cannot_take_test_or_close(bot: Served) -> None:
    await move_to_duty_hours(bot)
    people = await everybody(bot)
    await report(bot, people["wim"])
    card = own_cards(people["cora"], "Gemeld door")[-1]
    for title in ("Ik behandel dit", "Wie is dit? Lees de melding", "Toetsen en uitnodigen"):
        assert "niet voor u" in message_of(await people["piet"].presses(card, title))
    await convene(bot, people["cora"])
    board = own_cards(people["cora"], "Spoedoverleg ")[-1]
    for title in ("Spoedoverleg sluiten", "Antwoord per telefoon", "Vernieuwen"):
        assert "niet voor u" in message_of(await people["piet"].presses(board, title))
    assert "niet voor u" in message_of(
        await people["petra"].presses(invitation_of(people["piet"]), "Ik kom")
    )


@on_both
async def test_in_teams_own_windows_nothing_about_the_subject_touches_the_chat(
    database_url: str, directory: Path, teams: StandInTeams
) -> None:
    async with serve(database_url, directory, teams, STOPLICHT_DIALOG_FRAME="task_module") as bot:
        await move_to_duty_hours(bot)
        people = await everybody(bot)
        wim, cora, olga = people["wim"], people["cora"], people["olga"]
        said = await wim.says("acuut")
        card = card_of(await wim.opens(said[-1]["attachments"][0]["content"], "Openen"))
        for answers in (SIGNALS, HAPPENING, WHO):
            card = card_of(await wim.fills_in(card, "Verder", **answers))
        await wim.fills_in(card, "Acuut melden")
        await bot.quiet()
        report_card = own_cards(cora, "Gemeld door")[-1]
        read = card_of(await cora.opens(report_card, "Wie is dit? Lees de melding"))
        assert f"Jan {CANARY}" in words_of(read)
        page = card_of(await cora.opens(report_card, "Toetsen en uitnodigen"))
        kept = next(part for part in page["body"] if part.get("id") == "kept")["value"]
        card = card_of(await cora.fills_in(page, "Verder", **JUDGEMENT, kept=kept))
        await cora.fills_in(card, "Bevestigen")
        await bot.quiet()
        page = card_of(await olga.opens(invitation_of(olga), "Vervanger"))
        card = card_of(await olga.fills_in(page, "Verder", deputy="otto"))
        assert "Otto Openbaar is gevraagd" in words_of(await olga.fills_in(card, "Versturen"))
        assert CANARY not in words_of([post.activity for post in teams.visible])


@on_both
async def test_one_press_delivered_five_times_at_once_takes_a_report_once(bot: Served) -> None:
    people = await everybody(bot)
    receipt = await report(bot, people["wim"])
    code = str(receipt["body"][0]["text"]).rpartition(" ")[2]
    [running] = await people["cora"].says(f"acuut {code}")
    card = running["attachments"][0]["content"]
    action = next(one for one in card["actions"] if one["title"] == "Ik behandel dit")
    value = {"action": {"type": "Action.Execute", "verb": "press", "data": action["data"]}}
    press = people["cora"].activity(
        {"type": "invoke", "name": "adaptiveCard/action", "value": value}
    )
    answers = await asyncio.gather(*(bot.post(press) for _ in range(5)))
    assert {status for status, _ in answers} == {200}
    assert all(body == answers[0][1] for _, body in answers)
    again = await people["cora"].presses(card, "Ik behandel dit")
    assert "al gedaan, door Cora Coordinator" in message_of(again)
