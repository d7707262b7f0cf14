"""What became of the question whether a case may be kept longer, as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Row,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
)

from domain.extension import SupplierSays
from domain.extension_outcome import CaseGone, ExtensionOutcome, SupplierOutcome
from domain.identifiers import CaseId, OrganisationId
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction

extension_outcome = Table(
    "extension_outcome",
    metadata,
    Column("id", String(64), primary_key=True),
    # none of a case that is gone
    Column("case_id", String(64), nullable=True),
    Column("decided_at", UtcDateTime(), nullable=False),
    Column("goes_on", Date(), nullable=True),
    Column("organisation", String(64), nullable=True),
    Column("says", String(12), nullable=True),
    Column("lost_parts", Boolean(), nullable=False),
    Index("ix_extension_outcome_decided_at", "decided_at"),
    Index("ix_extension_outcome_case_id", "case_id"),
)

_SINCE_THEN: Final = extension_outcome.c.decided_at >= bindparam("at", type_=UtcDateTime())
OUTCOMES_SINCE: Final = (
    select(extension_outcome)
    .where(_SINCE_THEN)
    .order_by(extension_outcome.c.decided_at, extension_outcome.c.id)
)
_KEEP: Final = insert(extension_outcome)
_FORGET: Final = delete(extension_outcome).where(
    extension_outcome.c.decided_at < bindparam("at", type_=UtcDateTime())
)


class ExtensionOutcomeRows:
    """What became of questions to suppliers, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def keep(self, outcomes: Sequence[ExtensionOutcome]) -> None:
        """Keep these."""
        for one in outcomes:
            await self._connection.execute(_KEEP, {"id": uuid4().hex, **_write(one)})

    async def since(self, at: datetime) -> Sequence[ExtensionOutcome]:
        """Those of this moment or later, the first first."""
        rows = await self._connection.execute(OUTCOMES_SINCE, {"at": at})
        return [_read(row) for row in rows]

    async def forget_before(self, at: datetime) -> None:
        """Forget those from before a moment."""
        await self._connection.execute(_FORGET, {"at": at})


def _write(outcome: ExtensionOutcome) -> dict[str, Any]:
    if isinstance(outcome, CaseGone):
        nothing = dict.fromkeys(("case_id", "goes_on", "organisation", "says"))
        return {**nothing, "decided_at": outcome.decided_at, "lost_parts": True}
    return {
        "case_id": outcome.case,
        "decided_at": outcome.decided_at,
        "goes_on": outcome.goes_on,
        "organisation": outcome.organisation,
        "says": outcome.says,
        "lost_parts": outcome.lost_parts,
    }


def _read(row: Row[Any]) -> ExtensionOutcome:
    if row.case_id is None:
        return CaseGone(decided_at=row.decided_at)
    return SupplierOutcome(
        case=CaseId(row.case_id),
        goes_on=row.goes_on,
        decided_at=row.decided_at,
        organisation=OrganisationId(row.organisation),
        says=row.says and SupplierSays(row.says),
        lost_parts=row.lost_parts,
    )
