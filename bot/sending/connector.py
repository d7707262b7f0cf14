"""The bot's own Bot Connector client: one call, one honest word about what happened to it.

A POST is never repeated here, because the connector has no idempotency key (``reliability.md``
§0.4 and §1.2); the one exception is a 401, which surely delivered nothing.
"""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.gate.service_hosts import ServiceHosts
from bot.sending.breaker import Guard, call_freely
from bot.sending.tokens import Tokens, TokenUnavailableError
from domain.delivery import Attempt, AttemptResult

CALL_WITHIN: Final = timedelta(seconds=15)
_CONNECT_SHARE: Final = 0.6  # of the call's time: past it surely nothing was sent
_SURELY_NOT_SENT: Final = 429
_UNAUTHORISED: Final = 401
_GONE: Final = 404
_NOT_IMPLEMENTED: Final = 501  # the Agents Playground cannot delete
_OUTCOME_UNKNOWN: Final = frozenset({408, 412})

Body = dict[str, Any] | bytes
"""An activity; as bytes when it was written before, to go out to the letter."""


WaitToOpen = Callable[[str], Awaitable[Attempt | None]]


async def open_at_once(_place: str) -> None:
    """Let every chat be opened."""


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
class _Call:
    method: str
    service_url: str
    path: str
    body: Body | None = None

    @property
    def opens_conversation(self) -> bool:
        return not self.path

    @property
    def url(self) -> URL:
        return URL(f"{self.service_url.rstrip('/')}/v3/conversations{self.path}", encoded=True)


def open_http_session() -> aiohttp.ClientSession:
    """Open the pooled session that composition.py shares and closes: no cookies, no proxies."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())


class Connector:
    """Posts, updates and deletes messages; opens conversations. Never raises for the network.
    ``guard`` may hold a call back; ``wait_to_open`` waits until a chat may be opened with
    an account or in a channel, or says why not.
    """

    def __init__(
        self,
        *,
        session: aiohttp.ClientSession,
        tokens: Tokens,
        hosts: ServiceHosts,
        call_within: timedelta = CALL_WITHIN,
        guard: Guard = call_freely,
        wait_to_open: WaitToOpen = open_at_once,
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._hosts = hosts
        self._guard = guard
        self._wait_to_open = wait_to_open
        seconds = call_within.total_seconds()
        self._timeout = aiohttp.ClientTimeout(total=seconds, connect=seconds * _CONNECT_SHARE)

    async def send(self, service_url: str, conversation_id: str, activity: Body) -> Attempt:
        """Post one message; ``remote_id`` is what Teams calls it."""
        path = f"/{_segment(conversation_id)}/activities"
        attempt = await self._attempt(
            _Call(method="POST", service_url=service_url, path=path, body=activity)
        )
        return replace(attempt, conversation_id=conversation_id)

    async def update(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Body
    ) -> Attempt:
        """Put new content into a posted message."""
        path = f"/{_segment(conversation_id)}/activities/{_segment(activity_id)}"
        attempt = await self._attempt(
            _Call(method="PUT", service_url=service_url, path=path, body=activity)
        )
        return replace(attempt, conversation_id=conversation_id, remote_id=activity_id)

    async def delete(self, service_url: str, conversation_id: str, activity_id: str) -> Attempt:
        """Take a posted message away; one that is not there any more counts as done."""
        path = f"/{_segment(conversation_id)}/activities/{_segment(activity_id)}"
        attempt = await self._attempt(_Call(method="DELETE", service_url=service_url, path=path))
        if attempt.status == _GONE:
            attempt = replace(attempt, result=AttemptResult.SENT)
        return replace(attempt, conversation_id=conversation_id, remote_id=activity_id)

    async def create_conversation(self, service_url: str, body: dict[str, Any]) -> Attempt:
        """Open a personal chat or a channel thread: ``conversation_id``, and ``remote_id`` of
        the first post. Without an id in the answer the outcome is unknown.
        """
        held = await self._wait_to_open(_place(body))
        if held is not None:
            return held
        attempt = await self._attempt(
            _Call(method="POST", service_url=service_url, path="", body=body)
        )
        if attempt.result is AttemptResult.SENT and not attempt.conversation_id:
            return replace(attempt, result=AttemptResult.UNKNOWN)
        return attempt

    async def _attempt(self, call: _Call) -> Attempt:
        if not self._hosts.allow(call.service_url):
            return Attempt(result=AttemptResult.REFUSED, cause=AttemptCause.HOST_NOT_ALLOWED)
        return await self._guard(call.service_url, lambda: self._call_twice_at_most(call))

    async def _call_twice_at_most(self, call: _Call) -> Attempt:
        attempt = await self._call_once(call)
        if attempt.status != _UNAUTHORISED:
            return attempt
        self._tokens.forget()
        return await self._call_once(call)

    async def _call_once(self, call: _Call) -> Attempt:
        try:
            return await self._exchange(call, await self._tokens.token())
        except TokenUnavailableError:
            return Attempt(result=AttemptResult.NOT_SENT, cause=AttemptCause.NO_TOKEN)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return Attempt(result=AttemptResult.NOT_SENT, cause=AttemptCause.NO_CONNECTION)
        except TimeoutError:
            return Attempt(result=AttemptResult.UNKNOWN, cause=AttemptCause.TIMEOUT)
        except (aiohttp.ClientError, OSError):
            return Attempt(result=AttemptResult.UNKNOWN, cause=AttemptCause.RESET)

    async def _exchange(self, call: _Call, token: str) -> Attempt:
        async with self._session.request(
            call.method,
            call.url,
            data=_write(call.body),
            headers=_headers(call, token),
            allow_redirects=False,
            timeout=self._timeout,
        ) as response:
            return await _classify(call, response)


def _place(body: dict[str, Any]) -> str:
    """Whose chat or which channel it is: Teams counts for each apart."""
    if members := body.get("members"):
        return str(members[0]["id"])
    return str(body["channelData"]["channel"]["id"])


def _write(body: Body | None) -> bytes | None:
    if isinstance(body, dict):
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return body


def _headers(call: _Call, token: str) -> dict[str, str]:
    content = {} if call.body is None else {"Content-Type": "application/json"}
    return {**content, "Authorization": f"Bearer {token}"} if token else content


async def _classify(call: _Call, response: aiohttp.ClientResponse) -> Attempt:
    result = _result_of(response.status)
    if result is not AttemptResult.SENT:
        return Attempt(
            result=result,
            status=response.status,
            cause=_cause_of(result),
            retry_after=_retry_after(response.headers.get("Retry-After", ""), response),
        )
    answer = await _read_answer(response)
    attempt = Attempt(
        result=result,
        status=response.status,
        cause=AttemptCause.ANSWERED if _text(answer, "id") else AttemptCause.NO_ID,
        remote_id=_text(answer, "id"),
    )
    if not call.opens_conversation:
        return attempt
    return replace(
        attempt, conversation_id=attempt.remote_id, remote_id=_text(answer, "activityId")
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


async def _read_answer(response: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        answer = await response.json(content_type=None)
    except (aiohttp.ClientError, OSError, ValueError, RecursionError):
        return {}  # it was accepted all the same: only its id is lost
    return answer if isinstance(answer, dict) else {}


def _text(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) else ""


def _retry_after(asked: str, response: aiohttp.ClientResponse) -> timedelta | None:
    """Seconds, or a date, which is read by the connector's own clock."""
    if re.fullmatch(r"[0-9]{1,6}", asked):
        return timedelta(seconds=int(asked))
    try:
        until = parsedate_to_datetime(asked)
        now = parsedate_to_datetime(response.headers.get("Date", ""))
        return max(until - now, timedelta(0))
    except (ValueError, TypeError):
        return None


def _segment(identifier: str) -> str:
    return quote(identifier, safe="")
