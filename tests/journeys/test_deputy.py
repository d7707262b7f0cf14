"""A colleague stands in for who is away in several cases, over HTTP, and the minute after the end
everything refuses.
"""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from domain.access import CaseState
from domain.attendance_request import find_next_asking
from domain.calendar import HouseCalendar
from domain.case import Case, CirclePlace, CircleReason
from domain.colour import StandingColour
from domain.identifiers import CaseCode, MemberId, OrganisationId
from domain.meeting import Meeting
from domain.member import Language
from domain.stoplight import Colour
from services.calendar import calendar_of
from tests.support.canaries import CANARY
from tests.support.journey import read_pretend_house, read_public
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_languages import (
    Says,
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_state import open_house
from tests.support.person import Person, Screen
from tests.support.referrals import REFERRAL
from tests.support.served import Served

CODES = ("KX7-Q20", "KX7-Q21", "KX7-Q22")
DAY = timedelta(days=1)
CARE = OrganisationId("ggz")


async def seat_gijs(cast: Cast, url: str, directory: Path) -> None:
    """Gijs has a place in three cases; to discuss one of them he is required."""
    now = await cast.bot.now()
    async with open_house(url, directory) as house, house.work() as uow:
        wim = await uow.people.member(MemberId("wim"))
        red = StandingColour(
            colour=Colour.RED,
            minutes=30,
            required=(CARE,),
            set_by=MemberId("cora"),
            set_at=now,
            next_review_on=now.date(),
        )
        for code in CODES:
            case = Case(
                id=await uow.cases.reserve(),
                code=CaseCode(code),
                state=CaseState.TAKEN_UP,
                version=1,
                referrer=wim.id,
                referring_organisation=wim.organisation,
                received_at=now,
                promised_on=now.date(),
                changed_by=wim.id,
                changed_at=now,
                colour=red if code == CODES[0] else None,
                case_director=wim.id,
            )
            await uow.cases.add(case, REFERRAL)
            place = CirclePlace(
                case=case.id,
                member=MemberId("gijs"),
                organisation=CARE,
                reason=CircleReason.REQUIRED_PARTNER,
                joined_at=now,
            )
            await uow.cases.join_circle(place)


async def find_asking(url: str, directory: Path, cast: Cast) -> datetime:
    """When partners are asked for the meeting that comes next."""
    now = await cast.bot.now()
    async with open_house(url, directory) as house, house.reading() as uow:
        coming = [one for one in await uow.meetings.upcoming(now) if one.cut_off_at > now]
    first: Meeting = min(coming, key=lambda one: one.starts_at)
    at = find_next_asking(first, calendar_of(read_pretend_house(), now), now)
    assert at is not None
    return at


async def absent(cast: Cast, calendar: HouseCalendar, until_on: date, says: Says) -> None:
    """Gijs is away from tomorrow, and Gea stands in."""
    today = await cast.bot.today()
    when = {"first_on": f"{today + DAY}", "last_on": f"{until_on}", "deputy": "gea"}
    page = await cast["gijs"].types("afwezig", "Afwezigheid melden")
    receipt = await page.goes_through((("Verder", when), ("Afwezigheid melden", {})))
    assert says("deputy.given", name="Gea Geest") in receipt.words
    assert says("error.not_for_you") in await cast["gea"].hears(f"casus {CODES[0]}")
    await cast.move_to(calendar.moment(today + DAY, time()))


async def check_refused(gea: Person, says: Says, *presses: tuple[Screen, str]) -> None:
    assert says("error.not_for_you") in await gea.hears(f"casus {CODES[0]}")
    own = await gea.hears("mijn")
    assert [code for code in CODES if code in own] == []
    for screen, title in presses:
        refused = await screen.presses(title)
        assert says("error.not_for_you") in refused.told
        assert CANARY not in refused.told


@on_both_in_both_languages
async def test_a_deputy_does_what_the_absent_one_would_until_the_minute_after_the_end(
    bot: Served, database_url: str, directory: Path, language: Language
) -> None:
    cast = await gather_cast(bot, only=("gijs", "gea", *COORDINATORS))
    gea = cast["gea"]
    # whatever day it is, there is time until the next one
    await cast.move_to((await cast.next_meeting()).starts_at)
    await seat_gijs(cast, database_url, directory)
    says = await let_everybody_read(cast, database_url, language)
    meeting = await cast.next_meeting()
    calendar = calendar_of(read_pretend_house(), meeting.starts_at)
    await absent(cast, calendar, meeting.planned_on - DAY, says)
    case = await gea.types(f"casus {CODES[0]}")
    assert CODES[0] in case.words
    draft = await case.presses("Bespreking vragen")
    draft = await draft.presses("Verder", wish_reason=f"{CANARY}-83f is weg.")
    assert says("deputy.you_stand_in", name="Gijs Geest") in await gea.hears("afwezig")

    await cast.move_to(await find_asking(database_url, directory, cast))
    request = gea.newest(says("attendance_request.title"))
    assert says("deputy.on_behalf_of", name="Gijs Geest") in request.words
    assert CODES[0] in request.words
    request = await request.presses("Ja, ik kom")
    await cast.move_to(meeting.cut_off_at)
    agenda = await cast["cora"].newest(says("agenda.state_draft")).presses("Keur goed")
    assert says("agenda.state_approved", name="Cora Coordinator") in agenda.words
    await cast.move_to(meeting.posts_at)
    assert CODES[0] in gea.newest(says("agenda.own_times_title")).words
    assert CODES[0] in await gea.hears("mijn")

    await cast.move_to(calendar.moment(meeting.planned_on, time()))
    await check_refused(
        gea,
        says,
        (case, "Wie is dit?"),
        (case, "Bespreking vragen"),
        (draft, "Bespreking vragen"),
        (request, "Nee, er komt niemand"),
    )
    assert CODES[0] in (await cast["gijs"].types(f"casus {CODES[0]}")).words
    assert CANARY not in read_public(bot)
    expect_no_dutch(cast, language)
