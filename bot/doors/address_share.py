"""Telling an address to somebody in Teams: from the window that says who a case is about."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.address_share import list_told_addresses
from cards.kit import Kit
from cards.overview import OverviewPart
from cards.referral import SHARE_ADDRESS
from dialogs.about import AboutCase
from dialogs.address_share import SHARING
from domain.identifiers import CaseId
from domain.press import Press
from services.address_share import read_told_addresses
from services.moment import Reading


async def _share(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutCase(case=CaseId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, SHARING, about))


async def _list_told(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return [list_told_addresses(await read_told_addresses(reading))]


FEATURE: Final = Feature(buttons={SHARE_ADDRESS: _share}, dialogs=(SHARING,), digest=(_list_told,))
