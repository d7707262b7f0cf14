"""Who guards what the house asks somebody: who asked it themselves; while that one is away, or is
none of those who may any more, all who hold the role.
"""

from collections.abc import Sequence
from typing import Final

from domain.identifiers import MemberId
from domain.member import Role
from services.digest import find_when_back
from services.moment import Moment

DIRECTORS: Final = (Role.PROCESS_DIRECTOR,)
COORDINATORS: Final = (*DIRECTORS, Role.INFORMATION_COORDINATOR)


async def list_directors(moment: Moment) -> Sequence[MemberId]:
    """The process directors of today."""
    return await moment.uow.people.role_holders(DIRECTORS, moment.today)


async def list_coordinators(moment: Moment) -> Sequence[MemberId]:
    """Both kinds of coordinators today, each once."""
    return await moment.uow.people.role_holders(COORDINATORS, moment.today)


async def find_who_guards(
    moment: Moment, asked_by: MemberId, roles: Sequence[Role] = DIRECTORS
) -> Sequence[MemberId]:
    """Who asked, or all who hold one of these roles while that one is away or holds none of them
    any more.
    """
    holders = await moment.uow.people.role_holders(roles, moment.today)
    is_there = asked_by in holders and await find_when_back(moment, asked_by) is None
    return [asked_by] if is_there else holders
