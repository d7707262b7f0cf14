"""Which steps of a case its referrer hears of, as rows: ids and times only."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import Column, Index, String, Table, bindparam, select

from domain.identifiers import CaseId, MemberId
from domain.referrer_news import ReferrerNews, ReferrerStep
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

referrer_news: Final = Table(
    "referrer_news",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("step", String(16), primary_key=True),
    Column("member", String(64), nullable=False),
    Column("at", UtcDateTime(), nullable=False),
    Index("ix_referrer_news_member", "member", "at"),
)

NEWS_OF: Final = (
    select(referrer_news)
    .where(
        referrer_news.c.member == bindparam("member"),
        referrer_news.c.at >= bindparam("since", type_=UtcDateTime()),
    )
    .order_by(referrer_news.c.at, referrer_news.c.case_id, referrer_news.c.step)
)


class ReferrerNewsRows:
    """What referrers hear of, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def keep(self, news: ReferrerNews) -> None:
        """Keep a step, in the place of an earlier one of its kind."""
        row = asdict(news)
        row["case_id"] = row.pop("case")
        await insert_or_replace(self._connection, referrer_news, row)

    async def of_member(self, member: MemberId, since: datetime) -> Sequence[ReferrerNews]:
        """The steps of the cases that a member referred since a moment, oldest first."""
        given = {"member": member, "since": since}
        return [
            ReferrerNews(
                case=CaseId(row.case_id),
                step=ReferrerStep(row.step),
                member=MemberId(row.member),
                at=row.at,
            )
            for row in await self._connection.execute(NEWS_OF, given)
        ]
