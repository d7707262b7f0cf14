"""What a referrer added after the purpose test is told to the coordinators in the digest."""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Feature
from cards.added_facts import list_added
from cards.kit import Kit
from cards.overview import OverviewPart
from services.added_facts import read_added
from services.moment import Reading


async def _list_added(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return [list_added(await read_added(reading))]


FEATURE: Final = Feature(digest=(_list_added,))
