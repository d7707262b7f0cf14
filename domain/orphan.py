"""A place in a case is orphaned when its member left and nobody of their organisation has one, as
long as something waits for them: from the referral on, also while the case rests.
"""

from typing import ClassVar, Final

from domain.access import CaseState
from domain.errors import AlreadyDoneError, InvalidInputError

WAITING_STATES: Final = frozenset({
    CaseState.SUBMITTED,
    CaseState.INCOMPLETE,
    CaseState.PURPOSE_TESTED,
    CaseState.ADVICE_OR_SIGNAL,
    CaseState.TAKEN_UP,
    CaseState.PAUSED,
})  # fmt: skip


class NoOrphanError(AlreadyDoneError):
    """Somebody of this organisation has a place in the case by now, or does not need one."""

    text_key: ClassVar[str] = "orphan.settled"


class NoSuccessorError(InvalidInputError):
    """Choose somebody who speaks for this organisation today."""

    text_key: ClassVar[str] = "orphan.no_successor"
