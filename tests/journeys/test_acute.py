"""An acute case from the first word to the closed session, over HTTP: who comes, who sends a deputy
and who does not know the subject.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.canaries import CANARY
from tests.support.hands import Hand, five_times_at_once
from tests.support.journey import on_both, on_postgresql, read_everything
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_words import (
    NEW_SUBJECT,
    REPORT,
    board_of,
    close_session,
    code_in,
    convene,
    invitation_of,
    name_deputy,
    report_acute,
)
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams

HALF_A_DAY = timedelta(hours=12).total_seconds()


@pytest.fixture
async def cast(cast: Cast) -> Cast:
    """Everybody of the house, on duty."""
    await cast.move_to_duty_hours()
    return cast


@on_postgresql
async def test_an_acute_case_reaches_only_the_partners_it_needs(bot: Served, cast: Cast) -> None:
    cora, piet = cast["cora"], cast["piet"]
    code = await wim_reports_and_cora_reads(cast)
    await convene(cora, code)
    await three_partners_answer(cast)

    board = board_of(cora)
    assert "1 van de 4 komt, 3 nog zonder antwoord" in board.words
    await a_partner_and_a_third_party_are_added(cast)
    board = board_of(cora)
    assert "1 van de 5 komt, 4 nog zonder antwoord" in board.words
    assert "Woningcorporatie Rivierwonen (" in board.words
    assert "000-0000101" in board.words
    assert cast["petra"].all_with("U bent uitgenodigd") == []
    await close_session(cast, cora, "piet")
    ready = piet.newest("afspraken staan klaar")
    assert "U heeft 1 afspraak." in ready.words
    own = await ready.presses("Mijn afspraken lezen")
    assert f"{CANARY}-35f bellen" in own.words
    await own.presses("Gelezen")
    assert CANARY not in read_everything(bot)
    assert cast.agendas.posts == []


async def wim_reports_and_cora_reads(cast: Cast) -> str:
    duty, questions = await cast["wim"].says("acuut")
    assert "Direct gevaar? Bel 112." in duty.words
    assert "Cora Coordinator" in duty.words
    receipt = await questions.goes_through(REPORT)
    assert "procesregisseur van dienst, krijgt uw melding nu" in receipt.words
    report = cast["cora"].newest("Gemeld door")
    assert "2 signalen" in report.words
    more = await cast["wim"].newest("Acute melding", "toevoegen").presses("Iets toevoegen")
    said = ("Verder", {"more": f"{CANARY}-44f is nu binnen."})
    await more.goes_through((said, ("Toevoegen aan de melding", {})))
    assert "1 keer" in cast["cora"].newest("Gemeld door", "Aangevuld").words
    taken = await report.presses("Ik behandel dit")
    assert "Cora Coordinator behandelt deze melding." in taken.words
    read = await taken.presses("Wie is dit? Lees de melding")
    assert NEW_SUBJECT["name"] in read.words
    assert f"{CANARY}-44f is nu binnen." in read.words
    await read.presses("Gelezen")
    return code_in(receipt)


async def a_partner_and_a_third_party_are_added(cast: Cast) -> None:
    questions = await board_of(cast["cora"]).presses("Partner toevoegen")
    added = await questions.goes_through(
        (
            ("Verder", {"invited": "reclassering:rens", "note": f"{CANARY}-41f: toezicht."}),
            ("Toevoegen", {}),
        )
    )
    assert "is uitgenodigd" in added.words
    assert "Kunt u komen?" in invitation_of(cast["rens"]).words
    third = ("Verder", {"third_party": "rivierwonen", "note": f"{CANARY}-42f heeft sleutels."})
    signed = {"signed_on": "2026-11-24", "signed_by": "De directeur"}
    questions = await board_of(cast["cora"]).presses("Partner toevoegen")
    unsigned = await questions.goes_through((third, ("Verder", signed)))
    assert "Vul dit nog in" in unsigned.words
    told = signed | {"may_tell": f"{CANARY}-43f komt vrij."}
    await unsigned.goes_through((("Verder", told), ("Toevoegen", {})))
    read = await board_of(cast["cora"]).presses("Wie is dit? Lees de melding")
    assert f"{CANARY}-43f komt vrij." in read.words
    await (await read.presses("Gelezen")).presses("Naar het overzicht")


async def three_partners_answer(cast: Cast) -> None:
    answered = await invitation_of(cast["piet"]).presses("Ik kom")
    assert "Uw antwoord: komt." in answered.words
    assert f"{CANARY}-30f staat met een mes" in (await answered.presses("Wat is gemeld?")).words
    assert "Otto Openbaar is gevraagd" in (await name_deputy(cast["olga"])).words
    asked = await invitation_of(cast["gijs"]).presses("Niet bekend bij onze organisatie")
    dropped = await asked.presses("Ja, niet bekend")
    assert "ziet deze casus niet meer" in dropped.words


async def test_at_night_the_report_waits_visibly_for_the_next_duty_hour(cast: Cast) -> None:
    wim, cora = cast["wim"], cast["cora"]
    await cast.bot.advance(HALF_A_DAY)
    duty, questions = await wim.says("acuut")
    assert "Het Zorg- en Veiligheidshuis is nu dicht" in duty.words
    assert "0800-2000" in duty.words
    await questions.goes_through(REPORT)
    assert "Uw melding wacht tot" in wim.newest("Acute melding").words
    assert cora.all_with("Gemeld door") == []
    await cora.says("acuut")
    assert "wacht op een procesregisseur" in cora.newest("Acute meldingen").words

    await cast.bot.advance(HALF_A_DAY)
    await cast.bot.quiet()
    assert len(cora.all_with("Gemeld door")) == 1


async def test_a_partner_cannot_take_test_or_close(cast: Cast) -> None:
    cora, piet = cast["cora"], cast["piet"]
    code = await report_acute(cast["wim"])
    report = cora.newest("Gemeld door").before(piet)
    for title in ("Ik behandel dit", "Wie is dit? Lees de melding", "Toetsen en uitnodigen"):
        assert "niet voor u" in (await report.presses(title)).told
    await convene(cora, code)
    board = board_of(cora).before(piet)
    for title in ("Spoedoverleg sluiten", "Antwoord per telefoon", "Vernieuwen"):
        assert "niet voor u" in (await board.presses(title)).told
    refused = await invitation_of(piet).before(cast["petra"]).presses("Ik kom")
    assert "niet voor u" in refused.told


async def test_in_teams_own_windows_nothing_about_the_subject_touches_the_chat(
    database_url: str, directory: Path, teams: StandInTeams
) -> None:
    async with serve(database_url, directory, teams, **Hand.WINDOW.environment) as bot:
        cast = await gather_cast(bot, Hand.WINDOW)
        await cast.move_to_duty_hours()
        code = await report_acute(cast["wim"])
        read = await cast["cora"].newest("Gemeld door").presses("Wie is dit? Lees de melding")
        assert NEW_SUBJECT["name"] in read.words
        await convene(cast["cora"], code)
        assert "Otto Openbaar is gevraagd" in (await name_deputy(cast["olga"])).words
        assert CANARY not in read_everything(bot)


@on_both
async def test_one_press_delivered_five_times_at_once_takes_a_report_once(cast: Cast) -> None:
    code = await report_acute(cast["wim"])
    cast["cora"].courier = five_times_at_once
    [running] = await cast["cora"].says(f"acuut {code}")
    await running.presses("Ik behandel dit")
    again = await running.presses("Ik behandel dit")
    assert "al gedaan, door Cora Coordinator" in again.told
