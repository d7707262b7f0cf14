"""How tampering with the record shows: each entry is hashed with everything before it in its chain
(product page §1.6).
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from domain.audit import AuditEntry, ChainName
from domain.member import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLink:
    """An entry in its place; ``hash`` covers it and everything before it."""

    sequence: int
    entry: AuditEntry
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
    """How far a chain reached at a checkpoint, and the hash there."""

    chain: ChainName
    sequence: int
    hash: bytes


class BreakKind(StrEnum):
    """How a chain was tampered with."""

    ALTERED = "altered"
    MISSING = "missing"
    CUT_OFF = "cut_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainBreak:
    """The first place where a chain does not hold."""

    sequence: int
    kind: BreakKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainVerdict:
    """What checking one chain showed."""

    chain: ChainName
    length: int
    first_break: ChainBreak | None = None

    @property
    def is_intact(self) -> bool:
        """Tell whether nothing was altered, left out or cut off."""
        return self.first_break is None


def start_chain(chain: ChainName) -> bytes:
    """Hash before the first entry, so that no chain can pass for another."""
    return hashlib.sha256(b"stoplicht audit " + chain.encode()).digest()


def canonical_bytes(entry: AuditEntry) -> bytes:
    """Write an entry in the one way that is hashed."""
    content = {part.name: _as_text(getattr(entry, part.name)) for part in fields(entry)}
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _as_text(value: datetime | frozenset[Role] | str | None) -> str | list[str] | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, frozenset):
        return sorted(value)
    return value


def chain_hash(previous: bytes, entry: AuditEntry) -> bytes:
    """SHA-256 over the hash before and the entry."""
    return hashlib.sha256(previous + canonical_bytes(entry)).digest()


def verify_chain(
    chain: ChainName, links: Sequence[AuditLink], signed: Collection[ChainHead] = ()
) -> ChainVerdict:
    """Check a chain from its start, and against the signed heads of earlier checkpoints.

    A cut-off tail and a chain rewritten as a whole show only against a signed head.
    """
    first_break = _find_break(chain, links) or _find_unsigned(links, signed)
    return ChainVerdict(chain=chain, length=len(links), first_break=first_break)


def _find_break(chain: ChainName, links: Sequence[AuditLink]) -> ChainBreak | None:
    previous = start_chain(chain)
    for expected, link in enumerate(links, start=1):
        if link.sequence != expected:
            return ChainBreak(sequence=expected, kind=BreakKind.MISSING)
        if chain_hash(previous, link.entry) != link.hash:
            return ChainBreak(sequence=expected, kind=BreakKind.ALTERED)
        previous = link.hash
    return None


def _find_unsigned(links: Sequence[AuditLink], signed: Collection[ChainHead]) -> ChainBreak | None:
    kept = {link.sequence: link.hash for link in links}
    for head in sorted(signed, key=lambda head: head.sequence):
        if head.sequence > len(links):
            return ChainBreak(sequence=len(links) + 1, kind=BreakKind.CUT_OFF)
        if kept[head.sequence] != head.hash:
            return ChainBreak(sequence=head.sequence, kind=BreakKind.ALTERED)
    return None
