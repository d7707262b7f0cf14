"""What PostgreSQL says when somebody else was first, and what it says of itself."""

import pytest
from sqlalchemy.exc import DBAPIError

from domain.errors import ConflictError
from services.ports.turns import DatabaseAwayError
from storage.failures import named_errors


class ServerError(Exception):
    """An error of the server, with the code it gives."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


async def fail(sqlstate: str) -> None:
    async with named_errors():
        raise DBAPIError("SELECT", {}, ServerError(sqlstate))


@pytest.mark.parametrize("sqlstate", ["40001", "40P01", "55P03"])
async def test_a_race_that_was_lost_may_be_run_again(sqlstate: str) -> None:
    with pytest.raises(ConflictError):
        await fail(sqlstate)


@pytest.mark.parametrize(
    ("sqlstate", "trouble"),
    [
        ("25006", "database_read_only"),
        ("57P01", "database_away"),
        ("57P03", "database_away"),
        ("08006", "database_away"),
        ("53300", "database_away"),
        ("53100", "disk_full"),
    ],
)
async def test_a_server_that_does_not_do_its_work_is_away(sqlstate: str, trouble: str) -> None:
    with pytest.raises(DatabaseAwayError) as away:
        await fail(sqlstate)
    assert away.value.trouble == trouble


async def test_a_statement_that_makes_no_sense_is_a_fault_of_our_own() -> None:
    with pytest.raises(DBAPIError):
        await fail("42703")
