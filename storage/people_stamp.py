"""A random number that the database itself sets anew when anything about members or organisations
changes, also beside the bot: who keeps them in memory knows by it that they are still the same.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, Table

from storage.metadata import metadata

people_stamp = Table(
    "people_stamp",
    metadata,
    Column("id", Integer(), primary_key=True, autoincrement=False),
    Column("stamp", BigInteger(), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
