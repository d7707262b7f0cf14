"""Somebody is away: what it does to the agenda, over HTTP, with business time moved by hand."""

from datetime import time

import pytest

from domain.schedule import Occurrence
from services.calendar import calendar_of
from tests.support.canaries import CANARY
from tests.support.journey import on_postgresql, read_pretend_house
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_words import (
    AGREED,
    agree_to_direct,
    approve,
    canary,
    give_absence,
    refer,
    screen,
    take_up,
)
from tests.support.person import Screen
from tests.support.served import Served

NOT_FOR_YOU = "niet voor u"


@pytest.fixture
async def cast(bot: Served) -> Cast:
    """A case for which one partner is required that only one member speaks for."""
    cast = await gather_cast(bot, only=(*COORDINATORS, "piet", "vera", "gijs"))
    await cast.bot.advance(1)
    code = await refer(cast["piet"])
    await screen(cast["ina"], code)
    await take_up(cast["cora"], code)
    await agree_to_direct(cast["gijs"], code)
    asked = {"colour_reason": canary(24, "zit vast."), "minutes": "15", "required": "veilig-thuis"}
    page = await cast["cora"].types(f"kleur {code} oranje")
    await page.goes_through((("Verder", asked), ("Verder", AGREED), ("Kleur vastleggen", {})))
    return cast


async def to_the_draft(cast: Cast) -> Occurrence:
    meeting = await cast.next_meeting()
    await cast.move_to(meeting.cut_off_at)
    return meeting


def day_of(meeting: Occurrence) -> str:
    return meeting.planned_on.isoformat()


def draft(cast: Cast) -> str:
    return cast["cora"].newest("Agenda van ").words


async def remove(screen: Screen) -> Screen:
    return await screen.presses("Verwijderen")


@on_postgresql
async def test_a_partner_who_is_away_keeps_the_case_out_until_they_are_back(cast: Cast) -> None:
    meeting = await cast.next_meeting()
    await give_absence(cast["vera"], first_on=day_of(meeting))
    await cast.move_to(meeting.cut_off_at)
    assert "Veilig Thuis Rivierland kan niet bij dit overleg zijn." in draft(cast)
    assert "Er staat geen casus op deze agenda." in draft(cast)

    [shown] = await cast["vera"].says("afwezig")
    async with cast.only("cora", "dirk", "ina"):
        assert "Er is niets bekend." in (await remove(shown)).words
        await cast.bot.advance(1)
        await cast.bot.quiet()
    assert "Let op: Veilig Thuis" not in draft(cast)
    assert "15 min" in draft(cast)


async def test_after_approval_nothing_moves_and_the_coordinators_hear_it_once(cast: Cast) -> None:
    meeting = await to_the_draft(cast)
    await approve(cast["cora"])
    await cast.move_to(meeting.posts_at)
    assert len(cast.agendas.posts) == 1
    async with cast.only("vera", *COORDINATORS):
        await give_absence(cast["vera"], first_on=day_of(meeting))
    heard = cast["cora"].newest("een partner kan niet").words
    assert "Veilig Thuis Rivierland kan niet bij" in heard
    assert "u beslist" in heard
    async with cast.only():
        await cast.bot.advance(60)
    assert len(cast.agendas.posts) == 1

    [shown] = await cast["vera"].says("afwezig")
    async with cast.only(*COORDINATORS):
        await remove(shown)
    assert "alle partners kunnen nu" in cast["dirk"].newest("alle partners kunnen nu").words


async def test_what_a_later_meeting_lacks_is_read_in_the_digest(cast: Cast) -> None:
    meeting = await to_the_draft(cast)
    await approve(cast["cora"])
    async with cast.only("vera"):
        await give_absence(cast["vera"], first_on=day_of(meeting))
    assert cast["cora"].all_with("Goedgekeurd door Cora", "Komt in het kanaal")
    calendar = calendar_of(read_pretend_house(), meeting.starts_at)
    today = await cast.bot.today()
    async with cast.only(*COORDINATORS):
        await cast.move_to(calendar.moment(calendar.add_working_days(today, 1), time(8, 31)))
    assert "Veilig Thuis Rivierland" in cast["cora"].newest("Vandaag voor u").words


async def test_on_the_morning_of_the_meeting_who_is_needed_and_there_reads_it_in_the_digest(
    cast: Cast,
) -> None:
    meeting = await to_the_draft(cast)
    await approve(cast["cora"])
    await cast.move_to(meeting.posts_at)
    calendar = calendar_of(read_pretend_house(), meeting.starts_at)
    await cast.move_to(calendar.moment(meeting.planned_on, time(8, 24)))
    async with cast.only("vera"):
        await cast.move_to(calendar.moment(meeting.planned_on, time(8, 25)))
        await cast.move_to(calendar.moment(meeting.planned_on, time(8, 31)))
    digest = cast["vera"].newest("Vandaag voor u").words
    assert "Wanneer u nodig bent" in digest
    assert CANARY not in digest


async def test_from_the_card_of_the_own_times_the_meeting_is_filled_in(cast: Cast) -> None:
    meeting = await to_the_draft(cast)
    await approve(cast["cora"])
    await cast.move_to(meeting.posts_at)
    page = await cast["vera"].newest("U bent nodig").presses("Ik kan dan niet (helemaal)")
    receipt = await page.goes_through((("Verder", {}), ("Afwezigheid melden", {})))
    assert "Uw afwezigheid is gemeld" in receipt.words
    assert (
        "Veilig Thuis Rivierland kan niet bij" in cast["cora"].newest("een partner kan niet").words
    )


async def test_a_coordinator_enters_it_for_who_telephones(cast: Cast) -> None:
    meeting = await to_the_draft(cast)
    page = await cast["ina"].types("afwezig", "Melden voor iemand anders")
    when = {"member": "vera", "first_on": day_of(meeting)}
    receipt = await page.goes_through((("Verder", when), ("Vastleggen", {})))
    assert "De afwezigheid is vastgelegd" in receipt.words
    await cast.bot.advance(1)
    await cast.bot.quiet()
    assert "Veilig Thuis Rivierland kan niet bij dit overleg zijn." in draft(cast)
    assert "Vera Veilig: " in await cast["ina"].hears("afwezig")
    [shown] = await cast["vera"].says("afwezig")
    assert "Verwijderen" in shown.words


async def test_what_is_typed_behind_the_word_is_not_kept(cast: Cast) -> None:
    said = await cast["vera"].hears("afwezig want Jan Jansen is bij mij")
    assert "Jan" not in said
    assert "Uw afwezigheid" in said
    assert "Wis uw bericht" in said


async def test_nobody_takes_away_that_of_another(cast: Cast) -> None:
    await give_absence(cast["vera"], first_on="2027-08-02")
    [shown] = await cast["vera"].says("afwezig")
    for name in ("piet", "cora"):
        assert NOT_FOR_YOU in (await remove(shown.before(cast[name]))).told
    assert "Er is niets bekend." in (await remove(shown)).words
    assert NOT_FOR_YOU in (await remove(shown)).told
