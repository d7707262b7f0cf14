"""What minutes say, put together from what is kept of the meeting."""

from domain.discussion import DiscussionText
from domain.identifiers import OrganisationId
from domain.minutes import MinutedAction, Minutes, MinutesContent, find_present
from services.moment import Moment


async def form_content(moment: Moment, minutes: Minutes) -> MinutesContent:
    """Form what minutes say as it is now: what was saved last, what the table settled and agreed,
    and which organisations were there.
    """
    said = await moment.uow.discussions.newest(minutes.case, minutes.meeting)
    return MinutesContent(
        text=said.text if said else DiscussionText(),
        colour=minutes.settled.colour,
        review_on=minutes.settled.review_on,
        agreed=await _list_agreed(moment, minutes),
        present=await _find_present(moment, minutes),
    )


async def _list_agreed(moment: Moment, minutes: Minutes) -> tuple[MinutedAction, ...]:
    actions = await moment.uow.agreed_actions.of_case(minutes.case)
    said = [one for one in actions if one.said_in == minutes.meeting]
    return tuple(
        MinutedAction(
            what=one.what, owner=one.owner, organisation=one.organisation, due_on=one.due_on
        )
        for one in sorted(said, key=lambda one: (one.due_on, one.id))
    )


async def _find_present(moment: Moment, minutes: Minutes) -> tuple[OrganisationId, ...]:
    agenda = await moment.uow.meetings.agenda(minutes.meeting)
    run = await moment.uow.meeting_runs.get(minutes.meeting)
    items = [one for one in agenda.items if one.case == minutes.case] if agenda else []
    return find_present(run, items[0], moment.now) if run and items else ()
