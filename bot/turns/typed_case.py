"""What people type behind a command that is about one case. Only the code and known words are
used; anything more may be content, is not kept, and its sender is asked to delete it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.turns.feature import Desk
from bot.turns.replies import Reply, ReplyPart, Say, Where
from cards.help import draw_please_delete
from cards.kit import Kit
from cards.messages import PrivateMessage
from domain.identifiers import CaseCode, CaseId, read_case_code
from domain.press import Press
from services.seen_case import SeenCase

_LONGEST_MISTYPED_CODE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCase:
    """A typed code, None when there was none, and what came after it."""

    code: CaseCode | None
    rest: str


def split_code(arguments: str) -> TypedCase:
    """Split a code, typed as one word or as up to three (``KX7 - Q42``), from what follows."""
    words = arguments.split()
    for length in (1, 2, 3):
        code = read_case_code(" ".join(words[:length]).rstrip(".,:;"))
        if code:
            return TypedCase(code=code, rest=" ".join(words[length:]))
    return TypedCase(code=None, rest=arguments)


def seen_case(press: Press) -> SeenCase:
    """The case a button was drawn for, in the version of then."""
    return SeenCase(id=CaseId(press.subject), version=press.version)


def ask_to_delete(desk: Desk, rest: str) -> tuple[ReplyPart, ...]:
    """Ask the sender to delete what was typed beyond the command; nothing when that is nothing."""
    return (Say(message=draw_please_delete(desk.kit)),) if rest else ()


def find_story(arguments: str) -> str:
    """What stands behind a command, unless it is no longer than a mistyped code or a kind word."""
    rest = split_code(arguments).rest
    return rest if len(rest) > _LONGEST_MISTYPED_CODE else ""


def explain_command(desk: Desk, arguments: str, draw: Callable[[Kit], PrivateMessage]) -> Reply:
    """ReplyPart a command without a code: how it works; what looks like more was not kept."""
    story = ask_to_delete(desk, find_story(arguments))
    return (Say(message=draw(desk.kit), where=Where.PRIVATELY), *story)
