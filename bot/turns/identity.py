"""Who is speaking: the tenant and Entra object id of the envelope, never a name or a card."""

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.turns.incoming import Incoming
from domain.member import Actor, Member
from services.ports.turns import Work


class Identify(Protocol):
    """Finds the actor of a turn; None for somebody the house does not know."""

    async def __call__(self, work: Work, incoming: Incoming, now: datetime) -> Actor | None:
        """Identify who sent this activity."""


class Registration:
    """Identity as the house registered it. Guests count like anybody else."""

    def __init__(self, time_zone: ZoneInfo) -> None:
        self._time_zone = time_zone

    async def __call__(self, work: Work, incoming: Incoming, now: datetime) -> Actor | None:
        """Find the member; an anonymous meeting user has no object id and is nobody."""
        if not incoming.tenant_id or not incoming.object_id:
            return None
        member = await work.people.by_identity(incoming.tenant_id, incoming.object_id)
        return None if member is None else await self.actor(work, member, now)

    async def actor(self, work: Work, member: Member, now: datetime) -> Actor:
        """A member with the roles held today, in the house's own calendar."""
        return Actor(
            member=member,
            organisation=await work.people.organisation(member.organisation),
            roles=member.roles(now.astimezone(self._time_zone).date()),
        )
