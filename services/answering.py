"""Who answers for an organisation that is asked something: who speaks for it and is there, or the
colleague whom they named while they are away.
"""

from collections.abc import Sequence

from domain.identifiers import OrganisationId
from domain.member import Actor, Speaker
from services.digest import find_when_back
from services.moment import Moment
from services.partners import find_representatives
from services.standing_in import find_who_stands_in


async def find_who_answers(moment: Moment, organisation: OrganisationId) -> Speaker | None:
    """Who speaks now for an organisation: the first; while that one is away the colleague that they
    named, else the next who is there.
    """
    speakers = (await find_representatives(moment, [organisation]))[organisation]
    named = await find_who_stands_in(moment, speakers[0].id) if speakers else None
    deputies = (one for one in speakers if one.id == named)
    return next(deputies, None) or await _find_first_there(moment, speakers)


async def find_who_to_ask(moment: Moment, organisation: OrganisationId) -> Speaker | None:
    """Who represents an organisation today: the first who is there, else the first."""
    speakers = (await find_representatives(moment, [organisation]))[organisation]
    return await _find_first_there(moment, speakers)


async def _find_first_there(moment: Moment, speakers: Sequence[Speaker]) -> Speaker | None:
    for one in speakers:
        if await find_when_back(moment, one.id) is None:
            return one
    return next(iter(speakers), None)


async def answers_now_for(moment: Moment, actor: Actor, organisation: OrganisationId) -> bool:
    """Tell whether a member is who answers now for an organisation."""
    if actor.organisation.id != organisation:
        return False
    return is_speaker(actor, organisation, await find_who_answers(moment, organisation))


def is_speaker(actor: Actor, organisation: OrganisationId, speaker: Speaker | None) -> bool:
    """The same, once it is known who answers."""
    is_own = actor.organisation.id == organisation
    return is_own and speaker is not None and speaker.id == actor.id
