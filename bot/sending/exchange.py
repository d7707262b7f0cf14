"""One HTTP call with the bot's own ticket, and one honest word about what became of it."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any, Final

import aiohttp
from yarl import URL

from bot.sending.tokens import Tokens, TokenUnavailableError
from domain.delivery import Attempt, AttemptResult

CALL_WITHIN: Final = timedelta(seconds=15)
_CONNECT_SHARE: Final = 0.6  # of the call's time: past it surely nothing was sent
_SURELY_NOT_SENT: Final = 429
_UNAUTHORISED: Final = 401
_NOT_IMPLEMENTED: Final = 501  # the Agents Playground cannot delete
_OUTCOME_UNKNOWN: Final = frozenset({408, 412})

Body = dict[str, Any] | bytes
"""What is sent; as bytes when it was written before, to go out to the letter."""


class AttemptCause(StrEnum):
    """Why a call ended as it did; ``status`` tells the rest."""

    HOST_NOT_ALLOWED = "host_not_allowed"
    NO_TOKEN = "no_token"  # noqa: S105 - a word, not a secret
    NO_CONNECTION = "no_connection"
    TIMEOUT = "timeout"
    RESET = "reset"
    ANSWERED = "answered"
    THROTTLED = "throttled"
    NO_ID = "no_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came of a call: ``body`` and ``location`` are empty where there was none to read."""

    attempt: Attempt
    body: dict[str, Any] = field(default_factory=dict)
    location: str = ""


class Exchange:
    """Calls addresses that were checked before. Never raises for the network, and never repeats a
    call but after a 401, which surely did nothing.
    """

    def __init__(
        self, *, session: aiohttp.ClientSession, tokens: Tokens, call_within: timedelta
    ) -> None:
        self._session = session
        self._tokens = tokens
        seconds = call_within.total_seconds()
        self._timeout = aiohttp.ClientTimeout(total=seconds, connect=seconds * _CONNECT_SHARE)

    async def call(self, method: str, url: URL, body: Body | None = None) -> Heard:
        """Call once, and once more with a new ticket when the one kept was not accepted."""
        answer = await self._call_once(method, url, body)
        if answer.attempt.status != _UNAUTHORISED:
            return answer
        self._tokens.forget()
        return await self._call_once(method, url, body)

    async def _call_once(self, method: str, url: URL, body: Body | None) -> Heard:
        try:
            token = await self._tokens.token()
            async with self._session.request(
                method,
                url,
                data=_write(body),
                headers=_headers(body, token),
                allow_redirects=False,
                timeout=self._timeout,
            ) as response:
                return await _read(response)
        except TokenUnavailableError:
            return _failed(AttemptResult.NOT_SENT, AttemptCause.NO_TOKEN)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return _failed(AttemptResult.NOT_SENT, AttemptCause.NO_CONNECTION)
        except TimeoutError:
            return _failed(AttemptResult.UNKNOWN, AttemptCause.TIMEOUT)
        except (aiohttp.ClientError, OSError):
            return _failed(AttemptResult.UNKNOWN, AttemptCause.RESET)


def _failed(result: AttemptResult, cause: AttemptCause) -> Heard:
    return Heard(attempt=Attempt(result=result, cause=cause))


def _write(body: Body | None) -> bytes | None:
    if isinstance(body, dict):
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return body


def _headers(body: Body | None, token: str) -> dict[str, str]:
    content = {} if body is None else {"Content-Type": "application/json"}
    return {**content, "Authorization": f"Bearer {token}"} if token else content


async def _read(response: aiohttp.ClientResponse) -> Heard:
    result = _result_of(response.status)
    if result is not AttemptResult.SENT:
        attempt = Attempt(
            result=result,
            status=response.status,
            cause=_cause_of(result),
            retry_after=_retry_after(response.headers.get("Retry-After", ""), response),
        )
        return Heard(attempt=attempt)
    return Heard(
        attempt=Attempt(result=result, status=response.status, cause=AttemptCause.ANSWERED),
        body=await _read_body(response),
        location=response.headers.get("Location", ""),
    )


def _result_of(status: int) -> AttemptResult:
    if 200 <= status < 300:
        return AttemptResult.SENT
    if status == _SURELY_NOT_SENT:
        return AttemptResult.NOT_SENT
    if status in _OUTCOME_UNKNOWN or (status >= 500 and status != _NOT_IMPLEMENTED):
        return AttemptResult.UNKNOWN
    return AttemptResult.REFUSED


def _cause_of(result: AttemptResult) -> AttemptCause:
    if result is AttemptResult.NOT_SENT:
        return AttemptCause.THROTTLED
    return AttemptCause.ANSWERED


async def _read_body(response: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        answer = await response.json(content_type=None)
    except (aiohttp.ClientError, OSError, ValueError, RecursionError):
        return {}  # it was accepted all the same: only what it said is lost
    return answer if isinstance(answer, dict) else {}


def _retry_after(asked: str, response: aiohttp.ClientResponse) -> timedelta | None:
    """Seconds, or a date, which is read by the server's own clock."""
    if re.fullmatch(r"[0-9]{1,6}", asked):
        return timedelta(seconds=int(asked))
    try:
        until = parsedate_to_datetime(asked)
        now = parsedate_to_datetime(response.headers.get("Date", ""))
        return max(until - now, timedelta(0))
    except (ValueError, TypeError):
        return None
