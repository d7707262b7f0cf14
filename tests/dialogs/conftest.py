"""Dialogs run over real storage, from the house file of the tests."""

from pathlib import Path

import pytest

from dialogs.referral import EDIT_REFERRAL, REFERRAL
from tests.support.agenda_house import SeededFiles
from tests.support.conversation import Conversation


@pytest.fixture
async def house_directory(seeded_files: SeededFiles, tmp_path: Path, socket_enabled: None) -> Path:
    return await seeded_files.copy(tmp_path / "house")


@pytest.fixture
def talk(seeded_files: SeededFiles, house_directory: Path) -> Conversation:
    return Conversation(seeded_files, house_directory, (REFERRAL, EDIT_REFERRAL))
