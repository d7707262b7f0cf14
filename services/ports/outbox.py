"""What the sender needs of the outbox: claim, and record what happened. Each call is one short
transaction of its own; none spans a network call.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from domain.delivery import Attempt, DeliveryState
from domain.identifiers import ChannelId, MemberId
from domain.notice import Notice
from services.ports.address import Address
from services.ports.deliveries import DeliveryId


class Operation(StrEnum):
    """What is asked of the connector."""

    POST = "post"
    PUT = "put"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message this sender may send now. Either ``notice`` (rendered now) or ``activity_json``.

    ``posted`` is the card that a notice edits in place, when it was posted before. A result is
    taken only while ``fence`` is still the newest. ``is_fresh`` when it was taken in the turn that
    says it: where it goes was heard just now, and that its call begins is noted.
    """

    id: DeliveryId
    fence: int
    operation: Operation
    notice: Notice | None
    activity_json: str = ""
    member: MemberId | None = None
    channel: ChannelId | None = None
    address: Address | None = None
    activity: str = ""
    posted: Address | None = None
    posted_activity: str = ""
    attempts: int = 0
    is_fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingOutcome:
    """What became of a claimed message: its next state, when to look again, the card it posted."""

    id: DeliveryId
    fence: int
    state: DeliveryState
    attempt: Attempt | None = None
    again_within: timedelta = timedelta(0)
    posted: Address | None = None
    posted_activity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxGauge:
    """How full the outbox is: messages per state while their fate is open, or until a person is
    told that they failed; how many are on their way now (due or in the air), and the age of the
    oldest that is open.
    """

    messages: Mapping[str, int]
    due: int
    oldest_seconds: float


class Outbox(Protocol):
    """The messages that have not been sent yet."""

    async def claim(self, limit: int, lease: timedelta) -> Sequence[Claimed]:
        """Take what is due, one per conversation, acute first; expire what is too late."""

    async def claim_probe(self, lease: timedelta) -> Sequence[Claimed]:
        """Take the one message with which to find out whether anybody answers: if possible one
        that may go again when its outcome stays unknown.
        """

    async def begin_calls(self, messages: Sequence[Claimed]) -> Collection[DeliveryId]:
        """Note that the calls of these messages begin: from here on they may have been posted.
        Which of them this sender still holds; it may call no other.
        """
        ...

    async def record(self, outcomes: Sequence[SendingOutcome]) -> bool:
        """Write down what happened; a result of an old claim changes nothing. Tell whether
        something is due now, that may have waited behind these.
        """
        ...

    async def settle(self, settle_within: timedelta) -> int:
        """Decide about messages whose outcome stayed unknown; how many changed. What a dead sender
        held is looked at again after ``settle_within``.
        """

    async def gauge(self) -> OutboxGauge:
        """How full it is now."""
