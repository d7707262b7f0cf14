from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.agenda_picture import AgendaPicture
from domain.identifiers import MeetingId
from domain.member import Language
from storage.agenda_pictures import AgendaPictureRows
from storage.transaction import Transaction
from tests.support.databases import Database
from tests.support.meetings import THE_MEETING

DUTCH = AgendaPicture(meeting=THE_MEETING, language=Language.DUTCH, shows="a", image=b"\x89nl\x00")
ENGLISH = replace(DUTCH, language=Language.ENGLISH, image=b"\x89en")
OTHER = replace(DUTCH, meeting=MeetingId("weekly:other"))


@pytest.fixture
async def pictures(database: Database) -> AsyncIterator[AgendaPictureRows]:
    async with database.engine.begin() as connection:
        yield AgendaPictureRows(Transaction(connection))


async def test_each_language_has_its_own_picture(pictures: AgendaPictureRows):
    await pictures.keep([DUTCH, ENGLISH])
    assert await pictures.get(THE_MEETING, Language.DUTCH) == DUTCH
    assert await pictures.get(THE_MEETING, Language.ENGLISH) == ENGLISH


async def test_a_new_picture_takes_the_place_of_the_one_before_it(pictures: AgendaPictureRows):
    await pictures.keep([DUTCH, ENGLISH])
    newer = replace(DUTCH, shows="b", image=b"newer")
    await pictures.keep([newer])
    assert await pictures.get(THE_MEETING, Language.DUTCH) == newer
    assert await pictures.get(THE_MEETING, Language.ENGLISH) == ENGLISH


async def test_the_pictures_of_one_meeting_are_removed_in_every_language(
    pictures: AgendaPictureRows,
):
    await pictures.keep([DUTCH, ENGLISH, OTHER])
    await pictures.remove(THE_MEETING)
    assert await pictures.get(THE_MEETING, Language.DUTCH) is None
    assert await pictures.get(THE_MEETING, Language.ENGLISH) is None
    assert await pictures.get(OTHER.meeting, Language.DUTCH) == OTHER


async def test_keeping_none_changes_nothing(pictures: AgendaPictureRows):
    await pictures.keep([DUTCH])
    await pictures.keep([])
    assert await pictures.get(THE_MEETING, Language.DUTCH) == DUTCH
