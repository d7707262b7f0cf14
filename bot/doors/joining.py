"""Who joined the circle of a case reads it in the digest."""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Feature
from cards.joining import list_joinings
from cards.kit import Kit
from cards.overview import OverviewPart
from services.joining import list_joined
from services.moment import Reading


async def _list_joined(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return [list_joinings(await list_joined(reading))]


FEATURE: Final = Feature(digest=(_list_joined,))
