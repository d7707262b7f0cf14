"""The one decision who may do what (``domain/grants.py`` holds the grants it goes by)."""

from collections.abc import Sequence
from typing import Final

from domain.access import Access, Action, Grant, Ground, Refusal, Standing
from domain.grants import GRANTS
from domain.member import Actor, OrganisationType, Role
from domain.sitting import Sitting

# from far to near: the refusal on record names what the actor lacked for the grant that fits best
_NEARNESS: Final = (
    Refusal.NOT_YOUR_ROLE,
    Refusal.NOT_PUBLIC,
    Refusal.NOT_AT_THIS_HOUR,
    Refusal.NOT_INVOLVED,
    Refusal.NOT_IN_THIS_STATE,
)


def decide_access(
    action: Action,
    actor: Actor | None,
    standing: Standing | None,
    sitting: Sitting | None = None,
) -> Access:
    """Decide whether an actor may take an action now.

    ``standing`` is how the actor stands to the case; None for an action that touches no case.
    ``sitting`` is the meeting it is done in; None outside any.
    A session is for those with an invitation: whose invitation it is, the session itself knows.
    """
    refusal = _refusal(action, actor, standing, sitting)
    if actor is None or refusal is not None:
        return Access(action=action, refusal=refusal)
    return Access(action=action, ground=_find_ground(action, actor, standing, sitting))


def _find_ground(
    action: Action, actor: Actor, standing: Standing | None, sitting: Sitting | None
) -> Ground:
    """What the first grant that holds stands on."""
    held = next(one for one in GRANTS[action] if _miss(one, actor, standing, sitting) is None)
    if held.as_supplier:
        return Ground.SUPPLIER
    if held.involvements is not None and standing is not None:
        way = next(one for one in standing.involvement.ways if one in held.involvements)
        return Ground(way)
    return Ground(next(role for role in Role if role in held.roles & actor.roles))


def _refusal(
    action: Action, actor: Actor | None, standing: Standing | None, sitting: Sitting | None
) -> Refusal | None:
    if actor is None:
        return Refusal.UNKNOWN_MEMBER
    if actor.organisation.type is OrganisationType.THIRD_PARTY:
        return Refusal.THIRD_PARTY
    if not actor.roles:
        return Refusal.NO_APPOINTMENT
    misses = [_miss(grant, actor, standing, sitting) for grant in GRANTS.get(action, ())]
    return _nearest(misses)


def _miss(
    grant: Grant, actor: Actor, standing: Standing | None, sitting: Sitting | None
) -> Refusal | None:
    """What an actor lacks for one grant; None when nothing."""
    if not grant.roles & actor.roles:
        return Refusal.NOT_YOUR_ROLE
    if actor.organisation.type not in grant.organisations:
        return Refusal.NOT_PUBLIC
    held = sitting if grant.states is None else standing and standing.sitting
    if grant.at_sitting and not (held and held.is_open):
        return Refusal.NOT_AT_THIS_HOUR
    return _miss_of_case(grant, standing)


def _miss_of_case(grant: Grant, standing: Standing | None) -> Refusal | None:
    if grant.states is None:
        return None
    if standing is None:
        return Refusal.NOT_INVOLVED
    asked = grant.involvements
    is_outside = asked is not None and asked.isdisjoint(standing.involvement.ways)
    if is_outside or (grant.as_supplier and not standing.is_supplier):
        return Refusal.NOT_INVOLVED
    if (grant.as_director and not standing.is_director) or (grant.as_told and not standing.is_told):
        return Refusal.NOT_INVOLVED
    return None if standing.state in grant.states else Refusal.NOT_IN_THIS_STATE


def _nearest(misses: Sequence[Refusal | None]) -> Refusal | None:
    """The reason of the grant that came nearest; None as soon as one grant holds."""
    reasons = [miss for miss in misses if miss is not None]
    if len(reasons) < len(misses):
        return None
    return max(reasons, key=_NEARNESS.index, default=Refusal.NOT_YOUR_ROLE)


def may_ever(action: Action, actor: Actor) -> bool:
    """Tell whether an actor's roles hold an action for some case in some state."""
    if actor.organisation.type is OrganisationType.THIRD_PARTY:
        return False
    return any(
        grant.roles & actor.roles and actor.organisation.type in grant.organisations
        for grant in GRANTS.get(action, ())
    )
