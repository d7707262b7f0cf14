"""The errand of a meeting's agenda: its draft, or once it was approved the change that was asked,
is collected, planned without a transaction, and kept.
"""

from collections.abc import Awaitable, Callable

from domain.agenda_proposal import FIXED
from domain.identifiers import MeetingId
from services.agenda.drafting import DraftingTask, DraftMade, collect_draft, keep_draft
from services.agenda.proposing import collect_proposal, end_planning, keep_proposal
from services.agenda.timers import set_draft_timer
from services.moment import Moment, Moments

PlanElsewhere = Callable[[DraftingTask], Awaitable[DraftMade]]


async def draft_agenda(moments: Moments, plan: PlanElsewhere, meeting_id: MeetingId) -> None:
    """Read what a draft or a change needs, have it planned without a transaction, and keep it: an
    errand of the meeting's timer. What ``plan`` raises is raised.
    """
    async with moments.reading() as moment:
        task = await collect_draft(moment, meeting_id) or await collect_proposal(moment, meeting_id)
    if task is None:
        async with moments.work() as moment:
            await _put_off(moment, meeting_id)
        return
    made = await plan(task)
    async with moments.work() as moment:
        await (keep_proposal if task.proposal else keep_draft)(moment, made)


async def _put_off(moment: Moment, meeting_id: MeetingId) -> None:
    """Set when a draft is needed next, because none is needed now."""
    meeting = await moment.uow.meetings.get(meeting_id)
    agenda = await moment.uow.meetings.agenda(meeting_id)
    if agenda and agenda.state in FIXED:
        await end_planning(moment, meeting)
    else:
        await set_draft_timer(moment, meeting, agenda)
