"""From a referral to a coloured case: refer, screen, weigh."""

from dataclasses import dataclass

from tests.story.telling import Telling

_CRITERIA = {
    "Heeft de betrokkene problemen": "Ja",
    "Uitleg: welke problemen": "Verslaving en schulden.",
    "Zijn er problemen op meer": "Ja",
    "Uitleg: op welke": "Wonen, geld en gezondheid.",
    "Leiden of leidden ze": "Deels",
    "Uitleg: waaraan": "Meldingen van buren, elke week.",
    "Is voor een goed plan": "Ja",
    "Uitleg: waarom": "Iedere organisatie ziet maar een stuk.",
}
_ALL_MET = {
    "Oordeel: problemen": "Voldaan",
    "Oordeel: leefgebieden": "Voldaan",
    "Oordeel: overlast": "Voldaan",
    "Oordeel: samenwerking": "Voldaan",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the process director decides on a referral."""

    involved: str
    case_director: str
    colour: str
    reason: str
    minutes: str
    required: str


async def refer(tell: Telling, who: str, subject: str, partners: str) -> str:
    """Refer somebody in five pages and a last look; the code of the new case."""
    page = await tell.stage.says(who, "aanmelden")
    page = await tell.fills_in(
        who,
        page,
        {"Naam van de betrokkene": subject, "Adres of verblijfplaats": "Kade 1, Rivierstad"},
        {"Wat is er aan de hand": "Het plan van vorig jaar ligt stil en het wordt onveilig."},
        {"Wat vraagt u van het": "op één lijn"},
        _CRITERIA,
        {"Betrokken organisaties": partners},
        finish="Versturen",
    )
    tell.on_screen(who, page, "Uw aanmelding is binnen", "U hoort uiterlijk")
    return tell.find_code(page)


async def screen(tell: Telling, who: str, code: str) -> None:
    """Open a referral from the inbox, find it complete and within the purpose of the house."""
    inbox = await tell.stage.says(who, "postvak")
    tell.on_screen(who, inbox, code, "wacht op screening")
    page = await tell.stage.presses(who, inbox, "Screenen", {})
    page = await tell.fills_in(
        who,
        page,
        {"Is er genoeg": "Ja"},
        {
            "Uw oordeel": "Ja, het past",
            "Waarom?": "Zorg en veiligheid lopen door elkaar.",
            "Welke publieke deelnemers": "Politie + Openbaar Ministerie",
            "Hoe is het hun gevraagd": "In een overleg",
        },
        finish="Vastleggen",
    )
    tell.on_screen(who, page, f"Screening van {code} is vastgelegd", "wacht nu op weging")


async def weigh(tell: Telling, who: str, code: str, decided: Judgement) -> None:
    """Weigh a case, take it up, and give it a colour on the same page."""
    page = await tell.stage.says(who, f"weeg {code}")
    page = await tell.fills_in(
        who,
        page,
        _ALL_MET,
        {
            "Uitkomst": "C. Procesregie",
            "Welke publieke deelnemers": "Politie + Openbaar Ministerie",
            "Hoe is het hun gevraagd": "In een overleg",
        },
        {
            "Betrokken organisaties": decided.involved,
            "Casusregisseur": decided.case_director,
            "Kleur van de casus": decided.colour,
            "Waarom deze kleur": decided.reason,
            "Minuten in het overleg": decided.minutes,
            "Wie moet erbij zijn": decided.required,
        },
        finish="Weging vastleggen",
    )
    tell.on_screen(who, page, f"Weging van {code}: C, procesregie", "aanmelder krijgt bericht")
