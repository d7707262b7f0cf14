"""Who comes as a rule and is not needed this time hears so once, and nobody in their place."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from domain.absence import AbsenceWish
from domain.agenda import Agenda
from domain.house import Weekday, WeekMoment
from domain.notice import NoticeKind
from domain.stoplight import Colour
from services.absence import give_absence
from services.agenda.approval import approve_agenda
from services.agenda.timers import wake_posted
from services.fixed_partners import list_not_needed, read_not_needed
from tests.support.agenda_house import CARE, POLICE, WEEKLY, AgendaHouse
from tests.support.meeting_kinds import KINDS, hold_two_kinds
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ON_TUESDAY = WeekMoment(weekday=Weekday.TUESDAY, at=time(15, 0))
POSTED_ON_TUESDAY = CUT_OFF_AT + 3 * HOUR
WEDNESDAY_DIGEST = POSTS_AT - timedelta(minutes=30)


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    """Police and care come to the weekly meeting as a rule; one case needs the police."""
    await hold_two_kinds(agenda_house)
    await agenda_house.add_case("KX7-Q42", Colour.ORANGE, 15, (POLICE,))
    return agenda_house


async def post(house: AgendaHouse, at: datetime = POSTS_AT) -> Agenda:
    await house.tick(CUT_OFF_AT)
    async with house.acting("sanne") as ctx:
        await approve_agenda(ctx, THE_MEETING, (await house.agenda()).version)
    await house.tick(at)
    return await house.agenda()


async def post_on_tuesday(house: AgendaHouse) -> None:
    await house.save_schedule(posts=ON_TUESDAY)
    await post(house, POSTED_ON_TUESDAY)


async def post_before_the_digest_of_tuesday(house: AgendaHouse) -> None:
    await house.save_schedule(
        posts=WeekMoment(weekday=Weekday.TUESDAY, at=time(8, 0)),
        cut_off=WeekMoment(weekday=Weekday.MONDAY, at=time(12, 0)),
    )
    await house.tick(CUT_OFF_AT - DAY)
    async with house.acting("sanne") as ctx:
        await approve_agenda(ctx, THE_MEETING, (await house.agenda()).version)
    await house.tick(WEDNESDAY_DIGEST - DAY - HOUR / 2)


async def in_digest(house: AgendaHouse, at: datetime, name: str = "nurse") -> list[str]:
    house.now = at
    async with house.sending_to(name) as reading:
        return [one.meeting.id for one in await list_not_needed(reading)]


async def says(house: AgendaHouse, name: str = "nurse") -> bool:
    async with house.sending_to(name) as reading:
        return await read_not_needed(reading, THE_MEETING) is not None


async def digests(house: AgendaHouse) -> set[str]:
    return {one.business_key for one in await house.notices(NoticeKind.DIGEST)}


async def is_away(house: AgendaHouse, name: str, *days: date, **hours: time) -> None:
    async with house.acting(name) as ctx:
        await give_absence(ctx, AbsenceWish(first_on=days[0], last_on=days[-1], **hours))


async def test_when_the_digest_comes_too_late_it_is_a_message_in_office_hours(house: AgendaHouse):
    await post(house)
    [told] = await house.notices(NoticeKind.NOT_NEEDED)
    assert (told.member, told.due_at, told.expires_at) == ("nurse", None, STARTS_AT)
    assert await says(house)
    assert not await says(house, "agent")
    assert await house.told(NoticeKind.OWN_TIMES) == ["agent"]


async def test_approved_in_the_evening_it_waits_for_the_office(house: AgendaHouse):
    await house.tick(CUT_OFF_AT)
    house.now = POSTS_AT + 10 * HOUR
    async with house.acting("sanne") as ctx:
        await approve_agenda(ctx, THE_MEETING, (await house.agenda()).version)
    [told] = await house.notices(NoticeKind.NOT_NEEDED)
    assert told.due_at == STARTS_AT - timedelta(minutes=35)


async def test_what_the_digest_can_say_in_time_is_no_message_of_its_own(house: AgendaHouse):
    await post_on_tuesday(house)
    assert await house.notices(NoticeKind.NOT_NEEDED) == []
    assert await digests(house) == {"digest:nurse:2026-02-11"}
    assert await in_digest(house, WEDNESDAY_DIGEST) == [THE_MEETING]
    assert await in_digest(house, WEDNESDAY_DIGEST, "agent") == []


async def test_it_is_said_in_one_digest_only(house: AgendaHouse):
    await post_before_the_digest_of_tuesday(house)
    assert await in_digest(house, WEDNESDAY_DIGEST - DAY) == [THE_MEETING]
    assert await in_digest(house, WEDNESDAY_DIGEST) == []


async def test_it_is_told_once_however_often_the_clock_looks(house: AgendaHouse):
    await post(house)
    for at in (POSTS_AT + HOUR, POSTS_AT + 8 * HOUR, STARTS_AT - HOUR / 2):
        house.now = at
        async with house.work() as moment:
            await wake_posted(moment)
        await house.tick(at)
    assert len(await house.notices(NoticeKind.NOT_NEEDED)) == 1


async def test_who_is_away_during_the_meeting_hears_nothing_and_nobody_in_their_place(
    house: AgendaHouse,
):
    await house.add_case("ZB4-A10", Colour.ORANGE, 15, (CARE,))
    async with house.database.work() as uow:
        await uow.cases.save(replace(await uow.cases.by_code("KX7-Q42"), colour=None))
    await is_away(house, "agent", date(2026, 2, 12))
    await post(house)
    assert (await house.agenda()).items[0].required == (CARE,)
    assert await house.notices(NoticeKind.NOT_NEEDED) == []


async def test_who_is_back_before_the_meeting_reads_it_then(house: AgendaHouse):
    await is_away(house, "nurse", date(2026, 2, 10))
    await post_before_the_digest_of_tuesday(house)
    assert "digest:nurse:2026-02-11" in await digests(house)
    assert await in_digest(house, WEDNESDAY_DIGEST - DAY) == []
    assert await in_digest(house, WEDNESDAY_DIGEST) == [THE_MEETING]


async def test_who_speaks_for_the_partner_by_then_hears_it(house: AgendaHouse):
    await post_on_tuesday(house)
    async with house.database.work() as uow:
        nurse = await uow.people.member("nurse")
        await uow.people.save_member(nurse.leave(date(2026, 2, 10)))
        await uow.people.save_member(
            replace(nurse, id="visitor", object_id="object-visitor", name="Visitor")
        )
    async with house.work() as moment:
        await wake_posted(moment)
    await house.tick(POSTED_ON_TUESDAY + HOUR)
    assert "digest:visitor:2026-02-11" in await digests(house)
    assert await in_digest(house, WEDNESDAY_DIGEST) == []
    assert await in_digest(house, WEDNESDAY_DIGEST, "visitor") == [THE_MEETING]


async def test_a_meeting_that_is_cancelled_meanwhile_says_nothing_more(house: AgendaHouse):
    await post_on_tuesday(house)
    async with house.database.work() as uow:
        await uow.schedules.end_schedule(WEEKLY.id, date(2026, 2, 10))
    await house.tick(POSTED_ON_TUESDAY + HOUR)
    assert await in_digest(house, WEDNESDAY_DIGEST) == []
    assert not await says(house)
    assert await house.notices(NoticeKind.NOT_NEEDED) == []


async def test_who_is_needed_after_all_is_not_told_that_they_are_not(house: AgendaHouse):
    agenda = await post(house)
    item = replace(agenda.items[0], required=(POLICE, CARE))
    async with house.database.work() as uow:
        await uow.meetings.save_agenda(replace(agenda, items=(item,)))
    assert not await says(house)


async def test_who_had_own_times_and_lost_them_does_not_hear_it_as_well(house: AgendaHouse):
    agenda = await post(house)
    async with house.database.work() as uow:
        await uow.meetings.save_agenda(replace(agenda, items=(), changed_at=house.now))
    async with house.work() as moment:
        await wake_posted(moment)
    await house.tick(POSTS_AT + HOUR)
    assert [one.member for one in await house.notices(NoticeKind.NOT_NEEDED)] == ["nurse"]


async def test_in_a_kind_without_fixed_partners_nobody_hears_anything(house: AgendaHouse):
    kinds = replace(KINDS, all=tuple(replace(one, fixed=()) for one in KINDS.all))
    async with house.database.work() as uow:
        await uow.schedules.replace_kinds(kinds)
    await post(house)
    assert await house.notices(NoticeKind.NOT_NEEDED) == []
    assert await in_digest(house, WEDNESDAY_DIGEST) == []


async def test_over_two_weeks_it_is_said_once_a_week(house: AgendaHouse):
    await post(house)
    second = "weekly:2026-02-19"
    await house.tick(CUT_OFF_AT + 7 * DAY)
    async with house.acting("sanne") as ctx:
        await approve_agenda(ctx, second, (await house.agenda(second)).version)
    await house.tick(POSTS_AT + 7 * DAY)
    told = await house.notices(NoticeKind.NOT_NEEDED)
    assert sorted((one.subject, one.member) for one in told) == [
        (THE_MEETING, "nurse"),
        (second, "nurse"),
    ]
