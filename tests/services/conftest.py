"""Use cases run over real storage: a house made once, copied for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.support.agenda_house import AgendaHouse, SeededFiles
from tests.support.judging_house import JudgingHouse, open_for_judging


@pytest.fixture
async def agenda_house(
    seeded_files: SeededFiles, socket_enabled: None
) -> AsyncIterator[AgendaHouse]:
    async with seeded_files.fresh() as house:
        yield house


@pytest.fixture
async def judging_house(agenda_house: AgendaHouse) -> JudgingHouse:
    return await open_for_judging(agenda_house)
