"""A bot at rest holds what it serves with: what it imports stays in memory as long as it runs."""

from pathlib import Path

import pytest

from storage.new_keys import make_keys
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams

# migrations, the other database, what draws, prints and mails, and what only tests and tools need
USELESS = {
    *("alembic", "mako", "asyncpg", "matplotlib", "numpy", "PIL", "jinja2"),
    *("aiosmtplib", "icalendar"),
    *("tests", "pytest", "hypothesis", "unittest"),
}
TENANT = "00000000-0000-4000-8000-0000000000b1"
PRODUCTION = {
    "ENV": "production",
    "APP_ID": "00000000-0000-4000-8000-0000000000b0",
    "APP_TENANT_ID": TENANT,
    "ALLOWED_TENANTS": TENANT,
    "CREDENTIAL": "managed_identity",
    "DIALOG_FRAME": "task_module",
}


def read_imports(bot: Served) -> set[str]:
    """The packages it imported: the last word of lines like ``import time: 12 | 34 | alembic``."""
    lines = [line.split("|")[-1] for line in bot.log if line.startswith("import time:")]
    return {line.strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize("settings", [{}, PRODUCTION], ids=["local", "production"])
async def test_serving_a_database_of_this_version_loads_nothing_it_has_no_use_for(
    database_url: str, directory: Path, teams: StandInTeams, settings: dict[str, str]
) -> None:
    make_keys(directory / "new").replace(directory / "keys.json")
    environment = {f"STOPLICHT_{name}": value for name, value in settings.items()}
    environment["PYTHONPROFILEIMPORTTIME"] = "1"
    async with serve(database_url, directory, teams, **environment) as bot:
        imported = read_imports(bot)
    assert imported >= {"composition", "storage", "sqlalchemy"}
    assert imported & USELESS == set()
