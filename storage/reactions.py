"""What referrers say of what became of their referral, as rows; words are sealed under the case."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    literal_column,
    select,
    update,
)

from domain.errors import NotFoundError
from domain.identifiers import CaseId, MemberId, OrganisationId, ReactionId
from domain.reaction import Reaction, ReactionKind, ReactionState, ReactionWords, ToldReaction
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once

reaction = Table(
    "reaction",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("asked_at", UtcDateTime(), nullable=False),
    Column("state", String(20), nullable=False),
    Column("answered_by", String(64), nullable=True),
    Column("answered_at", UtcDateTime(), nullable=True),
    Column("words", LargeBinary(), nullable=False),
    Index("ix_reaction_case_id", "case_id", "asked_at"),
    Index("ix_reaction_state", "state", "asked_at"),
    Index("ix_reaction_answered_at", "answered_at"),
)
sealed_reaction: Final = SealedColumn[ReactionWords](reaction.c.words, ReactionWords)

_WITHOUT_WORDS: Final = select(*(one for one in reaction.c if one is not reaction.c.words))
_ONE: Final = select(reaction).where(reaction.c.id == bindparam("known_as"))
_OF_CASE: Final = (
    select(reaction)
    .where(reaction.c.case_id == bindparam("case"))
    .order_by(reaction.c.asked_at.desc(), reaction.c.id)
)
_IS_OPEN: Final = reaction.c.state == literal_column("'open'")
OPEN_REACTIONS: Final = _WITHOUT_WORDS.where(_IS_OPEN).order_by(reaction.c.asked_at, reaction.c.id)
ANSWERED_REACTIONS: Final = _WITHOUT_WORDS.where(
    reaction.c.answered_at >= bindparam("since", type_=UtcDateTime())
).order_by(reaction.c.answered_at, reaction.c.id)
_SETTLE: Final = update(reaction).where(reaction.c.id == bindparam("this"), _IS_OPEN)


class ReactionRows:
    """The reactions on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, new: Reaction, words: ReactionWords) -> None:
        """Keep a new reaction."""
        row = {
            "id": new.id,
            "case_id": new.case,
            "kind": new.kind,
            "asked_by": new.asked_by,
            "organisation": new.organisation,
            "asked_at": new.asked_at,
            "state": new.state,
            "words": await sealed_reaction.seal(self._fields, new.case, new.id, words),
        }
        await insert_once(self._connection, reaction, row)

    async def settle(self, settled: Reaction, words: ReactionWords) -> None:
        """Keep an answer; ConflictError when there is one."""
        answered = {
            "this": settled.id,
            "state": settled.state,
            "answered_by": settled.answered_by,
            "answered_at": settled.answered_at,
            "words": await sealed_reaction.seal(self._fields, settled.case, settled.id, words),
        }
        await change_one(self._connection, _SETTLE, answered)

    async def find(self, known_as: ReactionId) -> ToldReaction:
        """Find a reaction with its words; NotFoundError when there is none."""
        row = (await self._connection.execute(_ONE, {"known_as": known_as})).one_or_none()
        if row is None:
            raise NotFoundError
        return await self._open(row)

    async def of_case(self, case_id: CaseId) -> list[ToldReaction]:
        """The reactions of a case, the newest first."""
        rows = await self._connection.execute(_OF_CASE, {"case": case_id})
        return [await self._open(row) for row in rows]

    async def open(self) -> list[Reaction]:
        """Every reaction without an answer, oldest first."""
        return [_reaction(row) for row in await self._connection.execute(OPEN_REACTIONS, {})]

    async def answered_since(self, since: datetime) -> list[Reaction]:
        """The reactions that were answered since a moment, oldest answer first."""
        rows = await self._connection.execute(ANSWERED_REACTIONS, {"since": since})
        return [_reaction(row) for row in rows]

    async def _open(self, row: Row[Any]) -> ToldReaction:
        found = _reaction(row)
        words = await sealed_reaction.open(self._fields, found.case, found.id, row.words)
        return ToldReaction(reaction=found, words=words)


def _reaction(row: Row[Any]) -> Reaction:
    return Reaction(
        id=ReactionId(row.id),
        case=CaseId(row.case_id),
        kind=ReactionKind(row.kind),
        asked_by=MemberId(row.asked_by),
        organisation=OrganisationId(row.organisation),
        asked_at=row.asked_at,
        state=ReactionState(row.state),
        answered_by=row.answered_by and MemberId(row.answered_by),
        answered_at=row.answered_at,
    )
