"""Messages whose fate is not certain, for the coordinator who settles them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType, Protocol

from domain.delivery import DeliveryState
from domain.identifiers import CaseId, ChannelId, MemberId
from domain.notice import NoticeKind
from services.ports.address import Address

DeliveryId = NewType("DeliveryId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message as the outbox knows it, without its content; ``is_posted`` when its card is with
    its recipient already, and this only brings that up to date.
    """

    id: DeliveryId
    kind: NoticeKind | None
    subject: str
    state: DeliveryState
    member: MemberId | None
    channel: ChannelId | None
    created_at: datetime
    attempts: int
    is_posted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """When the first message about a subject arrived; None while none did. ``is_missed`` when none
    did and one is late or failed.
    """

    at: datetime | None
    is_missed: bool


class Deliveries(Protocol):
    """The fate of messages."""

    async def get(self, delivery: DeliveryId) -> Delivery:
        """Find a message; NotFoundError when there is none."""

    async def settle(self, delivery: DeliveryId, state: DeliveryState) -> bool:
        """Settle an ASKED message as SENT, or PENDING to send it again; False when it was
        settled before.
        """

    async def untold_failures(self) -> Sequence[Delivery]:
        """Messages that were refused, came too late or stayed uncertain, and nobody was told; the
        oldest, no more than one transaction should hold.
        """
        ...

    async def late(self, now: datetime) -> Sequence[Delivery]:
        """Messages that are still tried, longer than their kind allows before a person is told,
        about which nobody was told that they are late.
        """
        ...

    async def longest_late(self, before: datetime) -> Delivery | None:
        """The message still tried that was late first, when that was ``before``; None when none
        was.
        """
        ...

    async def undelivered(
        self, kind: NoticeKind, subjects: Collection[str], now: datetime
    ) -> frozenset[str]:
        """Subjects of which no message of this kind arrived while one is late or failed."""
        ...

    async def arrivals(
        self, kind: NoticeKind, subjects: Collection[str], now: datetime
    ) -> Mapping[str, Arrival]:
        """How messages of this kind fared, for each of these subjects that there are any about."""
        ...

    async def arrived(self, keys: Collection[str]) -> frozenset[str]:
        """Those of these business keys whose message arrived."""
        ...

    async def mark_told(self, delivery: DeliveryId) -> None:
        """Note that somebody has been told; what an answer held is not kept any longer."""
        ...

    async def forget(self, ended_before: datetime, limit: int) -> int:
        """Forget messages that had to be sent before this moment and whose fate is known, and told
        when they failed; how many that were.
        """
        ...

    async def cards_of_case(self, case: CaseId, member: MemberId) -> Sequence[str]:
        """The cards about one case that a member has in their chat, by name."""
        ...

    async def forget_cards(self, kept_within: timedelta, limit: int) -> int:
        """Forget where the oldest cards about cases stand, posted longer ago than this by the
        database clock; how many that were.
        """
        ...

    async def take_away_stray(self, card: str, address: Address, activity: str) -> None:
        """Delete a message that shows ``card`` unless it is the one we know; once."""
        ...
