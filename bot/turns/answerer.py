"""Whoever answers a turn: the dispatch of the house, or a stand-in around it."""

from typing import Protocol

from bot.turns.feature import Desk
from bot.turns.incoming import Incoming
from bot.turns.replies import Reply


class Answerer(Protocol):
    """Answers what came in."""

    async def answer(self, desk: Desk, incoming: Incoming) -> Reply:
        """Answer one incoming activity of a known member."""
