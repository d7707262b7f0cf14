"""Screening and training in Teams: administrators read in their digest who lacks one."""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Feature
from cards.kit import Kit
from cards.overview import OverviewPart
from cards.vetting import list_vetting
from services.moment import Reading
from services.vetting import read_vetting


async def _list_vetting(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return [list_vetting(await read_vetting(reading))]


FEATURE: Final = Feature(digest=(_list_vetting,))
