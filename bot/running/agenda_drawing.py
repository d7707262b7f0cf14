"""Pictures of a draft, one for each language of its readers. Loading this loads the plotting
library: only the process that planners are forked from does so.
"""

from zoneinfo import ZoneInfo

from cards.plan_chart import chart_agenda
from cards.plan_drawing import draw_small
from cards.words import Words
from domain.agenda_picture import AgendaPicture, name_content
from domain.identifiers import OrganisationId
from domain.member import Language
from services.agenda.drafting import DraftMade


def draw_pictures(made: DraftMade) -> tuple[AgendaPicture, ...]:
    """Draw a draft for each language; nothing when no case is on it."""
    task, draft = made.task, made.draft
    if not draft.items:
        return ()

    def name(organisation: OrganisationId) -> str:
        return task.names.get(organisation, organisation)

    chart = chart_agenda(ZoneInfo(task.time_zone), task.meeting, draft.items, draft.breaks, name)
    return tuple(
        AgendaPicture(
            meeting=task.meeting.id,
            language=language,
            shows=name_content(draft.items, draft.breaks),
            image=draw_small(Words(language), chart),
        )
        for language in Language
    )
