"""Who was named as having agreed to which decision, and what they say of it, as rows; which other
agreement came instead is sealed under the key of the case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    and_,
    bindparam,
    delete,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.agreement import Agreement
from domain.confirmation import Confirmation, ConfirmationAnswer
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, ConfirmationId, OrganisationId
from domain.mandate import AgreedDecision
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_each_once

_NOT_SETTLED: Final = "settled_at IS NULL AND (answer IS NULL OR answer = 'contradicted')"

agreement_confirmation = Table(
    "agreement_confirmation",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("decision", String(16), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("named_by", String(64), nullable=False),
    Column("named_at", UtcDateTime(), nullable=False),
    Column("answer", String(16), nullable=True),
    Column("said_by", String(64), nullable=True),
    Column("said_on", Date(), nullable=True),
    Column("answered_by", String(64), nullable=True),
    Column("answered_at", UtcDateTime(), nullable=True),
    Column("settled_by", String(64), nullable=True),
    Column("settled_at", UtcDateTime(), nullable=True),
    Column("instead", LargeBinary(), nullable=True),
    Column("version", Integer(), nullable=False),
    Index(
        "ix_agreement_confirmation_once",
        *("case_id", "decision", "organisation", "named_at"),
        unique=True,
    ),
    # what waits is little, whatever there was before
    Index(
        "ix_agreement_confirmation_unsettled",
        *("organisation", "named_at"),
        sqlite_where=text(_NOT_SETTLED),
        postgresql_where=text(_NOT_SETTLED),
    ),
    Index("ix_agreement_confirmation_answered", "organisation", "answered_at"),
)
_sealed_instead: Final = SealedColumn[Agreement](agreement_confirmation.c.instead, Agreement)

_C: Final = agreement_confirmation.c
_KEPT: Final = tuple(one for one in _C if one is not _C.instead)
_SET: Final = tuple(one.name for one in _KEPT if one.name not in {"id", "case_id"})
_UNANSWERED: Final = _C.answer.is_(None)
_CONTESTED: Final = _C.answer == literal_column("'contradicted'")
_WAITS: Final = and_(_C.settled_at.is_(None), or_(_UNANSWERED, _CONTESTED))
_ORDER: Final = (_C.named_at, _C.case_id, _C.organisation)
_BY_ID: Final = select(*_KEPT).where(_C.id == bindparam("this"))
_OF_CASE: Final = select(*_KEPT).where(_C.case_id == bindparam("of_case")).order_by(*_ORDER)
_INSTEAD: Final = select(_C.id, _C.instead).where(
    _C.case_id == bindparam("of_case"), _C.instead.is_not(None)
)
_ASKED_OF: Final = (
    select(*_KEPT)
    .where(_C.organisation == bindparam("whose"), _WAITS, _UNANSWERED)
    .order_by(*_ORDER)
)
_ANSWERED_BY: Final = (
    select(*_KEPT)
    .where(
        _C.organisation == bindparam("whose"),
        _C.answered_at > bindparam("since", type_=UtcDateTime()),
    )
    .order_by(_C.answered_at, *_ORDER)
)
CONFIRMATIONS_UNSETTLED: Final = select(*_KEPT).where(_WAITS).order_by(*_ORDER)
_THIS: Final = (_C.id == bindparam("this"), _C.version == bindparam("kept_version"))
_SAVE: Final = (
    update(agreement_confirmation).where(*_THIS).values({name: bindparam(name) for name in _SET})
)
_SAVE_INSTEAD: Final = (
    update(agreement_confirmation)
    .where(*_THIS)
    .values({name: bindparam(name) for name in (*_SET, "instead")})
)
_FORGET: Final = delete(agreement_confirmation).where(_C.case_id == bindparam("of_case"), _WAITS)
_DROP: Final = delete(agreement_confirmation).where(_C.id.in_(bindparam("these", expanding=True)))


class ConfirmationRows:
    """Who was named as having agreed, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, *asked: Confirmation) -> None:
        """Keep questions; one that was asked before stays as it was."""
        rows = [_values(one) for one in asked]
        await insert_each_once(self._connection, agreement_confirmation, rows)

    async def get(self, known_as: ConfirmationId) -> Confirmation:
        """Find a question; NotFoundError when there is none."""
        found = await self.find(known_as)
        if found is None:
            raise NotFoundError
        return found

    async def find(self, known_as: ConfirmationId) -> Confirmation | None:
        """Find a question; None when there is none any more."""
        found = await self._read(_BY_ID, {"this": known_as})
        return found[0] if found else None

    async def save(self, changed: Confirmation, instead: Agreement | None = None) -> Confirmation:
        """Save what was said or settled, with the agreement that came ``instead``; ConflictError
        when the kept version is another.
        """
        saved = replace(changed, version=changed.version + 1)
        values = _values(saved)
        written = {name: values[name] for name in _SET}
        written |= {"this": changed.id, "kept_version": changed.version}
        if instead is not None:
            written["instead"] = await _sealed_instead.seal(
                self._fields, changed.case, changed.id, instead
            )
        save = _SAVE if instead is None else _SAVE_INSTEAD
        if (await self._connection.execute(save, written)).rowcount != 1:
            raise ConflictError
        return saved

    async def of_case(self, case_id: CaseId) -> Sequence[Confirmation]:
        """All of a case, oldest first."""
        return await self._read(_OF_CASE, {"of_case": case_id})

    async def instead_of(self, case_id: CaseId) -> Mapping[ConfirmationId, Agreement]:
        """The agreements that came in the place of what was contradicted in a case."""
        rows = (await self._connection.execute(_INSTEAD, {"of_case": case_id})).all()
        return {
            ConfirmationId(row.id): await _sealed_instead.open(
                self._fields, case_id, row.id, row.instead
            )
            for row in rows
        }

    async def asked_of(self, organisation: OrganisationId) -> Sequence[Confirmation]:
        """What an organisation is asked and did not answer, oldest first."""
        return await self._read(_ASKED_OF, {"whose": organisation})

    async def answered_since(
        self, organisation: OrganisationId, since: datetime
    ) -> Sequence[Confirmation]:
        """What was said for an organisation after a moment, what was said last at the end."""
        return await self._read(_ANSWERED_BY, {"whose": organisation, "since": since})

    async def unsettled(self) -> Sequence[Confirmation]:
        """All without an answer, and all that is contested; oldest first."""
        return await self._read(CONFIRMATIONS_UNSETTLED, {})

    async def forget(self, case_id: CaseId) -> None:
        """Forget all of a case that waits for an answer or to be settled."""
        await self._connection.execute(_FORGET, {"of_case": case_id})

    async def drop(self, *known_as: ConfirmationId) -> None:
        """Forget questions without an answer: another decision came in the place of that one."""
        await self._connection.execute(_DROP, {"these": known_as})

    async def _read(self, query: Select[Any], given: Mapping[str, Any]) -> list[Confirmation]:
        rows = await self._connection.execute(query, given)
        return [_confirmation(row) for row in rows.mappings()]


def _values(asked: Confirmation) -> dict[str, Any]:
    row = asdict(asked)
    row["case_id"] = row.pop("case")
    return row


def _confirmation(row: RowMapping) -> Confirmation:
    content = {name: row[name] for name in row if name != "case_id"}
    read = {
        "decision": AgreedDecision(row["decision"]),
        "answer": row["answer"] and ConfirmationAnswer(row["answer"]),
    }
    return Confirmation(case=CaseId(row["case_id"]), **{**content, **read})
