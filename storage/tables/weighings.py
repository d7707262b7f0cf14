"""Screenings and weighings: who and when in the open, every judgement sealed."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from storage.metadata import UtcDateTime, metadata

screening = Table(
    "screening",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("outcome", LargeBinary(), nullable=False),
    Column("screened_by", String(64), nullable=False),
    Column("screened_at", UtcDateTime(), nullable=False),
)

weighing = Table(
    "weighing",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("verdict", LargeBinary(), nullable=False),
    Column("weighed_by", String(64), nullable=False),
    Column("weighed_at", UtcDateTime(), nullable=False),
)
