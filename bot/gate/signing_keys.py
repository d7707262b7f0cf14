"""The keys that sign Teams' tokens: read from the OpenID metadata, kept while the key server is
away, renewed daily and once when an unknown key id comes by (``reliability.md`` §0.9).
"""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from yarl import URL

from bot.gate.refusals import GateReason, GateRefusedError

_TIMEOUT: Final = aiohttp.ClientTimeout(total=5)
_RENEW_AFTER: Final = 24 * 3600.0  # seconds, as are the two below
_HUNT_EVERY: Final = 60.0
_TRY_AGAIN_AFTER: Final = 5.0
_LARGEST_ANSWER: Final = 512 * 1024  # bytes
_SMALLEST_KEY: Final = 2048  # bits


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """One public key, and the channels it may speak for."""

    public_key: RSAPublicKey
    endorsements: frozenset[str]


class SigningKeys:
    """A cache of the key server. One fetch at a time, however many ask."""

    def __init__(
        self,
        *,
        session: aiohttp.ClientSession,
        metadata_url: str,
        read_monotonic: Callable[[], float],
    ) -> None:
        self._session = session
        self._metadata_url = URL(metadata_url)
        self._now = read_monotonic
        self._keys: dict[str, SigningKey] = {}
        self._fetched = -_RENEW_AFTER
        self._tried = -_RENEW_AFTER
        self._hunted = -_HUNT_EVERY
        self._flight: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> SigningKey | None:
        """Find a key by its id; None for one that the key server does not know either.

        Raises :class:`GateRefusedError` when no keys could be read yet.
        """
        if not self._keys:
            await self._read_first()
        elif key_id not in self._keys:
            await self._hunt()
        elif self._is_due():
            self._start()
        return self._keys.get(key_id)

    async def close(self) -> None:
        """Stop a fetch that is under way."""
        if self._flight is not None:
            self._flight.cancel()
            await asyncio.gather(self._flight, return_exceptions=True)

    async def _read_first(self) -> None:
        if self._is_flying() or self._now() - self._tried >= _TRY_AGAIN_AFTER:
            await self._refresh()
        if not self._keys:
            raise GateRefusedError(GateReason.NO_KEYS)

    async def _hunt(self) -> None:
        if self._now() - self._hunted >= _HUNT_EVERY:
            self._hunted = self._now()
            await self._refresh()
        elif self._is_flying():
            await self._refresh()

    def _is_due(self) -> bool:
        is_old = self._now() - self._fetched >= _RENEW_AFTER
        return is_old and self._now() - self._tried >= _HUNT_EVERY

    def _is_flying(self) -> bool:
        return self._flight is not None and not self._flight.done()

    async def _refresh(self) -> None:
        # A caller who leaves does not take the fetch away from the others.
        await asyncio.shield(self._start())

    def _start(self) -> asyncio.Task[None]:
        if self._flight is None or self._flight.done():
            self._tried = self._now()
            self._flight = asyncio.create_task(self._fetch())
        return self._flight

    async def _fetch(self) -> None:
        try:
            metadata = await self._get(self._metadata_url)
            keys_url = URL(str(metadata.get("jwks_uri")))
            keys = _read_keys((await self._get(keys_url)).get("keys"))
        except (aiohttp.ClientError, OSError, ValueError, RecursionError):
            return  # the kept keys go on working
        if keys:
            self._keys = keys
            self._fetched = self._now()

    async def _get(self, url: URL) -> dict[str, Any]:
        if url.scheme != "https" and url.origin() != self._metadata_url.origin():
            raise ValueError("keys come over https, or from the metadata's own host")
        async with self._session.get(url, timeout=_TIMEOUT, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError(f"status {response.status}")
            answer = json.loads(await _read_bounded(response))
        if not isinstance(answer, dict):
            raise ValueError("not an object")  # noqa: TRY004 - bad data from outside
        return answer


async def _read_bounded(response: aiohttp.ClientResponse) -> bytes:
    answer = bytearray()
    async for chunk in response.content.iter_any():
        answer += chunk
        if len(answer) > _LARGEST_ANSWER:
            raise ValueError("too large")
    return bytes(answer)


def _read_keys(listed: object) -> dict[str, SigningKey]:
    found: dict[str, SigningKey] = {}
    for each in listed if isinstance(listed, list) else ():
        key = _read_key(each) if isinstance(each, dict) else None
        if key is not None:
            found[str(each["kid"])] = key
    return found


def _read_key(jwk: dict[str, Any]) -> SigningKey | None:
    """Read one RSA key; one of another kind, too short or broken is left out."""
    endorsements = jwk.get("endorsements")
    if not isinstance(jwk.get("kid"), str) or not isinstance(endorsements, list):
        return None
    try:
        public_key = jwt.PyJWK(jwk, algorithm="RS256").key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    if not isinstance(public_key, RSAPublicKey) or public_key.key_size < _SMALLEST_KEY:
        return None
    return SigningKey(public_key=public_key, endorsements=_read_words(endorsements))


def _read_words(values: Iterable[object]) -> frozenset[str]:
    return frozenset(value for value in values if isinstance(value, str))
