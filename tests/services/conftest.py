"""Use cases run over real storage: a house made once, copied for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.support.agenda_house import AgendaHouse, SeededFiles
from tests.support.judging_house import JudgingHouse, open_for_judging


@pytest.fixture(scope="session")
def seeded_files(tmp_path_factory: pytest.TempPathFactory) -> SeededFiles:
    return SeededFiles(tmp_path_factory.mktemp("agenda"))


@pytest.fixture
async def agenda_house(
    seeded_files: SeededFiles, socket_enabled: None
) -> AsyncIterator[AgendaHouse]:
    async with seeded_files.fresh() as house:
        yield house


@pytest.fixture
async def judging_house(agenda_house: AgendaHouse) -> JudgingHouse:
    return await open_for_judging(agenda_house)
