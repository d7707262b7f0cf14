"""What a use case works with: who asks, when it is, the house's policy and the unit of work."""

from dataclasses import dataclass
from datetime import datetime

from domain.house import House
from domain.member import Actor
from services.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One member's turn: ``now`` is business time, aware UTC."""

    actor: Actor
    now: datetime
    house: House
    uow: UnitOfWork
