"""Tells what people see, and stops the story when somebody does not see what they should."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.story.reading import MissingError, Seen
from tests.story.stage import Stage

_CODE = re.compile(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}\b")
ZONE = ZoneInfo("Europe/Amsterdam")
_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_TRIES, _PAUSE = 600, 0.05  # half a minute in all: an agenda is drafted in a process beside the bot
_MOST_LINES = 14


@dataclass
class Telling:
    """The narrator: follows the people on the stage. ``names`` are those of the house file."""

    stage: Stage
    names: Mapping[str, str]
    _before: dict[str, int] = field(default_factory=dict)
    _channel_before: int = 0

    async def scene(self, title: str, at: datetime | None = None) -> None:
        """Begin a scene, perhaps at a later hour; what was said before is no news any more."""
        self._before = {who: len(await self.stage.chat(who)) for who in self.names}
        self._channel_before = len(await self.stage.channel())
        if at is not None:
            await self.stage.move_to(at)
        print(f"\n━━ {_write(await self.stage.now())} ━━ {title}")

    def says(self, text: str) -> None:
        """Tell what somebody does."""
        print(f"\n  {text}")

    async def hears(self, who: str, *words: str) -> Seen:
        """Show the newest message in somebody's own chat that says this."""
        for _ in range(_TRIES):
            news = (await self.stage.chat(who))[self._before.get(who, 0) :]
            found = [message for message in news if message.shows(*words)]
            if found:
                self._show(f"eigen chat van {self.names[who]}", found[-1])
                return found[-1]
            await asyncio.sleep(_PAUSE)
        raise MissingError(f"{self.names[who]} should see {words}, but sees {_quote(news)}")

    async def hear_nothing(self, *everybody: str) -> None:
        """Make sure that these people are left in peace."""
        await self.stage.settle()
        for who in everybody:
            news = (await self.stage.chat(who))[self._before.get(who, 0) :]
            if news:
                raise MissingError(f"{self.names[who]} should see nothing, but sees {_quote(news)}")
        print(f"    {'niets':<9} │ {', '.join(self.names[who] for who in everybody)}")

    async def channel_shows(self, *words: str) -> Seen:
        """Show the one new post in the channel, which says this."""
        for _ in range(_TRIES):
            posts = (await self.stage.channel())[self._channel_before :]
            if len(posts) == 1 and posts[0].shows(*words):
                self._show("kanaal Agenda", posts[0])
                return posts[0]
            await asyncio.sleep(_PAUSE)
        raise MissingError(f"the channel should have one post with {words}, has {_quote(posts)}")

    async def channel_is_silent(self) -> None:
        """Make sure that the channel got nothing new."""
        await self.stage.settle()
        posts = (await self.stage.channel())[self._channel_before :]
        if posts:
            raise MissingError(f"the channel should stay silent, but has {_quote(posts)}")
        print(f"    {'niets':<9} │ het kanaal")

    async def nobody_reads(self, word: str) -> None:
        """Make sure that a word is left in no message, preview or button, in chat or channel."""
        chats = [message for who in self.names for message in await self.stage.chat(who)]
        for message in [*chats, *await self.stage.channel()]:
            if word in json.dumps(message.activity, ensure_ascii=False):
                raise MissingError(f"{word!r} is left in a message: {_quote([message])}")

    def on_screen(self, who: str, seen: Seen, *words: str) -> Seen:
        """Show what somebody has on the screen after a press, which says this."""
        if not seen.shows(*words):
            raise MissingError(f"{self.names[who]} should see {words}, but sees {_quote([seen])}")
        self._show(f"scherm van {self.names[who]}", seen)
        return seen

    def find_code(self, seen: Seen) -> str:
        """The code of the case that a message names."""
        found = _CODE.search(seen.words)
        if found is None:
            raise MissingError(f"no code of a case on:\n{seen.words}")
        return found[0]

    async def fills_in(self, who: str, seen: Seen, *pages: Mapping[str, str], finish: str) -> Seen:
        """Answer page after page of a dialog, and press its last button."""
        for number, answers in enumerate(pages, start=1):
            is_last = number == len(pages)
            title = finish if is_last and finish in seen.buttons else "Verder"
            seen = await self.stage.presses(who, seen, title, dict(answers))
        return await self.stage.presses(who, seen, finish, {}) if finish in seen.buttons else seen

    def _show(self, where: str, seen: Seen) -> None:
        lines = [line for text in seen.lines for line in text.splitlines() if line.strip()]
        shown = [*lines[:_MOST_LINES], *(["…"] if len(lines) > _MOST_LINES else [])]
        buttons = " ".join(f"[{title}]" for title in seen.buttons)
        print(f"    ┌ {where}")
        print(*(f"    │ {line}" for line in [*shown, *([buttons] if buttons else [])]), sep="\n")


def _write(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return f"{_DAYS[local.weekday()]} {local:%d-%m-%Y %H:%M}"


def _quote(messages: Sequence[Seen]) -> str:
    return " / ".join(message.words for message in messages) or "nothing"
