"""Where members and channels are reached, learned from what Teams sends."""

from sqlalchemy import Column, String, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identifiers import ChannelId, MemberId
from services.ports.address import Address
from storage.clock import read_database_clock
from storage.metadata import UtcDateTime, metadata
from storage.upsert import insert_or_replace

address = Table(
    "address",
    metadata,
    Column("owner", String(80), primary_key=True),
    Column("service_url", String(400), nullable=False),
    Column("conversation", String(400), nullable=False),
    Column("user", String(200), nullable=False),
    Column("learned_at", UtcDateTime(), nullable=False),
)

posted_card = Table(
    "posted_card",
    metadata,
    Column("card", String(200), primary_key=True),
    Column("service_url", String(400), nullable=False),
    Column("conversation", String(400), nullable=False),
    Column("activity", String(200), nullable=False),
    Column("posted_at", UtcDateTime(), nullable=False),
)


class AddressRows:
    """The addresses of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def learn_member(self, member: MemberId, known: Address) -> None:
        """Remember a member's own chat; writes only what is new."""
        await self._learn(f"member:{member}", known)

    async def learn_channel(self, channel: ChannelId, known: Address) -> None:
        """Remember a channel; writes only what is new."""
        await self._learn(f"channel:{channel}", known)

    async def of_member(self, member: MemberId) -> Address | None:
        """A member's own chat, when known."""
        return await self._find(f"member:{member}")

    async def of_channel(self, channel: ChannelId) -> Address | None:
        """A channel, when known."""
        return await self._find(f"channel:{channel}")

    async def any_service_url(self) -> str | None:
        """The host this house's Teams was last seen at."""
        newest = select(address.c.service_url).order_by(address.c.learned_at.desc()).limit(1)
        return (await self._connection.execute(newest)).scalar()

    async def users(self, limit: int) -> list[str]:
        """Teams ids of members whose chat is known, in a stable order."""
        known = select(address.c.user).where(address.c.user != "").order_by(address.c.owner)
        return list((await self._connection.execute(known.limit(limit))).scalars())

    async def _find(self, owner: str) -> Address | None:
        row = (
            await self._connection.execute(select(address).where(address.c.owner == owner))
        ).one_or_none()
        if row is None:
            return None
        return Address(service_url=row.service_url, conversation=row.conversation, user=row.user)

    async def _learn(self, owner: str, known: Address) -> None:
        if await self._find(owner) == known:
            return
        row = {
            "owner": owner,
            "service_url": known.service_url,
            "conversation": known.conversation,
            "user": known.user,
            "learned_at": await read_database_clock(self._connection),
        }
        await insert_or_replace(self._connection, address, row)
