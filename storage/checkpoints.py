"""Signed marks of how far every audit chain reached, kept outside the database: a cut-off or
rewritten chain shows against them (``reliability.md`` §4.3).

A checkpoint holds what was not signed before and names the one before it, so that one which is gone
shows. Those of a day that is over are put together in one file; no head is ever dropped.
"""

import base64
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.audit import ChainName
from domain.audit_chain import ChainHead

CHECKPOINT_FORMAT: Final = 2
_MOMENT: Final = "%Y%m%dT%H%M%S%fZ"
_DAY: Final = slice(len("checkpoint-"), len("checkpoint-20261127"))
# files by their signature: one that took in others has the name of one of them
_Names = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHeads:
    """Every head in the checkpoints, and the files that are gone or whose signature does not
    hold.
    """

    heads: tuple[ChainHead, ...]
    broken_files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checkpoint:
    """One file whose signature holds: ``named`` comes before it, ``holds`` was put into it."""

    name: str
    at: str
    heads: tuple[ChainHead, ...]
    named: _Names
    holds: _Names
    signature: str


class Checkpoints:
    """The checkpoint files of a house, signed with its audit key (Ed25519)."""

    def __init__(self, directory: Path, signing_key: bytes) -> None:
        self._directory = directory
        self._key = Ed25519PrivateKey.from_private_bytes(signing_key)
        self._signed: dict[ChainName, ChainHead] | None = None
        self._latest: _Names = {}

    def write(self, heads: Iterable[ChainHead], at: datetime) -> Path:
        """Sign the heads that are not signed yet and keep them in a file of their own; put together
        what was written on days before.
        """
        self._directory.mkdir(parents=True, exist_ok=True)
        signed = self._remember_signed()
        new = tuple(head for head in heads if signed.get(head.chain) != head)
        moment = at.astimezone(UTC)
        path = self._directory / f"checkpoint-{moment:{_MOMENT}}.json"
        signature = self._keep(path, moment.isoformat(), new, self._latest, {})
        signed |= {head.chain: head for head in new}
        self._latest = {signature: path.name}
        self._put_together(before=path.name)
        return path

    def read(self) -> SignedHeads:
        """Read all checkpoints, oldest first, each against its signature, and whether each that
        another one names is there.
        """
        files = sorted(self._directory.glob("checkpoint-*.json"))
        read = {path.name: self._read_one(path) for path in files}
        found = [one for one in read.values() if one]
        there = {sign for one in found for sign in (*one.holds, one.signature)}
        named = {sign: name for one in found for sign, name in one.named.items()}
        broken = {name for name, one in read.items() if one is None}
        broken |= {name for sign, name in named.items() if sign not in there}
        heads = {(head.chain, head.sequence, head.hash): head for o in found for head in o.heads}
        return SignedHeads(heads=tuple(heads.values()), broken_files=tuple(sorted(broken)))

    def _remember_signed(self) -> dict[ChainName, ChainHead]:
        """The newest head of each chain in the files, read once."""
        if self._signed is None:
            files = sorted(self._directory.glob("checkpoint-*.json"))
            found = [one for path in files if (one := self._read_one(path))]
            heads = sorted((head for one in found for head in one.heads), key=_sequence)
            self._signed = {head.chain: head for head in heads}
            self._latest = {one.signature: one.name for one in found[-1:]}
        return self._signed

    def _put_together(self, before: str) -> None:
        """Put the files of each day that is over into one; one that cannot be read stays."""
        files = sorted(path.name for path in self._directory.glob("checkpoint-*.json"))
        over = [name for name in files if name[_DAY] < before[_DAY]]
        for _, names in groupby(over, key=lambda name: name[_DAY]):
            of_day = [self._directory / name for name in names]
            if len(of_day) > 1:
                self._replace([one for path in of_day if (one := self._read_one(path))])

    def _replace(self, parts: Sequence[_Checkpoint]) -> None:
        """The last file of the day takes in the others: what names it finds it among what it
        holds.
        """
        if len(parts) < 2:
            return
        last = self._directory / parts[-1].name
        holds = {sign: name for one in parts for sign, name in one.holds.items()}
        holds |= {one.signature: one.name for one in parts}
        named = {sign: name for one in parts for sign, name in one.named.items()}
        heads = dict.fromkeys(head for one in parts for head in one.heads)
        self._keep(last, parts[-1].at, heads, named, holds)
        for one in parts[:-1]:
            (self._directory / one.name).unlink()

    def _keep(
        self, path: Path, at: str, heads: Iterable[ChainHead], named: _Names, holds: _Names
    ) -> str:
        content = {
            "format": CHECKPOINT_FORMAT,
            "at": at,
            "heads": [[head.chain, head.sequence, head.hash.hex()] for head in heads],
            "follows": named,
            "holds": holds,
        }
        signature = base64.b64encode(self._key.sign(_canonical(content))).decode()
        half = path.with_suffix(".part")
        with half.open("w") as file:
            json.dump({**content, "signature": signature}, file, separators=(",", ":"))
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        return signature

    def _read_one(self, path: Path) -> _Checkpoint | None:
        try:
            content = json.loads(path.read_bytes())
            signature = content.pop("signature")
            signed = base64.b64decode(signature, validate=True)
            self._key.public_key().verify(signed, _canonical(content))
            return _Checkpoint(
                name=path.name,
                at=content["at"],
                heads=tuple(_read_heads(content["heads"])),
                named=content["follows"],
                holds=content["holds"],
                signature=signature,
            )
        except (InvalidSignature, OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def _read_heads(heads: Iterable[tuple[str, int, str]]) -> Iterator[ChainHead]:
    for chain, sequence, hash_text in heads:
        yield ChainHead(chain=ChainName(chain), sequence=sequence, hash=bytes.fromhex(hash_text))


def _sequence(head: ChainHead) -> int:
    return head.sequence


def _canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
