"""The job of a house in readable steps, each through real HTTP, whatever frame dialogs are in.

Every word that is about the subject is a canary: it may be read in dialogs only.
"""

import re
from datetime import date, time
from typing import Final

from services.calendar import calendar_of
from tests.support.canaries import CANARY
from tests.support.journey import read_pretend_house
from tests.support.journey_cast import Cast
from tests.support.person import Person, Screen, Step

_CODE: Final = re.compile(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}\b")
_CRITERIA: Final = ("problems", "life_domains", "harm", "cooperation")
_NEXT: Final = "Verder"


def canary(number: int, words: str = "") -> str:
    """A name that cannot come from anywhere else, among ordinary words."""
    return f"{CANARY}-{number:02d}f {words}".strip()


# by a mandate: who is named is asked whether that is right, which is a journey of its own
AGREED: Final = {"mandate": "M-2026-2"}
WHO: Final = {
    "name": canary(1, "Jan"),
    "born_on": "1987-06-05",
    "address": canary(2, "kade 1"),
}
EXPLAINED: Final = {
    name: value
    for number, one in enumerate(_CRITERIA)
    for name, value in (
        (one, "yes"),
        (f"{one}_explanation", canary(10 + number, "heeft schulden.")),
    )
}
REFERRAL: Final[tuple[Step, ...]] = (
    (_NEXT, WHO),
    (_NEXT, {"why_now": canary(3, "bedreigt de buren.")}),
    (_NEXT, {"aim": "other_question", "question": canary(4, "wat nu?")}),
    (_NEXT, EXPLAINED),
    (_NEXT, {"partners": "ggz,gemeente-rivierstad"}),
    ("Versturen", {}),
)
GAP: Final[tuple[Step, ...]] = (
    (_NEXT, {"is_complete": "no"}),
    (_NEXT, {"parts": "who", "wanted": canary(20, "is welke Jan?")}),
    ("Vastleggen", {}),
)
EDIT: Final[tuple[Step, ...]] = (
    (_NEXT, {"address": canary(5, "kade 2")}),
    *((_NEXT, {}),) * 4,
    ("Versturen", {}),
)
SCREENING: Final[tuple[Step, ...]] = (
    (_NEXT, {"is_complete": "yes"}),
    (_NEXT, {"judgement": "fits", "reason": canary(21, "raakt zorg en straf."), **AGREED}),
    ("Vastleggen", {}),
)
SCREENING_BY_NAME: Final[tuple[Step, ...]] = (
    SCREENING[0],
    (_NEXT, {**SCREENING[1][1], "agreed": "politie,om", "agreed_how": "meeting"}),
    SCREENING[2],
)
TAKING_UP: Final = {
    "involved": "politie,ggz,gemeente-rivierstad",
    "case_director": "gijs",
    "colour": "orange",
    "colour_reason": canary(22, "zit vast."),
    "minutes": "15",
    "required": "politie,ggz",
}
WEIGHING: Final[tuple[Step, ...]] = (
    (_NEXT, {f"judged_{one}": "met" for one in _CRITERIA}),
    (_NEXT, {"outcome": "taken_up", **AGREED}),
    (_NEXT, TAKING_UP),
    ("Weging vastleggen", {}),
)
COLOUR: Final[tuple[Step, ...]] = (
    (_NEXT, {"colour_reason": canary(23, "dreigt weer."), "minutes": "30"}),
    ("Kleur vastleggen", {}),
)
PLAN: Final[tuple[Step, ...]] = (
    (
        _NEXT,
        {
            "what_care": canary(37, "gaat naar de dagbesteding."),
            "who_care": "ggz",
            "possible_care": "yes",
        },
    ),
    (
        _NEXT,
        {
            "what_punishment": canary(38, "wordt vervolgd."),
            "possible_punishment": "no",
            "because_punishment": canary(39, "deed niets strafbaars."),
        },
    ),
    (_NEXT, {}),
    (_NEXT, {"chosen": "care"}),
    ("Plan vastleggen", {}),
)
NEW_SUBJECT: Final = {"name": canary(31, "Kim"), "address": canary(32, "kade 3")}
REPORT: Final[tuple[Step, ...]] = (
    (_NEXT, {"signals": "weapon_or_threat,psychosis", "region": "Rivierstad"}),
    (
        _NEXT,
        {
            "happening": canary(30, "staat met een mes bij de school."),
            "needed_by": "now",
            "may_share": "yes",
        },
    ),
    (_NEXT, NEW_SUBJECT),
    ("Acuut melden", {}),
)
OPENING: Final[tuple[Step, ...]] = (*REPORT[:2], ("Spoedoverleg openen", {}))
JUDGEMENT: Final[tuple[Step, ...]] = (
    (
        _NEXT,
        {
            "verdict": "acute",
            "met": ",".join(_CRITERIA),
            "why": canary(33, "bedreigt nu."),
            **AGREED,
            "minutes": "30",
            "place": "online",
            "link": "https://teams.microsoft.com/l/meetup-join/19%3ameeting",
            "adds": "yes",
        },
    ),
    (_NEXT, {"added": "vera", "note": canary(34, "heeft kinderen.")}),
    ("Bevestigen", {}),
)
DEPUTY: Final[tuple[Step, ...]] = ((_NEXT, {"deputy": "otto"}), ("Versturen", {}))
TELEPHONE: Final[tuple[Step, ...]] = (
    (_NEXT, {"member": "vera", "answer": "comes"}),
    ("Versturen", {}),
)


async def refer(referrer: Person) -> str:
    """Refer somebody; the code of the new case."""
    receipt = await (await referrer.types("aanmelden")).goes_through(REFERRAL)
    assert "Uw aanmelding is binnen" in receipt.words
    return code_in(receipt)


async def give_absence(member: Person, **when: str) -> Screen:
    """Say when a member is away; the receipt."""
    page = await member.types("afwezig", "Afwezigheid melden")
    receipt = await page.goes_through(((_NEXT, when), ("Afwezigheid melden", {})))
    assert "Uw afwezigheid is gemeld" in receipt.words
    return receipt


async def screen(coordinator: Person, code: str, steps: tuple[Step, ...] = SCREENING) -> Screen:
    """Find a referral complete and within the purpose of the house."""
    receipt = await (await opens_screening(coordinator, code)).goes_through(steps)
    assert f"Screening van {code} is vastgelegd" in receipt.words
    return receipt


async def send_back(coordinator: Person, code: str) -> Screen:
    """Find that something is missing."""
    return await (await opens_screening(coordinator, code)).goes_through(GAP)


async def opens_screening(coordinator: Person, code: str) -> Screen:
    """Open the screening from the card of a case."""
    return await coordinator.types(f"casus {code}", "Screenen")


async def take_up(director: Person, code: str) -> Screen:
    """Weigh a case, take it up and colour it orange."""
    receipt = await (await director.types(f"weeg {code}")).goes_through(WEIGHING)
    assert f"Weging van {code}: C, procesregie" in receipt.words
    return receipt


async def colour_red(director: Person, code: str) -> Screen:
    """Make a case red."""
    receipt = await (await director.types(f"kleur {code} rood")).goes_through(COLOUR)
    assert "ROOD" in receipt.words
    return receipt


async def adjust(coordinator: Person, code: str, doing: str, **answers: str) -> Screen:
    """Change one case in the newest draft of an agenda."""
    page = await coordinator.newest("Concept", "Aanpassen").presses("Aanpassen", case=code)
    page = await page.presses(_NEXT, doing=doing)
    page = await page.presses(_NEXT, **answers) if answers else page
    return await page.presses("Aanpassen")


async def approve(director: Person) -> Screen:
    """Approve the newest draft of an agenda."""
    approved = await director.newest("Concept", "Keur goed").presses("Keur goed")
    assert "Goedgekeurd door Cora Coordinator" in approved.words
    return approved


async def report_acute(reporter: Person) -> str:
    """Report an acute case about somebody new; its code."""
    receipt = await (await reporter.types("acuut")).goes_through(REPORT)
    assert "krijgt uw melding nu" in receipt.words
    return code_in(receipt)


async def convene(director: Person, code: str) -> Screen:
    """Test a report and invite the proposed circle and one more."""
    page = await director.newest(code, "Toetsen en uitnodigen").presses("Toetsen en uitnodigen")
    receipt = await page.goes_through(JUDGEMENT)
    assert code in receipt.words
    return receipt


def invitation_of(person: Person) -> Screen:
    """The newest invitation in somebody's chat."""
    return person.newest("U bent uitgenodigd voor een spoedoverleg")


def board_of(director: Person) -> Screen:
    """The newest card from which a session is directed."""
    return director.newest("Spoedoverleg ", "Spoedoverleg sluiten")


async def name_deputy(invited: Person) -> Screen:
    """Send Otto in somebody's place."""
    return await (await invitation_of(invited).presses("Vervanger")).goes_through(DEPUTY)


async def answer_by_telephone(director: Person) -> Screen:
    """Note what Vera said by telephone."""
    page = await board_of(director).presses("Antwoord per telefoon")
    return await page.goes_through(TELEPHONE)


async def explain_criteria(referrer: Person) -> Screen:
    """Explain the criteria of what came in as an acute report, from *mijn*."""
    page = await (await referrer.types("mijn")).presses("Toelichten")
    names = ("problems", "life_domains", "harm", "cooperation")
    said = dict.fromkeys(names, "yes") | {
        f"{one}_explanation": canary(63, "voldoet.") for one in names
    }
    receipt = await page.goes_through(((_NEXT, said), ("Versturen", {})))
    assert "Dank u." in receipt.words
    return receipt


async def close_session(cast: Cast, director: Person, owner: str) -> Screen:
    """Close a session with one agreement for somebody who came."""
    page = await board_of(director).presses("Spoedoverleg sluiten")
    due_on = (await find_working_day(cast, 1)).isoformat()
    promise = {"what_1": canary(35, "bellen."), "owner_1": owner, "due_on_1": due_on}
    receipt = await page.goes_through(
        (
            (_NEXT, {"more_0": "yes"}),
            (_NEXT, {**promise, "more_1": "no"}),
            ("Spoedoverleg sluiten", {}),
        )
    )
    # where pages stand in the chat itself, the board that followed stands there by then
    assert "gesloten" in receipt.words.lower(), receipt.words
    return receipt


async def answer_action(owner: Person, answer: str) -> Screen:
    """Say from *mijn* what came of one's first action."""
    card = await (await owner.types("mijn")).presses("Openen")
    page = await card.presses(answer)
    return await page.goes_through(((_NEXT, {"note": canary(36, "was weg.")}), ("Vastleggen", {})))


async def write_plan(director: Person, code: str) -> Screen:
    """Write a plan of action from the card of a case."""
    plan = await director.types(f"casus {code}", "Plan en afspraken")
    receipt = await (await plan.presses("Plan schrijven")).goes_through(PLAN)
    assert f"Plan van aanpak van {code} is vastgelegd" in receipt.words
    return receipt


async def agree_under_plan(cast: Cast, director: Person, code: str, owner: str) -> Screen:
    """Agree something from the card of a case, for a week from now."""
    plan = await director.types(f"casus {code}", "Plan en afspraken")
    due_on = (await find_working_day(cast, 5)).isoformat()
    promise = {"what": canary(41, "bezoeken."), "owner": owner, "due_on": due_on}
    page = await plan.presses("Afspraak maken")
    return await page.goes_through(((_NEXT, promise), ("Vastleggen", {})))


async def find_working_day(cast: Cast, ahead: int) -> date:
    """The day so many working days from now."""
    now = await cast.bot.now()
    calendar = calendar_of(read_pretend_house(), now)
    return calendar.add_working_days(calendar.local(now).date(), ahead)


async def move_to_morning(cast: Cast, day: date) -> None:
    """To just after what is due that day was sent."""
    calendar = calendar_of(read_pretend_house(), await cast.bot.now())
    await cast.move_to(calendar.moment(day, time(8, 25)))
    await cast.move_to(calendar.moment(day, time(8, 31)))


def code_in(screen: Screen) -> str:
    """The code of the case on a card."""
    found = _CODE.search(screen.words)
    assert found, screen.words
    return found[0]


async def say_informed(director: Person, code: str) -> None:
    """Say that the subject of a case was informed: nobody is asked about it any more."""
    page = await director.types(f"casus {code}", "Betrokkene geïnformeerd?")
    receipt = await page.goes_through(
        (
            (_NEXT, {"informed": "informed"}),
            (_NEXT, {"informer": canary(48, "hoorde het van Piet.")}),
            ("Vastleggen", {}),
        )
    )
    assert f"Vastgelegd bij {code}" in receipt.words


async def agree_to_direct(partner: Person, code: str) -> None:
    """Say yes to directing the content of the one case that was asked."""
    page = await partner.types("mijn", "Antwoorden")
    receipt = await page.goes_through(((_NEXT, {"decision": "accept"}), ("Antwoord geven", {})))
    assert f"U bent casusregisseur van {code}" in receipt.words
