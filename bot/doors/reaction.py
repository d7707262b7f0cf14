"""Reacting to an outcome in Teams, and asking to withdraw what was weighed: a button on the case.
A process director answers from *mijn* or the digest.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import about_case, opening
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Reply, Show
from cards.reaction import ANSWER_REACTION, REACT, REACTION_BUTTONS, list_reactions
from dialogs.reaction import REACTING, REACTION_ANSWER, ReactionOf
from domain.identifiers import ReactionId
from domain.press import Press
from domain.timer import TimerKind
from services.ports.own_parts import OwnPart
from services.reaction import look_at_reaction
from services.reaction_rows import list_own_reactions, read_own_reactions


async def _answer(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = ReactionOf(reaction=ReactionId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, REACTION_ANSWER, about))


FEATURE: Final = Feature(
    buttons={REACT: opening(REACTING, about_case), ANSWER_REACTION: _answer},
    timers={TimerKind.REACTION: look_at_reaction},
    dialogs=(REACTING, REACTION_ANSWER),
    overview=(in_own(list_own_reactions, list_reactions),),
    own_part=OwnPart.REACTIONS,
    digest=(in_digest(read_own_reactions, list_reactions),),
    case_buttons=REACTION_BUTTONS,
)
