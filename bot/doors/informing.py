"""Whether the subject of a case was informed: asked in *mijn* and the digest, said in a dialog."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.opening import opening
from bot.turns.own_rows import in_digest, in_own
from bot.turns.typed_case import seen_case
from cards.informing import SAY_INFORMED, list_to_inform
from cards.referral import CaseButton
from dialogs.informing import INFORMING
from domain.access import Action
from domain.timer import TimerKind
from services.informing import list_informing, look_at_informing, read_informing
from services.ports.own_parts import OwnPart

FEATURE: Final = Feature(
    buttons={SAY_INFORMED: opening(INFORMING, seen_case)},
    timers={TimerKind.INFORMING: look_at_informing},
    dialogs=(INFORMING,),
    overview=(in_own(list_informing, list_to_inform),),
    own_part=OwnPart.INFORMING,
    digest=(in_digest(read_informing, list_to_inform),),
    case_buttons=(
        CaseButton(action=Action.INFORM_SUBJECT, key="informing.case_button", verb=SAY_INFORMED),
    ),
)
