"""Where conversations wait until their member goes on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.draft import Draft, DraftTerm, WaitingDraft
from domain.identifiers import CaseId, DraftId, MemberId


class Drafts(Protocol):
    """Unfinished conversations. Answers and what they are about are encrypted: under the key of the
    case when there is one, else under the key of the house.
    """

    async def add(self, draft: Draft) -> None:
        """Keep a new draft; ConflictError when this member has one open on the same subject."""

    async def get(self, draft_id: DraftId) -> Draft:
        """Find a draft, also one that ended not long ago; NotFoundError when there is none."""

    async def save(self, draft: Draft) -> Draft:
        """Save a changed draft and return it one version higher; ConflictError when the kept
        version is no longer ``draft.version``. An ended draft loses its answers and its ``about``.
        """

    async def find_open(self, member: MemberId, dialog: str, subject: str) -> Draft | None:
        """The draft this member has open on a subject; None when there is none."""

    async def waiting_of(self, member: MemberId) -> Sequence[WaitingDraft]:
        """Drafts this member can still go on with, last changed first; nothing is unsealed."""

    async def move(self, draft_id: DraftId, member: MemberId) -> bool:
        """Give an open draft to another member, as it is; False when they have one open on its
        subject, or it ended.
        """
        ...

    async def term(self, draft_id: DraftId) -> DraftTerm | None:
        """How long a draft stays; None when it was forgotten. Opens no answers."""

    async def expire(self, draft_id: DraftId, at: datetime) -> None:
        """End an open draft and wipe its answers, also when nobody can open them any more; nothing
        happens when somebody went on with it and its term is not over at this moment.
        """

    async def overtake(self, case_id: CaseId, dialog: str, at: datetime) -> None:
        """End what anybody has open of a dialog about a case, and wipe its answers."""

    async def forget(self, draft_id: DraftId) -> None:
        """Remove a draft; nothing happens when there is none."""
