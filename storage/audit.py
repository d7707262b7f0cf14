"""The audit log in the database: each entry at the end of its chain, in the unit of work of
what it records (``reliability.md`` §4.4).
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    TextualSelect,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
    text,
    tuple_,
)
from sqlalchemy.exc import IntegrityError

from domain.access import Ground
from domain.audit import (
    HOUSE_CHAIN,
    AuditEntry,
    AuditEvent,
    AuditOutcome,
    AuditReason,
    ChainName,
    EntryChange,
    name_chain,
)
from domain.audit_chain import (
    AuditLink,
    BreakKind,
    ChainBreak,
    ChainHead,
    ChainVerdict,
    chain_hash,
    start_chain,
    verify_chain,
)
from domain.errors import ConflictError
from domain.identifiers import CaseId
from domain.member import Role
from domain.sight import SeenPart
from storage.metadata import UtcDateTime, metadata, row_number
from storage.transaction import Transaction

audit: Final = Table(
    "audit",
    metadata,
    # in the order of all entries, whatever their chain: what is new is read from here
    Column("number", row_number, primary_key=True, autoincrement=True),
    Column("chain", String(120), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("event", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(80)),
    Column("organisation", String(80)),
    Column("roles", String(240), nullable=False),
    Column("on_behalf_of", String(80)),
    Column("case_id", String(80)),
    Column("subject", String(80)),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(40)),
    Column("part", String(40)),
    Column("ground", String(40)),
    Column("change", String(20)),
    Column("operator", String(80)),
    Column("hash", LargeBinary, nullable=False),
    # one place, one entry: of two replicas that append at once the second does its turn again
    UniqueConstraint("chain", "sequence"),
    Index(None, "who", "at"),
)

_LOCK: Final = text(
    """SELECT pg_advisory_xact_lock(hashtextextended(one.chain, 0))
    FROM unnest(CAST(:chains AS text[])) WITH ORDINALITY AS one(chain, place) ORDER BY one.place"""
)

_CHAINS: Final = select(audit.c.chain).distinct()
_CHAIN: Final = select(audit).where(audit.c.chain == bindparam("chain")).order_by(audit.c.sequence)
_LATEST: Final = (
    select(audit)
    .where(audit.c.chain == HOUSE_CHAIN)
    .where(audit.c.event == bindparam("event"), audit.c.subject == bindparam("subject"))
    .order_by(audit.c.sequence.desc())
    .limit(1)
)
_NEWEST: Final = select(func.coalesce(func.max(audit.c.number), 0))
_GREW: Final = (
    select(audit.c.chain, func.max(audit.c.sequence))
    .where(audit.c.number > bindparam("after"), audit.c.number <= bindparam("up_to"))
    .group_by(audit.c.chain)
)
_HEADS: Final = (
    select(audit.c.chain, audit.c.sequence, audit.c.hash)
    .where(tuple_(audit.c.chain, audit.c.sequence).in_(_GREW))
    .order_by(audit.c.chain)
)

_ENDS: Final = """SELECT audit.chain, audit.sequence, audit.hash FROM ({chains}) AS one
    JOIN audit ON audit.chain = one.chain
    AND audit.sequence = (SELECT max(sequence) FROM audit WHERE audit.chain = one.chain)"""


def _find_ends(chains: str) -> TextualSelect:
    """The statement that finds where chains end: a look-up in the index for each, however long."""
    return text(_ENDS.format(chains=chains)).columns(audit.c.chain, audit.c.sequence, audit.c.hash)


_ENDS_ON_SQLITE: Final = _find_ends("SELECT value AS chain FROM json_each(:chains)")
_ENDS_ON_POSTGRESQL: Final = _find_ends("SELECT unnest(CAST(:chains AS text[])) AS chain")

# what a row that somebody changed may raise when it is read
_UNREADABLE: Final = (ValueError, TypeError, OverflowError, AttributeError)


class AuditRows:
    """The audit log on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def append(self, *entries: AuditEntry) -> None:
        """Put entries at the end of their chains, however many in one statement; ConflictError when
        somebody was just before.
        """
        if not entries:
            return
        heads = await self._heads({entry.chain for entry in entries})
        rows = []
        for entry in entries:
            link = _link_to(heads[entry.chain], entry)
            heads[entry.chain] = link
            rows.append(_to_row(entry) | {"sequence": link.sequence, "hash": link.hash})
        try:
            await self._connection.execute(_APPEND, rows)
        except IntegrityError as error:
            raise ConflictError from error
        self._connection.chain_heads |= heads

    async def chain(self, case_id: CaseId | None) -> Sequence[AuditLink]:
        """Everything on record about a case, or about no case, oldest first."""
        return [_to_link(row) for row in await self._rows(name_chain(case_id))]

    async def latest(self, event: AuditEvent, subject: str) -> AuditLink | None:
        """The newest entry of this event about a subject that is no case, or None."""
        rows = await self._connection.execute(_LATEST, {"event": event, "subject": subject})
        row = rows.one_or_none()
        return None if row is None else _to_link(row)

    async def newest(self) -> int:
        """The number of the newest entry; 0 when nothing is on record."""
        return int(await self._connection.scalar(_NEWEST))

    async def heads(self, after: int, up_to: int) -> Sequence[ChainHead]:
        """Where each chain ends that the entries after one number, up to another, made longer."""
        rows = await self._connection.execute(_HEADS, {"after": after, "up_to": up_to})
        return [ChainHead(chain=ChainName(r.chain), sequence=r.sequence, hash=r.hash) for r in rows]

    async def verify_all(self, signed: Collection[ChainHead] = ()) -> Sequence[ChainVerdict]:
        """Check every chain, and against the heads of signed checkpoints."""
        signed_of = defaultdict(list)
        for head in signed:
            signed_of[head.chain].append(head)
        found = await self._connection.scalars(_CHAINS)
        chains = sorted({*map(ChainName, found), *signed_of})
        return [_verify(chain, await self._rows(chain), signed_of[chain]) for chain in chains]

    async def _wait_for_turn(self, chains: Sequence[ChainName]) -> None:
        # SQLite has one writer already; PostgreSQL lets replicas queue for these chains only, so a
        # busy house chain costs waiting and not turns done again; all take them in one order
        if self._connection.dialect.name == "postgresql":
            await self._connection.execute(_LOCK, {"chains": chains})

    async def _heads(self, chains: Collection[ChainName]) -> dict[ChainName, ChainHead]:
        """Where these chains end. Their locks are held until the transaction ends, so who appended
        to one before in this transaction still knows; what was undone since is asked again.
        """
        known = self._connection.chain_heads
        unknown = sorted(set(chains) - known.keys())
        return known | await self._read_heads(unknown) if unknown else {**known}

    async def _read_heads(self, chains: Sequence[ChainName]) -> dict[ChainName, ChainHead]:
        await self._wait_for_turn(chains)
        is_sqlite = self._connection.dialect.name == "sqlite"
        statement = _ENDS_ON_SQLITE if is_sqlite else _ENDS_ON_POSTGRESQL
        given = {"chains": json.dumps(chains) if is_sqlite else chains}
        rows = await self._connection.execute(statement, given)
        ends = {ChainName(row.chain): row for row in rows}
        return {
            chain: ChainHead(chain=chain, sequence=ends[chain].sequence, hash=ends[chain].hash)
            if chain in ends
            else ChainHead(chain=chain, sequence=0, hash=start_chain(chain))
            for chain in chains
        }

    async def _rows(self, chain: ChainName) -> Iterable[Row[Any]]:
        return await self._connection.execute(_CHAIN, {"chain": chain})


_APPEND: Final = insert(audit)


def _verify(
    chain: ChainName, rows: Iterable[Row[Any]], signed: Collection[ChainHead]
) -> ChainVerdict:
    links: list[AuditLink] = []
    try:
        links.extend(_to_link(row) for row in rows)
    except _UNREADABLE:
        unreadable = ChainBreak(sequence=len(links) + 1, kind=BreakKind.ALTERED)
        before = verify_chain(chain, links).first_break
        return ChainVerdict(chain=chain, length=len(links), first_break=before or unreadable)
    return verify_chain(chain, links, signed)


def _link_to(head: ChainHead, entry: AuditEntry) -> ChainHead:
    """The head of a chain once an entry is at its end."""
    return ChainHead(
        chain=head.chain, sequence=head.sequence + 1, hash=chain_hash(head.hash, entry)
    )


def _to_row(entry: AuditEntry) -> dict[str, Any]:
    return {
        "chain": entry.chain,
        "event": entry.event,
        "at": entry.at,
        "who": entry.who,
        "organisation": entry.organisation,
        "roles": ",".join(sorted(entry.roles)),
        "on_behalf_of": entry.on_behalf_of,
        "case_id": entry.case_id,
        "subject": entry.subject,
        "outcome": entry.outcome,
        "reason": entry.reason,
        "part": entry.part,
        "ground": entry.ground,
        "change": entry.change,
        "operator": entry.operator,
    }


def _to_link(row: Row[Any]) -> AuditLink:
    entry = AuditEntry(
        event=AuditEvent(row.event),
        at=row.at,
        who=row.who,
        organisation=row.organisation,
        roles=frozenset(Role(role) for role in row.roles.split(",") if role),
        on_behalf_of=row.on_behalf_of,
        case_id=row.case_id,
        subject=row.subject,
        outcome=AuditOutcome(row.outcome),
        reason=None if row.reason is None else AuditReason(row.reason),
        part=None if row.part is None else SeenPart(row.part),
        ground=None if row.ground is None else Ground(row.ground),
        change=None if row.change is None else EntryChange(row.change),
        operator=row.operator,
    )
    if any(getattr(row, column) != value for column, value in _to_row(entry).items()):
        raise ValueError("an audit row is not written as the product writes it")
    return AuditLink(sequence=row.sequence, entry=entry, hash=row.hash)
