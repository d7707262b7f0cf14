"""What somebody typed, freed of what Teams puts around it (``teams.md`` §2.4)."""

import html
import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Any, Final

_INVISIBLE: Final = re.compile(
    "[\u0001-\u0008\u000e-\u001b\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]"
)
_LONGEST_COMMAND: Final = 40
# a word of letters between any dashes, quotation marks or bullets; a code has a digit in it
_COMMAND: Final = re.compile(r"[\W_]*([^\W\d_]+)([^\w'\u2019].*)?", re.DOTALL)
_SIGNS: Final = re.compile(r"\A[\W_]+(?=[^\W\d_]|\Z)")
_SPACE: Final = re.compile(r"\s+")
_NO_LETTER: Final = re.compile(r"[\W\d_]+")
_TAG: Final = re.compile(r"</?at(\s[^>]*)?>", re.IGNORECASE)
_MENTION: Final = re.compile(r"<at(?:\s[^>]*)?>(.*?)</at>", re.IGNORECASE | re.DOTALL)
# what a reply quotes was said before: it is no part of what is said now
_QUOTE: Final = re.compile(
    r"<(?P<tag>quoted?|blockquote)\b[^>]*?(?:/>|>.*?</(?P=tag)>)", re.IGNORECASE | re.DOTALL
)


def normalise(text: str, mentions: Sequence[dict[str, Any]], bot_id: str) -> str:
    """Strip quotes, the bot's own mention, entities, invisible signs and double spaces."""
    text = _QUOTE.sub(" ", html.unescape(text))
    names = [name for mention in mentions for name in _own_names(mention, bot_id)]
    text = _MENTION.sub(lambda found: " " if _fold(found[1]) in names else found[0], text)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _TAG.sub("", text)))
    return _SPACE.sub(" ", text).strip()


def split_command(text: str) -> tuple[str, str]:
    """Split the first word, small and without the signs around it, from the rest."""
    found = _COMMAND.fullmatch(text)
    if found:
        return found[1].casefold(), _SIGNS.sub("", found[2] or "", count=1).strip()
    word, _, rest = text.partition(" ")
    return word.lstrip("/!").rstrip("?!.,:").casefold(), rest.strip()


def take_out(text: str, words: Collection[str]) -> str | None:
    """What stands around one of these words in a sentence; None when it holds none of them."""
    typed = text.split()
    around = [one for one in typed if _NO_LETTER.sub("", one).casefold() not in words]
    return " ".join(around) if len(around) < len(typed) else None


def may_be_story(text: str) -> bool:
    """Tell whether so much was typed that it may hold content."""
    return len(text) > _LONGEST_COMMAND


def _own_names(mention: dict[str, Any], bot_id: str) -> list[str]:
    """What the bot is called in a mention of itself; a client may leave out either name."""
    mentioned = mention.get("mentioned") or {}
    if mentioned.get("id") != bot_id:
        return []
    written = _TAG.sub("", html.unescape(str(mention.get("text") or "")))
    return [_fold(name) for name in (written, str(mentioned.get("name") or "")) if name]


def _fold(name: str) -> str:
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", name)).strip().casefold()
