"""What a referrer added after the purpose test is told to the coordinators in the digest."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.own_rows import in_digest
from cards.added_facts import list_added
from services.added_facts import read_added

FEATURE: Final = Feature(digest=(in_digest(read_added, list_added),))
