"""What happens to enquiries without anybody pressing: one reminder on the last day, not to who is
away; then coordinators read who is silent; who left is followed up; all lapse with the case.
"""

from dataclasses import replace

from domain.audit import AuditEvent, AuditReason
from domain.case_circle import find_departure
from domain.deputy import StandIn
from domain.enquiry import Enquiry, EnquiryEnd, end_enquiry
from domain.identifiers import CaseId, EnquiryId, MemberId
from domain.timer import Timer, TimerKind
from services.answering import find_who_to_ask
from services.digest import tell_in_digest
from services.enquiry_notices import (
    announce_enquiry,
    edit_cards,
    find_when_reached,
    push_card,
    tell_coordinators_of,
)
from services.moment import Moment
from services.morning_look import look_in_the_morning


async def look_at_enquiry(moment: Moment, enquiry_id: str) -> None:
    """Remind who is silent on the last day, once, and have the coordinators read it when that day
    passed; its timer calls this.
    """
    enquiry = await moment.uow.enquiries.get(EnquiryId(enquiry_id))
    if not enquiry.is_silent:
        return
    enquiry = await _follow_departure(moment, enquiry)
    if moment.today > enquiry.due_on:
        await tell_coordinators_of(moment, enquiry, moment.today)
    elif moment.today < enquiry.due_on:
        await look_in_the_morning(moment, TimerKind.ENQUIRY, enquiry.id, enquiry.due_on)
    else:
        await _remind(moment, enquiry)


async def _remind(moment: Moment, enquiry: Enquiry) -> None:
    back_at = await find_when_reached(moment, enquiry)
    if back_at and moment.day_of(back_at) == enquiry.due_on:
        back = Timer(kind=TimerKind.ENQUIRY, subject=enquiry.id, due_at=back_at)
        await moment.uow.timers.set(back)
        return
    if back_at is None:
        to = await push_card(moment, enquiry)
        pushed = replace(enquiry, pushed_on=moment.today, pushed_to=to)
        await moment.uow.enquiries.save(pushed)
    after = moment.calendar.add_working_days(enquiry.due_on, 1)
    await look_in_the_morning(moment, TimerKind.ENQUIRY, enquiry.id, after)


async def lapse_enquiries(moment: Moment, case_id: CaseId) -> None:
    """End all that is asked about a case that is weighed, withdrawn or merged: it gives no access
    any more, and disappears from the cards.
    """
    for enquiry in await moment.uow.enquiries.of_case(case_id):
        if enquiry.ended_at is not None:
            continue
        ended = end_enquiry(enquiry, EnquiryEnd.LAPSED, moment.now)
        lapsed = await moment.uow.enquiries.save(ended)
        if enquiry.is_unsettled:
            await moment.record(AuditEvent.ENQUIRY_LAPSED, case_id, enquiry.id)
        await moment.uow.timers.cancel(TimerKind.ENQUIRY, enquiry.id)
        await edit_cards(moment, lapsed)


async def let_enquiries_follow(moment: Moment) -> None:
    """Ask a colleague what was asked of who does not speak for the organisation any more."""
    for enquiry in await moment.uow.enquiries.unsettled():
        await _follow_departure(moment, enquiry)


async def _follow_departure(moment: Moment, enquiry: Enquiry) -> Enquiry:
    """The organisation is asked, through who represents it today; where nobody does, the
    coordinators read on the page that it is silent.
    """
    member = await moment.uow.people.member(enquiry.member)
    organisation = await moment.uow.people.organisation(enquiry.organisation)
    if find_departure(member, organisation, moment.today) is None:
        return enquiry
    successor = await find_who_to_ask(moment, enquiry.organisation)
    return await move_enquiry(moment, enquiry, successor.id) if successor else enquiry


async def move_enquiry(moment: Moment, enquiry: Enquiry, to: MemberId) -> Enquiry:
    """Ask a colleague in the place of a member; what was said stands."""
    moved = await moment.uow.enquiries.save(replace(enquiry, member=to))
    await moment.record(
        AuditEvent.ENQUIRY_MOVED,
        enquiry.case,
        enquiry.id,
        reason=AuditReason.HANDED_OVER,
        on_behalf_of=to,
    )
    await edit_cards(moment, replace(moved, member=enquiry.member))
    if moved.is_silent:
        await announce_enquiry(moment, moved)
    return moved


async def tell_deputy_of_enquiries(moment: Moment, running: StandIn) -> None:
    """Have who begins to stand in for a member today read what that member is asked and did not
    say; on later days they read it with what else there is.
    """
    begun_at = max(running.span.starts_at, running.named_at)
    if moment.day_of(begun_at) != moment.today:
        return
    if any(one.is_silent for one in await moment.uow.enquiries.asked_of([running.member])):
        await tell_in_digest(moment, running.deputy)
