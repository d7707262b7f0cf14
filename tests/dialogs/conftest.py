"""Dialogs run over real storage, from the house file of the tests."""

import shutil
from pathlib import Path

import pytest

from dialogs.referral import EDIT_REFERRAL, REFERRAL
from tests.support.agenda_house import SeededFiles
from tests.support.conversation import Conversation


@pytest.fixture(scope="session")
def seeded_files(tmp_path_factory: pytest.TempPathFactory) -> SeededFiles:
    return SeededFiles(tmp_path_factory.mktemp("dialogs"))


@pytest.fixture
async def house_directory(seeded_files: SeededFiles, tmp_path: Path, socket_enabled: None) -> Path:
    async with seeded_files.fresh():
        pass
    shutil.copytree(seeded_files.directory / "template", tmp_path / "house")
    return tmp_path / "house"


@pytest.fixture
def talk(seeded_files: SeededFiles, house_directory: Path) -> Conversation:
    return Conversation(seeded_files, house_directory, (REFERRAL, EDIT_REFERRAL))
