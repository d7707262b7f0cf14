"""Who referred a case reads in the digest how it goes on."""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Feature
from cards.kit import Kit
from cards.overview import OverviewPart
from cards.referrer_news import list_referrer_news
from services.moment import Reading
from services.referrer_news import read_referrer_news


async def _list_referrer_news(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return [list_referrer_news(await read_referrer_news(reading))]


FEATURE: Final = Feature(digest=(_list_referrer_news,))
