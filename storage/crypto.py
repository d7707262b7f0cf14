"""How the house encrypts: fields by AES-256-GCM bound to their place, sealed buttons, blind index.

The keys of the house are in one file that only its owner may read (``reliability.md`` §4.3).
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
import unicodedata
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import StoplichtError
from domain.press import Press
from services.ports.seal import SealBrokenError, SealExpiredError

KEY_BYTES: Final = 32
KEY_FILE_FORMAT: Final = 1
_NONCE_BYTES: Final = 12
_VERSION: Final = b"\x01"
_write: Final = json.JSONEncoder(separators=(",", ":")).encode


class KeyFileError(StoplichtError):
    """The key file cannot be used."""


class SealedDataError(StoplichtError):
    """Stored data was changed outside the product, or belongs in another place."""


def make_key() -> bytes:
    """Draw a new random key of 256 bits."""
    return os.urandom(KEY_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseKeys:
    """The four keys of a house, 32 bytes each; none of them is ever shown."""

    house: bytes = field(repr=False)
    audit_signing: bytes = field(repr=False)
    blind_index: bytes = field(repr=False)
    buttons: bytes = field(repr=False)

    @classmethod
    def make(cls) -> Self:
        """Draw new keys."""
        return cls(
            house=make_key(), audit_signing=make_key(), blind_index=make_key(), buttons=make_key()
        )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the key file; raises KeyFileError with what to do about it."""
        _check_mode(path)
        try:
            content = json.loads(path.read_bytes())
        except (OSError, ValueError):
            raise KeyFileError(f"{path} cannot be read as a key file.") from None
        if not isinstance(content, dict) or content.get("format") != KEY_FILE_FORMAT:
            raise KeyFileError(f"{path} is not a key file of format {KEY_FILE_FORMAT}.")
        return cls(**{key.name: _read_key(path, content, key.name) for key in fields(cls)})

    def as_json(self) -> str:
        """The content of a key file."""
        keys = {
            key.name: base64.b64encode(getattr(self, key.name)).decode() for key in fields(self)
        }
        return json.dumps({"format": KEY_FILE_FORMAT, **keys}, indent=2) + "\n"


def _check_mode(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError:
        raise KeyFileError(f"{path} is not there: make it with `app.py new-keys`.") from None
    if mode & 0o077:
        raise KeyFileError(f"{path} may be read by others: `chmod 600 {path}`.")


def _read_key(path: Path, content: dict[str, Any], name: str) -> bytes:
    try:
        key = base64.b64decode(content[name], validate=True)
    except (KeyError, TypeError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"{path} has no usable key `{name}`.")
    return key


def place_of(table: str, row: str, column: str) -> bytes:
    """The associated data of a sealed field: table, row and column. It opens at no other place."""
    return json.dumps([table, row, column]).encode()


def seal(key: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """Encrypt under a new random nonce, bound to ``associated``."""
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plaintext, associated)


def open_sealed(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """Decrypt; raises SealedDataError for a changed byte, another key or another place."""
    version, nonce, body = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if version != _VERSION:
        raise SealedDataError
    try:
        return AESGCM(key).decrypt(nonce, body, associated)
    except (InvalidTag, ValueError):
        raise SealedDataError from None


def index_blindly(key: bytes, text: str) -> bytes:
    """HMAC-SHA256 of a text without case, accents or punctuation: equal texts can be found
    without being readable.
    """
    letters = [
        sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
    ]
    folded = re.sub(r"[\W_]+", " ", "".join(letters).casefold()).strip()
    return hmac.digest(key, folded.encode(), hashlib.sha256)


class Seal:
    """Seals buttons with the house's button key."""

    def __init__(self, key: bytes, lives_within: timedelta = timedelta(days=30)) -> None:
        self._key = key
        self._lives_within = lives_within

    def seal(self, press: Press, now: datetime) -> str:
        """Seal a press into an opaque text of about 100 signs."""
        expires_at = int((now + self._lives_within).timestamp())
        content = _write([expires_at, press.verb, press.subject, press.version])
        sealed = seal(self._key, content.encode(), b"button")
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, token: str, now: datetime) -> Press:
        """Open a sealed press; raises SealBrokenError or SealExpiredError."""
        content = json.loads(self._open_content(token))
        expires_at, verb, subject, version = content
        if now >= datetime.fromtimestamp(expires_at, UTC):
            raise SealExpiredError
        return Press(verb=verb, subject=subject, version=version)

    def _open_content(self, token: str) -> bytes:
        try:
            padded = token + "=" * (-len(token) % 4)
            return open_sealed(self._key, base64.b64decode(padded, b"-_", validate=True), b"button")
        except (binascii.Error, ValueError, SealedDataError):
            raise SealBrokenError from None
