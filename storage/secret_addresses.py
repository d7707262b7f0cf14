"""Secret addresses and who read them, as rows; both are sealed under the key of the case."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    insert,
    select,
)

from domain.identifiers import CaseId, MemberId
from domain.referral import SecrecyGround
from domain.secret_address import SecretLook
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata, row_number
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

secret_address = Table(
    "secret_address",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("ground", String(20), nullable=False),
    Column("set_by", String(64), nullable=False),
    Column("set_at", UtcDateTime(), nullable=False),
    Column("address", LargeBinary(), nullable=False),
)
secret_look = Table(
    "secret_look",
    metadata,
    Column("number", row_number, primary_key=True, autoincrement=True),
    Column("case_id", String(64), nullable=False),
    Column("member", String(64), nullable=False),
    Column("looked_at", UtcDateTime(), nullable=False),
    Column("reason", LargeBinary(), nullable=False),
    Index("ix_secret_look_case_id", "case_id", "number"),
)
sealed_address: Final = SealedColumn[str](secret_address.c.address, str)
sealed_look_reason: Final = SealedColumn[str](secret_look.c.reason, str)

_GROUND: Final = select(secret_address.c.ground).where(
    secret_address.c.case_id == bindparam("case")
)
_ADDRESS: Final = select(secret_address.c.address).where(
    secret_address.c.case_id == bindparam("case")
)
_LOOK: Final = insert(secret_look)
_LAST_LOOKS: Final = (
    select(secret_look)
    .where(secret_look.c.case_id == bindparam("case"))
    .order_by(secret_look.c.number.desc())
    .limit(bindparam("most", type_=Integer()))
)


class SecretAddressRows:
    """Secret addresses on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def ground_of(self, case_id: CaseId) -> SecrecyGround | None:
        """Why the address of a case is secret; None when it is not. Opens nothing."""
        ground = await self._connection.scalar(_GROUND, {"case": case_id})
        return SecrecyGround(ground) if ground else None

    async def find(self, case_id: CaseId) -> str | None:
        """The secret address of a case, opened; None when there is none."""
        sealed = await self._connection.scalar(_ADDRESS, {"case": case_id})
        return await sealed_address.open(self._fields, case_id, case_id, sealed) if sealed else None

    async def keep(
        self, case_id: CaseId, ground: SecrecyGround, address: str, by: MemberId, at: datetime
    ) -> None:
        """Keep a secret address, in the place of the one there was."""
        row = {
            "case_id": case_id,
            "ground": ground,
            "set_by": by,
            "set_at": at,
            "address": await sealed_address.seal(self._fields, case_id, case_id, address),
        }
        await insert_or_replace(self._connection, secret_address, row)

    async def note_look(self, look: SecretLook) -> None:
        """Keep who reads a secret address, and why."""
        row = {
            "case_id": look.case,
            "member": look.member,
            "looked_at": look.looked_at,
            "reason": await sealed_look_reason.seal(
                self._fields, look.case, look.case, look.reason
            ),
        }
        await self._connection.execute(_LOOK, row)

    async def last_looks(self, case_id: CaseId, most: int) -> list[SecretLook]:
        """Who read the secret address of a case last, the newest first."""
        rows = await self._connection.execute(_LAST_LOOKS, {"case": case_id, "most": most})
        return [
            SecretLook(
                case=case_id,
                member=MemberId(row.member),
                looked_at=row.looked_at,
                reason=await sealed_look_reason.open(self._fields, case_id, case_id, row.reason),
            )
            for row in rows
        ]
