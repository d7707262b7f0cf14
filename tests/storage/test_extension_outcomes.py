"""What became of questions to suppliers is kept and forgotten, on both databases."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.extension import SupplierSays
from domain.extension_outcome import CaseGone, SupplierOutcome
from storage.extension_outcomes import ExtensionOutcomeRows
from storage.transaction import Transaction
from tests.support.agenda_house import CARE, POLICE
from tests.support.cases import CASE_ID, NOW
from tests.support.databases import Database

MINUTE = timedelta(minutes=1)
AGREED = SupplierOutcome(
    case=CASE_ID,
    goes_on=NOW.date(),
    decided_at=NOW,
    organisation=POLICE,
    says=SupplierSays.LONGER,
    lost_parts=False,
)
SILENT = SupplierOutcome(
    case=CASE_ID,
    goes_on=NOW.date(),
    decided_at=NOW + MINUTE,
    organisation=CARE,
    says=None,
    lost_parts=True,
)
GONE = CaseGone(decided_at=NOW + 2 * MINUTE)


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.engine.begin() as opened:
        yield opened


@pytest.fixture
def rows(connection: AsyncConnection) -> ExtensionOutcomeRows:
    return ExtensionOutcomeRows(Transaction(connection))


async def test_what_became_of_a_question_is_read_from_a_moment_on(rows: ExtensionOutcomeRows):
    await rows.keep([GONE, SILENT, AGREED])
    assert await rows.since(NOW) == [AGREED, SILENT, GONE]
    assert await rows.since(NOW + MINUTE) == [SILENT, GONE]


async def test_what_is_forgotten_is_what_came_before(rows: ExtensionOutcomeRows):
    await rows.keep([GONE, SILENT, AGREED])
    await rows.forget_before(NOW + MINUTE)
    assert await rows.since(NOW) == [SILENT, GONE]
