"""What was announced, as it was put in the outbox."""

from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.delivery import DeliveryState
from domain.notice import ChannelNotice, Notice, NoticeKind, PrivateNotice
from storage.notices import outbox


async def read_announced(engine: AsyncEngine, kind: NoticeKind) -> list[Notice]:
    """Everything announced of one kind, in order."""
    chosen = select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id)
    async with engine.connect() as connection:
        return [_notice(kind, row) for row in (await connection.execute(chosen)).all()]


async def let_all_be_sent(engine: AsyncEngine) -> None:
    """Everything announced so far has arrived."""
    async with engine.begin() as connection:
        await connection.execute(update(outbox).values(state=DeliveryState.SENT))


def name_recipient(notice: Notice) -> str:
    return notice.member if isinstance(notice, PrivateNotice) else notice.channel


def _notice(kind: NoticeKind, row: Row[Any]) -> Notice:
    shared = {
        "kind": kind,
        "subject": row.subject,
        "business_key": row.business_key,
        "card": row.card or "",
        "due_at": row.due_at,
        "expires_at": row.expires_at,
    }
    if row.member is not None:
        assert row.channel is None
        return PrivateNotice(member=row.member, **shared)
    return ChannelNotice(channel=row.channel, **shared)
