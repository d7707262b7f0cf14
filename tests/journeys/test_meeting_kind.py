"""A house with a weekly meeting and one about youth, over HTTP, for two weeks: each case on its own
agenda, and a fixed partner who is not needed hears so once a week.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.journey_cast import CHANNEL, COORDINATORS, Cast, gather_cast
from tests.support.journey_words import canary, refer, screen, take_up
from tests.support.person import Screen
from tests.support.served import ROOT, Served, serve
from tests.support.teams import StandInTeams

WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)
KINDS = """
meeting_kinds:
  - {id: week, name: Weekoverleg volwassenen, title: Weekoverleg, fixed: [politie, om]}
  - {id: jeugd, name: Jeugdoverleg, title: Jeugdoverleg}

schedules:
  - id: vrijdag
    kind: jeugd
    channel: agendas
    weekday: friday
    starts: "13:00"
    ends: "14:00"
    cut_off: {weekday: tuesday, at: "12:00"}
    posts: {weekday: wednesday, at: "15:00"}
"""
REVIEW = "Kleur vastleggen"


@pytest.fixture
async def cast(database_url: str, directory: Path, teams: StandInTeams) -> AsyncIterator[Cast]:
    """Olga reads English; her organisation comes to the weekly meeting as a rule."""
    example = (ROOT / "config" / "house.example.yaml").read_text(encoding="utf-8")
    file = directory / "house.yaml"
    named = example.replace("\nschedules:\n", KINDS).replace(
        "name: Olga Openbaar", "name: Olga Openbaar\n    language: en"
    )
    file.write_text(named, encoding="utf-8")
    where = {"STOPLICHT_HOUSE_FILE": str(file)}
    async with serve(database_url, directory, teams, **where) as bot:
        yield await _gather(bot)


async def _gather(bot: Served) -> Cast:
    cast = await gather_cast(bot, only=(*COORDINATORS, "piet", "gijs", "olga"))
    await cast.bot.advance(1)
    await cast.move_to((await cast.next_meeting()).starts_at)
    return cast


async def bring(cast: Cast) -> str:
    """An orange case that asks police and mental health care."""
    code = await refer(cast["piet"])
    await screen(cast["ina"], code)
    await take_up(cast["cora"], code)
    return code


def draft(cast: Cast, kind: str) -> Screen:
    return cast["cora"].newest("Concept", f"Soort overleg: {kind}")


async def post(cast: Cast, *hear: str) -> None:
    """From the cut-off to the posts of both agendas; who hears something at their hour."""
    meeting = await cast.next_meeting()
    await cast.move_to(meeting.cut_off_at)
    for kind in ("Weekoverleg volwassenen", "Jeugdoverleg"):
        await draft(cast, kind).presses("Keur goed")
    await cast.bot.quiet()
    async with cast.only(CHANNEL, *COORDINATORS, *hear):
        await cast.move_to(meeting.posts_at)


async def test_each_case_on_its_own_agenda_and_who_is_not_needed_hears_so_once_a_week(
    cast: Cast,
) -> None:
    adult, young = await bring(cast), await bring(cast)
    page = await cast["cora"].types(f"kleur {young}")
    assert "In welk overleg bespreken wij deze casus?" in page.words
    chosen = {"colour_reason": canary(25, "is 15 jaar."), "meeting_kind": "jeugd"}
    await page.goes_through((("Verder", chosen), (REVIEW, {})))
    shown = (await cast["ina"].types("lijst")).words
    assert f"{adult} · uiterlijk" in shown
    assert shown.count(" · Weekoverleg volwassenen") == shown.count(" · Jeugdoverleg") == 1
    assert "Jeugdoverleg" in (await cast["gijs"].types(f"casus {young}")).words

    await post(cast, "piet", "gijs", "olga")
    weekly, youth = sorted(cast.agendas.cards(), key=lambda card: "Jeugdoverleg" in str(card))
    assert [one in str(weekly) for one in (adult, young)] == [True, False]
    assert [one in str(youth) for one in (adult, young)] == [False, True]
    assert "Weekoverleg: agenda van donderdag" in str(weekly)
    assert "Jeugdoverleg: agenda van vrijdag" in str(youth)
    assert "volwassenen" not in str(cast.agendas.cards())
    [told] = cast["olga"].all_with("You are not needed this time")
    assert "Kind of meeting: Weekoverleg volwassenen" in told.words
    assert adult not in told.words

    starts_at = (await cast.next_meeting()).starts_at - WEEK
    async with cast.only("piet", "gijs"):  # the digest of that morning, and no word to Olga
        await cast.move_to(starts_at - timedelta(minutes=65))
        await cast.move_to(starts_at - timedelta(minutes=58))
    await cast.move_to(starts_at + 28 * HOUR)

    # the week after, the young case is one of the weekly meeting, and nobody is needed on Friday
    page = await cast["cora"].types(f"kleur {young}")
    chosen = {"colour_reason": canary(26, "is 18 jaar."), "meeting_kind": "week"}
    await page.goes_through((("Verder", chosen), (REVIEW, {})))
    await post(cast, "piet", "gijs", "olga")
    assert len(cast["olga"].all_with("You are not needed this time")) == 2
