"""What can be refused, and in which words: the docstring is the default message,
``text_key`` finds the user's own language. Only the turn turns these into replies.
"""

from typing import ClassVar


class StoplichtError(Exception):
    """Something went wrong."""

    text_key: ClassVar[str] = "error.unknown"
    # what is said of a drill says so, also when it says no
    is_drill = False

    def __init__(self, message: str | None = None, **parameters: str | int) -> None:
        super().__init__(message or type(self).__doc__)
        self.parameters = parameters


class RuleBrokenError(StoplichtError):
    """This is not possible now."""

    text_key = "error.rule_broken"


class NotAllowedError(StoplichtError):
    """This does not exist, or it is not for you."""

    text_key = "error.not_for_you"


class NotFoundError(NotAllowedError):
    """This does not exist, or it is not for you."""


class AlreadyDoneError(StoplichtError):
    """Somebody was before you."""

    text_key = "error.already_done"


class ConflictError(StoplichtError):
    """Somebody changed this at the same moment: the turn is done again."""

    text_key = "error.conflict"


class InvalidInputError(StoplichtError):
    """Something in the answers is not right yet."""

    text_key = "error.invalid_input"


class UnknownMemberError(StoplichtError):
    """You are not known in this house."""

    text_key = "error.unknown_member"
