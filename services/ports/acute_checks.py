"""Where it is kept what is asked after an acute session, and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.acute_check import AcuteCheck, AcuteCheckId
from domain.identifiers import CaseId, SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedCheck:
    """A question without an answer, and when its timer looks at it; None when it has no timer."""

    check: AcuteCheck
    looked_at: datetime | None


class AcuteChecks(Protocol):
    """The questions after each acute session: ids and moments, no content."""

    async def add(self, check: AcuteCheck) -> None:
        """Keep a new question; ConflictError when the session has this one."""

    async def get(self, check_id: AcuteCheckId) -> AcuteCheck:
        """Find a question, also one that was answered; NotFoundError when there is none."""

    async def save(self, check: AcuteCheck) -> AcuteCheck:
        """Save a changed question and return it one version higher; ConflictError when the kept
        version is another.
        """

    async def open_ones(self) -> Sequence[AcuteCheck]:
        """The questions of the house without an answer, also those that are not asked yet; of the
        session that was closed first before others.
        """

    async def of_session(self, session: SessionId) -> Sequence[AcuteCheck]:
        """Every question after a session, first to last."""

    async def watched(self) -> Sequence[WatchedCheck]:
        """The questions of the house without an answer, each with its timer."""

    async def open_of(self, case_id: CaseId) -> Sequence[AcuteCheck]:
        """The questions about a case without an answer."""
