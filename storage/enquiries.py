"""Enquiries as rows: ids, moments and words of the trade; why a partner is asked is sealed under
the key of the case.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.enquiry import DisclosureGround, Enquiry, EnquiryAnswer, EnquiryEnd
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, EnquiryId, MemberId
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once

_IS_ON: Final = "ended_at IS NULL"
_IS_PUSHED: Final = "pushed_on IS NOT NULL"

enquiry = Table(
    "enquiry",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("member", String(64), nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_at", UtcDateTime(), nullable=False),
    Column("due_on", Date(), nullable=False),
    Column("why", LargeBinary(), nullable=False),
    Column("answer", String(16), nullable=True),
    Column("ground", String(16), nullable=True),
    Column("answered_at", UtcDateTime(), nullable=True),
    Column("answered_by", String(64), nullable=True),
    Column("ended_at", UtcDateTime(), nullable=True),
    Column("end", String(16), nullable=True),
    Column("pushed_on", Date(), nullable=True),
    Column("pushed_to", String(64), nullable=True),
    Column("version", Integer(), nullable=False),
    UniqueConstraint("case_id", "organisation"),
    Index("ix_enquiry_case_id", "case_id", "member"),
    # what goes on is little, whatever there was before
    Index(
        "ix_enquiry_on",
        *("member", "due_on"),
        sqlite_where=text(_IS_ON),
        postgresql_where=text(_IS_ON),
    ),
    Index(
        "ix_enquiry_pushed",
        *("pushed_to", "pushed_on"),
        sqlite_where=text(_IS_PUSHED),
        postgresql_where=text(_IS_PUSHED),
    ),
)
sealed_why_asked: Final = SealedColumn[str](enquiry.c.why, str)


def _says(answer: EnquiryAnswer) -> ColumnElement[bool]:
    return enquiry.c.answer == literal_column(f"'{answer}'")


_IS_OPEN: Final = enquiry.c.ended_at.is_(None)
TELLS_SUBJECT: Final = and_(
    _IS_OPEN,
    or_(
        enquiry.c.answer.is_(None),
        ~or_(_says(EnquiryAnswer.NOT_KNOWN), _says(EnquiryAnswer.CANNOT_SHARE)),
    ),
)
_KEPT: Final = tuple(one for one in enquiry.c if one is not enquiry.c.why)
_SET: Final = tuple(one.name for one in _KEPT if one.name not in {"id", "case_id"})
_BY_ID: Final = select(*_KEPT).where(enquiry.c.id == bindparam("this"))
_OF_CASE: Final = (
    select(*_KEPT)
    .where(enquiry.c.case_id == bindparam("of_case"))
    .order_by(enquiry.c.asked_at, enquiry.c.organisation)
)
_OF_CASES: Final = (
    select(*_KEPT)
    .where(enquiry.c.case_id.in_(bindparam("cases", expanding=True)))
    .order_by(enquiry.c.asked_at, enquiry.c.organisation)
)
_REASONS: Final = select(enquiry.c.id, enquiry.c.why).where(
    enquiry.c.case_id == bindparam("of_case")
)
ENQUIRED_OF: Final = select(*_KEPT).where(enquiry.c.member == bindparam("member"), _IS_OPEN)
_ASKED_OF: Final = (
    select(*_KEPT)
    .where(enquiry.c.member.in_(bindparam("members", expanding=True)), _IS_OPEN)
    .order_by(enquiry.c.due_on, enquiry.c.asked_at, enquiry.c.id)
)
_UNSETTLED: Final = (
    select(*_KEPT)
    .where(_IS_OPEN, or_(enquiry.c.answer.is_(None), _says(EnquiryAnswer.CALL_ME)))
    .order_by(enquiry.c.asked_at, enquiry.c.id)
)
_ANSWERED: Final = (
    select(*_KEPT)
    .where(_IS_OPEN, enquiry.c.answered_at >= bindparam("since", type_=UtcDateTime()))
    .order_by(enquiry.c.answered_at, enquiry.c.id)
)
# what a coordinator has to do something about
ENQUIRY_WAITS: Final = select(enquiry.c.id).where(
    _IS_OPEN,
    or_(
        _says(EnquiryAnswer.CALL_ME),
        and_(enquiry.c.answer.is_(None), enquiry.c.due_on < bindparam("today", type_=Date())),
    ),
)
_PUSHED: Final = (
    select(enquiry.c.pushed_on)
    .where(enquiry.c.pushed_to == bindparam("whose"), enquiry.c.pushed_on.is_not(None))
    .distinct()
    .order_by(enquiry.c.pushed_on)
)
_THIS: Final = (enquiry.c.id == bindparam("this"), enquiry.c.version == bindparam("kept_version"))
_SAVE: Final = update(enquiry).where(*_THIS).values({name: bindparam(name) for name in _SET})
_SAVE_WITH_WHY: Final = (
    update(enquiry).where(*_THIS).values({name: bindparam(name) for name in (*_SET, "why")})
)


class EnquiryRows:
    """Who was asked about whom, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, asked: Enquiry, why: str) -> None:
        """Keep a new enquiry; ConflictError when the organisation was asked already."""
        row = {**_values(asked), "why": await self._seal(asked, why)}
        if not await insert_once(self._connection, enquiry, row):
            raise ConflictError

    async def get(self, enquiry_id: EnquiryId) -> Enquiry:
        """Find an enquiry; NotFoundError when there is none."""
        found = await self._read(_BY_ID, {"this": enquiry_id})
        if not found:
            raise NotFoundError
        return found[0]

    async def save(self, changed: Enquiry, why: str | None = None) -> Enquiry:
        """Save a changed enquiry; ConflictError when the kept version is another."""
        saved = replace(changed, version=changed.version + 1)
        values = _values(saved)
        written = {name: values[name] for name in _SET}
        written |= {"this": changed.id, "kept_version": changed.version}
        if why is not None:
            written["why"] = await self._seal(changed, why)
        save = _SAVE if why is None else _SAVE_WITH_WHY
        await change_one(self._connection, save, written)
        return saved

    async def of_case(self, case_id: CaseId) -> Sequence[Enquiry]:
        """All enquiries about a case, by the moment they were asked."""
        return await self._read(_OF_CASE, {"of_case": case_id})

    async def of_cases(self, cases: Collection[CaseId]) -> Mapping[CaseId, Sequence[Enquiry]]:
        """All enquiries about each of these cases, by the moment they were asked."""
        found = dict[CaseId, list[Enquiry]]()
        for one in await self._read(_OF_CASES, {"cases": sorted(cases)}):
            found.setdefault(one.case, []).append(one)
        return found

    async def reasons(self, case_id: CaseId) -> Mapping[EnquiryId, str]:
        """Why each partner was asked about a case."""
        rows = (await self._connection.execute(_REASONS, {"of_case": case_id})).all()
        return {
            EnquiryId(row.id): await sealed_why_asked.open(self._fields, case_id, row.id, row.why)
            for row in rows
        }

    async def asked_of(self, members: Collection[MemberId]) -> Sequence[Enquiry]:
        """What these members are asked and is not over, what is due first before others."""
        return await self._read(_ASKED_OF, {"members": list(members)}) if members else []

    async def unsettled(self) -> Sequence[Enquiry]:
        """All that still waits for an answer or a call, by the moment it was asked."""
        return await self._read(_UNSETTLED, {})

    async def answered_since(self, since: datetime) -> Sequence[Enquiry]:
        """All that was answered since a moment and is not over, by the moment it was."""
        return await self._read(_ANSWERED, {"since": since})

    async def pushed_days(self, member: MemberId) -> Sequence[date]:
        """The days of which a member has a card of enquiries in their chat."""
        rows = await self._connection.execute(_PUSHED, {"whose": member})
        return [row.pushed_on for row in rows]

    async def _seal(self, asked: Enquiry, why: str) -> bytes:
        return await sealed_why_asked.seal(self._fields, asked.case, asked.id, why)

    async def _read(self, query: Select[Any], given: Mapping[str, Any]) -> list[Enquiry]:
        rows = await self._connection.execute(query, given)
        return [_enquiry(row) for row in rows.mappings()]


def _values(asked: Enquiry) -> dict[str, Any]:
    row = asdict(asked)
    row["case_id"] = row.pop("case")
    return row


def _enquiry(row: RowMapping) -> Enquiry:
    content = {name: row[name] for name in row if name != "case_id"}
    read = {
        "answer": row["answer"] and EnquiryAnswer(row["answer"]),
        "ground": row["ground"] and DisclosureGround(row["ground"]),
        "end": row["end"] and EnquiryEnd(row["end"]),
    }
    return Enquiry(case=CaseId(row["case_id"]), **{**content, **read})
