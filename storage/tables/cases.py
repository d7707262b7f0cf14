"""Cases, their referrals and the circle around each. What a referral says is sealed under the
key of its case.
"""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table

from storage.metadata import UtcDateTime, metadata

cases = Table(
    "cases",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("code", String(8), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("referrer", String(64), nullable=False),
    Column("referring_organisation", String(64), nullable=False),
    Column("received_at", UtcDateTime(), nullable=False),
    Column("promised_on", Date(), nullable=False),
    Column("changed_by", String(64), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False),
    Column("case_director", String(64), nullable=True),
    Index("ix_cases_state", "state"),
    Index("ix_cases_referrer", "referrer"),
)

referral = Table(
    "referral",
    metadata,
    Column("case_id", String(64), ForeignKey("cases.id"), primary_key=True),
    Column("identity", LargeBinary(), nullable=False),
    Column("story", LargeBinary(), nullable=False),
)

circle = Table(
    "circle",
    metadata,
    Column("case_id", String(64), ForeignKey("cases.id"), primary_key=True),
    Column("member", String(64), primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("joined_at", UtcDateTime(), nullable=False),
    Column("left_at", UtcDateTime(), nullable=True),
    Index("ix_circle_member", "member"),
)
