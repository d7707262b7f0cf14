"""The main job of a house, once: two referrals, their agenda, and an acute session."""

from datetime import datetime, timedelta

from tests.story.acute import play_acute
from tests.story.intake import Judgement, refer, screen, weigh
from tests.story.table import play_meeting
from tests.story.telling import ZONE, Telling

SURNAME = "de Verzonnene"  # of everybody the story is about


async def play(tell: Telling) -> None:
    """Play all scenes, from a Monday morning on."""
    await tell.stage.move_to(find_start(await tell.stage.now()))
    orange = await play_first_referral(tell)
    red = await play_second_referral(tell)
    await play_agenda(tell, red, orange)
    await play_acute(tell, f"Bo {SURNAME}")
    await tell.nobody_reads(SURNAME)


def find_start(now: datetime) -> datetime:
    """The first Monday of a February at nine: a week in which no year has a public holiday."""
    local = now.astimezone(ZONE)
    for year in (local.year, local.year + 1):
        first = datetime(year, 2, 1, 9, tzinfo=ZONE)
        monday = first + timedelta(days=-first.weekday() % 7)
        if monday > now:
            return monday
    raise AssertionError("every year has a February")


async def play_first_referral(tell: Telling) -> str:
    await tell.scene("Piet van de politie meldt iemand aan")
    tell.says("Piet typt: aanmelden. Hij vult vijf bladzijden in en kijkt ze na.")
    code = await refer(tell, "piet", f"Jan {SURNAME}", "GGZ Rivierland + Gemeente Rivierstad")
    await tell.hears("piet", "Uw aanmelding is binnen", code)
    await tell.hears("cora", "Nieuwe aanmelding", code, "Politie Rivierstad")
    await tell.hear_nothing("gijs", "wim", "olga", "vera")
    await tell.channel_is_silent()

    await tell.scene("Cora screent en weegt")
    tell.says("Cora typt: postvak. Zij leest de aanmelding en toetst het doel.")
    await screen(tell, "cora", code)
    tell.says(f"Cora typt: weeg {code}. Zij pakt de casus op, in oranje.")
    judged = Judgement(
        involved="Politie + GGZ + Gemeente Rivierstad",
        case_director="Gijs",
        colour="ORANJE",
        reason="Er loopt een plan, maar het zit vast.",
        minutes="15",
        required="Politie + GGZ",
    )
    await weigh(tell, "cora", code, judged)
    await tell.hears("piet", f"Uw aanmelding {code} is beoordeeld", "C, procesregie")
    await tell.hear_nothing("olga", "vera")
    await tell.channel_is_silent()
    return code


async def play_second_referral(tell: Telling) -> str:
    await tell.scene("Een tweede aanmelding, van Olga, wordt rood")
    code = await refer(tell, "olga", f"Kim {SURNAME}", "Politie Rivierstad")
    await screen(tell, "cora", code)
    judged = Judgement(
        involved="Politie + Openbaar Ministerie",
        case_director="Olga",
        colour="ORANJE",
        reason="Er loopt een plan.",
        minutes="15",
        required="Politie + Openbaar Ministerie",
    )
    await weigh(tell, "cora", code, judged)
    tell.says(f"Het wordt onveilig. Cora typt: kleur {code} rood. De reden vult zij daarna in.")
    page = await tell.stage.says("cora", f"kleur {code} rood")
    answers = {"Waarom deze kleur": "Er is nu gevaar.", "Minuten": "30"}
    page = await tell.fills_in("cora", page, answers, finish="Kleur vastleggen")
    tell.on_screen("cora", page, f"{code} is nu", "ROOD")
    listed = await tell.stage.says("cora", "lijst")
    tell.on_screen("cora", listed, "ROOD", "ORANJE", code)
    await tell.hear_nothing("vera")
    return code


async def play_agenda(tell: Telling, red: str, orange: str) -> None:
    morning = await _at(tell, day=1, hour=8) + timedelta(minutes=30)
    await tell.scene("Dinsdagochtend: wie betrokken werd, leest dat in één bericht", morning)
    await tell.hears("gijs", "U bent nu betrokken bij", orange)
    await tell.hear_nothing("vera")
    await tell.scene("Wie bij de rode casus nodig is: komt u?", await _at(tell, day=1, hour=9))
    for who in ("piet", "olga"):
        asked = await tell.hears(who, "Komt u naar het overleg", red)
        await tell.stage.presses(who, asked, "Ja, ik kom", {})
    await tell.hear_nothing("gijs", "vera")
    cut_off = await _at(tell, day=1, hour=12)
    await tell.scene("De sluitingstijd is voorbij: het concept van de agenda", cut_off)
    draft = await tell.hears("cora", "Concept, nog niet goedgekeurd", red, orange)
    await tell.hear_nothing("piet", "olga", "gijs", "vera")
    approved = await tell.stage.presses("cora", draft, "Keur goed", {})
    tell.on_screen("cora", approved, "Goedgekeurd door Cora Coordinator")
    await tell.channel_is_silent()

    hour = await _at(tell, day=2, hour=15)
    await tell.scene("De agenda wordt geplaatst, op zijn uur", hour)
    post = await tell.channel_shows("ROOD", "ORANJE", red, orange)
    if post.words.index(red) > post.words.index(orange):
        raise AssertionError("red comes before orange")
    for who in ("piet", "olga", "gijs"):
        await tell.hears(who, "U bent nodig", red if who == "olga" else orange)
    await tell.hear_nothing("vera")

    await tell.scene(
        "Donderdag: het overleg", await _at(tell, day=3, hour=9) + timedelta(minutes=29)
    )
    await play_meeting(tell, red, orange)


async def _at(tell: Telling, *, day: int, hour: int) -> datetime:
    """An hour on a weekday of this week; Monday is 0."""
    now = (await tell.stage.now()).astimezone(ZONE)
    return (now + timedelta(days=day - now.weekday())).replace(hour=hour, minute=1)
