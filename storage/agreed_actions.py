"""Agreed actions as rows; what was agreed and answered is sealed under the key of its case."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
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
    case,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.action_counts import ActionCounts, OrganisationActions
from domain.agreed_action import ActionSource, ActionState, AgreedAction, StandingAction
from domain.errors import NotFoundError
from domain.identifiers import ActionId, CaseId, MemberId
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import change_one

_OPEN: Final = "state = 'open'"
_ASKED: Final = "asked IS NOT NULL"

agreed_action: Final = Table(
    "agreed_action",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("due_on", Date(), nullable=False),
    Column("source", String(12), nullable=False),
    Column("said_in", String(64), nullable=True),
    Column("state", String(16), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("agreed_by", String(64), nullable=False),
    Column("dated_on", Date(), nullable=False),
    Column("changed_by", String(64), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False),
    Column("reminders", Integer(), nullable=False),
    Column("reminded_on", Date(), nullable=True),
    Column("asked", String(64), nullable=True),
    Column("told_to", String(64), nullable=True),
    Column("what", LargeBinary(), nullable=False),
    Column("note", LargeBinary(), nullable=False),
    Index("ix_agreed_action_case_id", "case_id"),
    Index("ix_agreed_action_said_in", "said_in"),
    Index("ix_agreed_action_due_on", "due_on"),
    # nearly all actions were answered long ago: who looks for their own reads none of those
    Index(
        "ix_agreed_action_owner",
        "owner",
        sqlite_where=text(_OPEN),
        postgresql_where=text(_OPEN),
    ),
    Index(
        "ix_agreed_action_asked",
        "asked",
        sqlite_where=text(_ASKED),
        postgresql_where=text(_ASKED),
    ),
)

sealed_what: Final = SealedColumn[str](agreed_action.c.what, str)
sealed_note: Final = SealedColumn[str](agreed_action.c.note, str)

_STANDING: Final = tuple(part.name for part in fields(StandingAction) if part.name != "case")
_COUNTS: Final = tuple(part.name for part in fields(ActionCounts))
_IS_OPEN: Final = agreed_action.c.state == literal_column("'open'")
_EARLIEST: Final = (agreed_action.c.due_on, agreed_action.c.id)
_THIS: Final = agreed_action.c.id == bindparam("this")
_WITHOUT_TEXT: Final = select(agreed_action.c.case_id, *(agreed_action.c[one] for one in _STANDING))
_BY_ID: Final = select(agreed_action).where(_THIS)
_STANDING_BY_ID: Final = _WITHOUT_TEXT.where(_THIS)
_OF_CASE: Final = (
    select(agreed_action)
    .where(agreed_action.c.case_id == bindparam("case"))
    .order_by(agreed_action.c.state != literal_column("'open'"), *_EARLIEST)
)
_SAID_IN: Final = _WITHOUT_TEXT.where(agreed_action.c.said_in == bindparam("known_as")).order_by(
    *_EARLIEST
)
_MEMBER: Final[BindParameter[str]] = bindparam("member")
ACTIONS_CONCERNING: Final = _WITHOUT_TEXT.where(
    and_(_IS_OPEN, agreed_action.c.owner == _MEMBER) | (agreed_action.c.asked == _MEMBER)
).order_by(*_EARLIEST)
_COUNTED: Final = [
    func.count(case((agreed_action.c.state == literal_column(f"'{one}'"), 1))).label(one)
    for one in ActionState
]
_COUNT_DUE: Final = (
    select(
        agreed_action.c.organisation,
        *_COUNTED,
        func.count(agreed_action.c.owner.distinct()).label("owners"),
    )
    .where(
        agreed_action.c.due_on >= bindparam("from_on", type_=Date()),
        agreed_action.c.due_on <= bindparam("until_on", type_=Date()),
    )
    .group_by(agreed_action.c.organisation)
    .order_by(agreed_action.c.organisation)
)
_ADD: Final = insert(agreed_action)
# sets the columns among its parameters
_SAVE: Final = update(agreed_action).where(
    _THIS, agreed_action.c.version == bindparam("kept_version")
)


class AgreedActionRows:
    """The actions of the house on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, action: AgreedAction) -> None:
        """Keep a new action."""
        await self._connection.execute(_ADD, await self._row(action))

    async def get(self, action_id: ActionId) -> AgreedAction:
        """Find an action; NotFoundError when there is none."""
        found = (await self._connection.execute(_BY_ID, {"this": action_id})).mappings()
        row = found.one_or_none()
        if row is None:
            raise NotFoundError
        return await self._action(row)

    async def standing(self, action_id: ActionId) -> StandingAction | None:
        """Find an action without its text; None when there is none."""
        found = await self._list(_STANDING_BY_ID, {"this": action_id})
        return found[0] if found else None

    async def save(self, action: AgreedAction) -> AgreedAction:
        """Save what somebody did with an action and return it one version higher; ConflictError
        when the kept version is another.
        """
        saved = replace(action, version=action.version + 1)
        await self._update(action, await self._row(saved))
        return saved

    async def save_asking(self, action: StandingAction) -> None:
        """Save how often its owner was reminded and who was asked instead; ConflictError when
        somebody did something with it meanwhile.
        """
        asking = ("reminders", "reminded_on", "asked")
        await self._update(action, {name: getattr(action, name) for name in asking})

    async def of_case(self, case_id: CaseId) -> Sequence[AgreedAction]:
        """Every action of a case: open ones first, the earliest due before others."""
        rows = (await self._connection.execute(_OF_CASE, {"case": case_id})).mappings().all()
        return [await self._action(row) for row in rows]

    async def said_in(self, known_as: str) -> Sequence[StandingAction]:
        """What was agreed in one session or meeting."""
        return await self._list(_SAID_IN, {"known_as": known_as})

    async def concerning(self, member: MemberId) -> Sequence[StandingAction]:
        """A member's own open actions, and those that wait for their decision; the earliest due
        first.
        """
        return await self._list(ACTIONS_CONCERNING, {"member": member})

    async def count_due(self, from_on: date, until_on: date) -> Sequence[OrganisationActions]:
        """What came of the agreements that were for these days, of each organisation."""
        given = {"from_on": from_on, "until_on": until_on}
        rows = (await self._connection.execute(_COUNT_DUE, given)).mappings()
        return [
            OrganisationActions(
                organisation=row["organisation"],
                counts=ActionCounts(**{name: row[name] for name in _COUNTS}),
            )
            for row in rows
        ]

    async def _list(self, asked: Select[Any], given: Mapping[str, Any]) -> list[StandingAction]:
        rows = (await self._connection.execute(asked, given)).mappings()
        return [StandingAction(**_read(row)) for row in rows]

    async def _update(self, action: StandingAction, changed: Mapping[str, Any]) -> None:
        written = {**changed, "this": action.id, "kept_version": action.version}
        await change_one(self._connection, _SAVE, written)

    async def _row(self, action: AgreedAction) -> dict[str, Any]:
        row = {name: getattr(action, name) for name in _STANDING}
        what = await sealed_what.seal(self._fields, action.case, action.id, action.what)
        note = await sealed_note.seal(self._fields, action.case, action.id, action.note)
        return {**row, "case_id": action.case, "what": what, "note": note}

    async def _action(self, row: RowMapping) -> AgreedAction:
        case_id, known_as = CaseId(row["case_id"]), row["id"]
        return AgreedAction(
            **_read(row),
            what=await sealed_what.open(self._fields, case_id, known_as, row["what"]),
            note=await sealed_note.open(self._fields, case_id, known_as, row["note"]),
        )


def _read(row: RowMapping) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _STANDING},
        "case": CaseId(row["case_id"]),
        "source": ActionSource(row["source"]),
        "state": ActionState(row["state"]),
    }
