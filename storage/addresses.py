"""Where members and channels are reached, learned from what Teams sends."""

from typing import Final

from sqlalchemy import Column, Index, Integer, String, Table, bindparam, delete, select, text

from domain.identifiers import ChannelId
from domain.member import Member
from services.ports.address import Address
from storage.clock import clocks_of
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

address = Table(
    "address",
    metadata,
    Column("owner", String(80), primary_key=True),
    Column("service_url", String(400), nullable=False),
    Column("conversation", String(400), nullable=False),
    Column("user", String(200), nullable=False),
    Column("identity", String(200), nullable=False),
    Column("learned_at", UtcDateTime(), nullable=False),
    Index("ix_address_conversation", "conversation"),
)


def _index_of_cases(name: str, *columns: str) -> Index:
    where = text("case_id IS NOT NULL")
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


posted_card = Table(
    "posted_card",
    metadata,
    Column("card", String(200), primary_key=True),
    Column("service_url", String(400), nullable=False),
    Column("conversation", String(400), nullable=False),
    Column("activity", String(200), nullable=False),
    Column("posted_at", UtcDateTime(), nullable=False),
    # of a card about one case, for one member
    Column("case_id", String(64), nullable=True),
    Column("member", String(64), nullable=True),
    _index_of_cases("ix_posted_card_case", "case_id", "member"),
    _index_of_cases("ix_posted_card_age", "posted_at"),
)


class AddressRows:
    """The addresses of one transaction."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def learn_member(self, member: Member, known: Address) -> None:
        """Remember a member's own chat; writes only what is new."""
        await self._learn(f"member:{member.id}", known, _identity(member))

    async def forget_member(self, member: Member, conversation: str) -> None:
        """Forget a chat that Teams does not know any more; a newer one stays."""
        given = {"owner": f"member:{member.id}", "conversation": conversation}
        await self._connection.execute(_FORGET, given)

    async def learn_channel(self, channel: ChannelId, known: Address) -> None:
        """Remember a channel; writes only what is new."""
        await self._learn(f"channel:{channel}", known)

    async def of_member(self, member: Member) -> Address | None:
        """A member's own chat; None when none is known for the account they have now."""
        return await self._find(f"member:{member.id}", _identity(member))

    async def of_channel(self, channel: ChannelId) -> Address | None:
        """A channel; None when it is not known."""
        return await self._find(f"channel:{channel}")

    async def newest_service_url(self, conversation: str) -> str | None:
        """Where this conversation was last heard from; None when it never was."""
        found: str | None = await self._connection.scalar(
            _NEWEST_OF, {"conversation": conversation}
        )
        return found

    async def any_service_url(self) -> str | None:
        """The service URL learned last; None when nobody was heard yet."""
        found: str | None = await self._connection.scalar(_NEWEST)
        return found

    async def users(self, limit: int) -> list[str]:
        """Teams ids of at most ``limit`` members whose id is known, by member."""
        return list(await self._connection.scalars(_USERS, {"limit": limit}))

    async def _find(self, owner: str, identity: str = "") -> Address | None:
        given = {"owner": owner, "identity": identity}
        row = (await self._connection.execute(_KNOWN, given)).one_or_none()
        if row is None:
            return None
        return Address(service_url=row.service_url, conversation=row.conversation, user=row.user)

    async def _learn(self, owner: str, known: Address, identity: str = "") -> None:
        if await self._find(owner, identity) == known:
            return
        row = {
            "owner": owner,
            "service_url": known.service_url,
            "conversation": known.conversation,
            "user": known.user,
            "identity": identity,
            "learned_at": (await clocks_of(self._connection)).database,
        }
        await insert_or_replace(self._connection, address, row)


_KNOWN: Final = select(address).where(
    address.c.owner == bindparam("owner"), address.c.identity == bindparam("identity")
)
_NEWEST: Final = select(address.c.service_url).order_by(address.c.learned_at.desc()).limit(1)
_NEWEST_OF: Final = _NEWEST.where(address.c.conversation == bindparam("conversation"))

_FORGET: Final = delete(address).where(
    address.c.owner == bindparam("owner"), address.c.conversation == bindparam("conversation")
)
_USERS: Final = (
    select(address.c.user)
    .where(address.c.user != "")
    .order_by(address.c.owner)
    .limit(bindparam("limit", type_=Integer()))
)


def _identity(member: Member) -> str:
    """The account a chat belongs to: a new object id is a new account."""
    return f"{member.tenant_id}/{member.object_id}"
