"""Somebody in Teams: types, reads, fills in and presses, over HTTP like anybody else; and what is
then on the screen.

    page = await piet.types("aanmelden")
    page = await page.presses("Verder", name="Jan")
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from tests.support.cards import walk
from tests.support.conversation import inputs
from tests.support.hands import Activity, Courier, Hand, once
from tests.support.served import Listening
from tests.support.teams import Post

TENANT = "00000000-0000-0000-0000-0000000000001"
BOT = {"id": "28:00000000-0000-0000-0000-0000000000b0", "name": "Stoplicht"}
Step = tuple[str, dict[str, str]]
_OPENER = {"Openen", "Open"}
_UNREADABLE = re.compile(r"""("press": "|"url": "data:image/)[^"]*""")
_numbers = count(1)


class NoSuchButtonError(AssertionError):
    """The card has no button of that name."""


def as_it_is(title: str) -> frozenset[str]:
    """A title as the house writes it."""
    return frozenset({title})


@dataclass
class Person:
    """A member (or a stranger) with an own chat with the bot. ``titles`` knows a button's title in
    the own language, ``heard`` keeps every answer to an activity, ``pressed`` the messages whose
    buttons were used.
    """

    bot: Listening
    name: str
    object_id: str
    tenant: str = TENANT
    conversation_type: str = "personal"
    conversation: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    hand: Hand = Hand.EXECUTE
    courier: Courier = once
    titles: Callable[[str], frozenset[str]] = as_it_is
    heard: list[Any] = field(default_factory=list)
    pressed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.conversation = self.conversation or f"a:{self.name}"

    def in_channel(self, channel: str) -> "Person":
        """The same person, speaking in a channel."""
        return replace(
            self,
            conversation_type="channel",
            conversation=f"{channel};messageid=1700000000000",
            extra={"channel": {"id": channel}, "team": {"id": channel}},
        )

    def in_group(self, chat: str) -> "Person":
        """The same person, speaking in a chat of several."""
        return replace(self, conversation_type="groupChat", conversation=chat)

    async def types(self, text: str, *titles: str) -> "Screen":
        """Type something, and press these buttons of the last message that comes back; a dialog is
        open then.
        """
        screen = await (await self.says(text))[-1].opened()
        return await screen.goes_through([(title, {}) for title in titles])

    async def hears(self, text: str) -> str:
        """Type something; everything that can be read in what comes back."""
        return "\n".join(one.words for one in await self.says(text))

    async def says(self, text: str) -> "list[Screen]":
        """Type something; every message that comes back in this conversation, in order."""
        known = {post.id for post in self.posts}
        await self.writes(text)
        await self.bot.quiet()
        screens = [self.screen(post) for post in self.posts if post.id not in known]
        assert screens, f"{self.name} typed {text!r} and heard nothing"
        return screens

    async def writes(self, text: str) -> Any:
        """Type something and wait for nothing; the body of the answer."""
        return await self.sends(self.message(text))

    async def presses(self, token: str, **inputs: str) -> tuple[str, Any]:
        """Press a button in place by its sealed press; what kind of answer, and what it says."""
        answer = await self.sends(execute({"press": token, **inputs}))
        return str(answer["type"]).rpartition(".")[2], answer["value"]

    async def invokes(self, name: str, value: Activity) -> Any:
        """Send an invoke and give back the body of its answer."""
        return await self.sends({"type": "invoke", "name": name, "value": value})

    async def sends(self, activity: Activity) -> Any:
        """Send any activity from here and keep what is answered."""
        answer = await self.courier(self.bot, self.activity(activity))
        self.heard.append(answer)
        return answer

    def message(self, text: str) -> Activity:
        """What Teams sends for words; in a channel somebody mentions the bot."""
        if self.conversation_type == "personal":
            return {"type": "message", "text": text}
        mention = "<at>Stoplicht</at>"
        entity = {"type": "mention", "text": mention, "mentioned": BOT}
        return {"type": "message", "text": f"{mention}&nbsp;{text}\n", "entities": [entity]}

    def activity(self, activity: Activity) -> Activity:
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

    def newest(self, *words: str) -> "Screen":
        """The newest message in this conversation that says all of this."""
        found = self.all_with(*words)
        assert found, f"{self.name} has no message with {words}"
        return found[-1]

    def all_with(self, *words: str) -> "list[Screen]":
        """Every message in this conversation that says all of this."""
        screens = [self.screen(post) for post in self.posts]
        return [one for one in screens if all(word in one.words for word in words)]

    @property
    def posts(self) -> list[Post]:
        """Everything now visible in this conversation."""
        return self.bot.teams.messages_to(self.conversation).posts

    @property
    def cards(self) -> list[dict[str, Any]]:
        """All cards now visible in this conversation."""
        return self.bot.teams.messages_to(self.conversation).cards()

    @property
    def texts(self) -> list[str]:
        """All plain texts now visible in this conversation."""
        return self.bot.teams.messages_to(self.conversation).texts()

    def screen(self, post: Post) -> "Screen":
        """What a message shows."""
        card, preview = (post.cards or [{}])[0], str(post.activity.get("summary", ""))
        return Screen(person=self, card=card, told=post.text, preview=preview, post=post.id)


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A card before somebody, or ``told``: words in its stead. ``post`` is the message it is in, of
    which a list of chats shows the ``preview``.
    """

    person: Person
    card: dict[str, Any] = field(default_factory=dict)
    told: str = ""
    preview: str = ""
    post: str = ""
    is_window: bool = False

    @property
    def words(self) -> str:
        """Everything that can be read here."""
        return words_of([self.card, self.told, self.preview])

    @property
    def is_page(self) -> bool:
        """Tell whether this is a page to fill in: nobody else heard of anything."""
        return any(str(part.get("type", "")).startswith("Input.") for part in walk(self.card))

    def before(self, other: Person) -> "Screen":
        """The same card before somebody else."""
        return replace(self, person=other)

    async def goes_through(self, steps: Sequence[Step]) -> "Screen":
        """Fill in and press, page after page."""
        screen = self
        for title, answers in steps:
            screen = await screen.presses(title, **answers)
        return screen

    async def presses(self, title: str, **answers: str) -> "Screen":
        """Press a button with the questions above it filled in; what is then on the screen."""
        activity = self.activity(title, **answers)
        self.person.pressed.add(self.post)
        answer = await self.person.sends(activity)
        if isinstance(answer, dict):
            screen = self._after(answer)
            if not screen.is_page:
                await self.person.bot.quiet()
            return screen
        await self.person.bot.quiet()
        return self._reread()

    def activity(self, title: str, **answers: str) -> Activity:
        """What Teams sends for a press."""
        own = self.person.titles(title) & {p.get("title") for p in walk(self.card)}
        button = find_button(self.card, next(iter(own), title))
        sends_inputs = button.get("associatedInputs") != "none"
        given = {**inputs(self.card), **answers} if sends_inputs else {}
        data = {**button["data"], **{name: value for name, value in given.items() if value}}
        if self.is_window:
            return {"type": "invoke", "name": "task/submit", "value": {"data": data}}
        if "msteams" in button["data"]:
            return {"type": "invoke", "name": "task/fetch", "value": {"data": data}}
        if self.person.hand is Hand.SUBMIT:
            return {"type": "message", "value": data, "replyToId": self.post}
        return execute(data, button["verb"]) | {"replyToId": self.post}

    async def opened(self) -> "Screen":
        """The dialog behind a card that only opens one in Teams' own window."""
        titles = {part.get("title") for part in self.card.get("actions", ())}
        opener = titles & _OPENER
        return await self.presses(opener.pop()) if opener else self

    def _after(self, answer: dict[str, Any]) -> "Screen":
        if "task" in answer:
            return self._in_window(answer["task"])
        if str(answer["type"]).endswith("card.adaptive"):
            self.person.bot.teams.show_instead(self.post, answer["value"])
            return replace(self, card=answer["value"], told="")
        return replace(self, card={}, told=str(answer["value"]))

    def _in_window(self, task: dict[str, Any]) -> "Screen":
        if task["type"] == "message":
            return replace(self, card={}, told=str(task["value"]), is_window=True)
        return replace(self, card=task["value"]["card"]["content"], told="", is_window=True)

    def _reread(self) -> "Screen":
        """After a Submit: the message as the bot changed it, or what it said below."""
        posts = self.person.posts
        same = next(post for post in posts if post.id == self.post)
        shown = posts[-1] if same.cards == [self.card] and posts[-1].id != self.post else same
        return self.person.screen(shown)


def execute(data: dict[str, Any], verb: str = "press") -> Activity:
    """What Teams sends for a press in place."""
    action = {"type": "Action.Execute", "verb": verb, "data": data}
    value = {"action": action, "trigger": "manual"}
    return {"type": "invoke", "name": "adaptiveCard/action", "value": value}


def find_button(card: dict[str, Any], title: str) -> dict[str, Any]:
    """Find a button by its title anywhere in a card."""
    buttons = [part for part in walk(card) if str(part.get("type", "")).startswith("Action.")]
    found = next((one for one in buttons if one["title"] == title), None)
    if found is None:
        raise NoSuchButtonError(f"{title!r} is not among {[one['title'] for one in buttons]}")
    return found


def words_of(value: Any) -> str:
    """Everything a person can read in a card or message: not what is sealed in its buttons, nor a
    picture, which hold any letters by chance.
    """
    return _UNREADABLE.sub(r"\1", json.dumps(value, ensure_ascii=False))
