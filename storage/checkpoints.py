"""Signed marks of how far every audit chain reached, kept outside the database: a cut-off or
rewritten chain shows against them (``reliability.md`` §4.3).
"""

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.audit import ChainHead, ChainName

CHECKPOINT_FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHeads:
    """Every head in the checkpoints, and the files whose signature does not hold."""

    heads: tuple[ChainHead, ...]
    broken_files: tuple[str, ...]


class Checkpoints:
    """The checkpoint files of a house, signed with its audit key (Ed25519)."""

    def __init__(self, directory: Path, signing_key: bytes) -> None:
        self._directory = directory
        self._key = Ed25519PrivateKey.from_private_bytes(signing_key)

    def write(self, heads: Iterable[ChainHead], at: datetime) -> Path:
        """Sign the heads and keep them in a file of their own."""
        moment = at.astimezone(UTC)
        content = {
            "format": CHECKPOINT_FORMAT,
            "at": moment.isoformat(),
            "heads": {head.chain: [head.sequence, head.hash.hex()] for head in heads},
        }
        signature = base64.b64encode(self._key.sign(_canonical(content))).decode()
        self._directory.mkdir(parents=True, exist_ok=True)
        path = self._directory / f"checkpoint-{moment:%Y%m%dT%H%M%S%fZ}.json"
        half = path.with_suffix(".part")
        half.write_text(json.dumps({**content, "signature": signature}, indent=1))
        return half.replace(path)

    def read(self) -> SignedHeads:
        """Read all checkpoints, oldest first, each against its signature."""
        heads: dict[tuple[ChainName, int, bytes], ChainHead] = {}
        broken = []
        for path in sorted(self._directory.glob("checkpoint-*.json")):
            found = self._read_one(path)
            if found is None:
                broken.append(path.name)
                continue
            heads |= {(head.chain, head.sequence, head.hash): head for head in found}
        return SignedHeads(heads=tuple(heads.values()), broken_files=tuple(broken))

    def _read_one(self, path: Path) -> Sequence[ChainHead] | None:
        try:
            content = json.loads(path.read_bytes())
            signature = base64.b64decode(content.pop("signature"), validate=True)
            self._key.public_key().verify(signature, _canonical(content))
        except (InvalidSignature, OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return [
            ChainHead(chain=ChainName(chain), sequence=sequence, hash=bytes.fromhex(hash_text))
            for chain, (sequence, hash_text) in content["heads"].items()
        ]


def _canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
