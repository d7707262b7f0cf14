from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.absence import AbsenceWish
from domain.identifiers import MeetingId, MemberId
from domain.notice import NoticeKind
from domain.stoplight import Colour
from services.absence import enter_absence, give_absence, withdraw_absence
from services.agenda.approval import approve_agenda
from services.agenda.timers import wake_posted
from services.agenda.views import list_near_times
from services.digest import (
    announce_digest,
    announce_digest_of_day,
    may_read_now,
    tell_in_digest,
)
from tests.support.agenda_house import CARE, POLICE, THE_BEGINNING, AgendaHouse, SeededFiles
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, THE_MEETING

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 2, day) for day in (9, 10, 11))


@pytest.fixture
async def house(seeded_files: SeededFiles, socket_enabled: None) -> AsyncIterator[AgendaHouse]:
    """It is ten o'clock on a Monday."""
    async with seeded_files.fresh() as opened:
        yield opened


async def announce(house: AgendaHouse, *days: date) -> None:
    async with house.work() as moment:
        for on in days:
            await announce_digest(moment, MemberId("agent"), on)


async def digests(house: AgendaHouse) -> list[tuple[str, datetime | None]]:
    return [(one.business_key, one.due_at) for one in await house.notices(NoticeKind.DIGEST)]


async def is_away(house: AgendaHouse, first_on: date, last_on: date) -> str:
    async with house.acting("agent") as ctx:
        wish = AbsenceWish(first_on=first_on, last_on=last_on)
        return (await give_absence(ctx, wish)).id


def half_past_eight(day: int) -> datetime:
    return datetime(2026, 2, day, 7, 30, tzinfo=UTC)


async def test_a_member_gets_one_for_a_day_however_much_there_is(house: AgendaHouse):
    await announce(house, TUESDAY, TUESDAY, WEDNESDAY)
    assert await digests(house) == [
        ("digest:agent:2026-02-10", half_past_eight(10)),
        ("digest:agent:2026-02-11", half_past_eight(11)),
    ]


async def test_each_of_several_reads_it_on_that_day_and_without_a_day_in_the_next_one(
    house: AgendaHouse,
):
    async with house.work() as moment:
        await tell_in_digest(moment, MemberId("sanne"), MemberId("agent"), on=WEDNESDAY)
        await tell_in_digest(moment, MemberId("agent"))
    assert await digests(house) == [
        ("digest:agent:2026-02-11", half_past_eight(11)),
        ("digest:sanne:2026-02-11", half_past_eight(11)),
        ("digest:agent:2026-02-10", half_past_eight(10)),
    ]


async def test_what_comes_after_its_hour_is_gathered_for_a_minute(house: AgendaHouse):
    await announce(house, MONDAY - timedelta(days=1))
    assert await digests(house) == [
        ("digest:agent:2026-02-09", THE_BEGINNING + timedelta(minutes=1))
    ]


async def test_who_is_away_gets_it_on_the_day_they_are_back(house: AgendaHouse):
    await is_away(house, TUESDAY, WEDNESDAY)
    await announce(house, TUESDAY)
    assert await digests(house) == [("digest:agent:2026-02-12", half_past_eight(12))]


async def test_who_entered_the_absence_of_another_is_not_away(house: AgendaHouse):
    async with house.acting("iris") as ctx:
        wish = AbsenceWish(first_on=TUESDAY, last_on=WEDNESDAY)
        await enter_absence(ctx, MemberId("agent"), wish)
        await announce_digest(ctx, MemberId("iris"), TUESDAY)
    assert ("digest:iris:2026-02-10", half_past_eight(10)) in await digests(house)


async def test_who_becomes_away_afterwards_reads_nothing_till_they_are_back(house: AgendaHouse):
    await announce(house, TUESDAY)
    await is_away(house, TUESDAY, TUESDAY)
    assert await digests(house) == [
        ("digest:agent:2026-02-10", half_past_eight(10)),
        ("digest:agent:2026-02-11", half_past_eight(11)),
    ]
    for day, may_read in ((9, True), (10, False), (11, True)):
        house.now = half_past_eight(day)
        async with house.sending_to("agent") as reading:
            assert await may_read_now(reading) is may_read


async def test_who_is_back_sooner_reads_the_next_morning(house: AgendaHouse):
    absence = await is_away(house, MONDAY, WEDNESDAY)
    async with house.acting("agent") as ctx:
        await withdraw_absence(ctx, absence)
    assert ("digest:agent:2026-02-10", half_past_eight(10)) in await digests(house)


async def post_agenda(house: AgendaHouse) -> None:
    await house.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE), "agent")
    await house.tick(CUT_OFF_AT)
    async with house.acting("sanne") as ctx:
        await approve_agenda(ctx, MeetingId(THE_MEETING), (await house.agenda()).version)
    await house.tick(POSTS_AT)


async def test_who_is_needed_gets_one_on_the_day_of_the_meeting(house: AgendaHouse):
    await post_agenda(house)
    assert await digests(house) == []
    await house.tick(half_past_eight(12) - timedelta(minutes=6))
    assert await digests(house) == []
    await house.tick(half_past_eight(12) - timedelta(minutes=5))
    assert await digests(house) == [
        ("digest:agent:2026-02-12", half_past_eight(12)),
        ("digest:nurse:2026-02-12", half_past_eight(12)),
    ]


async def test_until_that_morning_nobody_is_chosen_though_the_agenda_is_looked_at(
    house: AgendaHouse,
):
    await post_agenda(house)
    async with house.work() as moment:
        await wake_posted(moment)
    await house.tick(POSTS_AT + timedelta(minutes=1))
    assert await digests(house) == []


async def test_what_is_for_a_day_that_is_no_working_day_is_in_no_digest(house: AgendaHouse):
    async with house.work() as moment:
        await announce_digest_of_day(moment, MemberId("agent"), date(2026, 2, 14))
    assert await digests(house) == []


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=10), timedelta(days=3)])
async def test_a_house_that_was_away_at_the_hour_of_the_digest_sends_none_for_a_meeting(
    house: AgendaHouse, late: timedelta
):
    await post_agenda(house)
    await house.tick(half_past_eight(12) + late)
    assert await digests(house) == []


async def test_it_holds_the_own_times_of_today_and_the_next_working_day(house: AgendaHouse):
    await post_agenda(house)
    near = {("agent", 10): 0, ("agent", 11): 1, ("agent", 12): 1, ("agent", 13): 0, ("iris", 12): 0}
    for (who, day), number in near.items():
        house.now = half_past_eight(day)
        async with house.sending_to(who) as reading:
            assert len(await list_near_times(reading)) == number, (who, day)
