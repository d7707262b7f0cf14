"""Where it is kept when members are away."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from domain.absence import Absence, Span
from domain.identifiers import AbsenceId, MemberId


class Absences(Protocol):
    """Who is away and when: no reason, no other text."""

    async def add(self, absence: Absence) -> None:
        """Keep a new absence."""

    async def get(self, absence_id: AbsenceId) -> Absence:
        """Find an absence; NotFoundError when there is none."""

    async def remove(self, absence_ids: Collection[AbsenceId]) -> None:
        """Take these away; nothing happens to one that is gone already."""

    async def known_to(self, member: MemberId, since: datetime) -> Sequence[Absence]:
        """Absences of a member, and those this member entered for another, that end after a
        moment, by start.
        """

    async def during(self, span: Span) -> Sequence[Absence]:
        """All absences that overlap this span, by start."""
