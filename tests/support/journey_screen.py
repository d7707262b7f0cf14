"""What one person has on the screen, and the three ways Teams presses a button of it: in place
(Execute), as an older Teams does (Submit), and in Teams' own window (task module).

    page = await piet.types("aanmelden")
    page = await page.presses("Verder", name="Jan")
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from tests.support.cards import walk
from tests.support.conversation import inputs
from tests.support.person import Person, find_button, words_of
from tests.support.served import Listening
from tests.support.teams import Post

Activity = dict[str, Any]
Courier = Callable[[Listening, Activity], Awaitable[Any]]
Step = tuple[str, dict[str, str]]
_OPENER = {"Openen", "Open"}


class Hand(StrEnum):
    """How somebody's Teams presses buttons and shows dialogs."""

    EXECUTE = "execute"
    SUBMIT = "submit"
    WINDOW = "window"

    @property
    def environment(self) -> dict[str, str]:
        """The frame of dialogs that the bot is started with."""
        frame = "task_module" if self is Hand.WINDOW else "chat_card"
        return {"STOPLICHT_DIALOG_FRAME": frame}


async def once(bot: Listening, activity: Activity) -> Any:
    """Deliver an activity as it should be."""
    status, body = await bot.post(activity)
    assert status == 200, (status, body)
    return body


async def five_times_at_once(bot: Listening, activity: Activity) -> Any:
    """Deliver the same activity five times at once; all get the same answer."""
    answers = await asyncio.gather(*(bot.post(activity) for _ in range(5)))
    assert [status for status, _ in answers] == [200] * 5
    assert all(body == answers[0][1] for _, body in answers)
    return answers[0][1]


async def twice(bot: Listening, activity: Activity) -> Any:
    """Deliver the same activity again after its answer came, as Teams does when that got lost."""
    first = await once(bot, activity)
    await bot.quiet()
    assert await once(bot, activity) == first
    return first


def as_it_is(title: str) -> frozenset[str]:
    """A title as the house writes it."""
    return frozenset({title})


@dataclass
class Player:
    """Somebody of the house in a journey. ``heard`` keeps every answer to a press, ``pressed`` the
    messages whose buttons were used; ``titles`` knows a button's title in the own language.
    """

    person: Person
    hand: Hand = Hand.EXECUTE
    courier: Courier = once
    titles: Callable[[str], frozenset[str]] = as_it_is
    heard: list[Any] = field(default_factory=list)
    pressed: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def bot(self) -> Listening:
        return self.person.bot

    async def types(self, text: str) -> "Screen":
        """Type something; the last message that comes back, with its dialog open."""
        return (await self.types_for_all(text))[-1]

    async def types_for_all(self, text: str) -> "list[Screen]":
        """Type something; every message that comes back, in order, the last one opened."""
        known = {post.id for post in self.posts}
        await self.sends({"type": "message", "text": text})
        await self.bot.quiet()
        screens = [self._screen(post) for post in self.posts if post.id not in known]
        assert screens, f"{self.name} typed {text!r} and heard nothing"
        return [*screens[:-1], await screens[-1].opened()]

    async def sends(self, activity: Activity) -> Any:
        """Send an activity and keep what is answered."""
        answer = await self.courier(self.bot, self.person.activity(activity))
        self.heard.append(answer)
        return answer

    def newest(self, *words: str) -> "Screen":
        """The newest message in the own chat that says all of this."""
        found = [p for p in self.posts if all(word in words_of(p.activity) for word in words)]
        assert found, f"{self.name} has no message with {words}"
        return self._screen(found[-1])

    @property
    def posts(self) -> list[Post]:
        """Everything now visible in the own chat."""
        return self.bot.teams.messages_to(self.person.conversation).posts

    def _screen(self, post: Post) -> "Screen":
        card = post.cards[0] if post.cards else {}
        return Screen(player=self, card=card, told=post.text, post=post.id)


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A card before somebody, or ``told``: words in its stead. ``post`` is the message it is in."""

    player: Player
    card: dict[str, Any] = field(default_factory=dict)
    told: str = ""
    post: str = ""
    is_window: bool = False

    @property
    def words(self) -> str:
        """Everything that can be read here."""
        return words_of([self.card, self.told])

    @property
    def is_page(self) -> bool:
        """Tell whether this is a page to fill in: nobody else heard of anything."""
        return any(str(part.get("type", "")).startswith("Input.") for part in walk(self.card))

    async def goes_through(self, steps: Sequence[Step]) -> "Screen":
        """Fill in and press, page after page."""
        screen = self
        for title, answers in steps:
            screen = await screen.presses(title, **answers)
        return screen

    async def presses(self, title: str, **answers: str) -> "Screen":
        """Press a button with the questions above it filled in; what is then on the screen."""
        activity = self.activity(title, **answers)
        self.player.pressed.add(self.post)
        answer = await self.player.sends(activity)
        if isinstance(answer, dict):
            screen = self._after(answer)
            if not screen.is_page:
                await self.player.bot.quiet()
            return screen
        await self.player.bot.quiet()
        return self._reread()

    def activity(self, title: str, **answers: str) -> Activity:
        """What Teams sends for a press."""
        own = self.player.titles(title) & {p.get("title") for p in walk(self.card)}
        button = find_button(self.card, next(iter(own), title))
        sends_inputs = button.get("associatedInputs") != "none"
        given = {**inputs(self.card), **answers} if sends_inputs else {}
        data = {**button["data"], **{name: value for name, value in given.items() if value}}
        if self.is_window:
            return {"type": "invoke", "name": "task/submit", "value": {"data": data}}
        if "msteams" in button["data"]:
            return {"type": "invoke", "name": "task/fetch", "value": {"data": data}}
        if self.player.hand is Hand.SUBMIT:
            return {"type": "message", "value": data, "replyToId": self.post}
        action = {"type": "Action.Execute", "verb": button["verb"], "data": data}
        value = {"action": action, "trigger": "manual"}
        return {
            "type": "invoke",
            "name": "adaptiveCard/action",
            "value": value,
            "replyToId": self.post,
        }

    async def opened(self) -> "Screen":
        """The dialog behind a card that only opens one in Teams' own window."""
        titles = {part.get("title") for part in self.card.get("actions", ())}
        opener = titles & _OPENER
        return await self.presses(opener.pop()) if opener else self

    def _after(self, answer: dict[str, Any]) -> "Screen":
        if "task" in answer:
            return self._in_window(answer["task"])
        if str(answer["type"]).endswith("card.adaptive"):
            self.player.bot.teams.show_instead(self.post, answer["value"])
            return replace(self, card=answer["value"], told="")
        return replace(self, card={}, told=str(answer["value"]))

    def _in_window(self, task: dict[str, Any]) -> "Screen":
        if task["type"] == "message":
            return replace(self, card={}, told=str(task["value"]), is_window=True)
        return replace(self, card=task["value"]["card"]["content"], told="", is_window=True)

    def _reread(self) -> "Screen":
        """After a Submit: the message as the bot changed it, or what it said below."""
        posts = self.player.posts
        same = next(post for post in posts if post.id == self.post)
        shown = posts[-1] if same.cards == [self.card] and posts[-1].id != self.post else same
        card = shown.cards[0] if shown.cards else {}
        return replace(self, card=card, told=shown.text, post=shown.id)
