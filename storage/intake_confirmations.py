"""Which intakes were written down on the telephone and whether their referrer confirmed them, as
rows; what they say is a version of the referral.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Column, Index, Integer, Row, String, Table, bindparam, delete, select

from domain.identifiers import CaseId, MemberId
from domain.intake_confirmation import ConfirmationState, IntakeConfirmation
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

intake_confirmation = Table(
    "intake_confirmation",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("number", Integer(), nullable=False),
    Column("referrer", String(64), nullable=False),
    Column("taken_by", String(64), nullable=False),
    Column("taken_at", UtcDateTime(), nullable=False),
    Column("state", String(12), nullable=False),
    Column("confirmed_at", UtcDateTime(), nullable=True),
    Index("ix_intake_confirmation_referrer", "referrer", "state"),
    Index("ix_intake_confirmation_state", "state"),
)

_THIS_CASE: Final = intake_confirmation.c.case_id == bindparam("case")
_OF_CASE: Final = select(intake_confirmation).where(_THIS_CASE)
_OLDEST_FIRST: Final = (intake_confirmation.c.taken_at, intake_confirmation.c.case_id)
CONFIRMATIONS_ASKED: Final = (
    select(intake_confirmation)
    .where(
        intake_confirmation.c.referrer == bindparam("member"),
        intake_confirmation.c.state.in_((
            ConfirmationState.ASKED.value,
            ConfirmationState.REMINDED.value,
            ConfirmationState.UNANSWERED.value,
        )),
    )
    .order_by(*_OLDEST_FIRST)
)  # fmt: skip
CONFIRMATIONS_UNANSWERED: Final = (
    select(intake_confirmation)
    .where(intake_confirmation.c.state == ConfirmationState.UNANSWERED.value)
    .order_by(*_OLDEST_FIRST)
)
_FORGET: Final = delete(intake_confirmation).where(_THIS_CASE)


class IntakeConfirmationRows:
    """What referrers are asked to confirm, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def keep(self, asked: IntakeConfirmation) -> None:
        """Keep a question, in the place of the one there was for this case."""
        row = {
            "case_id": asked.case,
            "number": asked.number,
            "referrer": asked.referrer,
            "taken_by": asked.taken_by,
            "taken_at": asked.taken_at,
            "state": asked.state.value,
            "confirmed_at": asked.confirmed_at,
        }
        await insert_or_replace(self._connection, intake_confirmation, row)

    async def find(self, case_id: CaseId) -> IntakeConfirmation | None:
        """The question about a case; None when there is none."""
        found = await self._list(_OF_CASE, {"case": case_id})
        return found[0] if found else None

    async def asked_of(self, referrer: MemberId) -> Sequence[IntakeConfirmation]:
        """What a referrer still has to confirm, oldest first."""
        return await self._list(CONFIRMATIONS_ASKED, {"member": referrer})

    async def unanswered(self) -> Sequence[IntakeConfirmation]:
        """What no referrer confirmed, oldest first."""
        return await self._list(CONFIRMATIONS_UNANSWERED, {})

    async def forget(self, case_id: CaseId) -> None:
        """Forget the question about a case, if there is one."""
        await self._connection.execute(_FORGET, {"case": case_id})

    async def _list(self, asked: Any, given: Mapping[str, Any]) -> list[IntakeConfirmation]:
        return [_read(row) for row in await self._connection.execute(asked, given)]


def _read(row: Row[Any]) -> IntakeConfirmation:
    return IntakeConfirmation(
        case=CaseId(row.case_id),
        number=row.number,
        referrer=MemberId(row.referrer),
        taken_by=MemberId(row.taken_by),
        taken_at=row.taken_at,
        state=ConfirmationState(row.state),
        confirmed_at=row.confirmed_at,
    )
