"""The administrator at the console is told in counts what members who left hold."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.running.administration import describe_left_behind, load_house_file
from domain.access import CaseState
from domain.audit import name_operator
from tests.support.acute_house import CODE, AcuteFiles, AcuteHouse


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def test_a_member_who_is_dropped_from_the_file_leaves_counts_at_the_console_and_no_code(
    house: AcuteHouse,
):
    await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    assert await describe_left_behind(house.database, house.house) == ""
    members = tuple(one for one in house.house.members if one.id != "gijs")
    dropped = replace(house.house, members=members)
    operator = name_operator("bea")
    said = await load_house_file(house.database, dropped, operator, lambda _lines: True)
    assert "  ggz: cases 1." in said
    assert "overdragen" in said
    assert CODE not in said
    assert "ggz: cases 1." in await describe_left_behind(house.database, dropped)
