"""Who directs the content of a case in Teams: a process director asks by a button on the case; who
is asked answers from *mijn* or the digest.
"""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import about_case, opening
from cards.case_director import (
    ANSWER_DIRECTING,
    ASK_DIRECTOR,
    list_questions,
    list_undirected,
)
from cards.kit import Kit
from cards.overview import OverviewPart
from cards.referral import CaseButton
from dialogs.case_director import DIRECTOR_ANSWER, DIRECTOR_ASKING
from domain.access import Action
from domain.timer import TimerKind
from services.case_director import (
    list_own_questions,
    look_at_question,
    look_at_undirected,
    read_own_questions,
    read_undirected,
)
from services.moment import Reading
from services.ports.own_parts import OwnPart


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return list_questions(await list_own_questions(desk.ctx))


async def _list_asked(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    questions = list_questions(await read_own_questions(reading))
    return [*questions, list_undirected(await read_undirected(reading))]


FEATURE: Final = Feature(
    buttons={
        ASK_DIRECTOR: opening(DIRECTOR_ASKING, about_case),
        ANSWER_DIRECTING: opening(DIRECTOR_ANSWER, about_case),
    },
    timers={
        TimerKind.CASE_DIRECTOR: look_at_question,
        TimerKind.UNDIRECTED: look_at_undirected,
    },
    dialogs=(DIRECTOR_ASKING, DIRECTOR_ANSWER),
    overview=(_list_own,),
    own_part=OwnPart.DIRECTING,
    digest=(_list_asked,),
    case_buttons=(
        CaseButton(action=Action.CHANGE_CIRCLE, key="case_director.ask_button", verb=ASK_DIRECTOR),
    ),
)
