"""Who is on duty round the clock, in the nights the clock is moved, at midnight and on days off;
and that it is decided when a report is due and once more when it is sent.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.access import CaseState
from domain.duty_turn import TurnWish
from domain.house import ClosedDays, DaysOff, DutyHours, DutyPeriod, PublicHoliday, Weekday
from domain.identifiers import MemberId, SessionId
from domain.notice import NoticeKind, PrivateNotice
from services.acute.duty import find_duty
from services.acute.report import KnownCase
from services.acute.views import DutyView
from services.duty_gap import look_at_duty
from services.duty_turn import find_turn, open_rota, set_turn
from services.recipients import NotSentError, require_recipient
from tests.support.acute_house import (
    CODE,
    IN_THE_NIGHT,
    NEXT_MORNING,
    REPORT,
    AcuteFiles,
    AcuteHouse,
)
from tests.support.permits import report_now

K = NoticeKind
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CORA, DIRK = MemberId("cora"), MemberId("dirk")
ROUND_THE_CLOCK = tuple(
    DutyHours(weekday=day, opens_at=time(), closes_at=time()) for day in Weekday
)
MIDNIGHT = datetime(2026, 11, 24, 23, tzinfo=UTC)  # in the house, between Tuesday and Wednesday


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP)
        yield opened


async def put_rota(house: AcuteHouse, *turns: tuple[MemberId, date, date]) -> None:
    periods = [DutyPeriod(member=who, from_on=first, until_on=last) for who, first, last in turns]
    async with house.work() as moment:
        await moment.uow.rota.replace_periods(periods)


def never_close(house: AcuteHouse, days: DaysOff | None = None) -> None:
    """On duty round the clock, also on public holidays unless ``days`` says otherwise."""
    never = days or DaysOff(open=frozenset(PublicHoliday))
    duty = replace(house.house.duty, hours=ROUND_THE_CLOCK)
    house.house = replace(house.house, duty=duty, closed_days=ClosedDays(duty=never))


async def ask_duty(house: AcuteHouse, at: datetime) -> DutyView:
    house.now = at
    async with house.acting("wim") as ctx:
        return await find_duty(ctx)


async def report(house: AcuteHouse, at: datetime) -> SessionId:
    house.now = at
    async with house.acting("wim") as ctx:
        return (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id


async def may_send(house: AcuteHouse, session: SessionId, name: str) -> bool:
    kind, key = K.ACUTE_REPORT, f"asked:{name}"
    notice = PrivateNotice(kind=kind, subject=session, business_key=key, member=MemberId(name))
    async with house.sending_to(name) as reading:
        try:
            await require_recipient(reading, notice, is_posted=False)
        except NotSentError:
            return False
    return True


@pytest.mark.parametrize(
    ("first", "hours", "changes_at"),
    [
        # from midnight of Sunday to midnight of Monday: 25 hours, and 23
        (datetime(2026, 10, 24, 22, tzinfo=UTC), 25, datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (datetime(2027, 3, 27, 23, tzinfo=UTC), 23, datetime(2027, 3, 28, 22, tzinfo=UTC)),
    ],
)
async def test_in_a_night_the_clock_is_moved_somebody_is_on_duty_at_every_half_hour(
    house: AcuteHouse, first: datetime, hours: int, changes_at: datetime
):
    never_close(house)
    sunday = changes_at.date()
    await put_rota(house, (CORA, sunday - DAY, sunday), (DIRK, sunday + DAY, sunday + 9 * DAY))
    for number in range(2 * hours + 2):
        at = first + number * 30 * MINUTE
        found = await ask_duty(house, at)
        assert found.is_duty_time
        assert found.director.id == (CORA if at < changes_at else DIRK), at


async def test_a_report_just_before_midnight_is_of_who_is_on_duty_when_it_is_sent(
    house: AcuteHouse,
):
    never_close(house)
    tuesday = date(2026, 11, 24)
    await put_rota(house, (CORA, tuesday, tuesday), (DIRK, tuesday + DAY, tuesday + DAY))
    session = await report(house, MIDNIGHT - 2 * MINUTE)
    assert await house.told(K.ACUTE_REPORT) == ["cora"]
    assert await may_send(house, session, "cora")
    house.now = MIDNIGHT
    assert not await may_send(house, session, "cora")  # held up until the turn was over
    assert await may_send(house, session, "dirk")
    await house.tick(MIDNIGHT + 8 * MINUTE)
    assert await house.told(K.ACUTE_REPORT) == ["cora", "dirk"]


async def test_a_report_of_the_night_goes_to_whom_the_rota_names_by_the_morning(
    house: AcuteHouse,
):
    session = await report(house, IN_THE_NIGHT)
    wednesday = date(2026, 11, 25)
    async with house.acting("bea") as ctx:
        old = await find_turn(ctx, date(2026, 1, 1))
        wish = TurnWish(member=CORA, from_on=date(2026, 11, 24), until_on=date(2026, 11, 24))
        await set_turn(ctx, await open_rota(ctx, old), wish)
        wish = TurnWish(member=DIRK, from_on=wednesday, until_on=wednesday)
        await set_turn(ctx, await open_rota(ctx), wish)
    assert await house.told(K.DUTY_CHANGE) == ["cora", "dirk"]
    await house.tick(NEXT_MORNING + MINUTE)
    assert await house.told(K.ACUTE_REPORT) == ["dirk"]
    assert await may_send(house, session, "dirk")


async def test_a_day_the_house_closes_needs_nobody_and_one_it_opens_is_a_gap(house: AcuteHouse):
    christmas, boxing_day = date(2026, 12, 25), date(2026, 12, 26)
    days = DaysOff(
        closed=frozenset({PublicHoliday.CHRISTMAS_DAY}),
        open=frozenset({PublicHoliday.SECOND_CHRISTMAS_DAY}),
    )
    never_close(house, days)
    await put_rota(house, (CORA, date(2026, 12, 1), christmas - DAY))
    found = await ask_duty(house, datetime(2026, 12, 25, 12, tzinfo=UTC))
    assert not found.is_duty_time
    assert found.opens_at == datetime(2026, 12, 25, 23, tzinfo=UTC)
    house.now = datetime(2026, 12, 24, 6, tzinfo=UTC)
    async with house.work() as moment:
        await look_at_duty(moment, "house")
        (gap,) = await moment.uow.duty_gaps.open_ones()
    assert house.house.duty.fallback == DIRK
    async with house.reading() as moment:
        assert moment.day_of(gap.span.starts_at) == boxing_day
