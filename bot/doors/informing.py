"""Whether the subject of a case was informed: asked in *mijn* and the digest, said in a dialog."""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import opening
from bot.turns.typed_case import seen_case
from cards.informing import SAY_INFORMED, list_to_inform
from cards.kit import Kit
from cards.overview import OverviewPart
from cards.referral import CaseButton
from dialogs.informing import INFORMING
from domain.access import Action
from domain.timer import TimerKind
from services.informing import list_informing, look_at_informing, read_informing
from services.moment import Reading
from services.ports.own_parts import OwnPart


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return list_to_inform(await list_informing(desk.ctx))


async def _list_due(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return list_to_inform(await read_informing(reading))


FEATURE: Final = Feature(
    buttons={SAY_INFORMED: opening(INFORMING, seen_case)},
    timers={TimerKind.INFORMING: look_at_informing},
    dialogs=(INFORMING,),
    overview=(_list_own,),
    own_part=OwnPart.INFORMING,
    digest=(_list_due,),
    case_buttons=(
        CaseButton(action=Action.INFORM_SUBJECT, key="informing.case_button", verb=SAY_INFORMED),
    ),
)
