"""A stand-in Microsoft Graph on loopback: keeps group chats, allows what the permissions of the bot
allow, and checks each body by the property names of Graph (``research/teams.md`` §1.2). Leaving it
fails when a call was one that the real Graph refuses as nonsense.
"""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import web

from tests.support.canaries import holds_canary
from tests.support.identity import GRAPH_ROLES
from tests.support.teams import Fault

TEAMS_APP = "2b524e28-95ce-4c9b-9773-4a5bd6ec1770"
IN_A_CHAT = "Chat.Manage.Chat"
_CODE = re.compile(r"[A-Z0-9]{3}-[A-Z0-9]{3}")
_USER = re.compile(r"(?P<root>http.*)/v1\.0/users\('(?P<id>[^']+)'\)")
_MEMBER = "#microsoft.graph.aadUserConversationMember"
_CONSENT = [{"permissionValue": IN_A_CHAT, "permissionType": "Application"}]


class GraphCall(StrEnum):
    """What the bot asks of Graph."""

    CREATE = "create"
    FOLLOW = "follow"
    INSTALL = "install"
    LIST = "list"
    ADD = "add"
    REMOVE = "remove"


@dataclass
class Chat:
    """A group chat: places by their id, and what the bot may in it."""

    topic: str
    seats: dict[str, str]
    owners: set[str]
    has_bot: bool = False
    polls_left: int = 0


@dataclass(frozen=True)
class Asked:
    """One call as it came in."""

    call: GraphCall
    chat: str = ""
    seat: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    page: int = 0


class StandInGraph:
    """``chats`` by id; ``roles`` is what the tenant consented to; ``polls`` is how often a new chat
    is asked for before it is there (0: it is there at once); ``fails`` says a new chat fails then.
    """

    def __init__(self) -> None:
        self.chats: dict[str, Chat] = {}
        self.calls: list[Asked] = []
        self.violations: list[str] = []
        self.roles = {*GRAPH_ROLES}
        self.consents_in_chat = True
        self.polls = 0
        self.fails = False
        self.url = ""
        self._planned: list[tuple[Fault, GraphCall]] = []
        self._released = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, failure: type[BaseException] | None, *_: object) -> None:
        self._released.set()
        if self._runner is not None:
            await self._runner.cleanup()
        if failure is None:
            assert not self.violations, self.violations

    def fail_next(self, call: GraphCall, *faults: Fault) -> None:
        """Let the next calls of this kind go wrong one by one."""
        self._planned += [(fault, call) for fault in faults]

    def people(self) -> list[set[str]]:
        """Who is in each chat, by object id."""
        return [set(chat.seats.values()) for chat in self.chats.values()]

    def asked(self, call: GraphCall) -> list[Asked]:
        """Every call of one kind."""
        return [one for one in self.calls if one.call is call]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = await self._read(request)
        if asked is None:
            self.violations.append(f"{request.method} {request.raw_path} is no call we make")
            return web.Response(status=400)
        self.calls.append(asked)
        self.violations += [f"{asked.call}: {one}" for one in self._find_problems(asked)]
        fault = self._take_fault(asked.call)
        if fault is None or fault.delivers:
            answer = self._do(asked)
        return answer if fault is None else await self._fail(request, fault)

    async def _read(self, request: web.Request) -> Asked | None:
        parts = [unquote(part) for part in request.raw_path.partition("?")[0].split("/")[1:]]
        content = await request.read()
        if holds_canary(content):
            self.violations.append("a word about the subject")
        body = json.loads(content or b"{}")
        call = _call_of(request.method, parts)
        chat, seat = (*parts[2:3], ""), (*parts[4:5], "")
        page = int(request.query.get("$skiptoken", 0))
        return None if call is None else Asked(call, chat[0], seat[0], body, page)

    def _take_fault(self, call: GraphCall) -> Fault | None:
        planned = next((one for one in self._planned if one[1] is call), None)
        if planned is None:
            return None
        self._planned.remove(planned)
        return planned[0]

    async def _fail(self, request: web.Request, fault: Fault) -> web.Response:
        if fault.hangs:
            await self._released.wait()
        if fault.status is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        headers = {"Retry-After": fault.retry_after, "Location": fault.location}
        said = {name: value for name, value in headers.items() if value}
        return web.Response(status=fault.status, body=fault.answer, headers=said)

    def _find_problems(self, asked: Asked) -> list[str]:
        checks: dict[GraphCall, Callable[[dict[str, Any]], list[str]]] = {
            GraphCall.CREATE: self._problems_of_chat,
            GraphCall.INSTALL: self._problems_of_installation,
            GraphCall.ADD: self._problems_of_member,
        }
        check = checks.get(asked.call)
        return check(asked.body) if check else ["a body"] * bool(asked.body)

    def _problems_of_chat(self, body: dict[str, Any]) -> list[str]:
        members = body.get("members", [])
        roles = [role for one in members for role in one.get("roles", [])]
        rules = {
            "other properties than a chat has": body.keys() == {"chatType", "topic", "members"},
            "no group": body.get("chatType") == "group",
            "a topic that is no code": bool(_CODE.fullmatch(body.get("topic", ""))),
            "a chat of one": len(members) > 1,
            "nobody who owns it": "owner" in roles,
            "somebody twice": len({one["user@odata.bind"] for one in members}) == len(members),
        }
        own = [problem for problem, holds in rules.items() if not holds]
        return own + [problem for one in members for problem in self._problems_of_member(one)]

    def _problems_of_member(self, body: dict[str, Any]) -> list[str]:
        user = _USER.fullmatch(body.get("user@odata.bind", ""))
        known = {"@odata.type", "roles", "user@odata.bind", "tenantId"}
        rules = {
            "other properties than a member has": body.keys() <= known,
            "no Entra member": body.get("@odata.type") == _MEMBER,
            "no user of this Graph": bool(user) and user["root"] == self.url,
            "neither owner nor guest": body.get("roles") in (["owner"], ["guest"]),
        }
        return [problem for problem, holds in rules.items() if not holds]

    def _problems_of_installation(self, body: dict[str, Any]) -> list[str]:
        rules = {
            "another app": body.get("teamsApp@odata.bind")
            == f"{self.url}/v1.0/appCatalogs/teamsApps/{TEAMS_APP}",
            "another consent than the manifest": body.get("consentedPermissionSet")
            == {"resourceSpecificPermissions": _CONSENT},
            "other properties": len(body) == 2,
        }
        return [problem for problem, holds in rules.items() if not holds]

    def _do(self, asked: Asked) -> web.Response:
        done: dict[GraphCall, Callable[[Asked], web.Response]] = {
            GraphCall.CREATE: self._create,
            GraphCall.FOLLOW: self._follow,
            GraphCall.INSTALL: self._install,
            GraphCall.LIST: self._list,
            GraphCall.ADD: self._add,
            GraphCall.REMOVE: self._remove,
        }
        return done[asked.call](asked)

    def _create(self, asked: Asked) -> web.Response:
        if "Chat.Create" not in self.roles:
            return web.Response(status=403)
        name = f"19:{len(self.chats) + 1:032x}@thread.v2"
        people = {_user(one): one["roles"] for one in asked.body["members"]}
        seats = {f"seat/{name}=={one}": one for one in people}
        owners = {one for one, roles in people.items() if roles == ["owner"]}
        self.chats[name] = Chat(asked.body["topic"], seats, owners, polls_left=self.polls)
        if not self.polls:
            return web.json_response({"id": name, "chatType": "group"}, status=201)
        place = f"/chats('{name}')/operations('operation-1')"
        return web.Response(status=202, headers={"Location": place})

    def _follow(self, asked: Asked) -> web.Response:
        chat = self.chats[asked.chat]
        chat.polls_left -= 1
        if chat.polls_left > 0:
            return web.json_response({"status": "inProgress"})
        if self.fails:
            del self.chats[asked.chat]
        return web.json_response({"status": "failed" if self.fails else "succeeded"})

    def _install(self, asked: Asked) -> web.Response:
        if GRAPH_ROLES[1] not in self.roles:
            return web.Response(status=403)
        chat = self.chats[asked.chat]
        if chat.has_bot:
            return web.Response(status=409)
        chat.has_bot = True
        return web.Response(status=201)

    def _may(self, asked: Asked) -> web.Response | None:
        """Only in a chat that the bot is in, and only what is consented to for that chat."""
        chat = self.chats.get(asked.chat)
        if chat is None:
            return web.Response(status=404)
        is_allowed = chat.has_bot and self.consents_in_chat
        return None if is_allowed else web.Response(status=403)

    def _list(self, asked: Asked) -> web.Response:
        """One place a page, so that whoever reads one page reads too little."""
        refused = self._may(asked)
        if refused is not None:
            return refused
        seats = [*self.chats[asked.chat].seats.items()]
        after, shown = asked.page + 1, seats[asked.page : asked.page + 1]
        found = [{"id": seat, "userId": who} for seat, who in shown]
        more = f"{self.url}/v1.0/chats/{asked.chat}/members?$skiptoken={after}"
        next_page = {"@odata.nextLink": more} if after < len(seats) else {}
        return web.json_response({"value": found, **next_page})

    def _add(self, asked: Asked) -> web.Response:
        refused = self._may(asked)
        if refused is not None:
            return refused
        chat, who = self.chats[asked.chat], _user(asked.body)
        if who in chat.seats.values():
            return web.Response(status=409)
        chat.seats[f"seat/{asked.chat}=={who}"] = who
        return web.Response(status=201)

    def _remove(self, asked: Asked) -> web.Response:
        refused = self._may(asked)
        if refused is not None:
            return refused
        gone = self.chats[asked.chat].seats.pop(asked.seat, None)
        return web.Response(status=204 if gone else 404)


def _user(member: dict[str, Any]) -> str:
    found = _USER.fullmatch(member["user@odata.bind"])
    assert found
    return found["id"]


def _call_of(method: str, parts: list[str]) -> GraphCall | None:
    if parts[:2] != ["v1.0", "chats"]:
        return None
    table = {
        ("POST", 2, ""): GraphCall.CREATE,
        ("GET", 5, "operations"): GraphCall.FOLLOW,
        ("POST", 4, "installedApps"): GraphCall.INSTALL,
        ("GET", 4, "members"): GraphCall.LIST,
        ("POST", 4, "members"): GraphCall.ADD,
        ("DELETE", 5, "members"): GraphCall.REMOVE,
    }
    return table.get((method, len(parts), "".join(parts[3:4])))
