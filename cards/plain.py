"""Makes what people typed harmless on a card: it is shown as text and can be nothing else."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_MARKS: Final = re.compile(r"[\\`*_\[\]~|]")
_LIST_START: Final = re.compile(r"(?m)^(\s*)([-+#]|\d+[.)])(?=\s)")
# what an address begins with, from its dot or colon: most texts have neither, and are soon read
_LINK: Final = re.compile(
    r"[.:](?:(?<=\bwww\.)|(?<=\bmailto:)|(?<=\btel:)|(?<=:)//)", re.IGNORECASE
)
# put into an address, this invisible sign keeps Teams from making a link of it
_WORD_JOINER: Final = "\u2060"
# Unicode categories: control, format, surrogate, private use, unassigned, line and paragraph ends
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def join_names(names: Sequence[str]) -> str:
    """Write names one after the other, so that one with a comma in it is not read as two."""
    return ("; " if any("," in name for name in names) else ", ").join(names)


def clean(text: str) -> str:
    """Drop what cannot be seen: controls, text direction marks, zero-width and tag characters."""
    if text.isprintable():
        return text.strip()
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in unified if _is_seen(sign)).strip()


def _is_seen(sign: str) -> bool:
    return sign == "\n" or unicodedata.category(sign) not in _INVISIBLE


def plain(text: str) -> str:
    """Escape typed text for a text block: no markdown, mention, link or macro is left in it."""
    marked = _MARKS.sub(_escape, clean(text))
    listed = _LIST_START.sub(_escape_list_start, marked)
    unlinked = _LINK.sub(_break_link, listed).replace("{{", "{ {").replace("}}", "} }")
    return unlinked.replace("<", "‹").replace(">", "›")


def _escape(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _escape_list_start(found: re.Match[str]) -> str:
    space, start = found.groups()
    return f"{space}{start[:-1]}\\{start[-1]}"


def _break_link(found: re.Match[str]) -> str:
    return f"{found[0]}{_WORD_JOINER}"
