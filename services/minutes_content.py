"""What minutes say, put together from what is kept of the meeting or session."""

from collections.abc import Sequence

from domain.acute_invitation import Invitation
from domain.discussion import DiscussionText
from domain.identifiers import MeetingId, OrganisationId, SessionId
from domain.minutes import MinutedAction, Minutes, MinutesContent, MinutesSource, find_present
from services.moment import Moment


async def form_content(moment: Moment, minutes: Minutes) -> MinutesContent:
    """Form what minutes say as it is now: what was saved last, what the table settled and agreed,
    and which organisations were there.
    """
    said = await moment.uow.discussions.newest(minutes.case, minutes.said_in)
    return MinutesContent(
        text=said.text if said else DiscussionText(),
        colour=minutes.settled.colour,
        review_on=minutes.settled.review_on,
        agreed=await _list_agreed(moment, minutes),
        present=await _find_present(moment, minutes),
    )


async def _list_agreed(moment: Moment, minutes: Minutes) -> tuple[MinutedAction, ...]:
    actions = await moment.uow.agreed_actions.of_case(minutes.case)
    said = [one for one in actions if one.said_in == minutes.said_in]
    return tuple(
        MinutedAction(
            what=one.what, owner=one.owner, organisation=one.organisation, due_on=one.due_on
        )
        for one in sorted(said, key=lambda one: (one.due_on, one.id))
    )


async def list_who_came(moment: Moment, minutes: Minutes) -> Sequence[Invitation]:
    """List who came to the session that minutes are of."""
    invitations = await moment.uow.sessions.invitations(SessionId(minutes.said_in))
    return [one for one in invitations if one.has_come]


async def _find_present(moment: Moment, minutes: Minutes) -> tuple[OrganisationId, ...]:
    if minutes.source is MinutesSource.SESSION:
        return tuple(sorted({one.organisation for one in await list_who_came(moment, minutes)}))
    meeting = MeetingId(minutes.said_in)
    agenda = await moment.uow.meetings.agenda(meeting)
    run = await moment.uow.meeting_runs.get(meeting)
    items = [one for one in agenda.items if one.case == minutes.case] if agenda else []
    return find_present(run, items[0], moment.now) if run and items else ()
