"""Who directs the content of a case in Teams: a process director asks by a button on the case; who
is asked answers from *mijn* or the digest.
"""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.opening import about_case, opening
from bot.turns.own_rows import in_digest, in_own
from cards.case_director import ANSWER_DIRECTING, ASK_DIRECTOR, list_questions, list_undirected
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
from services.ports.own_parts import OwnPart

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
    overview=(in_own(list_own_questions, list_questions),),
    own_part=OwnPart.DIRECTING,
    digest=(
        in_digest(read_own_questions, list_questions),
        in_digest(read_undirected, list_undirected),
    ),
    case_buttons=(
        CaseButton(action=Action.CHANGE_CIRCLE, key="case_director.ask_button", verb=ASK_DIRECTOR),
    ),
)
