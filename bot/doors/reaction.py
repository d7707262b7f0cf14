"""Reacting to an outcome in Teams, and asking to withdraw what was weighed: a button on the case.
A process director answers from *mijn* or the digest.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import about_case, opening
from bot.turns.replies import Reply, Show
from cards.kit import Kit
from cards.overview import OverviewPart
from cards.reaction import ANSWER_REACTION, REACT, REACTION_BUTTONS, list_reactions
from dialogs.reaction import REACTING, REACTION_ANSWER, ReactionOf
from domain.identifiers import ReactionId
from domain.press import Press
from domain.timer import TimerKind
from services.moment import Reading
from services.ports.own_parts import OwnPart
from services.reaction import look_at_reaction
from services.reaction_rows import list_own_reactions, read_own_reactions


async def _answer(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = ReactionOf(reaction=ReactionId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, REACTION_ANSWER, about))


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return list_reactions(await list_own_reactions(desk.ctx))


async def _list_said(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return list_reactions(await read_own_reactions(reading))


FEATURE: Final = Feature(
    buttons={REACT: opening(REACTING, about_case), ANSWER_REACTION: _answer},
    timers={TimerKind.REACTION: look_at_reaction},
    dialogs=(REACTING, REACTION_ANSWER),
    overview=(_list_own,),
    own_part=OwnPart.REACTIONS,
    digest=(_list_said,),
    case_buttons=REACTION_BUTTONS,
)
