"""Own times in the calendar of a partner, by mail, over HTTP and a real mail server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from sqlalchemy import delete, insert, select, update

from storage.meetings import agenda, meeting
from storage.notices import outbox
from storage.schedules import schedule
from storage.timers import timer
from tests.support.canaries import holds_canary
from tests.support.databases import open_engine
from tests.support.journey import on_both, on_postgresql, read_house, read_pretend_house
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_words import approve, colour_red, refer, screen, take_up
from tests.support.mail import MailFault, Received, StandInMail, open_mail
from tests.support.outbox import LONG_AGO
from tests.support.patience import PATIENCE
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams

MINUTE = timedelta(minutes=1)
WITH_MAIL = {"piet": "p.politie@politie.example", "olga": "olga@om.example"}


@pytest.fixture
async def mail(socket_enabled: None) -> AsyncIterator[StandInMail]:
    async with open_mail() as opened:
        yield opened


@pytest.fixture
def house_file(directory: Path) -> str:
    """The pretend house, in which two partners have an address."""
    members = [
        {**one, **({"mail": WITH_MAIL[one["id"]]} if one["id"] in WITH_MAIL else {})}
        for one in read_house()["members"]
    ]
    file = directory / "house.yaml"
    file.write_text(yaml.safe_dump({**read_house(), "members": members}), encoding="utf-8")
    return str(file)


@pytest.fixture
def environment(mail: StandInMail, house_file: str) -> dict[str, str]:
    return {"STOPLICHT_SMTP_URL": mail.url, "STOPLICHT_HOUSE_FILE": house_file}


@pytest.fixture
async def bot(
    database_url: str, directory: Path, teams: StandInTeams, environment: dict[str, str]
) -> AsyncIterator[Served]:
    async with serve(database_url, directory, teams, **environment) as served:
        yield served


async def post_agenda(cast: Cast) -> str:
    """Bring a red case that asks for the police to the agenda and post that; its code."""
    code = await refer(cast["piet"])
    await screen(cast["ina"], code)
    await take_up(cast["cora"], code)
    await colour_red(cast["cora"], code)
    coming = await cast.next_meeting()
    await cast.move_to(coming.cut_off_at)
    await approve(cast["cora"])
    await cast.move_to(coming.posts_at)
    return code


async def cancel_meetings(url: str, bot: Served) -> None:
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(update(schedule).values(ended_on=await bot.today()))
    await engine.dispose()


async def leave_calendars_behind(url: str, today: date) -> None:
    """The posted meeting is cancelled and all else of that was told; only calendars are to follow,
    so that their mail is the first thing that leaves.
    """
    engine = open_engine(url)
    async with engine.begin() as connection:
        posted = select(agenda.c.meeting).where(agenda.c.state == "posted")
        ended = update(meeting).where(meeting.c.id.in_(posted)).values(is_cancelled=True)
        await connection.execute(ended)
        # in one step: a tick in between would hold the meeting after all
        await connection.execute(update(schedule).values(ended_on=today))
        look = {"kind": "agenda", "due_at": LONG_AGO, "attempts": 0}
        await connection.execute(delete(timer).where(timer.c.kind == "agenda"))
        for subject in (await connection.execute(posted)).scalars().all():
            await connection.execute(insert(timer).values(**look, subject=subject))
    await engine.dispose()


def check_nothing_of_a_case(received: Received, code: str) -> None:
    whole = f"{received.mail}{received.mail['Subject']}{received.calendar}".casefold()
    for word in (code, "rood", "🔴", "piet", "politie "):
        assert word.casefold() not in whole, word
    assert not holds_canary(received.whole)
    assert not holds_canary(whole.encode())


@on_postgresql
async def test_own_times_go_to_the_calendar_and_end_there_when_the_meeting_is_cancelled(
    cast: Cast, mail: StandInMail, database_url: str
) -> None:
    code = await post_agenda(cast)
    [first] = mail.to(WITH_MAIL["piet"])
    assert first.method == first.part.get_param("method") == "REQUEST"
    assert first.mail["Subject"] == first.event["SUMMARY"] == "Stoplichtoverleg: u bent nodig"
    check_nothing_of_a_case(first, code)
    line = cast["piet"].newest("U bent nodig").words
    starts_at = first.event.start.astimezone(ZoneInfo(read_pretend_house().time_zone))
    assert f"{starts_at:%H:%M}" in line

    await cancel_meetings(database_url, cast.bot)
    await cast.bot.advance(1)
    await cast.bot.quiet()
    [_, second] = mail.to(WITH_MAIL["piet"])
    assert second.method == "CANCEL"
    assert second.event["UID"] == first.event["UID"]
    assert second.event["SEQUENCE"] > first.event["SEQUENCE"]
    check_nothing_of_a_case(second, code)


async def test_a_mail_that_is_refused_is_told_to_the_director_as_any_message(
    cast: Cast, mail: StandInMail
) -> None:
    mail.fail_next(MailFault.REFUSED, MailFault.REFUSED)
    await post_agenda(cast)
    await cast.bot.advance(1)
    await cast.bot.quiet()
    told = cast["cora"].newest("eigen tijden als afspraak per mail").words
    assert "Piet Politie" in told
    assert "@" not in told
    assert not any("@politie.example" in line for line in cast.bot.log)
    assert "@" not in (await cast.bot.ask("/metrics"))[1]


async def test_a_mail_server_that_is_down_holds_up_nothing_and_gets_it_later(
    cast: Cast, mail: StandInMail
) -> None:
    mail.fail_next(MailFault.BUSY)
    await post_agenda(cast)
    assert cast["piet"].newest("U bent nodig")
    async with asyncio.timeout(PATIENCE):
        while not mail.to(WITH_MAIL["piet"]):
            await asyncio.sleep(0.02)


@asynccontextmanager
async def a_house_that_can_halt(
    url: str, directory: Path, teams: StandInTeams, environment: dict[str, str]
) -> AsyncIterator[Served]:
    halting = {"STOPLICHT_TEST_HALT_FILE": str(directory / "halt")}
    async with serve(url, directory, teams, **environment, **halting) as bot:
        yield bot


@on_both
async def test_a_kill_after_the_mail_was_handed_over_brings_the_same_appointment_twice(
    database_url: str,
    directory: Path,
    teams: StandInTeams,
    mail: StandInMail,
    environment: dict[str, str],
) -> None:
    async with a_house_that_can_halt(database_url, directory, teams, environment) as bot:
        await post_agenda(await gather_cast(bot))
        await bot.settled()
        (directory / "halt").write_text("called", encoding="utf-8")
        await leave_calendars_behind(database_url, await bot.today())
        moving = asyncio.create_task(bot.advance(1))
        await bot.halted()
        await bot.kill()
        await asyncio.gather(moving, return_exceptions=True)
    (directory / "halt").unlink()
    engine = open_engine(database_url)
    async with engine.begin() as connection:
        held = update(outbox).where(outbox.c.state == "sending")
        await connection.execute(held.values(lease_until=LONG_AGO))
    await engine.dispose()
    async with serve(database_url, directory, teams, **environment) as bot:
        await bot.settled()
    _, *ends = mail.to(WITH_MAIL["piet"])
    assert [one.method for one in ends] == ["CANCEL", "CANCEL"]
    assert len({one.mail["Message-ID"] for one in ends}) == 1
