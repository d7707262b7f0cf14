"""Who hears what while a meeting is run: the channel reads what is discussed now and what is next,
on one card.
"""

from domain.meeting import Meeting
from domain.meeting_run import MeetingRun
from domain.notice import NoticeKind
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
