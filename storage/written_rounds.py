"""Written rounds as rows; their lines are sealed under the key of the case."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    and_,
    bindparam,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, MemberId, RoundId
from domain.written_round import (
    OPEN_ROUND_STATES,
    RoundAnswer,
    RoundLines,
    RoundState,
    Stance,
    WrittenRound,
)
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once, insert_or_replace

_STATES: Final = ", ".join(f"'{state}'" for state in OPEN_ROUND_STATES)
_OPEN: Final = f"state IN ({_STATES})"

written_round: Final = Table(
    "written_round",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("coloured_at", UtcDateTime(), nullable=False),
    Column("review_on", Date(), nullable=False),
    Column("since_on", Date(), nullable=False),
    Column("writer", String(64), nullable=True),
    Column("reminded_on", Date(), nullable=True),
    Column("told_on", Date(), nullable=True),
    Column("written_by", String(64), nullable=True),
    Column("written_at", UtcDateTime(), nullable=True),
    Column("may_leave", Boolean(), nullable=True),
    Column("asked_on", Date(), nullable=True),
    Column("until_on", Date(), nullable=True),
    Column("ended_at", UtcDateTime(), nullable=True),
    Column("lines", LargeBinary(), nullable=True),
    Index("ix_written_round_case_id", "case_id", "since_on"),
    # nearly all rounds are over: whoever looks for those that run reads none of the others
    Index(
        "uq_written_round_open",
        "case_id",
        unique=True,
        sqlite_where=text(_OPEN),
        postgresql_where=text(_OPEN),
    ),
)
round_answer: Final = Table(
    "round_answer",
    metadata,
    Column("round", String(40), ForeignKey("written_round.id"), primary_key=True),
    Column("member", String(64), primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("told_on", Date(), nullable=False),
    Column("stance", String(16), nullable=False),
    Column("answered_at", UtcDateTime(), nullable=True),
    Column("answered_by", String(64), nullable=True),
)
sealed_lines: Final = SealedColumn[RoundLines](written_round.c.lines, RoundLines)

_KEPT: Final = tuple(part.name for part in fields(WrittenRound) if part.name != "case")
_ANSWER: Final = tuple(part.name for part in fields(RoundAnswer))
_HELD: Final = select(written_round.c.case_id, *(written_round.c[one] for one in _KEPT))
_IS_OPEN: Final = written_round.c.state.in_(
    [literal_column(f"'{state}'") for state in OPEN_ROUND_STATES]
)
_THIS: Final = written_round.c.id == bindparam("this")
_BY_ID: Final = _HELD.where(_THIS)
_OPEN_OF: Final = _HELD.where(_IS_OPEN, written_round.c.case_id == bindparam("case"))
_NEWEST_LAST: Final = (written_round.c.since_on, written_round.c.id)
_OF_CASES: Final = _HELD.where(
    written_round.c.case_id.in_(bindparam("cases", expanding=True))
).order_by(written_round.c.case_id, *_NEWEST_LAST)
ROUNDS_CONCERNING: Final = (
    _HELD.add_columns(*(round_answer.c[one].label(f"answer_{one}") for one in _ANSWER))
    .select_from(
        written_round.outerjoin(
            round_answer,
            and_(
                round_answer.c.round == written_round.c.id,
                round_answer.c.member == bindparam("member"),
            ),
        )
    )
    .where(_IS_OPEN)
    .order_by(*_NEWEST_LAST)
)
_LINES: Final = select(written_round.c.lines).where(_THIS)
_KEEP_LINES: Final = update(written_round).where(_THIS).values(lines=bindparam("sealed"))
_ANSWERS: Final = (
    select(round_answer)
    .where(round_answer.c.round == bindparam("held"))
    .order_by(round_answer.c.organisation, round_answer.c.member)
)
# sets the columns among its parameters
_SAVE: Final = update(written_round).where(
    _THIS, written_round.c.version == bindparam("kept_version")
)


class WrittenRoundRows:
    """The rounds of the house on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, held: WrittenRound) -> None:
        """Keep a new round; ConflictError when one is open for the case."""
        row = {**_values(held), "id": held.id, "case_id": held.case}
        if not await insert_once(self._connection, written_round, row):
            raise ConflictError

    async def get(self, round_id: RoundId) -> WrittenRound:
        """Find a round; NotFoundError when there is none."""
        found = await self._list(_BY_ID, {"this": round_id})
        if not found:
            raise NotFoundError
        return found[0]

    async def save(self, held: WrittenRound) -> WrittenRound:
        """Save a changed round; ConflictError when the kept version is another."""
        saved = replace(held, version=held.version + 1)
        written = {**_values(saved), "this": held.id, "kept_version": held.version}
        await change_one(self._connection, _SAVE, written)
        return saved

    async def open_of(self, case_id: CaseId) -> WrittenRound | None:
        """The open round of a case."""
        return next(iter(await self._list(_OPEN_OF, {"case": case_id})), None)

    async def newest_of(self, case_ids: Collection[CaseId]) -> Mapping[CaseId, WrittenRound]:
        """The newest round of each of these cases."""
        found = await self._list(_OF_CASES, {"cases": list(case_ids)}) if case_ids else ()
        return {one.case: one for one in found}

    async def concerning(
        self, member: MemberId
    ) -> Sequence[tuple[WrittenRound, RoundAnswer | None]]:
        """The open rounds, each with what this member was asked in it."""
        rows = await self._connection.execute(ROUNDS_CONCERNING, {"member": member})
        return [
            (_round(row), _answer(row, "answer_") if row["answer_member"] else None)
            for row in rows.mappings()
        ]

    async def keep_lines(self, held: WrittenRound, lines: RoundLines) -> None:
        """Keep what was written, sealed."""
        sealed = await sealed_lines.seal(self._fields, held.case, held.id, lines)
        await self._connection.execute(_KEEP_LINES, {"this": held.id, "sealed": sealed})

    async def lines(self, held: WrittenRound) -> RoundLines | None:
        """What was written."""
        sealed = await self._connection.scalar(_LINES, {"this": held.id})
        if sealed is None:
            return None
        return await sealed_lines.open(self._fields, held.case, held.id, sealed)

    async def keep_answers(self, answers: Sequence[RoundAnswer]) -> None:
        """Keep who was asked and what they said."""
        if answers:
            rows = [asdict(one) for one in answers]
            await insert_or_replace(self._connection, round_answer, *rows)

    async def answers(self, round_id: RoundId) -> Sequence[RoundAnswer]:
        """Everybody who was asked."""
        rows = await self._connection.execute(_ANSWERS, {"held": round_id})
        return [_answer(row) for row in rows.mappings()]

    async def _list(self, asked: Select[Any], given: Mapping[str, Any]) -> list[WrittenRound]:
        return [_round(row) for row in (await self._connection.execute(asked, given)).mappings()]


def _values(held: WrittenRound) -> dict[str, Any]:
    return {name: getattr(held, name) for name in _KEPT if name != "id"}


def _round(row: RowMapping) -> WrittenRound:
    kept = {name: row[name] for name in _KEPT}
    return WrittenRound(**{**kept, "case": row["case_id"], "state": RoundState(row["state"])})


def _answer(row: RowMapping, prefix: str = "") -> RoundAnswer:
    kept = {name: row[f"{prefix}{name}"] for name in _ANSWER}
    return RoundAnswer(**{**kept, "stance": Stance(kept["stance"])})
