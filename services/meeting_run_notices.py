"""Who hears what while a meeting is run: the channel reads what is discussed now and what is next,
on one card; the partners of the next case are called in; of a delay hear only those whose own time
moved.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from domain.agenda import Agenda, AgendaItem
from domain.identifiers import MemberId, OrganisationId
from domain.meeting import Meeting
from domain.meeting_run import MeetingRun, ToldTime
from domain.meeting_run_calls import find_called
from domain.notice import NoticeKind, SendingWindow
from services.agenda.notices import find_needed
from services.moment import Moment


async def announce_now(moment: Moment, meeting: Meeting, run: MeetingRun) -> None:
    """Bring the card of the channel up to date; the first time it is posted."""
    await moment.post(
        NoticeKind.MEETING_NOW,
        meeting.channel,
        meeting.id,
        f"meeting_run:{meeting.id}:{run.version}",
        card=f"meeting_run:{meeting.id}",
    )


async def announce_calls(moment: Moment, meeting: Meeting, agenda: Agenda, run: MeetingRun) -> None:
    """Call in the partners of the next case when it is near, each once for each case."""
    for called in find_called(agenda, run, moment.now):
        for member in await _find_members(
            moment, meeting, agenda, called.item, called.organisations
        ):
            await moment.tell(
                NoticeKind.CALLED_IN,
                member,
                meeting.id,
                f"meeting_run:{meeting.id}:called:{called.item.code}:{member}",
                window=SendingWindow(closes_at=max(called.until, moment.now)),
            )


async def announce_moved(
    moment: Moment, meeting: Meeting, agenda: Agenda, moved: Sequence[ToldTime]
) -> None:
    """Tell those whose own time moved, and nobody else."""
    items = {one.case: one for one in agenda.items}
    for told in moved:
        item = items[told.case]
        for member in await _find_members(moment, meeting, agenda, item, {told.organisation}):
            await moment.tell(
                NoticeKind.TIME_MOVED,
                member,
                meeting.id,
                f"meeting_run:{meeting.id}:moved:{told.told_at.isoformat()}:{member}",
                window=SendingWindow(closes_at=told.expected_at + timedelta(minutes=item.minutes)),
            )


async def _find_members(
    moment: Moment,
    meeting: Meeting,
    agenda: Agenda,
    item: AgendaItem,
    organisations: Collection[OrganisationId],
) -> Sequence[MemberId]:
    """The members who are needed for one case on behalf of these organisations."""
    alone = replace(agenda, items=(item,))
    needed = await find_needed(moment, alone, moment.day_of(meeting.starts_at))
    return sorted({one.id for one in needed[item.code] if one.organisation in organisations})
