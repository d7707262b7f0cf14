"""What the doors of screening, weighing and colour share: the case a button was drawn for, and
what is typed behind a command.
"""

from collections.abc import Callable

from bot.feature import Desk
from bot.replies import Answer, Reply, Say, Where
from cards.judging import draw_please_delete
from cards.kit import Kit
from cards.messages import PrivateMessage
from domain.identifiers import CaseId
from domain.press import Press
from services.judging import SeenCase

_LONGEST_MISTYPED_CODE = 9


def seen_case(press: Press) -> SeenCase:
    """The case a button was drawn for, in the version of then."""
    return SeenCase(id=CaseId(press.subject), version=press.version)


def ask_to_delete(desk: Desk, rest: str) -> tuple[Answer, ...]:
    """Ask the sender to delete what was typed beyond the command; nothing when that is nothing."""
    return (Say(message=draw_please_delete(desk.kit)),) if rest else ()


def explain_command(desk: Desk, arguments: str, draw: Callable[[Kit], PrivateMessage]) -> Reply:
    """Answer a command without a code: how it works; what looks like more was not kept."""
    story = arguments if len(arguments) > _LONGEST_MISTYPED_CODE else ""
    return (Say(message=draw(desk.kit), where=Where.PRIVATELY), *ask_to_delete(desk, story))
