"""Who is speaking: the tenant and Entra object id of the envelope, never a name or a card."""

from typing import Protocol

from bot.turns.incoming import Incoming
from domain.member import Actor
from services.moment import Moment


class Identify(Protocol):
    """Finds the actor of a turn; None for somebody the house does not know."""

    async def __call__(self, moment: Moment, incoming: Incoming) -> Actor | None:
        """Identify who sent this activity."""


async def identify_registered(moment: Moment, incoming: Incoming) -> Actor | None:
    """Find the actor as the house registered them; guests count like anybody else, an anonymous
    meeting user has no object id and is nobody.
    """
    if not incoming.tenant_id or not incoming.object_id:
        return None
    member = await moment.uow.people.by_identity(incoming.tenant_id, incoming.object_id)
    return None if member is None else await moment.form_actor(member)
