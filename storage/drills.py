"""Who takes part in drills, as rows: ids and days, no text."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from sqlalchemy import Column, Date, String, Table, bindparam, delete, select

from domain.drill import DrillConsent
from domain.identifiers import MemberId
from storage.metadata import metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

drill_consent = Table(
    "drill_consent",
    metadata,
    Column("member", String(64), primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("agreed_on", Date(), nullable=False),
)

_LEAVE: Final = delete(drill_consent).where(drill_consent.c.member == bindparam("whose"))
_CONSENTS: Final = select(drill_consent).order_by(drill_consent.c.member)


class DrillRows:
    """Who takes part in drills, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def join(self, consent: DrillConsent) -> None:
        """Keep that a member agrees, in the place of what they said before."""
        await insert_or_replace(self._connection, drill_consent, asdict(consent))

    async def leave(self, member: MemberId) -> None:
        """Forget that a member agreed."""
        await self._connection.execute(_LEAVE, {"whose": member})

    async def consents(self) -> Sequence[DrillConsent]:
        """Everybody who agreed, also those whose membership ended since."""
        rows = await self._connection.execute(_CONSENTS)
        return [DrillConsent(**row) for row in rows.mappings()]
