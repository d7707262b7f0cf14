"""Our own table of what Teams sends, by type and name, and the door each comes through."""

from collections.abc import Mapping
from enum import Enum
from typing import Any


class Door(Enum):
    """How an activity enters, and whether its answer goes in the HTTP body."""

    TEXT = ("text", False)
    SUBMIT = ("submit", False)
    EXECUTE = ("execute", True)
    TASK_FETCH = ("task_fetch", True)
    TASK_SUBMIT = ("task_submit", True)
    ARRIVAL = ("arrival", False)
    PRESENCE = ("presence", False)
    NOTHING = ("nothing", False)
    UNKNOWN_INVOKE = ("unknown_invoke", True)

    def __init__(self, word: str, is_invoke: bool) -> None:  # noqa: FBT001 - a column of the table
        self.word = word
        self.is_invoke = is_invoke


_INVOKES = {
    "adaptiveCard/action": Door.EXECUTE,
    "task/fetch": Door.TASK_FETCH,
    "task/submit": Door.TASK_SUBMIT,
}
_ARRIVING = "add"  # an upgrade of the app is no reason to say hello again


def find_door(raw: Mapping[str, Any], *, has_press: bool) -> Door:
    """Find the door of an activity. What the table does not know does nothing."""
    match raw.get("type"):
        case "message":
            return Door.SUBMIT if has_press else Door.TEXT
        case "invoke":
            return _INVOKES.get(str(raw.get("name")), Door.UNKNOWN_INVOKE)
        case "conversationUpdate" if raw.get("membersAdded") or raw.get("membersRemoved"):
            return Door.PRESENCE
        case "installationUpdate":
            return Door.ARRIVAL if raw.get("action") == _ARRIVING else Door.NOTHING
        case _:
            return Door.NOTHING
