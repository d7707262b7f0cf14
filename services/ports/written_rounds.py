"""Where the written rounds of green cases are kept, with what the partners said."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from domain.identifiers import CaseId, MemberId, RoundId
from domain.written_round import RoundAnswer, RoundLines, WrittenRound


class WrittenRounds(Protocol):
    """At most one open round for each case. Its lines are encrypted under the key of the case."""

    async def add(self, held: WrittenRound) -> None:
        """Keep a new round; ConflictError when one is open for the case."""

    async def get(self, round_id: RoundId) -> WrittenRound:
        """Find a round; NotFoundError when there is none."""

    async def save(self, held: WrittenRound) -> WrittenRound:
        """Save a changed round and return it one version higher; ConflictError when the kept
        version is no longer ``held.version``.
        """

    async def open_of(self, case_id: CaseId) -> WrittenRound | None:
        """The open round of a case; None when none runs."""

    async def newest_of(self, case_ids: Collection[CaseId]) -> Mapping[CaseId, WrittenRound]:
        """The newest round of each of these cases that ever had one."""

    async def concerning(
        self, member: MemberId
    ) -> Sequence[tuple[WrittenRound, RoundAnswer | None]]:
        """The open rounds, longest open first, each with what this member was asked in it."""

    async def keep_lines(self, held: WrittenRound, lines: RoundLines) -> None:
        """Keep what was written."""

    async def lines(self, held: WrittenRound) -> RoundLines | None:
        """What was written; None as long as nothing was."""

    async def keep_answers(self, answers: Sequence[RoundAnswer]) -> None:
        """Keep who was asked and what they said, new or changed."""

    async def answers(self, round_id: RoundId) -> Sequence[RoundAnswer]:
        """Everybody who was asked, by organisation and member."""
