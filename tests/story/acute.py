"""An acute session: who is needed comes, and nobody else hears of it."""

from datetime import timedelta

from tests.story.reading import Seen
from tests.story.telling import Telling

_ALL_FOUR = "Heeft de betrokkene + Zijn er problemen + Leiden of + Is voor een goed plan"
_UNINVITED = ("vera", "ina", "gea", "petra", "oda", "rens")


async def play_acute(tell: Telling, subject: str) -> None:
    """From the report of a housing adviser to the agreements of those who came."""
    code, invited = await convene(tell, subject)
    await _answer(tell, code, invited)
    await _close(tell, code)


async def convene(tell: Telling, subject: str) -> tuple[str, dict[str, Seen]]:
    """From the report to the invitations: the code of the case, and what each invitee sees."""
    report = await _report(tell, subject)
    code = tell.find_code(report)
    return code, await _invite(tell, code, report)


async def _report(tell: Telling, subject: str) -> Seen:
    await tell.scene("Wim van wonen meldt iets acuuts")
    tell.says("Wim typt: acuut. Hij ziet eerst 112 en wie er dienst heeft, dan drie vragen.")
    page = await tell.stage.says("wim", "acuut")
    await tell.hears("wim", "Bel 112", "Cora Coordinator", "000-0000100")
    page = await tell.fills_in(
        "wim",
        page,
        {"Signalen": "wapen + in de war", "In welke gemeente": "Rivierstad"},
        {"Wat is er aan de hand": "Hij dreigt met een mes.", "Wanneer moet": "Vandaag"},
        {"Naam van de betrokkene": subject},
        finish="Acuut melden",
    )
    tell.on_screen("wim", page, "Acute melding", "krijgt uw melding nu")
    code = tell.find_code(page)
    report = await tell.hears("cora", "ACUUT", code, "Wim Wonen")
    await tell.hear_nothing("piet", "olga", "gijs", *_UNINVITED)
    await tell.channel_is_silent()
    return report


async def _invite(tell: Telling, code: str, report: Seen) -> dict[str, Seen]:
    tell.says("Cora leest de melding, toetst het doel en bevestigt wie erbij moeten zijn.")
    taken = await tell.stage.presses("cora", report, "Ik behandel dit", {})
    page = await tell.stage.presses("cora", taken, "Toetsen en uitnodigen", {})
    answers = {
        "Wat is uw oordeel": "Acuut: ik plan",
        "Aan welke criteria": _ALL_FOUR,
        "Waarom?": "Er is nu gevaar, en niemand kan dit alleen.",
        "Welke publieke deelnemers": "Politie + Openbaar Ministerie",
        "Hoe is het hun gevraagd": "Per telefoon",
        "Waar (": "Telefonisch",
    }
    page = await tell.fills_in("cora", page, answers, finish="Bevestigen")
    tell.on_screen("cora", page, f"Het spoedoverleg over {code} is gepland")
    asked = ("U bent uitgenodigd voor een spoedoverleg", code, "Telefonisch")
    invited = {who: await tell.hears(who, *asked) for who in ("piet", "olga", "gijs")}
    await tell.hear_nothing("otto", *_UNINVITED)
    await tell.channel_is_silent()
    return invited


async def _answer(tell: Telling, code: str, invited: dict[str, Seen]) -> None:
    stage = tell.stage
    await tell.scene("De antwoorden", await stage.now() + timedelta(minutes=3))
    tell.says("Piet komt.")
    said = await stage.presses("piet", invited["piet"], "Ik kom", {})
    tell.on_screen("piet", said, "Uw antwoord: komt")
    tell.says("Olga kan niet en stuurt Otto.")
    page = await stage.presses("olga", invited["olga"], "Vervanger", {})
    page = await tell.fills_in("olga", page, {"Vervanger": "Otto"}, finish="Versturen")
    tell.on_screen("olga", page, "Otto Openbaar is gevraagd", "U doet niet meer mee")
    asked = await tell.hears("otto", "U bent uitgenodigd", code, "U vervangt Olga Openbaar")
    await stage.presses("otto", asked, "Ik kom", {})
    tell.says("Gijs kent deze persoon niet, en valt weg.")
    said = await stage.presses("gijs", invited["gijs"], "Niet bekend bij onze organisatie", {})
    said = await stage.presses("gijs", said, "Ja, niet bekend", {})
    tell.on_screen("gijs", said, "ziet deze casus niet meer")
    await tell.hear_nothing(*_UNINVITED)
    refused = await stage.says("gijs", f"casus {code}")
    tell.on_screen("gijs", refused, "Dit bestaat niet, of het is niet voor u.")


async def _close(tell: Telling, code: str) -> None:
    board = (await tell.stage.chat("cora"))[-1]
    tell.on_screen("cora", board, f"Spoedoverleg {code}", "Piet Politie", "Otto Openbaar")
    await tell.scene("Na het spoedoverleg", await tell.stage.now() + timedelta(minutes=40))
    due_on = (await tell.stage.now() + timedelta(days=1)).date().isoformat()
    page = await tell.stage.presses("cora", board, "Spoedoverleg sluiten", {})
    page = await tell.fills_in(
        "cora",
        page,
        {"Zijn er afspraken": "Ja"},
        {
            "Wat": "Vanavond langsgaan.",
            "Door wie": "Piet Politie",
            "Wanneer klaar": due_on,
            "Is er nog een": "Nee",
        },
        finish="Spoedoverleg sluiten",
    )
    tell.on_screen("cora", page, f"Het spoedoverleg over {code} is gesloten")
    await tell.hears("piet", code, "U heeft 1 afspraak")
    await tell.hears("otto", code, "U heeft zelf geen afspraak")
    await tell.hear_nothing("gijs", *_UNINVITED)
    await tell.channel_is_silent()
