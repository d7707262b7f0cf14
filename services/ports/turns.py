"""What the edge needs of storage: the turn's one unit of work, its inbox, replies and addresses."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.identifiers import CaseId, ChannelId, MemberId
from domain.member import Member
from services.ports import UnitOfWork
from services.ports.address import Address
from services.ports.outbox import Claimed, Outbox


class DatabaseAwayError(Exception):
    """The database does not do its work now; ``trouble`` says why in one word."""

    def __init__(self, trouble: str = "database_away") -> None:
        super().__init__(trouble)
        self.trouble = trouble


class KeyStoreAwayError(DatabaseAwayError):
    """The keys of the cases cannot be reached now; what needs none of them goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxKey:
    """What makes an incoming activity the same one when it is delivered again."""

    channel: str
    conversation: str
    activity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """The HTTP answer of a turn; ``body`` only for invokes."""

    status: int
    body: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingReply:
    """One message of a turn, to ``address`` or else to the own chat of ``member``, for whom it is
    in any case; with ``activity`` it replaces that message. ``about`` is the one case it shows.
    """

    business_key: str
    activity_json: str
    member: MemberId | None = None
    address: Address | None = None
    activity: str = ""
    about: CaseId | None = None


class Inbox(Protocol):
    """Each incoming activity once, with the answer it got."""

    async def open(self, key: InboxKey) -> StoredAnswer | None:
        """Note the activity; the stored answer when it was here before, else None."""

    async def answer(self, key: InboxKey, answer: StoredAnswer) -> None:
        """Keep the answer, encrypted, for whoever delivers the same activity again."""

    async def purge(self, kept_within: timedelta, limit: int) -> int:
        """Forget the oldest answers beyond this age, the keys stay; how many that were."""

    async def forget(self, kept_within: timedelta, limit: int) -> int:
        """Forget the oldest activities beyond this age; how many that were."""


class Replies(Protocol):
    """What a turn says itself, held encrypted until it is sent."""

    async def say(self, reply: OutgoingReply) -> None:
        """Put a reply in the outbox."""

    async def say_at_once(self, reply: OutgoingReply, lease_within: timedelta) -> Claimed | None:
        """Put a reply with an address in the outbox and take it, to be sent when this transaction
        is kept; None when it waits, because something else goes there first.
        """


class Addresses(Protocol):
    """Where to reach members and channels."""

    async def learn_member(self, member: Member, address: Address) -> None:
        """Remember a member's own chat, with the account it belongs to."""

    async def forget_member(self, member: Member, conversation: str) -> None:
        """Forget a chat that Teams does not know any more."""

    async def learn_channel(self, channel: ChannelId, address: Address) -> None:
        """Remember a channel."""

    async def of_member(self, member: Member) -> Address | None:
        """A member's own chat, when known; never that of another account of theirs."""

    async def of_channel(self, channel: ChannelId) -> Address | None:
        """A channel, when known."""

    async def newest_service_url(self, conversation: str) -> str | None:
        """Where a conversation was last heard from; None when it never was."""

    async def any_service_url(self) -> str | None:
        """The host this house's Teams was last seen at."""

    async def users(self, limit: int) -> list[str]:
        """Teams ids of members whose chat is known."""


class Work(UnitOfWork, Protocol):
    """A unit of work as the edge opens it."""

    inbox: Inbox
    replies: Replies
    addresses: Addresses

    @property
    def has_left_messages(self) -> bool:
        """Tell whether something waits to be sent once this transaction is kept."""

    @property
    def is_awaited(self) -> bool:
        """Tell whether somebody waits for what is due once this transaction is kept."""

    async def now(self) -> datetime:
        """Business time: the database clock moved by the business offset."""

    async def advance(self, by: timedelta) -> None:
        """Move business time ahead (``local`` only) when this transaction commits."""


class Database(Protocol):
    """Where units of work come from."""

    @property
    def outbox(self) -> Outbox:
        """The messages that have not been sent yet."""

    async def wipe_traces(self) -> None:
        """Take what was erased out of what the machine still holds of it. Raises DatabaseAwayError
        while somebody reads it.
        """

    def work(self) -> AbstractAsyncContextManager[Work]:
        """One transaction that changes: committed at the end, rolled back by an error."""

    def work_together(self) -> AbstractAsyncContextManager[Work]:
        """One short transaction that changes, and may reach the disk together with others. Raises
        ConflictError, and had no effect, when those would have waited for it too long.
        """

    def reading(self) -> AbstractAsyncContextManager[Work]:
        """One transaction that only reads."""

    async def advance(self, by: timedelta) -> datetime:
        """Move business time ahead (``local`` only); what it is then."""

    async def troubles(self) -> list[str]:
        """What keeps this database from serving, as short words; empty when nothing does."""
