"""Who referred a case reads in the digest how it goes on."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.own_rows import in_digest
from cards.referrer_news import list_referrer_news
from services.referrer_news import read_referrer_news

FEATURE: Final = Feature(digest=(in_digest(read_referrer_news, list_referrer_news),))
