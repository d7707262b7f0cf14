"""What every card must be: valid Adaptive Cards 1.5, small, few buttons, neutral when not drawn."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from jsonschema_rs import Draft6Validator

from cards.kit import MOST_BUTTONS, Frame, Kit
from cards.messages import Card, Preview, PrivateMessage
from cards.page import PageView, draw_screen
from cards.words import Words
from domain.member import Language
from domain.press import Press
from tests.support.contracts import CONTRACTS, find_official, find_schema_problems

MOST_BYTES = 40_000


class CardError(AssertionError):
    """A card that Teams would refuse, cut off or leak."""


def a_kit(language: Language = Language.DUTCH, frame: Frame = Frame.CHAT_CARD) -> Kit:
    """A kit whose seals can be read, for tests."""
    return Kit(Words(language), readable_seal, ZoneInfo("Europe/Amsterdam"), frame)


def real_size_kit(language: Language, frame: Frame) -> Kit:
    """A kit whose seals are as long as real ones."""
    return replace(a_kit(language, frame), seal=lambda press: readable_seal(press).ljust(200, "|"))


def readable_seal(press: Press) -> str:
    return f"{press.verb}|{press.subject}|{'' if press.version is None else press.version}"


def read_press(token: str) -> Press:
    verb, subject, version = token.split("|")[:3]
    return Press(verb=verb, subject=subject, version=int(version) if version else None)


def check_card(card: Card) -> Card:
    """Fail unless this card may leave the house; gives the card back."""
    _check_schema(card)
    size = len(json.dumps(card, ensure_ascii=False).encode("utf-16-le"))
    if size > MOST_BYTES:
        raise CardError(f"{size} bytes as UTF-16; {MOST_BYTES} at most")
    if len(card.get("actions", ())) > MOST_BUTTONS:
        raise CardError(f"{len(card['actions'])} buttons below one card")
    if card["fallbackText"] not in _neutral_texts(Language(card["lang"])):
        raise CardError("what is shown instead of this card is no neutral preview")
    for part in walk(card):
        _check_part(part)
    return card


def card_of(message: PrivateMessage) -> Card:
    """The card of a message, checked."""
    assert message.card is not None
    return check_card(message.card)


def page_text(page: PageView) -> str:
    """All that can be read on a page in Teams' own window."""
    return texts(check_card(draw_screen(a_kit(), page, Frame.TASK_MODULE)))


def walk(part: Any) -> Iterator[dict[str, Any]]:
    """Every element, action and value in a card that is an object itself."""
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from walk(value)
    elif isinstance(part, list):
        for value in part:
            yield from walk(value)


def buttons(card: Card) -> dict[str, Press]:
    """The buttons of a card: what they say and the press they carry."""
    return {
        part["title"]: read_press(part["data"]["press"])
        for part in walk(card)
        if str(part.get("type", "")).startswith("Action.") and "data" in part
    }


def texts(card: Card) -> str:
    """All that can be read on a card."""
    readable = ("text", "title", "label", "value", "fallbackText", "errorMessage", "placeholder")
    found = (part[name] for part in walk(card) for name in readable if name in part)
    return "\n".join(text for text in found if isinstance(text, str))


def _check_part(part: dict[str, Any]) -> None:
    kind = part.get("type")
    if kind == "TextBlock" and part.get("wrap") is not True:
        raise CardError(f"a text that does not wrap: {part['text']!r}")
    if kind in {"Action.Execute", "Action.Submit"} and set(part["data"]) - {"press", "msteams"}:
        raise CardError("a button carries more than its sealed press")
    if kind == "Action.Execute" and part["fallback"]["data"] != part["data"]:
        raise CardError("a button whose fallback does something else")
    if str(kind).startswith("Input.") and not part.get("label"):
        raise CardError(f"an input without a label: {part['id']}")


def _neutral_texts(language: Language) -> set[str]:
    words = Words(language)
    neutral = {words(preview) for preview in Preview}
    return neutral | {words("drill.marked", text=text) for text in neutral}


def _check_schema(card: Card) -> None:
    known = copy.deepcopy(card)
    for part in walk(known):
        part.pop("msteams", None)
    errors = find_schema_problems(_validator(), known)
    if errors:
        raise CardError("\n".join(errors))


@cache
def _validator() -> Draft6Validator:
    return Draft6Validator(json.loads(_schema_text()))


def _schema_text() -> str:
    packaged = resources.files("adaptive_cards") / "schemas" / "schema-1.5.json"
    official = find_official(CONTRACTS, "adaptive-card-1.5.schema.json")
    return (official or packaged).read_text(encoding="utf-8-sig")
