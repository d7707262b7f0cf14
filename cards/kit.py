"""The parts every card is built of, in one reader's language and in the time of the house.

Cards are Adaptive Cards 1.5, usable on a telephone and with a screen reader
(``research/teams.md`` §3): all text wraps, and a colour is a word.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

from cards.messages import Card, Preview, PrivateMessage
from cards.plain import clean, plain
from cards.words import DayOfBirth, PublicAddress, Telephone, Text, Value, Words
from domain.member import Language
from domain.press import Press
from domain.stoplight import Colour

Part = dict[str, Any]

VERB: Final = "press"
_NOT_DIALLED: Final = re.compile(r"[^0-9+]")
# the most a card in Teams may show (store rule; ``research/teams.md`` §3)
MOST_BUTTONS: Final = 6
_LOCALES: Final = {Language.DUTCH: Locale("nl", "NL"), Language.ENGLISH: Locale("en", "GB")}
_ICONS: Final = {Colour.RED: "🔴", Colour.ORANGE: "🟠", Colour.GREEN: "🟢"}


class Frame(StrEnum):
    """Where dialogs open: in a Teams window over the chat, or on a card in the chat."""

    TASK_MODULE = "task_module"
    CHAT_CARD = "chat_card"


@dataclass(frozen=True, slots=True)
class Kit:
    """Words, sealed buttons and local time for the reader of one card.

    Every value given to it is escaped, so nobody else has to think of that.
    """

    words: Words
    seal: Callable[[Press], str]
    time_zone: ZoneInfo
    frame: Frame = Frame.TASK_MODULE
    is_drill: bool = False

    def for_drill(self) -> "Kit":
        """The same kit for a drill: everything drawn with it says so."""
        return replace(self, is_drill=True)

    def summarise(self, preview: Preview) -> str:
        """Say what a locked telephone may show."""
        return self.mark(self.words(preview))

    def card(self, preview: Preview, body: Sequence[Part], actions: Sequence[Part] = ()) -> Card:
        """Put a card together; what it falls back to is its neutral preview."""
        return {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.5",
            "lang": self.words.language.value,
            "fallbackText": self.summarise(preview),
            "body": [*self._banner(), *body],
            **({"actions": list(actions)} if actions else {}),
        }

    def private(
        self, preview: Preview, body: Sequence[Part], actions: Sequence[Part] = ()
    ) -> PrivateMessage:
        """Put a card together as a message to one member."""
        card = self.card(preview, body, actions)
        return PrivateMessage(preview=preview, card=card, is_drill=self.is_drill)

    def short(self, key: str, **parameters: Value) -> PrivateMessage:
        """Say one short text without content of a case."""
        text = self.mark(self.phrase(key, **parameters))
        return PrivateMessage(preview=Preview.ANSWER, text=text, is_drill=self.is_drill)

    def mark(self, text: str) -> str:
        """Say of a text that it is of a drill, when it is."""
        return self.words("drill.marked", text=text) if self.is_drill else text

    def _banner(self) -> list[Part]:
        """Above everything else: nobody may take a drill for real, nor call for help in it."""
        if not self.is_drill:
            return []
        mark = {**self.title("drill.banner"), "size": "Large"}
        return [
            {"type": "Container", "style": "warning", "items": [mark, self.text("drill.not_real")]}
        ]

    def title(self, key: str, **parameters: Value) -> Part:
        """Write the heading of a card."""
        look = {"size": "Medium", "weight": "Bolder", "style": "heading"}
        return {**self.text(key, **parameters), **look}

    def heading(self, key: str, **parameters: Value) -> Part:
        """Write the heading of a part of a card."""
        return {**self.text(key, **parameters), "weight": "Bolder", "spacing": "Medium"}

    def text(self, key: str, **parameters: Value) -> Part:
        """Write a paragraph."""
        return {"type": "TextBlock", "text": self.phrase(key, **parameters), "wrap": True}

    def subtle(self, key: str, **parameters: Value) -> Part:
        """Write a paragraph that may be passed over."""
        return {**self.text(key, **parameters), "isSubtle": True, "spacing": "Small"}

    def counted(self, key: str, number: int, **parameters: Value) -> Part:
        """Write a paragraph that changes with a number (``1 afspraak``, ``2 afspraken``)."""
        written = {name: self._write(value) for name, value in parameters.items()}
        text = self.words.count(key, number, **written)
        return {"type": "TextBlock", "text": text, "wrap": True}

    def counted_heading(self, key: str, number: int, **parameters: Value) -> Part:
        """Write the heading of a part of a card that changes with a number."""
        look = {"weight": "Bolder", "spacing": "Medium"}
        return {**self.counted(key, number, **parameters), **look}

    def typed(self, text: str) -> list[Part]:
        """Show what somebody typed, line by line and exactly as text."""
        # a text run knows no markdown, so nothing in it becomes a link or a mention
        return [
            {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line}]}
            for line in clean(text).split("\n")
            if line.strip()
        ]

    def facts(self, *pairs: tuple[str, Value]) -> Part:
        """List short facts: a text key and a value."""
        return {
            "type": "FactSet",
            "facts": [
                {"title": self.words(key), "value": self._write(value)} for key, value in pairs
            ],
        }

    def phrase(self, key: str, **parameters: Value) -> str:
        """Say a text with every value written for this reader; typed ones cannot be markup."""
        written = {name: self._write(value) for name, value in parameters.items()}
        return self.words(key, **written)

    def say(self, text: Text) -> str:
        """Say a text that was chosen elsewhere."""
        return self.phrase(text.key, **text.parameters)

    def _write(self, value: Value) -> str:
        match value:
            case Colour():
                return self.colour(value)
            case Text():
                return self.say(value)
            case Telephone() | PublicAddress():
                return _link(value)
            case date():
                return self.moment(value) if isinstance(value, datetime) else self.day(value)
            case int():
                return format_decimal(value, locale=self._locale)
            # all other kinds are the program's own; a text may be typed by anybody
            case str():
                return plain(value)

    def group(self, parts: Sequence[Part], *, style: str = "default") -> Part:
        """Keep parts together, with a line above."""
        return {"type": "Container", "style": style, "separator": True, "items": list(parts)}

    def folded(self, name: str, key: str, parts: Sequence[Part]) -> list[Part]:
        """Keep parts out of sight until a button is pressed, and again after the next press."""
        toggle = {
            "type": "Action.ToggleVisibility",
            "title": self.words(key),
            "targetElements": [name],
        }
        hidden = {"type": "Container", "id": name, "isVisible": False, "items": list(parts)}
        return [self.row_of([toggle]), hidden]

    def row_of(self, actions: Sequence[Part]) -> Part:
        """Put buttons inside a card, beside what they are about."""
        return {"type": "ActionSet", "actions": list(actions)}

    def button(
        self, key: str, press: Press, *, needs_inputs: bool = False, **parameters: Value
    ) -> Part:
        """Draw a button for a card in a chat; it carries its sealed press and nothing else."""
        # an older Teams that knows no Execute falls back to a Submit that does the same
        submit = self.submit(key, press, needs_inputs=needs_inputs, **parameters)
        return {**submit, "type": "Action.Execute", "verb": VERB, "fallback": submit}

    def submit(
        self, key: str, press: Press, *, needs_inputs: bool = False, **parameters: Value
    ) -> Part:
        """Draw a button for inside a Teams window, which knows no other kind."""
        return {
            "type": "Action.Submit",
            "title": self.phrase(key, **parameters),
            "data": {"press": self.seal(press)},
            "associatedInputs": "auto" if needs_inputs else "none",
        }

    def dialog_button(
        self, key: str, press: Press, *, needs_inputs: bool = False, **parameters: Value
    ) -> Part:
        """Draw a button that opens a dialog in the frame of this house."""
        if self.frame is Frame.CHAT_CARD:
            return self.button(key, press, needs_inputs=needs_inputs, **parameters)
        data = {"msteams": {"type": "task/fetch"}, "press": self.seal(press)}
        submit = self.submit(key, press, needs_inputs=needs_inputs, **parameters)
        return {**submit, "data": data}

    def choose_one(self, name: str, label: str, none: str, titles: Mapping[str, str]) -> Part:
        """Let the reader choose one line of a list before a button acts on it. ``titles`` are by
        what each line stands for; ``none`` (a text key) is said when no line was chosen.
        """
        return {
            "type": "Input.ChoiceSet",
            "id": name,
            "label": self.words(label),
            "style": "expanded",
            "wrap": True,
            "isRequired": True,
            "errorMessage": self.words(none),
            "choices": [{"title": title, "value": value} for value, title in titles.items()],
        }

    def choose_some(self, name: str, label: str, titles: Mapping[str, str]) -> Part:
        """Let the reader tick lines of a list before a button acts on them; none is an answer."""
        return {
            "type": "Input.ChoiceSet",
            "id": name,
            "label": self.words(label),
            "style": "expanded",
            "isMultiSelect": True,
            "wrap": True,
            "choices": [{"title": title, "value": value} for value, title in titles.items()],
        }

    def colour(self, colour: Colour) -> str:
        """Write a colour as icon and word, such as ``🔴 ROOD``."""
        return f"{_ICONS[colour]} {self.words(f'colour.{colour}')}"

    def day(self, on: date) -> str:
        """Write a day, such as ``dinsdag 24 november 2026``; one of birth without its weekday."""
        pattern = "d MMMM y" if isinstance(on, DayOfBirth) else "EEEE d MMMM y"
        return format_date(on, pattern, locale=self._locale)

    def short_day(self, on: date) -> str:
        """Write a day without its year, such as ``di 24 nov``."""
        return format_date(on, "EEE d MMM", locale=self._locale).replace(".", "")

    def brief_day(self, on: date) -> str:
        """Write a date where every sign counts, such as ``24 nov``."""
        return format_date(on, "d MMM", locale=self._locale).replace(".", "")

    def hours(self, minutes: int) -> str:
        """Write minutes as hours with one decimal, such as ``2,8``."""
        return format_decimal(minutes / 60, "0.#", locale=self._locale)

    def listed(self, texts: Sequence[str]) -> str:
        """Write texts one after the other, the last with *en* before it."""
        return format_list(list(texts), locale=self._locale)

    def clock(self, at: datetime) -> str:
        """Write the time of day in the house, such as ``09:05``."""
        return format_time(self.local(at), "HH:mm", locale=self._locale)

    def moment(self, at: datetime) -> str:
        """Write a day and time in the house, such as ``dinsdag 24 november 2026, 09:05``."""
        return f"{self.day(self.local(at).date())}, {self.clock(at)}"

    def short_moment(self, at: datetime) -> str:
        """Write a day without its year and a time, such as ``di 24 nov, 09:05``."""
        return f"{self.short_day(self.local(at).date())}, {self.clock(at)}"

    def local(self, at: datetime) -> datetime:
        """Bring a moment to the time of the house."""
        return at.astimezone(self.time_zone)

    @property
    def _locale(self) -> Locale:
        return _LOCALES[self.words.language]


def _link(value: Telephone | PublicAddress) -> str:
    """Write what can be opened as a link in the text. A button that opens ``tel:`` does nothing in
    Teams on a desktop, and where this link does nothing the number can still be read.
    """
    if isinstance(value, PublicAddress):
        return f"[{plain(value.address)}]({value.address})"
    dialled = _NOT_DIALLED.sub("", value.number)
    return f"[{plain(value.number)}](tel:{dialled})" if dialled else plain(value.number)
