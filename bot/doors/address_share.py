"""Telling an address to somebody in Teams: from the window that says who a case is about."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.opening import about_case, opening
from bot.turns.own_rows import in_digest
from cards.address_share import list_told_addresses
from cards.referral import SHARE_ADDRESS
from dialogs.address_share import SHARING
from services.address_share import read_told_addresses

FEATURE: Final = Feature(
    buttons={SHARE_ADDRESS: opening(SHARING, about_case)},
    dialogs=(SHARING,),
    digest=(in_digest(read_told_addresses, list_told_addresses),),
)
