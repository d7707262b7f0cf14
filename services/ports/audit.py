"""Where everything that happens goes on record."""

from collections.abc import Collection, Sequence
from typing import Protocol

from domain.audit import AuditEntry, AuditEvent
from domain.audit_chain import AuditLink, ChainHead, ChainVerdict
from domain.identifiers import CaseId


class Audit(Protocol):
    """The audit log of the house: append only, in the unit of work of what it records."""

    async def append(self, *entries: AuditEntry) -> None:
        """Put entries at the end of their chains, all in one go; ConflictError when somebody was
        just before.
        """

    async def chain(self, case_id: CaseId | None) -> Sequence[AuditLink]:
        """Everything on record about a case, or about no case, oldest first."""

    async def latest(self, event: AuditEvent, subject: str) -> AuditLink | None:
        """The last time this happened to something that is no case; None when it never did."""

    async def newest(self) -> int:
        """The number of the newest entry, counted over all chains; 0 when nothing is on record."""

    async def heads(self, after: int, up_to: int) -> Sequence[ChainHead]:
        """Where each chain ends that the entries after one number, up to another, made longer: for
        a checkpoint.
        """

    async def verify_all(self, signed: Collection[ChainHead] = ()) -> Sequence[ChainVerdict]:
        """Check every chain, and against the heads of signed checkpoints."""
