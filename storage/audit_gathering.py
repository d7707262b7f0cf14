"""What a unit of work puts on record, gathered until it ends: each chain is then looked up once,
and all of it is written in one statement.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from domain.audit import AuditEntry, AuditEvent
from domain.audit_chain import AuditLink, ChainHead, ChainVerdict
from domain.identifiers import CaseId
from services.ports.audit import Audit


class GatheredAudit:
    """The audit log of one unit of work. Whoever reads it finds what was gathered too."""

    def __init__(self, kept: Audit) -> None:
        self._kept = kept
        self._gathered: list[AuditEntry] = []

    async def append(self, *entries: AuditEntry) -> None:
        """Gather entries, in the order they came."""
        self._gathered.extend(entries)

    async def write(self) -> None:
        """Put what was gathered at the end of its chains; ConflictError when somebody was just
        before.
        """
        entries, self._gathered = self._gathered, []
        await self._kept.append(*entries)

    @contextmanager
    def undone_with(self) -> Iterator[None]:
        """Gather what it was before when what is done inside is undone, whether or not that was
        written inside.
        """
        before = [*self._gathered]
        try:
            yield
        except BaseException:
            self._gathered = before
            raise

    async def chain(self, case_id: CaseId | None) -> Sequence[AuditLink]:
        """Everything on record about a case, or about no case, oldest first."""
        await self.write()
        return await self._kept.chain(case_id)

    async def latest(self, event: AuditEvent, subject: str) -> AuditLink | None:
        """The newest entry of this event about a subject that is no case, or None."""
        await self.write()
        return await self._kept.latest(event, subject)

    async def newest(self) -> int:
        """The number of the newest entry; 0 when nothing is on record."""
        await self.write()
        return await self._kept.newest()

    async def heads(self, after: int, up_to: int) -> Sequence[ChainHead]:
        """Where each chain ends that the entries after one number, up to another, made longer."""
        await self.write()
        return await self._kept.heads(after, up_to)

    async def verify_all(self, signed: Collection[ChainHead] = ()) -> Sequence[ChainVerdict]:
        """Check every chain, and against the heads of signed checkpoints."""
        await self.write()
        return await self._kept.verify_all(signed)
