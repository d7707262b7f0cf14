"""How one message travels: its states, what an attempt can tell us, and what each kind allows
when the outcome of a POST is unknown (``reliability.md`` §1.3 and §1.4).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.notice import OnUnknown


class DeliveryState(StrEnum):
    """Where a message is. OBSOLETE: when its turn came there was nothing to say any more. WITHHELD:
    by then its recipient had no right to it.
    """

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DEAD = "dead"
    EXPIRED = "expired"
    ASKED = "asked"
    OBSOLETE = "obsolete"
    WITHHELD = "withheld"


OPEN_DELIVERY_STATES = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN)
FAILED_STATES = (
    DeliveryState.DEAD,
    DeliveryState.EXPIRED,
    DeliveryState.ASKED,
    DeliveryState.WITHHELD,
)


class AttemptResult(StrEnum):
    """What one call to the connector tells for sure."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One call: ``status`` is the HTTP status (None without an answer), ``cause`` a closed word
    such as ``timeout``; ``retry_after`` is what the connector asked.
    """

    result: AttemptResult
    remote_id: str = ""
    conversation_id: str = ""
    status: int | None = None
    cause: str = ""
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextState:
    """Where a message goes, and how long until somebody looks at it again."""

    state: DeliveryState
    again_within: timedelta = timedelta(0)


SETTLE_WITHIN = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(minutes=5)
_LONGEST_RETRY_AFTER = timedelta(minutes=15)  # who asks for more is asked again all the same
_FIRST_PAUSE = timedelta(seconds=1)
_MOST_STUBS = 12


def state_after_post(
    attempt: Attempt, tries: int, settle_within: timedelta = SETTLE_WITHIN
) -> NextState:
    """Decide what follows one attempt at a POST; ``tries`` counts this one.

    A message that was surely not sent is tried again until it expires. One whose outcome is
    unknown is looked at again after ``settle_within`` (§1.3).
    """
    match attempt.result:
        case AttemptResult.SENT:
            return NextState(state=DeliveryState.SENT)
        case AttemptResult.REFUSED:
            return NextState(state=DeliveryState.DEAD)
        case AttemptResult.NOT_SENT:
            return _again(attempt, tries)
        case AttemptResult.UNKNOWN:
            return NextState(state=DeliveryState.UNKNOWN, again_within=settle_within)


def state_after_edit(attempt: Attempt, tries: int) -> NextState:
    """Decide what follows one attempt at an update or deletion, which may be repeated (§1.4)."""
    if attempt.result is AttemptResult.UNKNOWN:
        return _again(attempt, tries)
    return state_after_post(attempt, tries)


def state_after_settling(on_unknown: OnUnknown, unknowns: int) -> NextState:
    """Decide what follows a POST whose outcome stayed unknown; ``unknowns`` counts how often.

    A stub has no content and is posted again. A reply or an acute notice is posted once more: a
    second copy does less harm than none. About anything else a person is asked (§1.4).
    """
    match on_unknown:
        case OnUnknown.STUB_FIRST if unknowns < _MOST_STUBS:
            return NextState(state=DeliveryState.PENDING)
        case OnUnknown.ONCE_MORE if unknowns < 2:
            return NextState(state=DeliveryState.PENDING)
        case _:
            return NextState(state=DeliveryState.ASKED)


def _again(attempt: Attempt, tries: int) -> NextState:
    pause = min(_FIRST_PAUSE * 2 ** min(tries - 1, 10), _LONGEST_PAUSE)
    asked = min(attempt.retry_after or pause, _LONGEST_RETRY_AFTER)
    return NextState(state=DeliveryState.PENDING, again_within=max(pause, asked))
