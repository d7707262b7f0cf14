"""A process director or administrator puts a turn on the duty rota, changes it or takes it away.
Each whom that touches hears it once, and the gaps are looked at again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.access import Action
from domain.audit import AuditEvent
from domain.duty_turn import (
    NoDirectorOnError,
    NoTurnChosenError,
    TurnChangedError,
    TurnsOverlapError,
    TurnWish,
    add_turn,
    find_day_unable,
    find_turn_in_the_way,
    form_turn,
    take_away_turn,
)
from domain.house import DutyPeriod
from services.access import require
from services.duty import find_who_may_serve
from services.duty_change import replace_rota
from services.duty_gap import watch_duty
from services.duty_swap import ColleagueView, end_overtaken_offers, find_directors
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPermit:
    """What the actor may set on the rota: a new turn, or ``turn`` as it is now, which is of
    ``name``. ``directors`` may be put on it.
    """

    directors: Sequence[ColleagueView]
    turn: DutyPeriod | None = None
    name: str = ""


async def find_turn(ctx: Context, from_on: date | None) -> DutyPeriod:
    """Find the turn that was chosen by its first day, or the only one to come.

    Raises NoTurnChosenError, and TurnChangedError when none begins on that day.
    """
    require(ctx, Action.SET_ROTA)
    coming = await ctx.uow.rota.coming(ctx.today)
    if from_on is None and len(coming) != 1:
        raise NoTurnChosenError
    turn = next((one for one in coming if from_on in {None, one.from_on}), None)
    if turn is None:
        raise TurnChangedError
    return turn


async def open_rota(ctx: Context, turn: DutyPeriod | None = None) -> TurnPermit:
    """Let the actor set a turn, or change this one; TurnChangedError when it is another by now."""
    require(ctx, Action.SET_ROTA)
    if turn is not None and turn != await ctx.uow.rota.period_on(turn.from_on):
        raise TurnChangedError
    name = (await ctx.uow.people.member(turn.member)).name if turn else ""
    return TurnPermit(directors=await find_directors(ctx), turn=turn, name=name)


async def set_turn(ctx: Context, permit: TurnPermit, wish: TurnWish) -> None:
    """Put a turn on the rota, in the place of the one that is changed.

    Raises TurnPastError, TurnOrderError, OwnDeputyError, TurnsOverlapError, NoDirectorOnError and
    TurnChangedError.
    """
    require(ctx, Action.SET_ROTA)
    turn = form_turn(wish, ctx.today)
    await _check_who(ctx, turn)
    rest = await _take_up(ctx, permit)
    await _check_free(ctx, rest, turn)
    await _replace(ctx, add_turn(rest, turn), AuditEvent.DUTY_SET)


async def take_turn_away(ctx: Context, permit: TurnPermit) -> None:
    """Leave the days of a turn to nobody, from today on. Raises TurnChangedError."""
    require(ctx, Action.SET_ROTA)
    await _replace(ctx, await _take_up(ctx, permit), AuditEvent.DUTY_TAKEN_AWAY)


async def _take_up(ctx: Context, permit: TurnPermit) -> Sequence[DutyPeriod]:
    """The rota without the turn that is changed. The timer is set first: whoever changes the rota
    at the same moment waits for it, and then reads what this changed.
    """
    await watch_duty(ctx)
    rota = await ctx.uow.rota.periods()
    return take_away_turn(rota, permit.turn, ctx.today) if permit.turn else rota


async def _check_who(ctx: Context, turn: DutyPeriod) -> None:
    named = [one for one in (turn.member, turn.deputy) if one]
    may_serve = await find_who_may_serve(ctx, named)
    for member in named:
        unable_on = find_day_unable(member, turn, may_serve)
        if unable_on is not None:
            who = await ctx.uow.people.member(member)
            raise NoDirectorOnError(name=who.name, on=_write_day(unable_on))


async def _check_free(ctx: Context, rota: Sequence[DutyPeriod], turn: DutyPeriod) -> None:
    other = find_turn_in_the_way(rota, turn)
    if other is not None:
        who = await ctx.uow.people.member(other.member)
        raise TurnsOverlapError(
            name=who.name, from_on=_write_day(other.from_on), until_on=_write_day(other.until_on)
        )


async def _replace(ctx: Context, rota: Sequence[DutyPeriod], event: AuditEvent) -> None:
    change = await replace_rota(ctx, rota)
    await end_overtaken_offers(ctx)
    await ctx.record(event, subject=change.id)


def _write_day(on: date) -> str:
    return f"{on:%d-%m-%Y}"
