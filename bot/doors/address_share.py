"""Telling an address to somebody in Teams: from the window that says who a case is about."""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Feature
from bot.turns.opening import about_case, opening
from cards.address_share import list_told_addresses
from cards.kit import Kit
from cards.overview import OverviewPart
from cards.referral import SHARE_ADDRESS
from dialogs.address_share import SHARING
from services.address_share import read_told_addresses
from services.moment import Reading


async def _list_told(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return [list_told_addresses(await read_told_addresses(reading))]


FEATURE: Final = Feature(
    buttons={SHARE_ADDRESS: opening(SHARING, about_case)}, dialogs=(SHARING,), digest=(_list_told,)
)
