"""Who is process director of duty: looked up when it is asked, and again when it is sent."""

from collections.abc import Sequence
from datetime import datetime

from domain.acute_session import Session
from domain.identifiers import MemberId
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
    return await _director_at(moment, _duty_of(moment, session))


async def list_duty_directors(moment: Moment, session: Session) -> Sequence[MemberId]:
    """List who is on duty for a report and whom the rota names after them, in order: the deputy,
    then the fallback. Nobody where nobody is a process director.
    """
    at = _duty_of(moment, session)
    named = await _named_at(moment, at)
    ranked = await _ranked_at(moment, at)
    return [*ranked[:1], *(one for one in ranked[1:] if one in named)]


def open_duty(moment: Moment, at: datetime) -> datetime:
    """The first duty moment from ``at`` on; a house that names no hours is always on duty."""
    hours = moment.house.duty.hours
    return moment.calendar.next_duty_moment(at, hours) if hours else at


def _next_duty(moment: Moment) -> datetime:
    return open_duty(moment, moment.now)


def _duty_of(moment: Moment, session: Session) -> datetime:
    opens_at = _next_duty(moment)
    return opens_at if opens_at == moment.now else session.due_at


async def _director_at(moment: Moment, at: datetime) -> Member:
    ranked = await _ranked_at(moment, at)
    return await moment.uow.people.member(next(iter(ranked), moment.house.duty.fallback))


async def _ranked_at(moment: Moment, at: datetime) -> Sequence[MemberId]:
    """The rota, its deputy, the fallback, then any process director; who has lost the role since
    the rota was made is passed over.
    """
    order = await _named_at(moment, at)
    directors = await moment.uow.people.role_holders([Role.PROCESS_DIRECTOR], moment.day_of(at))
    return sorted(directors, key=lambda one: order.index(one) if one in order else 99)


async def _named_at(moment: Moment, at: datetime) -> list[MemberId | None]:
    period = await moment.uow.rota.period_on(moment.day_of(at))
    return [*([period.member, period.deputy] if period else []), moment.house.duty.fallback]
