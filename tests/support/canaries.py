"""Where a word about a subject could get out, and whether one did. Every field of test data that is
about a subject holds a canary: a word that can come from nowhere else.

The rule (product page §1.1): a canary is allowed in one place only, the card of a dialog that is
answered to somebody who may see that case. With dialogs in Teams' own window no message to Teams
ever holds one. With dialogs in the chat, which is for the pretend house only, a message may hold
one while it is the page of a dialog in the own chat of somebody who may see it, and never after.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from tests.support.teams import Call

CANARY: Final = "Zilvermeeuw"
DIALOG_PREVIEWS: Final = frozenset({"Vragen van Stoplicht", "Questions from Stoplicht"})
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be")
_PREVIEWED: Final = ("summary", "text", "speak", "fallbackText", "subject", "topicName")


class LeakError(AssertionError):
    """A word about a subject got out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The nine places where nothing about a subject may ever be."""

    channel: bytes
    chat: bytes
    preview: bytes
    title: bytes
    log: bytes
    metric: bytes
    exception: bytes
    database: bytes
    backup: bytes


def check_places(places: Places) -> None:
    """Fail with the name of every place that holds a canary, and of every place that is empty:
    where nothing was looked at, nothing was proven.
    """
    found = {one.name: getattr(places, one.name) for one in fields(places)}
    leaks = [name for name, content in found.items() if holds_canary(content)]
    empty = [name for name, content in found.items() if not content]
    if leaks or empty:
        raise LeakError(f"leaks in {leaks}; nothing looked at in {empty}")


def check_answers(answers: Iterable[tuple[str, Any]], may_see: frozenset[str]) -> None:
    """Fail when an answer to a press holds a canary outside a dialog, or for somebody else."""
    for name, answer in answers:
        outside = _without_dialog(answer)
        if holds_canary(write(outside)) or (name not in may_see and holds_canary(write(answer))):
            raise LeakError(f"an answer to {name}: {write(answer)[:500]!r}")


def holds_canary(content: bytes) -> bool:
    """Tell whether a canary can be read here, in any common encoding, upper or lower case."""
    needles = [CANARY.encode(encoding) for encoding in _ENCODINGS]
    needles.append(CANARY.encode().hex().encode())  # bytes in a dump
    return any(re.search(re.escape(needle), content, re.IGNORECASE) for needle in needles)


def previews_of(calls: Iterable[Call]) -> bytes:
    """What a locked telephone, a list of chats or an old client shows of these messages."""
    return write([_previewed(call.body) for call in calls])


def titles_of(calls: Iterable[Call], answers: Iterable[tuple[str, Any]]) -> bytes:
    """Titles of windows, conversations, files and buttons."""
    windows = [answer.get("task", {}) for _, answer in answers if isinstance(answer, dict)]
    named = [task["value"].get("title") for task in windows if isinstance(task.get("value"), dict)]
    bodies = [call.body for call in calls]
    return write([*named, *(text for body in bodies for text in _titles(body))])


def may_hold_a_page(call: Call, chats: Mapping[str, str], may_see: frozenset[str]) -> bool:
    """Tell whether this message is the page of a dialog in the own chat of one who may see it."""
    is_dialog = call.body.get("summary") in DIALOG_PREVIEWS
    return is_dialog and chats.get(call.conversation_id) in may_see


def write(value: Any) -> bytes:
    """Anything as the signs that were sent."""
    return json.dumps(value, ensure_ascii=False, default=str).encode()


def _without_dialog(answer: Any) -> Any:
    """What is around the card of a dialog."""
    if not isinstance(answer, dict):
        return answer
    if str(answer.get("type", "")).endswith("card.adaptive"):
        return _around(answer, answer["value"])
    value = answer.get("task", {}).get("value")
    if isinstance(value, dict):
        return [answer["task"]["type"], value["title"], value["card"]["content"]["fallbackText"]]
    return answer


def _around(answer: dict[str, Any], card: dict[str, Any]) -> Any:
    is_dialog = card.get("fallbackText") in DIALOG_PREVIEWS
    return [answer["type"], card.get("fallbackText"), None if is_dialog else card]


def _previewed(body: dict[str, Any]) -> list[Any]:
    shown: list[Any] = [body.get(name) for name in _PREVIEWED]
    for attachment in body.get("attachments", []):
        card = attachment["content"]
        shown += [attachment.get("name"), card.get("fallbackText"), card.get("speak")]
    return shown


def _titles(value: Any) -> list[str]:
    if isinstance(value, list):
        return [title for item in value for title in _titles(item)]
    if not isinstance(value, dict):
        return []
    own = [str(value[key]) for key in ("title", "topicName", "name", "subject") if key in value]
    return [*own, *(title for item in value.values() for title in _titles(item))]
