"""What a use case works with: who asks, when it is, the house's policy and the unit of work."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.agreement import Signature
from domain.house import House
from domain.member import Actor
from services.calendar import calendar_of
from services.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One member's turn: ``now`` is business time, aware UTC."""

    actor: Actor
    now: datetime
    house: House
    uow: UnitOfWork


def today(ctx: Context) -> date:
    """The day it is in the house."""
    return calendar_of(ctx.house, ctx.now).local(ctx.now).date()


def sign(ctx: Context) -> Signature:
    """Sign as the actor, now."""
    return Signature(by=ctx.actor.id, at=ctx.now, on=today(ctx))
