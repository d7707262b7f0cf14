from datetime import date

from domain.identifiers import CaseId
from storage.retention_warnings import RetentionWarningRows
from tests.support.databases import Database

FIRST, OTHER = CaseId("case-1"), CaseId("case-2")


async def test_what_was_told_last_comes_in_the_place_of_what_was_told_before(database: Database):
    async with database.engine.begin() as connection:
        warnings = RetentionWarningRows(connection)
        await warnings.keep(FIRST, 6, date(2026, 6, 1))
        await warnings.keep(FIRST, 1, date(2026, 11, 1))
        await warnings.keep(OTHER, 6, date(2026, 10, 1))
        assert await warnings.told([FIRST, CaseId("case-3")]) == {FIRST: 1}
        assert await warnings.told([]) == {}
        assert await warnings.since(date(2026, 10, 1)) == [FIRST, OTHER]
        assert await warnings.since(date(2026, 10, 2)) == [FIRST]
