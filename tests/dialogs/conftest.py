"""Dialogs run over real storage, from the house file of the tests."""

import pytest

from dialogs.referral import EDIT_REFERRAL, REFERRAL
from tests.support.agenda_house import SeededFiles
from tests.support.conversation import Conversation


@pytest.fixture
async def talk(seeded_files: SeededFiles, socket_enabled: None) -> Conversation:
    await seeded_files.put_back()
    return Conversation(seeded_files, (REFERRAL, EDIT_REFERRAL))
