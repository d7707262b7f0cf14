"""Who leaves the circle of a case without being taken out: whose appointment ended or who works for
another organisation, and whose organisation is not required any more and has nothing to do.
"""

from collections.abc import Collection
from datetime import time, timedelta
from typing import Final

from domain.case import Case, LeftReason
from domain.case_circle import find_departure, find_dropped
from domain.identifiers import OrganisationId
from domain.timer import Timer, TimerKind
from services.action_reminders import ask_about_leaver
from services.acute.passing_on import pass_on_of_leavers
from services.acute.reporter import list_left_reports
from services.agreed_action import list_open_actions
from services.enquiry_clock import let_enquiries_follow
from services.hand_over import end_where_receiver_left
from services.joining import let_leave
from services.moment import Moment
from services.orphans import tell_orphaned
from services.vetting import remind_of_vetting

_HOUSE: Final = "house"
_DAY: Final = timedelta(days=1)
# before the digest of that day is made
_LOOKED_AT: Final = time(7)


async def watch_places(moment: Moment) -> None:
    """Have all places looked at as soon as the clock comes round."""
    await moment.uow.timers.set(Timer(kind=TimerKind.PLACES, subject=_HOUSE, due_at=moment.now))


async def look_at_places(moment: Moment, _house: str) -> None:
    """End every place of a member for an organisation that they do not speak for any more; look
    again tomorrow. What they may do had ended before: this puts it on record. A colleague
    is asked what was asked of them. The administrators hear then, too, who may not be here much
    longer.
    """
    for member_id, organisation_id in await moment.uow.cases.seated():
        member = await moment.uow.people.member(member_id)
        organisation = await moment.uow.people.organisation(organisation_id)
        because = find_departure(member, organisation, moment.today)
        if because is None:
            continue
        for place in await moment.uow.cases.places_of(member_id):
            if place.organisation == organisation_id:
                case = await moment.uow.cases.get(place.case)
                await let_leave(moment, case, member_id, because)
        await ask_about_leaver(moment, member_id, organisation_id)
        await tell_orphaned(moment)
    running = await moment.uow.sessions.open_sessions()
    if await list_left_reports(moment, running):
        await tell_orphaned(moment)
    await pass_on_of_leavers(moment, running)
    await end_where_receiver_left(moment)
    await let_enquiries_follow(moment)
    await remind_of_vetting(moment)
    at = moment.calendar.moment(moment.today + _DAY, _LOOKED_AT)
    await moment.uow.timers.set(Timer(kind=TimerKind.PLACES, subject=_HOUSE, due_at=at))


async def let_dropped_leave(moment: Moment, case: Case, before: Collection[OrganisationId]) -> None:
    """End the places of organisations that were required before and are not now, unless they were
    found involved at the weighing, direct the content, or have something open to do.
    """
    required = case.colour.required if case.colour else ()
    if not set(before) - set(required):
        return
    weighing = await moment.uow.weighings.get(case.id)
    staying = {
        *required,
        *(weighing.verdict.involved if weighing else ()),
        *(one.organisation for one in await list_open_actions(moment, case.id)),
    }
    places = await moment.uow.cases.circle(case.id)
    for place in find_dropped(case, places, staying):
        await let_leave(moment, case, place.member, LeftReason.NOT_REQUIRED)
