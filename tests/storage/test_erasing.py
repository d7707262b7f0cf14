"""Whatever table holds something of a case: when the case is erased nothing names it any more, and
what is of another case stays.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    String,
    Time,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.delivery import DeliveryState
from domain.errors import ConflictError
from domain.identifiers import CaseCode, CaseId
from services.ports.outbox import Operation
from storage import unit_of_work  # noqa: F401 - brings every table
from storage.erasing import OUTLIVES, Erasure, is_of_case, list_deletions
from storage.inbox import inbox
from storage.metadata import UtcDateTime, metadata
from storage.notices import outbox
from storage.transaction import Transaction
from tests.support.databases import Database

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
GONE, STAYS = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
CODES = {GONE: "KX7-Q42", STAYS: "BB2-H55"}
# what says case and is none: counts, and who directs one
NO_CASE = {
    "cases.case_director",
    "meeting_figures.cases",
    "meeting_figures.timed_cases",
    "agenda_left_out.cases_above",
}
# erased by what they name, not by a column of their own
BY_WHAT_IT_NAMES = {"attendance_request.cases"}
OTHER = "cccccccccccccccccccccccccccccccc"
LEFT_EMPTY = {
    "audit",
    "destruction",
    "destroyed_cases",
    "people_stamp",
    "business_clock",
    "key_check",
}
PLAIN: dict[type, Any] = {
    UtcDateTime: lambda _: AT,
    Date: lambda case: date(2026, 11, 27 if case == GONE else 28),
    Time: lambda _: time(9),
    Boolean: lambda _: True,
    Integer: lambda case: 1 if case == GONE else 2,
    BigInteger: lambda case: 1 if case == GONE else 2,
    LargeBinary: lambda case: b"sealed" if case == GONE else b"also sealed",
}


def test_every_column_that_names_a_case_is_erased_or_known_as_none():
    named = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if "case" in column.name and not is_of_case(column)
    }
    assert named == NO_CASE | BY_WHAT_IT_NAMES
    deleted = list_deletions()
    holding = {
        table.name for table in metadata.sorted_tables if any(map(is_of_case, table.columns))
    }
    assert holding - deleted.keys() == OUTLIVES
    assert {"cases", "room", "round_answer", "escalation", "agenda_change"} <= deleted.keys()


def session_of(case: str) -> str:
    return f"session-{case[:20]}"


def values_of(case: str) -> dict[str, Any]:
    """What is not plain: by the name of a column, or of a table and its column."""
    session = session_of(case)
    return {
        "code": CODES[case],
        "session_id": session,
        "acute_session.id": session,
        "cases.id": case,
        "escalation.subject": session,
        "posted_card.card": f"session:{session}:board",
        "timer.subject": f"nudge:{session}:1",
        "draft.subject": case,
        "draft.case_id": None,
        "outbox.subject": session,
        "outbox.kind": "session_board",
        "outbox.state": "sent",
        "outbox.content": None,
        "attendance_request.cases": [case, OTHER],
        "agenda_proposal.was": [{"case": case}],
    }


def plain_value(column: Column[Any], case: str) -> Any:
    match column.type:
        case String(length=length):
            return f"{column.name} of {case[0]} in {column.table.name}"[:length]
        case JSON():
            return []
    return PLAIN[type(column.type)](case)


class Filling:
    """A row in every table, about one case wherever a table says so."""

    def __init__(self, connection: AsyncConnection, case: str) -> None:
        self._connection = connection
        self._case = case
        self._special = values_of(case)
        self._keys: dict[str, Any] = {}

    async def run(self) -> None:
        for table in metadata.sorted_tables:
            if table.name not in LEFT_EMPTY:
                row = {
                    column.name: self._value(column)
                    for column in table.columns
                    if column.autoincrement is not True
                }
                self._keys |= {f"{table.name}.{name}": value for name, value in row.items()}
                await self._connection.execute(insert(table), row)

    def _value(self, column: Column[Any]) -> Any:
        if column.foreign_keys:
            return self._keys[str(next(iter(column.foreign_keys)).column)]
        for name in (f"{column.table.name}.{column.name}", column.name):
            if name in self._special:
                return self._special[name]
        return self._case if is_of_case(column) else plain_value(column, self._case)


async def dump(connection: AsyncConnection) -> dict[str, str]:
    """Everything in every table, as text."""
    return {
        table.name: repr((await connection.execute(select(table))).all())
        for table in metadata.sorted_tables
    }


@pytest.fixture
async def filled(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.engine.begin() as connection:
        for case in (GONE, STAYS):
            await Filling(connection, case).run()
        yield connection


async def erase(connection: AsyncConnection) -> Mapping[str, int]:
    return await Erasure(Transaction(connection), CaseId(GONE), CaseCode(CODES[GONE])).run()


async def test_nothing_names_a_case_that_was_erased_and_another_stays_whole(
    filled: AsyncConnection,
):
    before = await dump(filled)
    counted = await erase(filled)
    after = await dump(filled)
    names = (GONE, CODES[GONE], session_of(GONE))
    assert {name: text for name, text in after.items() if any(one in text for one in names)} == {}
    assert set(counted) == {name for name in before if before[name] != after[name]} - {
        "agenda",
        "inbox",
    }
    for name, text in before.items():
        assert (STAYS in after[name], CODES[STAYS] in after[name]) == (
            STAYS in text,
            CODES[STAYS] in text,
        )


async def test_a_message_on_its_way_is_waited_for(filled: AsyncConnection):
    sending = update(outbox).where(outbox.c.subject == session_of(GONE))
    await filled.execute(sending.values(state=DeliveryState.SENDING))
    with pytest.raises(ConflictError):
        await erase(filled)


async def test_a_card_is_deleted_where_it_stands_and_a_second_erasure_finds_nothing(
    filled: AsyncConnection,
):
    await erase(filled)
    (asked,) = (
        await filled.execute(select(outbox).where(outbox.c.operation == Operation.DELETE))
    ).mappings()
    assert (asked["conversation"], asked["activity"], asked["subject"]) == (
        "conversation of a in posted_card",
        "activity of a in posted_card",
        "",
    )
    assert await erase(filled) == {}


async def test_an_answer_that_waits_is_kept_no_longer_and_told_as_failed(filled: AsyncConnection):
    waiting = update(outbox).where(outbox.c.subject == session_of(STAYS))
    await filled.execute(
        waiting.values(kind=None, subject="", state=DeliveryState.PENDING, content=b"sealed")
    )
    await erase(filled)
    reply = (await filled.execute(select(outbox).where(outbox.c.kind.is_(None)))).mappings()
    states = {(one["state"], one["content"]) for one in reply if one["operation"] != "delete"}
    assert states == {(DeliveryState.EXPIRED, None)}
    assert (await filled.execute(select(inbox.c.body).distinct())).scalars().all() == [None]
