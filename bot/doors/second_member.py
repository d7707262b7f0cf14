"""A second pair of eyes on a weighing: asked in the digest and in *mijn*."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.opening import opening
from bot.turns.own_rows import in_digest, in_own
from bot.turns.typed_case import seen_case
from cards.second_member import CONFIRM, list_unconfirmed
from dialogs.second_member import SECOND_MEMBER
from domain.timer import TimerKind
from services.ports.own_parts import OwnPart
from services.second_member import list_to_confirm, look_at_confirmation, read_to_confirm

FEATURE: Final = Feature(
    buttons={CONFIRM: opening(SECOND_MEMBER, seen_case)},
    timers={TimerKind.SECOND_MEMBER: look_at_confirmation},
    dialogs=(SECOND_MEMBER,),
    overview=(in_own(list_to_confirm, list_unconfirmed),),
    own_part=OwnPart.UNCONFIRMED,
    digest=(in_digest(read_to_confirm, list_unconfirmed),),
)
