"""What referrers told of cases, version after version, as rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    func,
    select,
    update,
)

from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, MemberId
from domain.referral import Referral, ReferralVersion, SecrecyGround
from domain.secret_address import join_addresses, withhold_address
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.same_persons import SamePersonRows
from storage.sealed import SealedColumn
from storage.secret_addresses import SecretAddressRows
from storage.transaction import Transaction
from storage.upsert import insert_once

referrals = Table(
    "referral",
    metadata,
    Column("case_id", String(64), ForeignKey("cases.id"), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("written_by", String(64), nullable=False),
    Column("written_at", UtcDateTime(), nullable=False),
    Column("is_renamed", Boolean(), nullable=False),
    Column("content", LargeBinary(), nullable=False),
    # told of another case, that was merged into this one
    Column("is_merged", Boolean(), nullable=False),
)

sealed_referral: Final = SealedColumn[Referral](referrals.c.content, Referral)

_THIS_REFERRAL: Final = referrals.c.case_id == bindparam("case")
_NEWEST_FIRST: Final = referrals.c.number.desc()
_REFERRAL: Final = (
    select(referrals.c.number, referrals.c.content)
    .where(_THIS_REFERRAL)
    .order_by(_NEWEST_FIRST)
    .limit(1)
)
_later: Final = referrals.alias()
_NEWEST_OF: Final = select(referrals.c.case_id, referrals.c.number, referrals.c.content).where(
    referrals.c.case_id.in_(bindparam("cases", expanding=True)),
    referrals.c.number
    == select(func.max(_later.c.number))
    .where(_later.c.case_id == referrals.c.case_id)
    .scalar_subquery(),
)
_VERSION: Final = select(referrals.c.number, referrals.c.content).where(
    _THIS_REFERRAL, referrals.c.number == bindparam("number")
)
_VERSIONS: Final = (
    select(
        referrals.c.number,
        referrals.c.written_by,
        referrals.c.written_at,
        referrals.c.is_renamed,
        referrals.c.is_merged,
    )
    .where(_THIS_REFERRAL)
    .order_by(_NEWEST_FIRST)
)
_LAST_VERSION: Final = select(func.coalesce(func.max(referrals.c.number), 0)).where(_THIS_REFERRAL)
_REWRITE: Final = update(referrals).where(
    _THIS_REFERRAL, referrals.c.number == bindparam("of_number")
)


class ReferralRows:
    """The referrals of cases in one transaction, each version sealed under the key of its case."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def referral(self, case_id: CaseId, number: int | None = None) -> Referral:
        """The referral of a case as it was told last, or in one version, opened; NotFoundError when
        there is none.
        """
        asked = _REFERRAL if number is None else _VERSION
        given: dict[str, Any] = {"case": case_id, **({} if number is None else {"number": number})}
        row = (await self._connection.execute(asked, given)).one_or_none()
        if row is None:
            raise NotFoundError
        known_as = _name_version(case_id, row.number)
        return await sealed_referral.open(self._fields, case_id, known_as, row.content)

    async def referrals_of(self, case_ids: Collection[CaseId]) -> Mapping[CaseId, Referral]:
        """The referral of each of these cases as it was told last, opened."""
        rows = await self._connection.execute(_NEWEST_OF, {"cases": sorted(case_ids)})
        return {
            CaseId(row.case_id): await sealed_referral.open(
                self._fields, row.case_id, _name_version(row.case_id, row.number), row.content
            )
            for row in rows
        }

    async def referral_versions(self, case_id: CaseId) -> Sequence[ReferralVersion]:
        """Who told each version of a referral and when, the newest first; without what it says."""
        rows = await self._connection.execute(_VERSIONS, {"case": case_id})
        return [read_told(row) for row in rows]

    async def add_referral(
        self, case_id: CaseId, referral: Referral, by: MemberId, at: datetime
    ) -> None:
        """Keep the first version of a referral, and the marks of whom it is about."""
        version = ReferralVersion(number=1, written_by=by, written_at=at)
        told = (
            await self._set_apart(case_id, referral, by, at) if _is_secret(referral) else referral
        )
        await self._keep_version(case_id, version, told)
        await SamePersonRows(self._connection, self._fields).add(case_id, referral.identity)

    async def save_referral(
        self,
        case_id: CaseId,
        referral: Referral,
        by: MemberId,
        at: datetime,
        *,
        is_renamed: bool = False,
    ) -> None:
        """Keep the next version of a referral, and the marks of whom it is about now; the versions
        before it stay. ConflictError when somebody kept one meanwhile.
        """
        last = (await self._connection.execute(_LAST_VERSION, {"case": case_id})).scalar_one()
        version = ReferralVersion(
            number=last + 1, written_by=by, written_at=at, is_renamed=is_renamed
        )
        told = await self._set_apart(case_id, referral, by, at)
        await self._keep_version(case_id, version, told)
        await SamePersonRows(self._connection, self._fields).change(case_id, referral.identity)

    async def hide_addresses(
        self, case_id: CaseId, ground: SecrecyGround, typed: str, by: MemberId, at: datetime
    ) -> None:
        """Take every address out of all versions of a referral and keep them as secret, with what
        is typed now; NoAddressToHideError when there is none.
        """
        known = await self._secrets.find(case_id) or ""
        addresses = [typed, known]
        for version in await self.referral_versions(case_id):
            told = await self.referral(case_id, version.number)
            addresses.append(told.identity.address)
            await self._rewrite(case_id, version.number, withhold_address(told, ground))
        await self._secrets.keep(case_id, ground, join_addresses(addresses), by, at)

    async def _rewrite(self, case_id: CaseId, number: int, referral: Referral) -> None:
        known_as = _name_version(case_id, number)
        sealed = await sealed_referral.seal(self._fields, case_id, known_as, referral)
        given = {"case": case_id, "of_number": number, "content": sealed}
        await self._connection.execute(_REWRITE, given)

    async def _set_apart(
        self, case_id: CaseId, referral: Referral, by: MemberId, at: datetime
    ) -> Referral:
        """What is kept of a referral: of a case whose address is secret never the address."""
        ground = await self._secrets.ground_of(case_id) or referral.identity.secrecy
        if ground is None:
            return referral
        if address := referral.identity.address.strip():
            await self._secrets.keep(case_id, ground, address, by, at)
        return withhold_address(referral, ground)

    @property
    def _secrets(self) -> SecretAddressRows:
        return SecretAddressRows(self._connection, self._fields)

    async def _keep_version(
        self, case_id: CaseId, version: ReferralVersion, referral: Referral
    ) -> None:
        known_as = _name_version(case_id, version.number)
        row = {
            "case_id": case_id,
            **asdict(version),
            "content": await sealed_referral.seal(self._fields, case_id, known_as, referral),
        }
        if not await insert_once(self._connection, referrals, row):
            raise ConflictError


def read_told(row: Row[Any]) -> ReferralVersion:
    """Read who told one version, and when."""
    return ReferralVersion(
        number=row.number,
        written_by=MemberId(row.written_by),
        written_at=row.written_at,
        is_renamed=row.is_renamed,
        is_merged=row.is_merged,
    )


def _is_secret(referral: Referral) -> bool:
    return referral.identity.secrecy is not None


def _name_version(case_id: CaseId, number: int) -> str:
    return f"{case_id}:{number}"
