"""Who is process director of duty: looked up when it is asked, and again when it is sent. The
deputy stands in for who is away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.absence import Span
from domain.acute_session import Session
from domain.identifiers import MemberId
from domain.member import Member, Role
from services.acute.reach import keep_reachable
from services.acute.views import DutyView
from services.moment import Context, Moment

_AN_INSTANT: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """Process directors in the order in which a report is theirs: whom the rota names, the deputy,
    the fallback, then any; who is away comes after who is there. ``named`` are those of the first
    three who are there.
    """

    ranked: Sequence[MemberId]
    named: frozenset[MemberId]


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
    return await _director_at(moment, _duty_of(moment, session), session.id)


async def list_duty_directors(moment: Moment, session: Session) -> Sequence[MemberId]:
    """List who is on duty for a report and whom the rota names after them, in order: the deputy,
    then the fallback, without who is away. Nobody where nobody is a process director.
    """
    order = await _order_at(moment, _duty_of(moment, session), session.id)
    return [*order.ranked[:1], *(one for one in order.ranked[1:] if one in order.named)]


def open_duty(moment: Moment, at: datetime) -> datetime:
    """The first duty moment from ``at`` on; a house that names no hours is always on duty."""
    hours = moment.house.duty.hours
    return moment.calendar.next_duty_moment(at, hours) if hours else at


def close_duty(moment: Moment, at: datetime) -> datetime | None:
    """When the duty hours end in which ``at`` lies; None outside any, and in a house that names
    none.
    """
    on = moment.day_of(at)
    shifts = moment.calendar.duty_shifts(on, on, moment.house.duty.hours)
    return next((closes for opens, closes in shifts if opens <= at < closes), None)


def _next_duty(moment: Moment) -> datetime:
    return open_duty(moment, moment.now)


def _duty_of(moment: Moment, session: Session) -> datetime:
    opens_at = _next_duty(moment)
    return opens_at if opens_at == moment.now else session.due_at


async def _director_at(moment: Moment, at: datetime, session_id: str = "") -> Member:
    order = await _order_at(moment, at, session_id)
    return await moment.uow.people.member(next(iter(order.ranked), moment.house.duty.fallback))


async def _order_at(moment: Moment, at: datetime, session_id: str) -> _Order:
    """Who has lost the role since the rota was made is passed over."""
    period = await moment.uow.rota.period_on(moment.day_of(at))
    named = [*([period.member, period.deputy] if period else []), moment.house.duty.fallback]
    away = await list_away(moment, at)
    held = await moment.uow.people.role_holders([Role.PROCESS_DIRECTOR], moment.day_of(at))
    directors = await keep_reachable(moment, session_id, held)
    return _Order(
        ranked=sorted(
            directors,
            key=lambda one: (one in away, named.index(one) if one in named else len(named)),
        ),
        named=frozenset(one for one in directors if one in named and one not in away),
    )


async def list_away(moment: Moment, at: datetime) -> frozenset[MemberId]:
    """Who is away at a moment."""
    then = Span(starts_at=at, ends_at=at + _AN_INSTANT)
    return frozenset(one.member for one in await moment.uow.absences.during(then))
