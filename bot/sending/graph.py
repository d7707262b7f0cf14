"""The bot's own small Microsoft Graph client: group chats, and nothing else (``teams.md`` §1.2).
One call, one honest word about what became of it; no call is repeated here.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.sending.exchange import Body, Exchange, Heard
from bot.sending.graph_address import CHAT_PERMISSION, is_graph
from bot.sending.tokens import Tokens
from domain.delivery import Attempt, AttemptResult
from domain.identifiers import CaseCode
from services.ports.rooms import ChatMember, ChatSeat, ChatSeating

_ANSWERS_WITHIN: Final = timedelta(seconds=8)
_MEMBER: Final = "#microsoft.graph.aadUserConversationMember"
_MOST_PAGES: Final = 10
_ACCEPTED: Final = 202
_UNAVAILABLE: Final = 503
_FAILED: Final = "failed"
_SUCCEEDED: Final = "succeeded"
# as Graph writes it in a Location: with keys in brackets, or as segments
_OPERATION: Final = re.compile(
    r"(?:/v1\.0)?/?chats(?:\('(?P<chat>[^'/]+)'\)|/(?P<chat2>[^/]+))"
    r"/operations(?:\('(?P<one>[^'/]+)'\)|/(?P<one2>[^/]+))"
)


class Graph:
    """Makes group chats and keeps who is in them. ``url`` is Graph's, ``teams_app`` is the id of
    the bot in the organisation's own catalogue, ``home_tenant`` the one the bot is registered in.
    """

    def __init__(
        self,
        *,
        session: aiohttp.ClientSession,
        tokens: Tokens,
        url: str,
        teams_app: str,
        home_tenant: str,
        call_within: timedelta = _ANSWERS_WITHIN,
    ) -> None:
        if not is_graph(url):
            raise ValueError("no address of Graph")
        self._exchange = Exchange(session=session, tokens=tokens, call_within=call_within)
        self._base = f"{url.rstrip('/')}/v1.0"
        self._teams_app = teams_app
        self._home_tenant = home_tenant.lower()

    async def create(self, topic: CaseCode, members: Sequence[ChatMember]) -> Attempt:
        """Make a chat with exactly these people; a chat that Teams is still busy with has an
        operation to follow as ``remote_id``.
        """
        body = {"chatType": "group", "topic": topic, "members": list(map(self._bind, members))}
        heard = await self._call("POST", "/chats", body)
        if heard.attempt.result is not AttemptResult.SENT:
            return heard.attempt
        if heard.attempt.status != _ACCEPTED:
            return replace(heard.attempt, conversation_id=_text(heard.body, "id"))
        chat, operation = self._read_operation(heard.location)
        return replace(heard.attempt, conversation_id=chat, remote_id=operation)

    async def follow(self, operation: str) -> Attempt:
        """Look how far Teams is with a chat."""
        heard = await self._call("GET", operation)
        if heard.attempt.result is not AttemptResult.SENT:
            return heard.attempt
        state = _text(heard.body, "status").casefold()
        if state == _SUCCEEDED:
            return heard.attempt
        result = AttemptResult.REFUSED if state == _FAILED else AttemptResult.NOT_SENT
        return replace(heard.attempt, result=result)

    async def install_bot(self, chat: str) -> Attempt:
        """Bring the bot into a chat, with the one permission it has there."""
        consented = [{"permissionValue": CHAT_PERMISSION, "permissionType": "Application"}]
        body = {
            "teamsApp@odata.bind": f"{self._base}/appCatalogs/teamsApps/{self._teams_app}",
            "consentedPermissionSet": {"resourceSpecificPermissions": consented},
        }
        return (await self._call("POST", f"/chats/{_segment(chat)}/installedApps", body)).attempt

    async def list_seats(self, chat: str) -> ChatSeating:
        """List who has a place in a chat, to the last page. An answer that does not say who is
        there is none.
        """
        seats: list[ChatSeat] = []
        path = f"/chats/{_segment(chat)}/members"
        for _ in range(_MOST_PAGES):
            heard = await self._call("GET", path)
            found = heard.body.get("value")
            if heard.attempt.result is not AttemptResult.SENT:
                return ChatSeating(attempt=heard.attempt)
            if not isinstance(found, list) or not all(map(_is_seat, found)):
                break
            seats += [ChatSeat(id=one["id"], object_id=_text(one, "userId")) for one in found]
            after = _text(heard.body, "@odata.nextLink")
            if not after:
                return ChatSeating(attempt=heard.attempt, seats=tuple(seats))
            if not after.startswith(f"{self._base}/"):
                break
            path = after.removeprefix(self._base)
        return ChatSeating(attempt=replace(heard.attempt, result=AttemptResult.UNKNOWN))

    async def bring_in(self, chat: str, member: ChatMember) -> Attempt:
        """Give somebody a place. Without a start of the history that can be seen, Teams shows none
        of it.
        """
        path = f"/chats/{_segment(chat)}/members"
        return (await self._call("POST", path, self._bind(member))).attempt

    async def take_out(self, chat: str, seat: str) -> Attempt:
        """Take a place away."""
        path = f"/chats/{_segment(chat)}/members/{_segment(seat)}"
        return (await self._call("DELETE", path)).attempt

    async def _call(self, method: str, path: str, body: Body | None = None) -> Heard:
        heard = await self._exchange.call(method, URL(f"{self._base}{path}", encoded=True), body)
        attempt = heard.attempt
        if attempt.status == _UNAVAILABLE and attempt.retry_after is not None:
            # who says when to come again did not do it
            return replace(heard, attempt=replace(attempt, result=AttemptResult.NOT_SENT))
        return heard

    def _bind(self, member: ChatMember) -> dict[str, Any]:
        is_here = member.tenant_id.lower() == self._home_tenant
        return {
            "@odata.type": _MEMBER,
            "roles": ["guest" if member.is_guest else "owner"],
            "user@odata.bind": f"{self._base}/users('{_segment(member.object_id)}')",
            **({} if is_here or member.is_guest else {"tenantId": member.tenant_id}),
        }

    def _read_operation(self, location: str) -> tuple[str, str]:
        """The chat and the path to follow; both empty for a place that is not Graph's."""
        root = self._base.removesuffix("/v1.0")
        found = _OPERATION.fullmatch(location.removeprefix(root))
        if found is None:
            return "", ""
        chat, one = found["chat"] or found["chat2"], found["one"] or found["one2"]
        return chat, f"/chats/{_segment(chat)}/operations/{_segment(one)}"


def _is_seat(found: object) -> bool:
    return isinstance(found, dict) and bool(_text(found, "id"))


def _text(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) else ""


def _segment(identifier: str) -> str:
    return quote(identifier, safe="")
