"""Who stands in for whom at this moment: by the clock of whoever asks, whatever it did so far."""

from collections.abc import Collection, Sequence

from domain.absence import Span
from domain.case_circle import find_departure
from domain.deputy import StandIn
from domain.identifiers import MemberId, OrganisationId
from services.digest import find_when_back
from services.moment import Moment


async def find_stand_in(moment: Moment, known: Sequence[StandIn]) -> StandIn | None:
    """Which of these goes on now; both must speak for the organisation still."""
    for one in known:
        if await _goes_on(moment, one):
            return one
    return None


async def find_who_stands_in(moment: Moment, member: MemberId) -> MemberId | None:
    """Who stands in for a member now, and is there."""
    running = await find_stand_in(moment, await moment.uow.deputies.of_member(member, moment.now))
    if running is None or await find_when_back(moment, running.deputy):
        return None
    return running.deputy


async def add_deputies(moment: Moment, members: Collection[MemberId]) -> list[MemberId]:
    """These members and who stands in for them now: all who hear what is asked of them."""
    found = [await find_who_stands_in(moment, one) for one in members]
    return list(dict.fromkeys([*members, *(one for one in found if one)]))


async def list_absent(moment: Moment, deputy: MemberId) -> list[MemberId]:
    """For whom a member stands in now."""
    known = await moment.uow.deputies.of_deputy(deputy, moment.now)
    return [one.member for one in known if await _goes_on(moment, one)]


async def stands_in(moment: Moment, deputy: MemberId, member: MemberId) -> bool:
    """Tell whether a member stands in for another now."""
    return member in await list_absent(moment, deputy)


async def find_unreplaced(moment: Moment, away: Collection[MemberId], span: Span) -> set[MemberId]:
    """Who of those who are away during a span has nobody who stands in for them then."""
    return {
        one
        for one in away
        if not any(
            held.stands and held.span.overlaps(span) and held.deputy not in away
            for held in await moment.uow.deputies.of_member(one, moment.now)
        )
    }


async def has_left(moment: Moment, member: MemberId, organisation: OrganisationId) -> bool:
    """Tell whether a member does not speak for an organisation any more."""
    who = await moment.uow.people.member(member)
    left = await moment.uow.people.organisation(organisation)
    return find_departure(who, left, moment.today) is not None


async def _goes_on(moment: Moment, one: StandIn) -> bool:
    if not one.runs(moment.now):
        return False
    for who in (one.member, one.deputy):
        if await has_left(moment, who, one.organisation):
            return False
    return True
