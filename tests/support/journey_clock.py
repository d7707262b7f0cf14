"""Business time in a journey: it stands still but for what a test lets pass, and everything that
became due meanwhile is done before the test goes on.
"""

from datetime import datetime, time, timedelta

from domain.schedule import Occurrence, list_occurrences
from services.calendar import calendar_of
from tests.support.journey import read_pretend_house
from tests.support.served import Listening

_DAY = timedelta(days=1)


async def move_to(bot: Listening, at: datetime) -> None:
    """Let business time pass until then."""
    ahead = at - await bot.now()
    if ahead > timedelta():
        await bot.advance(ahead.total_seconds() + 1)
    await bot.quiet()


async def next_meeting(bot: Listening) -> Occurrence:
    """The first meeting whose cut-off is still to come."""
    house, now = read_pretend_house(), await bot.now()
    (schedule,) = house.schedules
    coming = list_occurrences(schedule, calendar_of(house, now), now, now + timedelta(weeks=4))
    return next(one for one in coming if one.cut_off_at > now)


async def move_to_duty_hours(bot: Listening) -> None:
    """To ten in the morning of a day in duty hours, with another such day after it."""
    house, now = read_pretend_house(), await bot.now()
    calendar = calendar_of(house, now)

    def is_duty(at: datetime) -> bool:
        return calendar.is_duty_time(at, house.duty.hours)

    days = (calendar.local(now).date() + _DAY * ahead for ahead in range(1, 30))
    tens = (calendar.moment(day, time(10)) for day in days)
    await move_to(bot, next(at for at in tens if is_duty(at) and is_duty(at + _DAY)))
