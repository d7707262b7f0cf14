"""The bot's own Bot Connector client: one call, one honest word about what happened to it.

A POST is never repeated here, because the connector has no idempotency key (``reliability.md``
§0.4 and §1.2); the one exception is a 401, which surely delivered nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.gate.service_hosts import ServiceHosts
from bot.sending.breaker import Guard, call_freely
from bot.sending.exchange import CALL_WITHIN, AttemptCause, Body, Exchange, Heard
from bot.sending.tokens import Tokens
from domain.delivery import Attempt, AttemptResult
from services.ports.rooms import ChatPresence

_GONE: Final = 404
_MOST_PAGES: Final = 10  # of who is in a chat; more cannot be who comes to one session
_BOT: Final = "28:"  # how the id of a bot begins

WaitToOpen = Callable[[str], Awaitable[Attempt | None]]


async def open_at_once(_place: str) -> None:
    """Let every chat be opened."""


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
        self._exchange = Exchange(session=session, tokens=tokens, call_within=call_within)
        self._hosts = hosts
        self._guard = guard
        self._wait_to_open = wait_to_open

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

    async def list_members(self, service_url: str, conversation: str) -> ChatPresence:
        """List who is in a chat that the bot is in, page after page; the bot is not counted. An
        answer that does not say who is there is none.
        """
        found: list[str] = []
        token = ""
        for _ in range(_MOST_PAGES):
            answer = await self._ask_page(service_url, conversation, token)
            members = answer.body.get("members")
            if answer.attempt.result is not AttemptResult.SENT or not isinstance(members, list):
                return ChatPresence(attempt=_unsaid(answer.attempt))
            found += [_object_id(one) for one in members if not _is_bot(one)]
            token = _text(answer.body, "continuationToken")
            if not token:
                break
        return ChatPresence(attempt=answer.attempt, members=tuple(found))

    async def _ask_page(self, service_url: str, conversation: str, token: str) -> Heard:
        after = f"?continuationToken={_segment(token)}" if token else ""
        path = f"/{_segment(conversation)}/pagedmembers{after}"
        return await self._answer(_Call(method="GET", service_url=service_url, path=path))

    async def _attempt(self, call: _Call) -> Attempt:
        return _read_ids(call, await self._answer(call))

    async def _answer(self, call: _Call) -> Heard:
        if not self._hosts.allow(call.service_url):
            refused = AttemptResult.REFUSED
            return Heard(attempt=Attempt(result=refused, cause=AttemptCause.HOST_NOT_ALLOWED))
        heard: list[Heard] = []

        async def calling() -> Attempt:
            heard.append(await self._exchange.call(call.method, call.url, call.body))
            return heard[0].attempt

        attempt = await self._guard(call.service_url, calling)
        return heard[0] if heard else Heard(attempt=attempt)


def _place(body: dict[str, Any]) -> str:
    """Whose chat or which channel it is: Teams counts for each apart."""
    if members := body.get("members"):
        return str(members[0]["id"])
    return str(body["channelData"]["channel"]["id"])


def _read_ids(call: _Call, answer: Heard) -> Attempt:
    if answer.attempt.result is not AttemptResult.SENT:
        return answer.attempt
    known = _text(answer.body, "id")
    cause = AttemptCause.ANSWERED if known else AttemptCause.NO_ID
    attempt = replace(answer.attempt, cause=cause, remote_id=known)
    if not call.opens_conversation:
        return attempt
    posted = _text(answer.body, "activityId")
    return replace(attempt, conversation_id=known, remote_id=posted)


def _unsaid(attempt: Attempt) -> Attempt:
    """An answer without what was asked leaves it unknown."""
    is_said = attempt.result is not AttemptResult.SENT
    return attempt if is_said else replace(attempt, result=AttemptResult.UNKNOWN)


def _is_bot(member: object) -> bool:
    return isinstance(member, dict) and _text(member, "id").startswith(_BOT)


def _object_id(member: object) -> str:
    """Who somebody in a chat is; empty for an anonymous one."""
    if not isinstance(member, dict):
        return ""
    return _text(member, "aadObjectId") or _text(member, "objectId")


def _text(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) else ""


def _segment(identifier: str) -> str:
    return quote(identifier, safe="")
