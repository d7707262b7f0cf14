"""That nobody is on duty is told a week and a day ahead, once each, and ends when it is filled."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.absence import AbsenceWish
from domain.house import DutyPeriod
from domain.identifiers import MemberId
from domain.notice import NoticeKind, PrivateNotice
from domain.timer import TimerKind
from services.absence import give_absence, view_absences, withdraw_absence
from services.duty_gap import list_duty_gaps, look_at_duty, watch_duty
from services.recipients import NotSentError, require_recipient
from tests.support.acute_house import AcuteFiles, AcuteHouse

K = NoticeKind
DAY = timedelta(days=1)
TUESDAY = date(2026, 11, 24)
EARLY = datetime(2026, 11, 24, 6, tzinfo=UTC)
WHO_HEARS = ["cora", "dirk", "karel"]


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        opened.now = EARLY
        yield opened


async def put_rota(house: AcuteHouse, *turns: tuple[str, int, int]) -> None:
    periods = [
        DutyPeriod(
            member=MemberId(member), from_on=TUESDAY + first * DAY, until_on=TUESDAY + last * DAY
        )
        for member, first, last in turns
    ]
    async with house.work() as moment:
        await moment.uow.rota.replace_periods(periods)


async def look(house: AcuteHouse, day: int = 0) -> None:
    """The clock looks, early on a day counted from Tuesday."""
    house.now = EARLY + day * DAY
    async with house.work() as moment:
        await look_at_duty(moment, "house")


async def listed(house: AcuteHouse, name: str = "cora") -> list[date]:
    async with house.sending_to(name) as reading:
        return [one.starts_at.date() for one in await list_duty_gaps(reading)]


async def told(house: AcuteHouse, kind: NoticeKind) -> list[str]:
    return sorted(one.business_key for one in await house.notices(kind))


async def test_a_gap_of_next_week_stands_in_one_digest_and_a_day_ahead_it_is_told_once(
    house: AcuteHouse,
):
    await put_rota(house, ("cora", 0, 5), ("dirk", 7, 60))
    for _ in range(2):
        await look(house)
    assert await told(house, K.DIGEST) == [f"digest:{who}:2026-11-24" for who in WHO_HEARS]
    assert await told(house, K.DUTY_GAP) == []
    assert await listed(house) == [TUESDAY + 6 * DAY]
    for day in (1, 2):
        await look(house, day)
    assert len(await told(house, K.DIGEST)) == 3
    assert await told(house, K.DUTY_GAP) == []
    for day in (3, 4, 5):  # the gap is on Monday: Friday is the last working day before it
        await look(house, day)
    assert await house.told(K.DUTY_GAP) == WHO_HEARS
    assert len(await told(house, K.DUTY_GAP)) == 3


async def test_a_gap_that_is_filled_says_so_on_its_message_and_is_listed_no_longer(
    house: AcuteHouse,
):
    await put_rota(house, ("cora", 0, 0))
    await look(house)
    (sent, *_) = await house.notices(K.DUTY_GAP)
    assert isinstance(sent, PrivateNotice)
    await put_rota(house, ("cora", 0, 60))
    await look(house, 0)
    assert await listed(house) == []
    cards = {one.card for one in await house.notices(K.DUTY_GAP)}
    assert len(cards) == len(WHO_HEARS)
    assert len(await told(house, K.DUTY_GAP)) == 6
    async with house.sending_to("cora") as reading:
        await require_recipient(reading, sent, is_posted=True)
        with pytest.raises(NotSentError) as refused:
            await require_recipient(reading, sent, is_posted=False)
    assert refused.value.is_superseded


async def test_a_gap_that_comes_back_is_told_again(house: AcuteHouse):
    for last in (0, 60, 0):
        await put_rota(house, ("cora", 0, last))
        await look(house)
    assert len({one.card for one in await house.notices(K.DUTY_GAP)}) == 2 * len(WHO_HEARS)


async def test_a_gap_whose_time_went_by_is_not_called_filled(house: AcuteHouse):
    await put_rota(house, ("cora", 0, 0), ("dirk", 2, 60))
    await look(house)
    assert len(await told(house, K.DUTY_GAP)) == 3
    await look(house, 2)
    assert len(await told(house, K.DUTY_GAP)) == 3
    assert await listed(house) == []


async def test_a_rota_that_ended_is_told_once_and_not_each_day(house: AcuteHouse):
    await put_rota(house, ("cora", 0, 0))
    for day in range(5):
        await look(house, day)
    assert len(await told(house, K.DUTY_GAP)) == 3


async def test_in_the_evening_a_gap_of_tomorrow_waits_for_the_morning_when_it_begins_later(
    house: AcuteHouse,
):
    await put_rota(house, ("cora", 0, 0))
    house.now = datetime(2026, 11, 24, 21, tzinfo=UTC)
    async with house.work() as moment:
        await look_at_duty(moment, "house")
    (one, *_) = await house.notices(K.DUTY_GAP)
    assert one.due_at is not None
    assert house.now < one.due_at <= datetime(2026, 11, 25, 7, 30, tzinfo=UTC)


async def test_when_the_only_director_on_duty_goes_away_the_rota_is_looked_at(house: AcuteHouse):
    await put_rota(house, ("cora", 0, 60))
    await look(house)
    async with house.acting("cora") as ctx:
        await give_absence(ctx, AbsenceWish(first_on=TUESDAY + DAY, last_on=TUESDAY + DAY))
    await house.tick(house.now)
    assert await house.told(K.DUTY_GAP) == WHO_HEARS
    async with house.acting("cora") as ctx:
        (absence,) = (await view_absences(ctx)).own
        await withdraw_absence(ctx, absence.id)
    await house.tick(house.now)
    assert await listed(house) == []


async def test_a_partner_who_goes_away_has_nothing_looked_at(house: AcuteHouse):
    async with house.acting("piet") as ctx:
        await give_absence(ctx, AbsenceWish(first_on=TUESDAY + DAY, last_on=TUESDAY + DAY))
    async with house.reading() as moment:
        assert not await moment.uow.timers.due([TimerKind.DUTY], moment.now, None, 9)


async def test_the_rota_is_looked_at_each_morning_once_it_was_begun(house: AcuteHouse):
    async with house.work() as moment:
        await watch_duty(moment)
    await house.tick(EARLY)
    await put_rota(house, ("cora", 0, 1))
    await house.tick(EARLY + DAY)
    assert await house.told(K.DUTY_GAP) == WHO_HEARS


async def test_a_coordinator_who_cannot_fill_a_gap_is_not_told_of_it(house: AcuteHouse):
    await put_rota(house, ("cora", 0, 0))
    await look(house)
    assert await listed(house, "ina") == []
    assert await listed(house, "karel") == [TUESDAY + DAY]
