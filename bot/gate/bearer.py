"""Whether a bearer token was made by the Bot Framework, for this bot, for now
(``teams.md`` §5.1): RS256 only, by a published key, with every claim there. Teams sends one token
with many requests: its signature is verified once for each key.
"""

import hashlib
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import jwt
from jwt.types import Options

from bot.gate.refusals import GateReason, GateRefusedError
from bot.gate.signing_keys import SigningKey, SigningKeys

ISSUER: Final = "https://api.botframework.com"
LEEWAY: Final = timedelta(minutes=5)
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_LONGEST_KEY_ID: Final = 256
_MOST_KNOWN: Final = 1000
_BROKEN: Final = (jwt.PyJWTError, ValueError, TypeError)
# The times are checked here instead, against the clock that was handed in.
_OPTIONS: Final[Options] = {
    "require": ["exp", "nbf", "iss", "aud", "serviceurl"],
    "strict_aud": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_sub": False,
    "verify_jti": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What a good token says: where it comes from and which channels its key speaks for."""

    service_url: str
    endorsements: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verified:
    """What a token says, and the key that its signature was verified by."""

    key_id: str
    key: SigningKey
    claims: dict[str, Any]


class BearerCheck:
    """Checks the Authorization of a request; raises :class:`GateRefusedError`."""

    def __init__(self, *, app_id: str, keys: SigningKeys, clock: Callable[[], datetime]) -> None:
        self._app_id = app_id
        self._keys = keys
        self._clock = clock
        # by digest: no token that could be used again stays in memory
        self._known: dict[bytes, _Verified] = {}

    async def identify(self, authorizations: list[str]) -> Caller:
        """Tell who calls, from the one Authorization header there may be."""
        token = _read_token(authorizations)
        digest = hashlib.sha256(token.encode()).digest()
        known = self._known.get(digest)
        key_id = known.key_id if known else _read_key_id(token)
        key = await self._keys.find(key_id)
        if key is None:
            raise GateRefusedError(GateReason.UNKNOWN_KEY)
        if known is None or known.key is not key:
            known = _Verified(key_id=key_id, key=key, claims=self._read_claims(token, key))
        if not _is_in_time(known.claims, self._clock()):
            raise GateRefusedError(GateReason.OUT_OF_TIME)
        self._keep(digest, known)
        return Caller(service_url=str(known.claims["serviceurl"]), endorsements=key.endorsements)

    def _keep(self, digest: bytes, verified: _Verified) -> None:
        """Keep what is good, and of too many what was heard longest ago not."""
        self._known.pop(digest, None)
        self._known[digest] = verified
        if len(self._known) > _MOST_KNOWN:
            del self._known[next(iter(self._known))]

    def _read_claims(self, token: str, key: SigningKey) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key.public_key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=ISSUER,
                options=_OPTIONS,
            )
        except _BROKEN:
            raise GateRefusedError(GateReason.BAD_TOKEN) from None


def _read_token(authorizations: list[str]) -> str:
    if len(authorizations) != 1:
        raise GateRefusedError(GateReason.NO_TOKEN)
    scheme, _, token = authorizations[0].partition(" ")
    if scheme.lower() != "bearer":
        raise GateRefusedError(GateReason.NO_TOKEN)
    if not _SHAPE.fullmatch(token):
        raise GateRefusedError(GateReason.BAD_TOKEN)
    return token


def _read_key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except _BROKEN:
        raise GateRefusedError(GateReason.BAD_TOKEN) from None
    key_id = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(key_id, str):
        raise GateRefusedError(GateReason.BAD_TOKEN)
    if len(key_id) > _LONGEST_KEY_ID:
        raise GateRefusedError(GateReason.UNKNOWN_KEY)
    return key_id


def _is_in_time(claims: dict[str, Any], now: datetime) -> bool:
    not_before, expires = claims["nbf"], claims["exp"]
    if not _is_number(not_before) or not _is_number(expires):
        return False
    begins = bool(not_before <= (now + LEEWAY).timestamp())
    return begins and bool((now - LEEWAY).timestamp() < expires)


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value)
