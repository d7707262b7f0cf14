"""Leases on messages that a killed bot held: free, as they become when time passes."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import create_async_engine

from domain.delivery import DeliveryState
from storage.notices import outbox
from tests.support.outbox import LONG_AGO


async def let_leases_end(database_url: str) -> None:
    """Let what the dead process held be free, as time does. A lease short enough to wait for would
    on a busy machine also run out under a bot that is alive.
    """
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        held = update(outbox).where(outbox.c.state == DeliveryState.SENDING)
        await connection.execute(held.values(lease_until=LONG_AGO))
    await engine.dispose()
