"""Signals, as rows that are removed when they are over; what was found is sealed under the house,
for it names nobody. The rows that say from which case it came go with that case.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    Row,
    Select,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.errors import NotFoundError
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.signal import (
    Signal,
    SignalHandedOver,
    SignalId,
    SignalSource,
    SignalSupplier,
    SignalText,
    SignalToWrite,
)
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import change_one, insert_or_replace

signal = Table(
    "signal",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("writer", String(64), nullable=False),
    Column("asked_at", UtcDateTime(), nullable=False),
    Column("until_on", Date(), nullable=False),
    Column("ends_on", Date(), nullable=False),
    Column("content", LargeBinary(), nullable=False),
    Column("version", Integer(), nullable=False),
    Index("ix_signal_asked_at", "asked_at"),
)
signal_source = Table(
    "signal_source",
    metadata,
    Column("signal_id", String(40), primary_key=True),
    Column("case_id", String(64), primary_key=True),
    Column("organisation", String(64), primary_key=True),
    Index("ix_signal_source_case_id", "case_id"),
)
signal_to_write = Table(
    "signal_to_write",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("weighed_by", String(64), nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalContent:
    """What is sealed of a signal."""

    text: SignalText
    suppliers: tuple[SignalSupplier, ...]
    handed_over: SignalHandedOver | None
    is_reminded: bool = False


sealed_signal: Final = SealedColumn[SignalContent](signal.c.content, SignalContent)

_THIS: Final = signal.c.id == bindparam("this")
_OF_SIGNAL: Final = signal_source.c.signal_id == bindparam("this")
_IN_ORDER: Final = (signal.c.asked_at, signal.c.id)
_ADD: Final = insert(signal)
_ADD_SOURCES: Final = insert(signal_source)
_BY_ID: Final = select(signal).where(_THIS)
SIGNALS_KEPT: Final = select(signal).order_by(*_IN_ORDER)
SIGNALS_OF_CASE: Final = (
    select(signal)
    .where(
        signal.c.id.in_(
            select(signal_source.c.signal_id).where(signal_source.c.case_id == bindparam("case"))
        )
    )
    .order_by(*_IN_ORDER)
)
SOURCES_OF_SIGNALS: Final = (
    select(signal_source)
    .where(signal_source.c.signal_id.in_(bindparam("ids", expanding=True)))
    .order_by(signal_source.c.signal_id, signal_source.c.case_id, signal_source.c.organisation)
)
SIGNALS_TO_WRITE: Final = (
    select(signal_to_write)
    .where(
        ~select(signal_source.c.signal_id)
        .where(signal_source.c.case_id == signal_to_write.c.case_id)
        .exists()
    )
    .order_by(signal_to_write.c.case_id)
)
_PROMISED: Final = select(signal_to_write).where(signal_to_write.c.case_id == bindparam("case"))
_END_PROMISE: Final = delete(signal_to_write).where(signal_to_write.c.case_id == bindparam("case"))
# sets the columns among its parameters
_SAVE: Final = update(signal).where(_THIS, signal.c.version == bindparam("kept_version"))
_WIPE: Final = delete(signal).where(_THIS, signal.c.version == bindparam("kept_version"))
_FORGET_SOURCES: Final = delete(signal_source).where(_OF_SIGNAL)


class SignalRows:
    """The signals of one transaction."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, new: Signal, sources: Collection[SignalSource]) -> None:
        """Keep a new signal, with the cases that it came from."""
        await self._connection.execute(_ADD, await self._row(new))
        await self._add_sources(new.id, sources)

    async def get(self, signal_id: SignalId) -> Signal:
        """Find a signal; NotFoundError when there is none, or no longer."""
        found = await self._find(_BY_ID, {"this": signal_id})
        if not found:
            raise NotFoundError
        return found[0]

    async def save(self, changed: Signal) -> Signal:
        """Save what changed and return it one version higher; ConflictError when the kept version
        is another.
        """
        saved = replace(changed, version=changed.version + 1)
        this = {"this": changed.id, "kept_version": changed.version}
        written = {**await self._row(saved), **this}
        await change_one(self._connection, _SAVE, written)
        return saved

    async def change_sources(self, signal_id: SignalId, sources: Collection[SignalSource]) -> None:
        """Have a signal come from these cases, in the place of those before."""
        await self._connection.execute(_FORGET_SOURCES, {"this": signal_id})
        await self._add_sources(signal_id, sources)

    async def all(self) -> Sequence[Signal]:
        """All that are kept, the oldest first."""
        return await self._find(SIGNALS_KEPT, {})

    async def of_case(self, case_id: CaseId) -> Sequence[Signal]:
        """Those that came from a case, the oldest first."""
        return await self._find(SIGNALS_OF_CASE, {"case": case_id})

    async def sources(
        self, signals: Collection[SignalId]
    ) -> Mapping[SignalId, Sequence[SignalSource]]:
        """From which cases each of these came, as far as those are still there."""
        if not signals:
            return {}
        rows = await self._connection.execute(SOURCES_OF_SIGNALS, {"ids": sorted(signals)})
        named = defaultdict[tuple[SignalId, CaseId], set[OrganisationId]](set)
        for row in rows:
            place = (SignalId(row.signal_id), CaseId(row.case_id))
            named[place].add(OrganisationId(row.organisation))
        found = {one: list[SignalSource]() for one in signals}
        for (signal_id, case), organisations in named.items():
            found[signal_id].append(SignalSource(case=case, suppliers=frozenset(organisations)))
        return found

    async def wipe(self, read: Signal) -> None:
        """Remove a signal; ConflictError when the kept version is another."""
        this = {"this": read.id, "kept_version": read.version}
        await change_one(self._connection, _WIPE, this)
        await self._connection.execute(_FORGET_SOURCES, {"this": read.id})

    async def promise(self, promised: SignalToWrite) -> None:
        """Keep that a signal has to be written from a case."""
        row = {"case_id": promised.case, "weighed_by": promised.weighed_by}
        await insert_or_replace(self._connection, signal_to_write, row)

    async def promised(self, case_id: CaseId) -> SignalToWrite | None:
        """What has to come from a case, also while it was begun; None when nothing has to."""
        row = (await self._connection.execute(_PROMISED, {"case": case_id})).one_or_none()
        return _promised(row) if row else None

    async def to_write(self) -> Sequence[SignalToWrite]:
        """What has to come from a case, as far as no signal came from it."""
        return [_promised(row) for row in await self._connection.execute(SIGNALS_TO_WRITE)]

    async def end_promise(self, case_id: CaseId) -> None:
        """Nothing has to come from a case any more."""
        await self._connection.execute(_END_PROMISE, {"case": case_id})

    async def _add_sources(self, signal_id: SignalId, sources: Collection[SignalSource]) -> None:
        for one in sources:
            for organisation in sorted(one.suppliers):
                row = {"signal_id": signal_id, "case_id": one.case, "organisation": organisation}
                await self._connection.execute(_ADD_SOURCES, row)

    async def _find(self, asked: Select[Any], values: Mapping[str, str]) -> Sequence[Signal]:
        rows = (await self._connection.execute(asked, values)).mappings().all()
        return [await self._signal(row) for row in rows]

    async def _row(self, kept: Signal) -> Mapping[str, Any]:
        sealed = {one.name for one in fields(SignalContent)}
        content = SignalContent(**{name: getattr(kept, name) for name in sealed})
        row = {one.name: getattr(kept, one.name) for one in fields(kept) if one.name not in sealed}
        return row | {"content": await sealed_signal.seal(self._fields, None, kept.id, content)}

    async def _signal(self, row: RowMapping) -> Signal:
        content = await sealed_signal.open(self._fields, None, row["id"], row["content"])
        plain = {name: value for name, value in row.items() if name != "content"}
        return Signal(
            **plain,
            text=content.text,
            suppliers=content.suppliers,
            handed_over=content.handed_over,
            is_reminded=content.is_reminded,
        )


def _promised(row: Row[Any]) -> SignalToWrite:
    return SignalToWrite(case=CaseId(row.case_id), weighed_by=MemberId(row.weighed_by))
