"""Unfinished conversations as rows; an ended one keeps no answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    delete,
    exists,
    select,
    text,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.draft import Answer, Answers, Draft, DraftEnd, DraftTerm, WaitingDraft
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, DraftId, MemberId
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once

draft = Table(
    "draft",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("member", String(64), nullable=False),
    Column("dialog", String(40), nullable=False),
    Column("dialog_version", Integer(), nullable=False),
    Column("subject", String(240), nullable=False),
    Column("page", String(40), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime(), nullable=False),
    Column("case_id", String(64), nullable=True),
    Column("content", LargeBinary(), nullable=True),
    Column("end", String(12), nullable=True),
    Column("is_filled_in", Boolean(), nullable=False),
    # one open draft per member and subject, whatever two devices do at once
    Index(
        "uq_draft_open",
        "member",
        "dialog",
        "subject",
        unique=True,
        sqlite_where=text('"end" IS NULL'),
        postgresql_where=text('"end" IS NULL'),
    ),
)

_AT: Final = bindparam("at", type_=UtcDateTime())
_THIS: Final = draft.c.id == bindparam("draft")
_BY_ID: Final = select(draft).where(_THIS)
# sets the columns among its parameters
_SAVE: Final = update(draft).where(_THIS, draft.c.version == bindparam("kept_version"))
_IS_OPEN: Final = (draft.c.member == bindparam("member"), draft.c.end.is_(None))
_FIND_OPEN: Final = select(draft).where(
    *_IS_OPEN, draft.c.dialog == bindparam("dialog"), draft.c.subject == bindparam("subject")
)
WAITING: Final = (
    select(
        draft.c.id,
        draft.c.dialog,
        draft.c.case_id.label("case"),
        draft.c.changed_at,
        draft.c.is_filled_in,
    )
    .where(*_IS_OPEN)
    .order_by(draft.c.changed_at.desc(), draft.c.id)
)
_TERM: Final = select(draft.c.changed_at, draft.c.expires_at, draft.c.end).where(_THIS)
_EXPIRE: Final = (
    update(draft)
    .where(_THIS, draft.c.end.is_(None), draft.c.expires_at <= _AT)
    .values(
        version=draft.c.version + 1,
        end=DraftEnd.EXPIRED,
        content=None,
        changed_at=_AT,
    )
)
_OVERTAKE: Final = (
    update(draft)
    .where(
        draft.c.case_id == bindparam("case"),
        draft.c.dialog == bindparam("of_dialog"),
        draft.c.end.is_(None),
    )
    .values(version=draft.c.version + 1, end=DraftEnd.OVERTAKEN, content=None, changed_at=_AT)
)
_THEIRS: Final = draft.alias("theirs")
_MOVE: Final = (
    update(draft)
    .where(
        _THIS,
        draft.c.end.is_(None),
        ~exists().where(
            _THEIRS.c.member == bindparam("given_to"),
            _THEIRS.c.dialog == draft.c.dialog,
            _THEIRS.c.subject == draft.c.subject,
            _THEIRS.c.end.is_(None),
        ),
    )
    .values(member=bindparam("given_to"), version=draft.c.version + 1)
)
_FORGET: Final = delete(draft).where(_THIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDay:
    """A date among answers, written so that a text of the same shape stays a text."""

    on: date


KeptAnswer = str | int | bool | tuple[str, ...] | KeptDay


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftContent:
    """What a draft is about and its answers, as they are sealed."""

    about: dict[str, KeptAnswer]
    answers: dict[str, KeptAnswer]


sealed_draft: Final = SealedColumn[DraftContent](draft.c.content, DraftContent)


class DraftRows:
    """The drafts of one transaction."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, new: Draft) -> None:
        """Keep a new draft; ConflictError when its member has one open on the same subject."""
        if not await insert_once(self._connection, draft, await self._row(new)):
            raise ConflictError

    async def get(self, draft_id: DraftId) -> Draft:
        """Find a draft, also an ended one; NotFoundError when there is none."""
        rows = await self._connection.execute(_BY_ID, {"draft": draft_id})
        row = rows.mappings().one_or_none()
        if row is None:
            raise NotFoundError
        return await self._draft(row)

    async def save(self, changed: Draft) -> Draft:
        """Save a changed draft and return it one version higher, without content when it ended;
        ConflictError when the kept version is another.
        """
        saved = replace(changed, version=changed.version + 1)
        if saved.end:
            saved = replace(saved, about={}, answers={})
        this = {"draft": changed.id, "kept_version": changed.version}
        written = {**await self._row(saved), **this}
        await change_one(self._connection, _SAVE, written)
        return saved

    async def find_open(self, member: MemberId, dialog: str, subject: str) -> Draft | None:
        """The draft a member has open on a subject, or None."""
        asked = {"member": member, "dialog": dialog, "subject": subject}
        row = (await self._connection.execute(_FIND_OPEN, asked)).mappings().one_or_none()
        return await self._draft(row) if row else None

    async def waiting_of(self, member: MemberId) -> Sequence[WaitingDraft]:
        """Open drafts of a member, last changed first."""
        rows = (await self._connection.execute(WAITING, {"member": member})).mappings()
        return [WaitingDraft(**row) for row in rows]

    async def move(self, draft_id: DraftId, member: MemberId) -> bool:
        """Give an open draft to another member; it stays sealed as it is."""
        given = {"draft": draft_id, "given_to": member}
        return (await self._connection.execute(_MOVE, given)).rowcount == 1

    async def term(self, draft_id: DraftId) -> DraftTerm | None:
        """How long a draft stays; None when there is none."""
        row = (await self._connection.execute(_TERM, {"draft": draft_id})).one_or_none()
        if row is None:
            return None
        return DraftTerm(
            changed_at=row.changed_at, expires_at=row.expires_at, is_ended=row.end is not None
        )

    async def expire(self, draft_id: DraftId, at: datetime) -> None:
        """End an open draft whose term is over, and wipe its answers."""
        await self._connection.execute(_EXPIRE, {"draft": draft_id, "at": at})

    async def overtake(self, case_id: CaseId, dialog: str, at: datetime) -> None:
        """End what anybody has open of a dialog about a case, and wipe its answers."""
        given = {"case": case_id, "of_dialog": dialog, "at": at}
        await self._connection.execute(_OVERTAKE, given)

    async def forget(self, draft_id: DraftId) -> None:
        """Remove a draft."""
        await self._connection.execute(_FORGET, {"draft": draft_id})

    async def _row(self, kept: Draft) -> Mapping[str, Any]:
        row = {part.name: getattr(kept, part.name) for part in fields(kept)}
        row["case_id"] = row.pop("case")
        del row["about"], row["answers"]
        row["content"] = None if kept.end else await self._seal(kept)
        return row

    async def _seal(self, kept: Draft) -> bytes:
        content = DraftContent(about=_keep(kept.about), answers=_keep(kept.answers))
        return await sealed_draft.seal(self._fields, kept.case, kept.id, content)

    async def _draft(self, row: RowMapping) -> Draft:
        values = {**row}
        case_id, sealed = values.pop("case_id"), values.pop("content")
        end = DraftEnd(row["end"]) if row["end"] else None
        found = Draft(**{**values, "case": case_id, "end": end})
        if not sealed:
            return found
        kept = await sealed_draft.open(self._fields, case_id, row["id"], sealed)
        return replace(found, about=_give_back(kept.about), answers=_give_back(kept.answers))


def _keep(answers: Answers) -> dict[str, KeptAnswer]:
    return {
        name: KeptDay(on=answer) if isinstance(answer, date) else answer
        for name, answer in answers.items()
    }


def _give_back(kept: dict[str, KeptAnswer]) -> dict[str, Answer]:
    return {name: one.on if isinstance(one, KeptDay) else one for name, one in kept.items()}
