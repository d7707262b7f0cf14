"""A promised term that nears its last day is told to the coordinators in the digest."""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Feature
from cards.kit import Kit
from cards.overview import OverviewPart
from cards.promise import list_promises
from domain.timer import TimerKind
from services.moment import Reading
from services.promise import look_at_promise, read_promises


async def _list_promised(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return [list_promises(await read_promises(reading))]


FEATURE: Final = Feature(timers={TimerKind.PROMISE: look_at_promise}, digest=(_list_promised,))
