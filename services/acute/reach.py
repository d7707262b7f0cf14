"""Whom the acute lane may reach: everybody it is for, and in a drill only who agreed to that."""

from collections.abc import Sequence
from dataclasses import replace

from domain.acute_circle import Partner
from domain.drill import is_drill
from domain.identifiers import MemberId, SessionId
from services.drill import find_consents
from services.moment import Moment


async def keep_reachable(
    moment: Moment, session_id: str, members: Sequence[MemberId]
) -> Sequence[MemberId]:
    """Keep of these members whom this session may reach, in their order."""
    if not is_drill(session_id):
        return members
    drill = await moment.uow.drills.get(SessionId(session_id))
    takes_part = {*await find_consents(moment), drill.started_by}
    return [one for one in members if one in takes_part]


async def keep_reachable_partners(
    moment: Moment, session_id: str, partners: tuple[Partner, ...]
) -> tuple[Partner, ...]:
    """Keep of these partners whom this session may reach: in a drill nobody is called either."""
    if not is_drill(session_id):
        return partners
    members = [one for partner in partners for one in partner.representatives]
    reachable = await keep_reachable(moment, session_id, members)
    kept = (
        replace(
            partner, representatives=tuple(o for o in partner.representatives if o in reachable)
        )
        for partner in partners
    )
    return tuple(one for one in kept if one.representatives)
