"""One person in Teams: types, reads, fills in and presses, over HTTP like anybody else."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.support.served import Listening

TENANT = "00000000-0000-0000-0000-0000000000001"
BOT = {"id": "28:00000000-0000-0000-0000-0000000000b0", "name": "Stoplicht"}
_numbers = count(1)


class NoSuchButtonError(AssertionError):
    """The card has no button of that name."""


@dataclass
class Person:
    """A member (or a stranger) with an own chat with the bot."""

    bot: Listening
    name: str
    object_id: str
    tenant: str = TENANT
    conversation_type: str = "personal"
    conversation: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    last_status: int = 0

    def __post_init__(self) -> None:
        self.conversation = self.conversation or f"a:{self.name}"

    def in_channel(self, channel: str) -> "Person":
        """The same person, speaking in a channel."""
        return Person(
            self.bot, self.name, self.object_id, self.tenant, "channel",
            f"{channel};messageid=1700000000000",
            {"channel": {"id": channel}, "team": {"id": channel}},
        )  # fmt: skip

    async def installs(self) -> None:
        """Install the bot in the own chat."""
        await self.sends({"type": "installationUpdate", "action": "add"})
        await self.bot.quiet()

    async def says(self, text: str, **more: Any) -> list[dict[str, Any]]:
        """Type something; the messages that came back in this conversation."""
        if self.conversation_type != "personal":
            mention = "<at>Stoplicht</at>"
            entity = {"type": "mention", "text": mention, "mentioned": BOT}
            more = {"entities": [entity], **more}
            text = f"{mention}&nbsp;{text}\n"
        return await self._messages_after({"type": "message", "text": text, **more})

    async def presses(self, card: dict[str, Any], title: str, **inputs: str) -> dict[str, Any]:
        """Press a button with Action.Execute; the JSON body of the answer."""
        data = find_button(card, title)["data"]
        action = {"type": "Action.Execute", "verb": "press", "data": {**data, **inputs}}
        return await self.invokes("adaptiveCard/action", {"action": action, "trigger": "manual"})

    async def submits(
        self, card: dict[str, Any], title: str, activity: str = "1", **inputs: str
    ) -> list[dict[str, Any]]:
        """Press a button with Action.Submit, as an older Teams does."""
        data = find_button(card, title)["data"]
        return await self._messages_after(
            {"type": "message", "value": {**data, **inputs}, "replyToId": activity}
        )

    async def opens(self, card: dict[str, Any], title: str) -> dict[str, Any]:
        """Open a window: task/fetch."""
        data = find_button(card, title)["data"]
        return await self.invokes("task/fetch", {"data": data, "context": {"theme": "default"}})

    async def fills_in(self, card: dict[str, Any], title: str, **inputs: str) -> dict[str, Any]:
        """Submit a window: task/submit."""
        data = find_button(card, title)["data"]
        return await self.invokes("task/submit", {"data": {**data, **inputs}})

    async def invokes(self, name: str, value: dict[str, Any]) -> dict[str, Any]:
        """Send an invoke and give back the body of its answer."""
        body = await self.sends({"type": "invoke", "name": name, "value": value})
        return body if isinstance(body, dict) else {}

    async def sends(self, activity: dict[str, Any]) -> Any:
        """Send any activity from here."""
        self.last_status, body = await self.bot.post(self.activity(activity))
        return body

    def activity(self, activity: dict[str, Any]) -> dict[str, Any]:
        """Put the envelope of Teams around an activity."""
        number = next(_numbers)
        return {
            "id": f"{1_700_000_000_000 + number}",
            "timestamp": "2026-11-23T09:00:00.000Z",
            "channelId": "msteams",
            "serviceUrl": self.bot.teams.service_url,
            "from": {"id": f"29:{self.name}", "name": self.name, "aadObjectId": self.object_id},
            "recipient": BOT,
            "conversation": {
                "id": self.conversation,
                "conversationType": self.conversation_type,
                "tenantId": self.tenant,
            },
            "channelData": {"tenant": {"id": self.tenant}, **self.extra},
            "locale": "nl-NL",
            **activity,
        }

    @property
    def cards(self) -> list[dict[str, Any]]:
        """All cards now visible in this conversation."""
        return self.bot.teams.messages_to(self.conversation).cards()

    @property
    def texts(self) -> list[str]:
        """All plain texts now visible in this conversation."""
        return self.bot.teams.messages_to(self.conversation).texts()

    async def _messages_after(self, activity: dict[str, Any]) -> list[dict[str, Any]]:
        before = len(self._posts())
        await self.sends(activity)
        await self.bot.quiet()
        return self._posts()[before:]

    def _posts(self) -> list[dict[str, Any]]:
        return [
            post.activity
            for post in self.bot.teams.visible
            if post.conversation_id == self.conversation
        ]


def card_of(answer: dict[str, Any]) -> dict[str, Any]:
    """The card in the answer of an invoke, whichever kind."""
    if "task" in answer:
        return dict(answer["task"]["value"]["card"]["content"])
    assert answer.get("type") == "application/vnd.microsoft.card.adaptive", answer
    return dict(answer["value"])


def message_of(answer: dict[str, Any]) -> str:
    """The words in the answer of an invoke, whichever kind."""
    if "task" in answer:
        return str(answer["task"]["value"])
    assert answer.get("type") == "application/vnd.microsoft.activity.message", answer
    return str(answer["value"])


def find_button(card: dict[str, Any], title: str) -> dict[str, Any]:
    """Find a button by its title anywhere in a card."""
    buttons = list(_buttons(card))
    found = [b for b in buttons if b["title"] == title]
    if not found:
        raise NoSuchButtonError(f"{title!r} is not among {[b['title'] for b in buttons]}")
    return found[0]


def words_of(value: Any) -> str:
    """Everything a person can read in a card or message."""
    return json.dumps(value, ensure_ascii=False)


def _buttons(value: Any) -> Any:
    if isinstance(value, list):
        for item in value:
            yield from _buttons(item)
    if isinstance(value, dict):
        if str(value.get("type", "")).startswith("Action."):
            yield value
        for key, item in value.items():
            if key != "fallback":
                yield from _buttons(item)


def find_person(bot: Listening, name: str) -> Person:
    from tests.support import journey

    found = journey.find_person(bot, name)
    return Person(bot, name, found.object_id, found.tenant, conversation=found.conversation)
