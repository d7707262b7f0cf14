"""What is asked of who supplied something of a case, as rows; why it is asked and who answered by
telephone are sealed under the key of the case.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    Column,
    Date,
    LargeBinary,
    String,
    Table,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.errors import ConflictError, NotFoundError
from domain.extension import (
    AskedExtension,
    ByTelephone,
    Extension,
    ExtensionGround,
    SupplierAnswer,
    SupplierSays,
)
from domain.identifiers import CaseId, MemberId, OrganisationId
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_once, insert_or_replace

extension = Table(
    "extension",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("ground", String(20), nullable=False),
    Column("goes_on", Date(), nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_on", Date(), nullable=False),
    Column("reminded_on", Date(), nullable=True),
    Column("why", LargeBinary(), nullable=False),
)
extension_answer = Table(
    "extension_answer",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("organisation", String(64), primary_key=True),
    Column("says", String(12), nullable=True),
    Column("said_by", String(64), nullable=True),
    Column("said_at", UtcDateTime(), nullable=True),
    Column("told", LargeBinary(), nullable=True),
)
sealed_asking: Final = SealedColumn[Extension](extension.c.why, Extension)
sealed_telephone: Final = SealedColumn[ByTelephone](extension_answer.c.told, ByTelephone)

_THIS: Final = extension.c.case_id == bindparam("case")
_ASKED: Final = tuple(one for one in extension.c if one is not extension.c.why)
_WITH_ANSWERS: Final = select(
    *_ASKED,
    extension_answer.c.organisation,
    extension_answer.c.says,
    extension_answer.c.said_by,
    extension_answer.c.said_at,
).outerjoin_from(extension, extension_answer, extension_answer.c.case_id == extension.c.case_id)
_IN_ORDER: Final = (extension.c.asked_on, extension.c.case_id, extension_answer.c.organisation)
# a question is forgotten when the term is over, so these are few
EXTENSIONS_ASKED: Final = _WITH_ANSWERS.order_by(*_IN_ORDER)
_ONE: Final = _WITH_ANSWERS.where(_THIS).order_by(*_IN_ORDER)
_WHY: Final = select(extension.c.why).where(_THIS)
_REMIND: Final = update(extension).where(_THIS)
_TOLD: Final = select(extension_answer.c.told).where(
    extension_answer.c.case_id == bindparam("case"),
    extension_answer.c.organisation == bindparam("whose"),
)
_FORGET: Final = tuple(
    delete(table).where(table.c.case_id == bindparam("case"))
    for table in (extension_answer, extension)
)


class ExtensionRows:
    """What is asked of suppliers, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, asked: AskedExtension, why: Extension) -> None:
        """Keep a question and whom it is asked; ConflictError when there is one."""
        row = {
            "case_id": asked.case,
            "ground": asked.ground,
            "goes_on": asked.goes_on,
            "asked_by": asked.asked_by,
            "asked_on": asked.asked_on,
            "why": await sealed_asking.seal(self._fields, asked.case, asked.case, why),
        }
        if not await insert_once(self._connection, extension, row):
            raise ConflictError
        await self.ask_more(asked.case, sorted(asked.asked))

    async def ask_more(self, case: CaseId, organisations: Sequence[OrganisationId]) -> None:
        """Ask these organisations too; who is asked already stays as they are."""
        for one in organisations:
            row = {"case_id": case, "organisation": one}
            await insert_once(self._connection, extension_answer, row)

    async def note_reminder(self, case: CaseId, on: date) -> None:
        """Keep that who is silent was reminded."""
        await self._connection.execute(_REMIND, {"case": case, "reminded_on": on})

    async def keep_answer(
        self, case: CaseId, answer: SupplierAnswer, told: ByTelephone | None = None
    ) -> None:
        """Keep an answer in the place of the one its organisation gave before."""
        known_as = _name(case, answer.organisation)
        row = {
            "case_id": case,
            "organisation": answer.organisation,
            "says": answer.says,
            "said_by": answer.said_by,
            "said_at": answer.said_at,
            "told": told and await sealed_telephone.seal(self._fields, case, known_as, told),
        }
        await insert_or_replace(self._connection, extension_answer, row)

    async def open(self) -> Sequence[AskedExtension]:
        """Every question, the longest asked first."""
        return await self._list(EXTENSIONS_ASKED, {})

    async def find(self, case: CaseId) -> AskedExtension | None:
        """The question about a case; None when there is none."""
        return next(iter(await self._list(_ONE, {"case": case})), None)

    async def why(self, case: CaseId) -> Extension:
        """Why it is asked; NotFoundError when nothing is asked of a case."""
        sealed = await self._connection.scalar(_WHY, {"case": case})
        if sealed is None:
            raise NotFoundError
        return await sealed_asking.open(self._fields, case, case, sealed)

    async def told_by_telephone(
        self, case: CaseId, organisation: OrganisationId
    ) -> ByTelephone | None:
        """Who answered for an organisation by telephone; None when nobody did."""
        given = {"case": case, "whose": organisation}
        sealed = await self._connection.scalar(_TOLD, given)
        if sealed is None:
            return None
        return await sealed_telephone.open(self._fields, case, _name(case, organisation), sealed)

    async def forget(self, case: CaseId) -> None:
        """Forget what is asked about a case and what was answered."""
        for forget in _FORGET:
            await self._connection.execute(forget, {"case": case})

    async def _list(self, asked: Any, given: Mapping[str, Any]) -> Sequence[AskedExtension]:
        rows = (await self._connection.execute(asked, given)).mappings().all()
        of_case: dict[str, list[RowMapping]] = {}
        for row in rows:
            of_case.setdefault(row["case_id"], []).append(row)
        return [_read(found) for found in of_case.values()]


def _read(rows: Sequence[RowMapping]) -> AskedExtension:
    first = rows[0]
    return AskedExtension(
        case=CaseId(first["case_id"]),
        ground=ExtensionGround(first["ground"]),
        goes_on=first["goes_on"],
        asked_by=MemberId(first["asked_by"]),
        asked_on=first["asked_on"],
        reminded_on=first["reminded_on"],
        answers=tuple(_read_answer(row) for row in rows if row["organisation"]),
    )


def _read_answer(row: RowMapping) -> SupplierAnswer:
    return SupplierAnswer(
        organisation=OrganisationId(row["organisation"]),
        says=row["says"] and SupplierSays(row["says"]),
        said_by=row["said_by"] and MemberId(row["said_by"]),
        said_at=row["said_at"],
    )


def _name(case: CaseId, organisation: OrganisationId) -> str:
    return f"{case}:{organisation}"
