"""A second pair of eyes on a weighing: asked in the digest and in *mijn*."""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import opening
from bot.turns.typed_case import seen_case
from cards.kit import Kit
from cards.overview import OverviewPart
from cards.second_member import CONFIRM, list_unconfirmed
from dialogs.second_member import SECOND_MEMBER
from domain.timer import TimerKind
from services.moment import Reading
from services.ports.own_parts import OwnPart
from services.second_member import list_to_confirm, look_at_confirmation, read_to_confirm


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return list_unconfirmed(await list_to_confirm(desk.ctx))


async def _list_waiting(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return list_unconfirmed(await read_to_confirm(reading))


FEATURE: Final = Feature(
    buttons={CONFIRM: opening(SECOND_MEMBER, seen_case)},
    timers={TimerKind.SECOND_MEMBER: look_at_confirmation},
    dialogs=(SECOND_MEMBER,),
    overview=(_list_own,),
    own_part=OwnPart.UNCONFIRMED,
    digest=(_list_waiting,),
)
