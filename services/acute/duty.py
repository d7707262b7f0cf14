"""Who is process director of duty: looked up when it is asked, and again when it is sent."""

from datetime import datetime

from domain.acute_session import Session
from domain.member import Member, Role
from services.acute.views import DutyView
from services.moment import Context, Moment


async def find_duty(ctx: Context) -> DutyView:
    """Find the process director of duty: now in duty hours, else at the next duty moment.

    A house that names no duty hours tells its director at once: a report never waits for nothing.
    """
    opens_at = _next_duty(ctx)
    return DutyView(
        director=await _director_at(ctx, opens_at),
        is_duty_time=opens_at == ctx.now,
        opens_at=opens_at,
        crisis_numbers=ctx.house.crisis_numbers,
        emergency_text=ctx.house.emergency_text[ctx.actor.member.language],
    )


async def find_duty_director(moment: Moment, session: Session) -> Member:
    """Find whom a report is for now: in duty hours who is on duty, outside them who was when it
    became due.
    """
    opens_at = _next_duty(moment)
    return await _director_at(moment, opens_at if opens_at == moment.now else session.due_at)


def _next_duty(moment: Moment) -> datetime:
    hours = moment.house.duty.hours
    return moment.calendar.next_duty_moment(moment.now, hours) if hours else moment.now


async def _director_at(moment: Moment, at: datetime) -> Member:
    """The rota, its deputy, the fallback, then any process director; who has lost the role since
    the rota was made is passed over.
    """
    on, fallback = moment.day_of(at), moment.house.duty.fallback
    period = await moment.uow.rota.period_on(on)
    named = [period.member, period.deputy] if period else []
    order = [*named, fallback]
    directors = await moment.uow.people.role_holders([Role.PROCESS_DIRECTOR], on)
    ranked = sorted(directors, key=lambda one: order.index(one) if one in order else 99)
    return await moment.uow.people.member(next(iter(ranked), fallback))
