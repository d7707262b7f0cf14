"""The duty rota as its people see it: the coming weeks, who stands in, and where nobody is on
duty.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from domain.absence import Span
from domain.access import Action
from domain.duty import DutyPlan, DutyShift, DutyStretch, MayServe, find_gaps
from domain.house import DutyPeriod
from domain.identifiers import MemberId
from domain.member import Member, Role
from domain.policy import decide_access
from services.access import require
from services.moment import Context, Moment

# whoever is on duty plans that far ahead
SHOWN_WITHIN: Final = timedelta(weeks=6)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTurnView:
    """A turn on the rota, by name; ``deputy`` is empty when it has none."""

    from_on: date
    until_on: date
    member: str
    deputy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInView:
    """The deputy is on duty in the place of whom the rota names."""

    span: Span
    deputy: str
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyWeeksView:
    """The coming weeks of the rota. In a gap nobody is on duty: a report then goes to
    ``fallback``. Who ``may_set`` the rota sees all of it, and looks for gaps until ``until_on``.
    """

    until_on: date
    turns: tuple[DutyTurnView, ...]
    stand_ins: tuple[StandInView, ...]
    gaps: tuple[Span, ...]
    fallback: str
    may_swap: bool = False
    may_set: bool = False


async def view_rota(ctx: Context) -> DutyWeeksView:
    """Show who is on duty in the coming weeks, or on the whole rota to who may set it."""
    require(ctx, Action.VIEW_ROTA)
    until_on, may_set = ctx.today + SHOWN_WITHIN, _may(ctx, Action.SET_ROTA)
    rota = await _list_turns(ctx, date.max if may_set else until_on)
    people = await _find_people(ctx, rota)
    stretches = await _lay_out(ctx, rota, people, until_on)
    return DutyWeeksView(
        until_on=until_on,
        turns=tuple(_show_turn(one, people) for one in rota),
        stand_ins=tuple(_list_stand_ins(stretches, people)),
        gaps=find_gaps(stretches),
        fallback=people[ctx.house.duty.fallback].name,
        may_swap=_may(ctx, Action.SWAP_DUTY),
        may_set=may_set,
    )


def _may(ctx: Context, action: Action) -> bool:
    return decide_access(action, ctx.actor, None).is_allowed


async def find_duty_gaps(moment: Moment, until_on: date) -> tuple[Span, ...]:
    """The times from today up to and with a day at which nobody is on duty, by start."""
    rota = await _list_turns(moment, until_on)
    return find_gaps(await _lay_out(moment, rota, await _find_people(moment, rota), until_on))


async def find_who_may_serve(moment: Moment, members: Collection[MemberId]) -> MayServe:
    """Find out of these members on which days they are process director, of an organisation that
    takes part.
    """
    people = await moment.uow.people.by_ids(list(members))
    organisations = {
        one.organisation: await moment.uow.people.organisation(one.organisation)
        for one in people.values()
    }

    def may_serve(member: MemberId, on: date) -> bool:
        who = people[member]
        takes_part = organisations[who.organisation].takes_part(on)
        return takes_part and Role.PROCESS_DIRECTOR in who.roles(on)

    return may_serve


async def _list_turns(moment: Moment, until_on: date) -> list[DutyPeriod]:
    rota = await moment.uow.rota.coming(moment.today)
    return [one for one in rota if one.from_on <= until_on]


async def _find_people(moment: Moment, rota: Sequence[DutyPeriod]) -> Mapping[MemberId, Member]:
    named = {moment.house.duty.fallback, *(one.member for one in rota)}
    return await moment.uow.people.by_ids(
        sorted(named | {one.deputy for one in rota if one.deputy})
    )


async def _lay_out(
    moment: Moment, rota: Sequence[DutyPeriod], people: Mapping[MemberId, Member], until_on: date
) -> tuple[DutyStretch, ...]:
    away, may_serve = await _list_away(moment, until_on), await find_who_may_serve(moment, people)
    plan = DutyPlan(rota=rota, away=away, may_serve=may_serve)
    return plan.lay_out(_list_shifts(moment, until_on))


async def _list_away(moment: Moment, until_on: date) -> Mapping[MemberId, Sequence[Span]]:
    whole = Span(starts_at=moment.now, ends_at=moment.calendar.moment(until_on + _DAY, time()))
    away = defaultdict[MemberId, list[Span]](list)
    for one in await moment.uow.absences.during(whole):
        away[one.member].append(one.span)
    return away


def _list_shifts(moment: Moment, until_on: date) -> list[DutyShift]:
    """The duty hours that are still to come, of the one that goes on now the rest."""
    shifts = moment.calendar.duty_shifts(moment.today, until_on, moment.house.duty.hours)
    return [
        DutyShift(
            on=moment.day_of(opens_at),
            span=Span(starts_at=max(opens_at, moment.now), ends_at=closes_at),
        )
        for opens_at, closes_at in shifts
        if closes_at > moment.now
    ]


def _show_turn(turn: DutyPeriod, people: Mapping[MemberId, Member]) -> DutyTurnView:
    return DutyTurnView(
        from_on=turn.from_on,
        until_on=turn.until_on,
        member=people[turn.member].name,
        deputy=people[turn.deputy].name if turn.deputy else "",
    )


def _list_stand_ins(
    stretches: Sequence[DutyStretch], people: Mapping[MemberId, Member]
) -> Iterator[StandInView]:
    for one in stretches:
        if one.is_stand_in and one.period and one.member:
            yield StandInView(
                span=one.span,
                deputy=people[one.member].name,
                member=people[one.period.member].name,
            )
