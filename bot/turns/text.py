"""What somebody typed, freed of what Teams puts around it (``teams.md`` §2.4)."""

import html
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

_INVISIBLE: Final = re.compile(
    "[\u0001-\u0008\u000e-\u001b\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]"
)
_LONGEST_COMMAND: Final = 40
_SPACE: Final = re.compile(r"\s+")
_TAG: Final = re.compile(r"</?at(\s[^>]*)?>", re.IGNORECASE)


def normalise(text: str, mentions: Sequence[dict[str, Any]], bot_id: str) -> str:
    """Strip the bot's own mention, entities, invisible signs and double spaces."""
    for mention in mentions:
        if _mentions(mention, bot_id):
            text = text.replace(str(mention.get("text") or ""), " ", 1)
    text = _TAG.sub("", html.unescape(text))
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _SPACE.sub(" ", text).strip()


def split_command(text: str) -> tuple[str, str]:
    """Split the first word, small and without ``/`` or ``!``, from the rest."""
    word, _, rest = text.partition(" ")
    return word.lstrip("/!").rstrip("?!.,:").casefold(), rest.strip()


def may_be_story(text: str) -> bool:
    """Tell whether so much was typed that it may hold content."""
    return len(text) > _LONGEST_COMMAND


def _mentions(mention: dict[str, Any], bot_id: str) -> bool:
    mentioned = mention.get("mentioned") or {}
    return bool(mention.get("text")) and mentioned.get("id") == bot_id
