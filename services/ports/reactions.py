"""Where it is kept what referrers say of what became of their referral."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.identifiers import CaseId, ReactionId
from domain.reaction import Reaction, ReactionWords, ToldReaction


class Reactions(Protocol):
    """What was said is sealed under the key of the case. A reaction is settled, not taken away."""

    async def add(self, reaction: Reaction, words: ReactionWords) -> None:
        """Keep a new reaction."""

    async def settle(self, reaction: Reaction, words: ReactionWords) -> None:
        """Keep what was answered; ConflictError when somebody did at this very moment."""

    async def find(self, known_as: ReactionId) -> ToldReaction:
        """Find a reaction with its words; NotFoundError when there is none."""
        ...

    async def of_case(self, case_id: CaseId) -> Sequence[ToldReaction]:
        """The reactions of a case, the newest first."""
        ...

    async def open(self) -> Sequence[Reaction]:
        """Every reaction that waits for an answer, oldest first."""
        ...

    async def answered_since(self, since: datetime) -> Sequence[Reaction]:
        """The reactions that were answered since a moment, oldest answer first."""
        ...
