"""What people type behind a command that is about one case. Only the code and known words are
used; anything more may be content, is not kept, and its sender is asked to delete it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.turns.feature import Desk
from bot.turns.replies import Reply, ReplyPart, Say, Where
from cards.help import draw_please_delete
from cards.kit import Kit
from cards.messages import PrivateMessage
from domain.identifiers import CaseCode, CaseId, read_case_code
from domain.press import Press
from services.seen_case import SeenCase

_LONGEST_MISTYPED_CODE: Final = 8
_LONGEST_NUMBER: Final = 4
_WORDS_OF_CODE: Final = 3
# said to a bot without meaning more; whatever else is not read may be about somebody
_HARMLESS: Final = frozenset(
    {
        *("alsjeblieft", "alstublieft", "allemaal", "aub", "bot", "daar", "dank", "eens", "even"),
        *("graag", "nu", "svp", "vandaag", "now", "please", "thanks", "there", "today"),
        *("rood", "oranje", "groen", "red", "orange", "green"),
    }
)
_MARKS: Final = "?!.,:;"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCase:
    """A typed code, None when there was none, and what came after it."""

    code: CaseCode | None
    rest: str


def split_code(arguments: str) -> TypedCase:
    """Split a code, typed as one word or as up to three (``KX7 - Q42``), from what follows."""
    words = arguments.split()
    for length in range(1, _WORDS_OF_CODE + 1):
        code = read_case_code(" ".join(words[:length]).strip(_MARKS))
        if code:
            return TypedCase(code=code, rest=" ".join(words[length:]))
    return TypedCase(code=None, rest=arguments)


def find_code(text: str) -> TypedCase:
    """Find the first code in a sentence, and what else was typed."""
    words = text.split()
    for place in range(len(words)):
        typed = split_code(" ".join(words[place:][:_WORDS_OF_CODE]))
        if typed.code:
            around = (*words[:place], typed.rest, *words[place + _WORDS_OF_CODE :])
            return replace(typed, rest=" ".join(filter(None, around)))
    return TypedCase(code=None, rest=text)


def seen_case(press: Press) -> SeenCase:
    """The case a button was drawn for, in the version of then."""
    return SeenCase(id=CaseId(press.subject), version=press.version)


def ask_to_delete(desk: Desk, rest: str) -> tuple[ReplyPart, ...]:
    """Ask the sender to delete what was typed beyond the command; nothing when that is nothing."""
    return (Say(message=draw_please_delete(desk.kit)),) if find_story(rest) else ()


def find_story(arguments: str) -> str:
    """What stands behind a command beside a code, however mistyped, and kind words."""
    words = (word.strip(_MARKS) for word in split_code(arguments).rest.casefold().split())
    return " ".join(w for w in words if w not in _HARMLESS and not _may_be_code(w))


def _may_be_code(word: str) -> bool:
    """Tell whether a word may be a part of a mistyped code: it holds no name and no long number."""
    longest = _LONGEST_NUMBER if word.isdecimal() else _LONGEST_MISTYPED_CODE
    return len(word) <= longest and (not word or any(map(str.isdecimal, word)))


def explain_command(desk: Desk, arguments: str, draw: Callable[[Kit], PrivateMessage]) -> Reply:
    """ReplyPart a command without a code: how it works; what looks like more was not kept."""
    story = ask_to_delete(desk, arguments)
    return (Say(message=draw(desk.kit), where=Where.PRIVATELY), *story)
