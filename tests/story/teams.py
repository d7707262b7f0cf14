"""A small Teams on loopback: a chat for every member and a channel, as the bot's connector."""

from datetime import datetime
from itertools import count
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import web

from tests.story.bot import Bot, read_pretend_house
from tests.story.reading import MissingError, Seen, press, replaced

BOT = {"id": "28:stoplicht", "name": "Stoplicht"}


class Teams:
    """The connector: keeps every message as people see it now."""

    def __init__(self) -> None:
        self.messages: dict[str, Seen] = {}
        self.host = ""
        self._numbers = count(1)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024**2)
        app.router.add_post("/v3/conversations", self._create)
        app.router.add_post("/v3/conversations/{conversation}/activities", self._send)
        one = "/v3/conversations/{conversation}/activities/{message}"
        app.router.add_put(one, self._update)
        app.router.add_delete(one, self._delete)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def in_conversation(self, conversation: str) -> list[Seen]:
        """The messages of a chat, or of a channel with its threads."""
        return [m for m in self.messages.values() if _root(m.conversation) == conversation]

    async def _create(self, request: web.Request) -> web.Response:
        body = await request.json()
        channel = (body.get("channelData") or {}).get("channel", {}).get("id")
        if channel is None:
            return web.json_response({"id": chat_of(body["members"][0]["id"])}, status=201)
        message = self._keep(channel, body["activity"])
        message.conversation = f"{channel};messageid={message.id}"
        answer = {"id": message.conversation, "activityId": message.id}
        return web.json_response(answer, status=201)

    async def _send(self, request: web.Request) -> web.Response:
        conversation = unquote(request.match_info["conversation"])
        return web.json_response(
            {"id": self._keep(conversation, await request.json()).id}, status=201
        )

    async def _update(self, request: web.Request) -> web.Response:
        message = self.messages[request.match_info["message"]]
        message.activity = await request.json()
        return web.json_response({"id": message.id})

    async def _delete(self, request: web.Request) -> web.Response:
        del self.messages[request.match_info["message"]]
        return web.Response()

    def _keep(self, conversation: str, activity: dict[str, Any]) -> Seen:
        number = str(next(self._numbers))
        self.messages[number] = Seen(id=number, conversation=conversation, activity=activity)
        return self.messages[number]


class OwnChats:
    """The stage of the story: every member sits in a Teams of their own."""

    def __init__(self, bot: Bot, teams: Teams) -> None:
        house = read_pretend_house()
        self._bot = bot
        self._teams = teams
        self._tenant = house["tenant"]
        self._object_ids = {one["id"]: one["object_id"] for one in house["members"]}
        self._channel = house["channels"][0]["conversation"]
        self._numbers = count(1)

    async def installs_everywhere(self) -> None:
        """Give every member the bot, as an administrator's policy does."""
        for who in self._object_ids:
            await self._bot.receives(
                self._activity(who, {"type": "installationUpdate", "action": "add"})
            )
        await self.settle()

    async def says(self, who: str, text: str) -> Seen:
        before = len(await self.chat(who))
        await self._bot.receives(self._activity(who, {"type": "message", "text": text}))
        await self.settle()
        after = await self.chat(who)
        if len(after) == before:
            raise MissingError(f"{who} typed {text!r} and got no answer")
        return after[-1]

    async def presses(self, who: str, seen: Seen, title: str, answers: dict[str, str]) -> Seen:
        value = {"action": press(seen, title, answers), "trigger": "manual"}
        answer = await self._bot.receives(
            self._activity(
                who,
                {
                    "type": "invoke",
                    "name": "adaptiveCard/action",
                    "value": value,
                    "replyToId": seen.id,
                },
            )
        )
        await self.settle()
        return replaced(seen, answer)

    async def chat(self, who: str) -> list[Seen]:
        return self._teams.in_conversation(chat_of(f"29:{who}"))

    async def channel(self) -> list[Seen]:
        return self._teams.in_conversation(self._channel)

    async def now(self) -> datetime:
        return await self._bot.now()

    async def move_to(self, at: datetime) -> None:
        await self._bot.advance(at - await self._bot.now())

    async def settle(self) -> None:
        await self._bot.quiet()

    def _activity(self, who: str, what: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": f"in-{next(self._numbers)}",
            "channelId": "msteams",
            "serviceUrl": f"http://{self._teams.host}",
            "from": {"id": f"29:{who}", "name": who, "aadObjectId": self._object_ids[who]},
            "recipient": BOT,
            "conversation": {
                "id": chat_of(f"29:{who}"),
                "conversationType": "personal",
                "tenantId": self._tenant,
            },
            "channelData": {"tenant": {"id": self._tenant}},
            "locale": "nl-NL",
            **what,
        }


def chat_of(user: str) -> str:
    """The chat that somebody always gets with the bot."""
    return f"a:{user}"


def _root(conversation: str) -> str:
    return conversation.partition(";")[0]
