"""A place in a case is orphaned when its member left and nobody of their organisation has one."""

from typing import ClassVar

from domain.errors import AlreadyDoneError, InvalidInputError


class NoOrphanError(AlreadyDoneError):
    """Somebody of this organisation has a place in the case by now, or does not need one."""

    text_key: ClassVar[str] = "orphan.settled"


class NoSuccessorError(InvalidInputError):
    """Choose somebody who speaks for this organisation today."""

    text_key: ClassVar[str] = "orphan.no_successor"
