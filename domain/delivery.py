"""How one message travels: its states, what an attempt can tell us, and what each kind allows
when the outcome of a POST is unknown (``reliability.md`` §1.3 and §1.4).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class DeliveryState(StrEnum):
    """Where a message is. SENT, DEAD, EXPIRED and ASKED are final."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DEAD = "dead"
    EXPIRED = "expired"
    ASKED = "asked"


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
