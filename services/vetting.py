"""Administrators read in their digest, once a week, whose screening is missing, over or ends soon,
and who was not trained (BGS art. 1.11 and 1.17). A house that keeps neither hears it from the
doctor only.
"""

from collections.abc import Sequence
from datetime import timedelta

from domain.access import Action
from domain.member import Role
from domain.policy import decide_access
from domain.vetting import VettingTrouble, find_vetting_troubles
from services.digest import tell_in_digest
from services.moment import Moment, Reading


async def remind_of_vetting(moment: Moment) -> None:
    """Have the gaps told to the administrators on the first working day of a week."""
    monday = moment.today - timedelta(days=moment.today.weekday())
    if moment.today != moment.calendar.working_day_from(monday) or not await _list(moment):
        return
    told = await moment.uow.people.role_holders([Role.ADMINISTRATOR], moment.today)
    await tell_in_digest(moment, *told, on=moment.today)


async def read_vetting(reading: Reading) -> Sequence[VettingTrouble]:
    """Read the gaps, for an administrator."""
    actor = await reading.form_actor(reading.recipient)
    if not decide_access(Action.VIEW_VETTING, actor, None).is_allowed:
        return ()
    return await _list(reading)


async def _list(moment: Moment) -> Sequence[VettingTrouble]:
    named = {one.id for one in moment.house.members}
    members = [one for one in await moment.uow.people.members() if one.id in named]
    if not any(one.screened_until or one.trained_on for one in members):
        return ()
    return find_vetting_troubles(members, moment.today)
