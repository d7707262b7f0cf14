"""Contributions as rows, one for each version; the text and its conditions are sealed under the key
of the case.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    select,
    update,
)

from domain.contribution import Contribution, ContributionText, ToldContribution
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, ContributionId, MemberId, OrganisationId
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_once

contribution: Final = Table(
    "contribution",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("case_id", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("member", String(64), nullable=False),
    Column("written_at", UtcDateTime(), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False),
    Column("withdrawn_by", String(64), nullable=True),
    Column("withdrawn_at", UtcDateTime(), nullable=True),
    Column("text", LargeBinary(), nullable=True),
    Index("ix_contribution_case_id", "case_id", "changed_at"),
    Index("ix_contribution_changed_at", "changed_at"),
)
sealed_contribution: Final = SealedColumn[ContributionText](contribution.c.text, ContributionText)

_THIS_CASE: Final = contribution.c.case_id == bindparam("case")
_OF_CASE: Final = (
    select(contribution)
    .where(_THIS_CASE)
    .order_by(contribution.c.written_at, contribution.c.id, contribution.c.number)
)
_VERSIONS: Final = (
    select(contribution)
    .where(contribution.c.id == bindparam("known_as"))
    .order_by(contribution.c.number.desc())
)
_WITHOUT_TEXT: Final = select(
    *(one for one in contribution.c if one is not contribution.c.text)
).order_by(contribution.c.changed_at, contribution.c.id, contribution.c.number)
_TOLD_OF: Final = _WITHOUT_TEXT.where(_THIS_CASE)
_CHANGED_SINCE: Final = _WITHOUT_TEXT.where(
    contribution.c.changed_at >= bindparam("since", type_=UtcDateTime())
)
_WITHDRAW: Final = update(contribution).where(
    contribution.c.id == bindparam("this"), contribution.c.withdrawn_at.is_(None)
)


class ContributionRows:
    """The contributions on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, told: Contribution) -> None:
        """Keep a new version; ConflictError when its number is taken."""
        known_as = _name(told.id, told.number)
        row = {
            "id": told.id,
            "number": told.number,
            "case_id": told.case,
            "organisation": told.organisation,
            "member": told.member,
            "written_at": told.written_at,
            "changed_at": told.changed_at,
            "text": told.text
            and await sealed_contribution.seal(self._fields, told.case, known_as, told.text),
        }
        if not await insert_once(self._connection, contribution, row):
            raise ConflictError

    async def withdraw(self, told: Contribution) -> None:
        """Destroy the text of every version; ConflictError when that was done."""
        gone = {
            "this": told.id,
            "text": None,
            "changed_at": told.changed_at,
            "withdrawn_by": told.withdrawn_by,
            "withdrawn_at": told.withdrawn_at,
        }
        if not (await self._connection.execute(_WITHDRAW, gone)).rowcount:
            raise ConflictError

    async def of_case(self, case_id: CaseId) -> Sequence[Contribution]:
        """Every version of what was contributed to a case, in the order in which it was told."""
        rows = await self._connection.execute(_OF_CASE, {"case": case_id})
        return [await self._open(row) for row in rows]

    async def versions(self, known_as: ContributionId) -> Sequence[Contribution]:
        """The versions of one contribution, the newest first; NotFoundError when there is none."""
        rows = await self._connection.execute(_VERSIONS, {"known_as": known_as})
        found = [await self._open(row) for row in rows]
        if not found:
            raise NotFoundError
        return found

    async def told_of(self, case_id: CaseId) -> Sequence[ToldContribution]:
        """What was contributed to a case or withdrawn, without texts."""
        rows = await self._connection.execute(_TOLD_OF, {"case": case_id})
        return [_told(row) for row in rows]

    async def changed_since(self, since: datetime) -> Sequence[ToldContribution]:
        """What was contributed or withdrawn since a moment, without texts."""
        rows = await self._connection.execute(_CHANGED_SINCE, {"since": since})
        return [_told(row) for row in rows]

    async def _open(self, row: Row[Any]) -> Contribution:
        case, known_as = CaseId(row.case_id), _name(row.id, row.number)
        sealed = row.text
        text = sealed and await sealed_contribution.open(self._fields, case, known_as, sealed)
        return Contribution(
            id=ContributionId(row.id),
            case=case,
            number=row.number,
            organisation=OrganisationId(row.organisation),
            member=MemberId(row.member),
            written_at=row.written_at,
            text=text,
            withdrawn_by=row.withdrawn_by and MemberId(row.withdrawn_by),
            withdrawn_at=row.withdrawn_at,
        )


def _name(known_as: str, number: int) -> str:
    return f"{known_as}:{number}"


def _told(row: Row[Any]) -> ToldContribution:
    return ToldContribution(
        id=ContributionId(row.id),
        number=row.number,
        case=CaseId(row.case_id),
        organisation=OrganisationId(row.organisation),
        member=MemberId(row.member),
        changed_by=MemberId(row.withdrawn_by or row.member),
        changed_at=row.changed_at,
        is_withdrawn=row.withdrawn_at is not None,
    )
