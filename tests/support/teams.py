"""A stand-in Teams on loopback: plays the Bot Connector, keeps each call in order, checks it, and
fails where a test tells it to. Leaving it fails when a call broke the contract.

    async with StandInTeams() as teams:
        teams.fail_next(BAD_GATEWAY_AFTER_DELIVERY)
        ... the bot talks to teams.service_url ...
        assert teams.channel("19:agenda@thread.tacv2").cards() == [...]
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import web

from tests.support.connector_contract import (
    CARD,
    find_activity_problems,
    find_conversation_problems,
)
from tests.support.patience import PATIENCE


class Operation(StrEnum):
    """What the bot asks of the connector."""

    SEND = "send"
    UPDATE = "update"
    DELETE = "delete"
    CREATE = "create"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How a call goes wrong. Without ``status`` the connection drops; ``delivers`` says that the
    message arrives all the same; a hanging call waits for :meth:`StandInTeams.release`.
    """

    status: int | None = None
    retry_after: str = ""
    date: str = ""
    location: str = ""
    answer: bytes = b'{"error": {}}'
    delivers: bool = False
    hangs: bool = False


def throttled(retry_after: str = "1") -> Fault:
    """Say 429 and when to come back: seconds or an HTTP date."""
    return Fault(status=429, retry_after=retry_after)


UNAUTHORISED = Fault(status=401)
FORBIDDEN = Fault(status=403)
NOT_FOUND = Fault(status=404)
PRECONDITION_FAILED = Fault(status=412)
TOO_LARGE = Fault(status=413)
BAD_GATEWAY = Fault(status=502)
BAD_GATEWAY_AFTER_DELIVERY = Fault(status=502, delivers=True)
DROP_BEFORE = Fault()
DROP_AFTER_ACCEPT = Fault(delivers=True)
HANG = Fault(hangs=True)
HANG_AFTER_DELIVERY = Fault(hangs=True, delivers=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as it came in; ``status`` is None while it hangs or when it was dropped."""

    operation: Operation
    conversation_id: str = ""
    activity_id: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    authorization: str = ""
    status: int | None = None
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message as people see it now; ``edits`` counts its updates."""

    id: str
    conversation_id: str
    activity: dict[str, Any]
    edits: int = 0

    @property
    def text(self) -> str:
        return str(self.activity.get("text", ""))

    @property
    def cards(self) -> list[dict[str, Any]]:
        attachments = self.activity.get("attachments", [])
        return [each["content"] for each in attachments if each["contentType"] == CARD]


@dataclass(frozen=True, slots=True)
class ConversationView:
    """What people see in one conversation, oldest first."""

    posts: list[Post]

    def cards(self) -> list[dict[str, Any]]:
        return [card for post in self.posts for card in post.cards]

    def texts(self) -> list[str]:
        return [post.text for post in self.posts if post.text]


@dataclass(frozen=True, slots=True)
class _Planned:
    fault: Fault
    operation: Operation | None
    conversation_id: str | None

    def hits(self, call: Call) -> bool:
        return self.operation in {None, call.operation} and self.conversation_id in {
            None,
            call.conversation_id,
        }


class StandInTeams:
    """The connector. ``calls`` holds every call, ``visible`` what people would see; ``rosters`` is
    who is in a chat that the bot is in; ``asked`` counts what was asked of the bots of a house.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.asked = 0
        self.violations: list[str] = []
        self.host = ""
        self._posts: dict[str, Post] = {}
        self._planned: list[_Planned] = []
        self._always: Fault | None = None
        self._released = asyncio.Event()
        self._arrived = asyncio.Condition()
        self.rosters: dict[str, list[dict[str, Any]]] = {}
        self._last_id = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024**2)
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, failure: type[BaseException] | None, *_: object) -> None:
        self.release()
        if self._runner is not None:
            await self._runner.cleanup()
        if failure is None:
            assert not self.violations, self.violations

    @property
    def service_url(self) -> str:
        """The address to put in activities; ``host`` is what SERVICE_HOSTS must list."""
        return f"http://{self.host}/emea"

    # What a test scripts

    def fail_next(
        self,
        *faults: Fault,
        operation: Operation | None = None,
        conversation_id: str | None = None,
    ) -> None:
        """Let the next calls, of this kind and to this conversation, go wrong one by one."""
        self._planned += [_Planned(fault, operation, conversation_id) for fault in faults]

    def fail_from_now(self, fault: Fault) -> None:
        """Let every call go wrong like this, until :meth:`recover`."""
        self._always = fault

    def recover(self) -> None:
        """Answer every call again."""
        self._always = None

    def release(self) -> None:
        """Let go of every hanging call, now and later: its connection drops."""
        self._released.set()

    async def wait_for_calls(self, count: int) -> list[Call]:
        """Wait until so many calls came in, in all; hanging ones count."""
        async with asyncio.timeout(PATIENCE), self._arrived:
            await self._arrived.wait_for(lambda: len(self.calls) >= count)
        return self.calls

    async def wait_for_another(self) -> None:
        """Wait until a call more came in and its bot wrote that down; for a moment only."""
        with suppress(TimeoutError):
            async with asyncio.timeout(0.1), self._arrived:
                await self._arrived.wait()
        await asyncio.sleep(0.02)

    # What people see

    @property
    def visible(self) -> list[Post]:
        return list(self._posts.values())

    def channel(self, channel_id: str) -> ConversationView:
        """All posts of a channel, with its threads."""
        return ConversationView(
            [post for post in self.visible if _root(post.conversation_id) == _root(channel_id)]
        )

    def messages_to(self, conversation_id: str) -> ConversationView:
        """The posts of exactly this chat or thread."""
        return ConversationView(
            [post for post in self.visible if post.conversation_id == conversation_id]
        )

    def show_instead(self, post_id: str, card: dict[str, Any]) -> None:
        """Put a card where its button was pressed, as Teams does with the answer to a press."""
        post = self._posts[post_id]
        attachments = [{"contentType": CARD, "content": card}]
        self._posts[post_id] = replace(post, activity={**post.activity, "attachments": attachments})

    # The connector

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        call = await self._read_call(request)
        if call is None:
            return self._refuse(f"{request.method} {request.path} is no call we make")
        problems = _find_problems(call, request.content_type)
        number = await self._keep(call)
        if problems:
            return self._refuse(*problems)
        fault = self._take_fault(call)
        if fault is None or fault.delivers:
            answer = self._deliver(call)
        if fault is None:
            self.calls[number] = replace(call, status=answer.status)
            return answer
        return await self._fail(request, number, fault)

    async def _read_call(self, request: web.Request) -> Call | None:
        parts = [unquote(part) for part in request.raw_path.partition("?")[0].split("/")[1:]]
        operation = _operation(request.method, parts)
        if operation is None:
            return None
        ids = [*parts[3:4], *parts[5:6], "", ""]
        return Call(
            operation=operation,
            conversation_id=ids[0],
            activity_id=ids[1],
            body=_read_object(await request.read()),
            authorization=request.headers.get("Authorization", ""),
            page=request.query.get("continuationToken", ""),
        )

    async def _keep(self, call: Call) -> int:
        async with self._arrived:
            self.calls.append(call)
            self._arrived.notify_all()
            return len(self.calls) - 1

    def _refuse(self, *problems: str) -> web.Response:
        self.violations += problems
        return web.json_response({"error": {"code": "BadArgument"}}, status=400)

    def _take_fault(self, call: Call) -> Fault | None:
        planned = next((each for each in self._planned if each.hits(call)), None)
        if planned is None:
            return self._always
        self._planned.remove(planned)
        return planned.fault

    async def _fail(self, request: web.Request, number: int, fault: Fault) -> web.Response:
        if fault.hangs:
            await self._released.wait()
        if fault.status is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        self.calls[number] = replace(self.calls[number], status=fault.status)
        headers = {
            "Retry-After": fault.retry_after,
            "Date": fault.date,
            "Location": fault.location,
        }
        return web.Response(
            status=fault.status,
            body=fault.answer,
            headers={name: value for name, value in headers.items() if value},
        )

    def _deliver(self, call: Call) -> web.Response:
        deliveries: dict[Operation, Callable[[Call], web.Response]] = {
            Operation.SEND: self._send,
            Operation.UPDATE: self._update,
            Operation.DELETE: self._delete,
            Operation.CREATE: self._create,
            Operation.ROSTER: self._roster,
        }
        return deliveries[call.operation](call)

    def _send(self, call: Call) -> web.Response:
        return web.json_response({"id": self._post(call.conversation_id, call.body)}, status=201)

    def _update(self, call: Call) -> web.Response:
        post = self._find(call)
        if post is None:
            return _not_there()
        self._posts[post.id] = replace(post, activity=call.body, edits=post.edits + 1)
        return web.json_response({"id": post.id})

    def _delete(self, call: Call) -> web.Response:
        post = self._find(call)
        if post is None:
            return _not_there()
        del self._posts[post.id]
        return web.Response(status=200)

    def _roster(self, call: Call) -> web.Response:
        """One member a page, so that whoever reads one page reads too little."""
        members = self.rosters.get(call.conversation_id)
        if members is None:
            return web.json_response({"error": {"code": "BotNotInConversationRoster"}}, status=403)
        place = int(call.page or 0)
        after = {"continuationToken": str(place + 1)} if place + 1 < len(members) else {}
        return web.json_response({"members": members[place : place + 1], **after})

    def _find(self, call: Call) -> Post | None:
        """A channel post is known by the channel and by its own thread."""
        post = self._posts.get(call.activity_id)
        if post is None or _root(post.conversation_id) != _root(call.conversation_id):
            return None
        return post

    def _create(self, call: Call) -> web.Response:
        channel = call.body.get("channelData", {}).get("channel", {}).get("id")
        if channel is None:
            conversation_id = personal_chat_of(call.body["members"][0]["id"])
            first = call.body.get("activity")
            posted = {"activityId": self._post(conversation_id, first)} if first else {}
            return web.json_response({"id": conversation_id, **posted}, status=201)
        post_id = self._post(channel, call.body["activity"])
        thread = f"{channel};messageid={post_id}"
        self._posts[post_id] = replace(self._posts[post_id], conversation_id=thread)
        return web.json_response({"id": thread, "activityId": post_id}, status=201)

    def _post(self, conversation_id: str, activity: dict[str, Any]) -> str:
        self._last_id += 1
        post_id = str(1_700_000_000_000 + self._last_id)
        self._posts[post_id] = Post(id=post_id, conversation_id=conversation_id, activity=activity)
        return post_id


def personal_chat_of(member_id: str) -> str:
    """The chat that a member always gets: opening it twice gives the same one."""
    return f"a:{member_id}"


def _root(conversation_id: str) -> str:
    return conversation_id.partition(";")[0]


def _not_there() -> web.Response:
    return web.json_response({"error": {"code": "ActivityNotFoundInConversation"}}, status=404)


def _operation(method: str, parts: list[str]) -> Operation | None:
    if parts[:3] != ["emea", "v3", "conversations"] or len(parts) > 6:
        return None
    if parts[4:] == ["pagedmembers"]:
        return Operation.ROSTER if method == "GET" else None
    if len(parts) > 4 and parts[4] != "activities":
        return None
    table = {
        ("POST", 3): Operation.CREATE,
        ("POST", 5): Operation.SEND,
        ("PUT", 6): Operation.UPDATE,
        ("DELETE", 6): Operation.DELETE,
    }
    return table.get((method, len(parts)))


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _find_problems(call: Call, content_type: str) -> list[str]:
    checks: dict[Operation, Callable[[dict[str, Any]], list[str]]] = {
        Operation.SEND: find_activity_problems,
        Operation.UPDATE: find_activity_problems,
        Operation.CREATE: find_conversation_problems,
        Operation.DELETE: lambda body: ["a delete has no body"] if body else [],
        Operation.ROSTER: lambda body: ["a look has no body"] if body else [],
    }
    problems = checks[call.operation](call.body)
    if call.body and content_type != "application/json":
        problems.append(f"content type {content_type}")
    return [f"{call.operation}: {problem}" for problem in problems]
