"""The colours of cases, one row for each decision; the highest number counts."""

from sqlalchemy import JSON, Column, Date, Integer, LargeBinary, String, Table

from storage.metadata import UtcDateTime, metadata

colour = Table(
    "colour",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("colour", String(12), nullable=False),
    Column("reason", LargeBinary(), nullable=False),
    Column("minutes", Integer(), nullable=False),
    Column("required", JSON(), nullable=False),
    Column("set_by", String(64), nullable=False),
    Column("set_at", UtcDateTime(), nullable=False),
    Column("next_review_on", Date(), nullable=False),
)
