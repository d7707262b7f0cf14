"""The steps of a message in and a message out, so that a crash after each one can be tried."""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """Everything that happens between an incoming activity and a sent message, in order."""

    INBOX_NOTED = "inbox_noted"
    HANDLED = "handled"
    ANSWER_STORED = "answer_stored"
    COMMITTED = "committed"
    CLAIMED = "claimed"
    RENDERED = "rendered"
    CALLING = "calling"
    CALLED = "called"
    RECORDED = "recorded"


# what is destroyed has steps of its own
StepWatch = Callable[[StrEnum], None]


def watch_nothing(_step: StrEnum) -> None:
    """Let every step pass."""
