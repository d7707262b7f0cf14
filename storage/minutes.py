"""Minutes as rows, one for each case in a meeting; each edition and each objection is a row of its
own, its text sealed under the key of the case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, MinutesId
from domain.minutes import (
    Minutes,
    MinutesContent,
    MinutesEdition,
    MinutesSource,
    MinutesState,
    Objection,
    Settled,
    Supplier,
)
from domain.stoplight import Colour
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once, insert_or_replace

_UNSHARED: Final = "state <> 'shared'"

minutes: Final = Table(
    "minutes",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Column("source", String(8), nullable=False),
    Column("said_in", String(120), nullable=False),
    Column("held_on", Date(), nullable=False),
    Column("state", String(12), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("colour", String(8), nullable=True),
    Column("review_on", Date(), nullable=True),
    Column("waits_since", Date(), nullable=False),
    Column("edition", Integer(), nullable=False),
    Column("shared_edition", Integer(), nullable=False),
    Column("suppliers", JSON(), nullable=False),
    Column("until_on", Date(), nullable=True),
    Column("shared_at", UtcDateTime(), nullable=True),
    Column("changed_by", String(64), nullable=True),
    Column("changed_at", UtcDateTime(), nullable=False),
    UniqueConstraint("case_id", "said_in", name="uq_minutes_case_id_said_in"),
    # nearly all minutes were shared long ago: what waits is read without those
    Index(
        "ix_minutes_state", "state", sqlite_where=text(_UNSHARED), postgresql_where=text(_UNSHARED)
    ),
    Index("ix_minutes_shared_at", "shared_at"),
)

minutes_edition: Final = Table(
    "minutes_edition",
    metadata,
    Column("minutes_id", String(64), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("case_id", String(64), nullable=False),
    Column("approved_by", String(64), nullable=False),
    Column("approved_at", UtcDateTime(), nullable=False),
    Column("content", LargeBinary(), nullable=False),
)

minutes_objection: Final = Table(
    "minutes_objection",
    metadata,
    Column("minutes_id", String(64), primary_key=True),
    Column("edition", Integer(), primary_key=True, autoincrement=False),
    Column("member", String(64), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("objected_at", UtcDateTime(), nullable=False),
    Column("reason", LargeBinary(), nullable=False),
)

sealed_minutes: Final = SealedColumn[MinutesContent](minutes_edition.c.content, MinutesContent)
sealed_objection: Final = SealedColumn[str](minutes_objection.c.reason, str)

_BY_ID: Final = select(minutes).where(minutes.c.id == bindparam("this"))
_OF_CASE: Final = (
    select(minutes)
    .where(minutes.c.case_id == bindparam("case_id"))
    .order_by(minutes.c.held_on.desc(), minutes.c.id)
)
_FIND: Final = select(minutes).where(
    minutes.c.case_id == bindparam("case_id"), minutes.c.said_in == bindparam("said_in")
)
_IS_UNSHARED: Final = minutes.c.state != literal_column("'shared'")
LISTED: Final = union_all(
    select(minutes).where(_IS_UNSHARED),
    select(minutes).where(
        minutes.c.shared_at >= bindparam("since", type_=UtcDateTime()),
        minutes.c.state == literal_column("'shared'"),
    ),
)
# sets the columns among its parameters
_SAVE: Final = update(minutes).where(
    minutes.c.id == bindparam("this"), minutes.c.version == bindparam("kept_version")
)
_FORGET: Final = delete(minutes).where(minutes.c.id == bindparam("this"))
_EDITION: Final = select(minutes_edition).where(
    minutes_edition.c.minutes_id == bindparam("minutes_id"),
    minutes_edition.c.number == bindparam("number"),
)
_TO_EDITION: Final = (
    minutes_objection.c.minutes_id == bindparam("minutes_id"),
    minutes_objection.c.edition == bindparam("number"),
)
_OBJECTIONS: Final = (
    select(minutes_objection)
    .where(*_TO_EDITION)
    .order_by(minutes_objection.c.objected_at, minutes_objection.c.member)
)
_COUNT: Final = select(func.count()).select_from(minutes_objection).where(*_TO_EDITION)


class MinutesRows:
    """The minutes of the house on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, new: Minutes) -> None:
        """Keep new minutes; ConflictError when the case has some of this meeting."""
        if not await insert_once(self._connection, minutes, _row(new)):
            raise ConflictError

    async def get(self, minutes_id: MinutesId) -> Minutes:
        """Find minutes; NotFoundError when there are none."""
        found = await self._list(_BY_ID, {"this": minutes_id})
        if not found:
            raise NotFoundError
        return found[0]

    async def find(self, case_id: CaseId, said_in: str) -> Minutes | None:
        """The minutes of a case in a meeting; None when nothing was typed."""
        found = await self._list(_FIND, {"case_id": case_id, "said_in": said_in})
        return found[0] if found else None

    async def save(self, changed: Minutes) -> Minutes:
        """Save changed minutes and return them one version higher; ConflictError when the kept
        version is another.
        """
        saved = replace(changed, version=changed.version + 1)
        given = {**_row(saved), "this": changed.id, "kept_version": changed.version}
        await change_one(self._connection, _SAVE, given)
        return saved

    async def forget(self, minutes_id: MinutesId) -> None:
        """Forget minutes that were never approved, and hold nothing any more."""
        await self._connection.execute(_FORGET, {"this": minutes_id})

    async def of_case(self, case_id: CaseId) -> Sequence[Minutes]:
        """The minutes of a case, of the newest meeting first."""
        return await self._list(_OF_CASE, {"case_id": case_id})

    async def listed(self, shared_since: datetime) -> Sequence[Minutes]:
        """Minutes that are not shared, or were since a moment; of the oldest meeting first."""
        found = await self._list(LISTED, {"since": shared_since})
        return sorted(found, key=lambda one: (one.held_on, one.id))

    async def add_edition(self, edition: MinutesEdition) -> None:
        """Keep an edition; ConflictError when its number is taken."""
        name = _name(edition.minutes, edition.number)
        row = {
            "minutes_id": edition.minutes,
            "number": edition.number,
            "case_id": edition.case,
            "approved_by": edition.approved_by,
            "approved_at": edition.approved_at,
            "content": await sealed_minutes.seal(self._fields, edition.case, name, edition.content),
        }
        if not await insert_once(self._connection, minutes_edition, row):
            raise ConflictError

    async def edition(self, of: Minutes, number: int) -> MinutesEdition:
        """One edition of minutes; NotFoundError when there is none."""
        given = {"minutes_id": of.id, "number": number}
        row = (await self._connection.execute(_EDITION, given)).mappings().one_or_none()
        if row is None:
            raise NotFoundError
        name = _name(of.id, number)
        return MinutesEdition(
            minutes=of.id,
            case=of.case,
            number=number,
            approved_by=row["approved_by"],
            approved_at=row["approved_at"],
            content=await sealed_minutes.open(self._fields, of.case, name, row["content"]),
        )

    async def keep_objection(self, objection: Objection) -> None:
        """Keep an objection, in the place of the one this member made to the same edition."""
        name = f"{_name(objection.minutes, objection.edition)}:{objection.member}"
        row = {
            "minutes_id": objection.minutes,
            "edition": objection.edition,
            "member": objection.member,
            "case_id": objection.case,
            "organisation": objection.organisation,
            "objected_at": objection.objected_at,
            "reason": await sealed_objection.seal(
                self._fields, objection.case, name, objection.reason
            ),
        }
        await insert_or_replace(self._connection, minutes_objection, row)

    async def objections(self, to: Minutes, edition: int) -> Sequence[Objection]:
        """What was objected to an edition, oldest first."""
        given = {"minutes_id": to.id, "number": edition}
        rows = (await self._connection.execute(_OBJECTIONS, given)).mappings().all()
        return [
            Objection(
                minutes=to.id,
                case=to.case,
                edition=edition,
                member=row["member"],
                organisation=row["organisation"],
                objected_at=row["objected_at"],
                reason=await sealed_objection.open(
                    self._fields,
                    to.case,
                    f"{_name(to.id, edition)}:{row['member']}",
                    row["reason"],
                ),
            )
            for row in rows
        ]

    async def count_objections(self, to: Minutes, edition: int) -> int:
        """How many members objected to an edition."""
        given = {"minutes_id": to.id, "number": edition}
        return int((await self._connection.execute(_COUNT, given)).scalar_one())

    async def _list(self, asked: Any, given: Mapping[str, Any]) -> list[Minutes]:
        rows = (await self._connection.execute(asked, given)).mappings()
        return [_read(row) for row in rows]


_PLAIN: Final = (
    *("id", "held_on", "version", "waits_since", "edition", "shared_edition"),
    *("until_on", "shared_at", "changed_by", "changed_at"),
)


def _row(kept: Minutes) -> dict[str, Any]:
    return {
        **{name: getattr(kept, name) for name in _PLAIN},
        "state": kept.state,
        "case_id": kept.case,
        "source": kept.source,
        "said_in": kept.said_in,
        "colour": kept.settled.colour,
        "review_on": kept.settled.review_on,
        "suppliers": [[one.organisation, one.called] for one in kept.suppliers],
    }


def _read(row: RowMapping) -> Minutes:
    colour = row["colour"]
    return Minutes(
        **{name: row[name] for name in _PLAIN},
        state=MinutesState(row["state"]),
        case=CaseId(row["case_id"]),
        source=MinutesSource(row["source"]),
        said_in=row["said_in"],
        settled=Settled(colour=Colour(colour) if colour else None, review_on=row["review_on"]),
        suppliers=tuple(Supplier(organisation=one, called=by) for one, by in row["suppliers"]),
    )


def _name(minutes_id: MinutesId, number: int) -> str:
    return f"{minutes_id}:{number}"
