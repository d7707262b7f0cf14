from dataclasses import replace
from datetime import time, timedelta

import pytest

from domain.agenda_picture import AgendaPicture, name_content
from domain.house import Weekday
from domain.identifiers import MemberId
from domain.member import Language
from domain.stoplight import Colour
from services.agenda.approval import approve_agenda, request_draft, view_agenda
from services.agenda.drafting import DraftMade
from services.agenda.views import read_draft
from tests.support.agenda_house import CARE, POLICE, AgendaHouse
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    await agenda_house.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE), "nurse")
    await agenda_house.tick(CUT_OFF_AT - timedelta(days=1))
    await draft_drawn(agenda_house)
    return agenda_house


def drawn(made: DraftMade) -> DraftMade:
    """As the process that plans gives it back, with something smaller than pictures."""
    return replace(
        made,
        pictures=tuple(
            AgendaPicture(
                meeting=made.task.meeting.id,
                language=language,
                shows=name_content(made.draft.items, made.draft.breaks),
                image=f"{language} {len(made.draft.items)}".encode(),
            )
            for language in Language
        ),
    )


async def draft_drawn(house: AgendaHouse) -> None:
    async with house.acting("sanne") as ctx:
        await request_draft(ctx, THE_MEETING)
    (task,) = await house.collect()
    await house.keep(drawn(house.plan(task)))


async def find_shown(house: AgendaHouse, name: str = "sanne") -> bytes | None:
    async with house.acting(name) as ctx:
        return (await view_agenda(ctx, THE_MEETING)).picture


async def is_kept(house: AgendaHouse) -> bool:
    async with house.reading() as moment:
        found = [await moment.uow.agenda_pictures.get(THE_MEETING, one) for one in Language]
    return any(found)


async def test_a_draft_is_shown_with_the_picture_that_was_drawn_of_it(house: AgendaHouse):
    assert await find_shown(house) == b"nl 1"


async def test_each_reader_has_the_picture_in_their_own_language(house: AgendaHouse):
    async with house.database.work() as uow:
        daan = await uow.people.member(MemberId("daan"))
        await uow.people.save_member(replace(daan, language=Language.ENGLISH))
    assert await find_shown(house, "daan") == b"en 1"
    async with house.sending_to("daan") as reading:
        sent = await read_draft(reading, THE_MEETING)
    assert sent is not None
    assert sent.picture == b"en 1"


async def test_a_new_draft_has_a_picture_of_its_own(house: AgendaHouse):
    await house.add_case("MV3-T81", Colour.ORANGE, 15, (POLICE,))
    await draft_drawn(house)
    assert await find_shown(house) == b"nl 2"


async def test_a_new_draft_that_was_not_drawn_does_not_show_the_picture_of_another(
    house: AgendaHouse,
):
    await house.add_case("MV3-T81", Colour.ORANGE, 15, (POLICE,))
    async with house.acting("sanne") as ctx:
        await request_draft(ctx, THE_MEETING)
    (task,) = await house.collect()
    await house.keep(house.plan(task))
    assert await find_shown(house) is None


async def test_a_meeting_that_moved_has_no_picture_with_the_old_times(house: AgendaHouse):
    await house.save_schedule(weekday=Weekday.THURSDAY, starts_at=time(10, 0))
    await house.tick()
    assert (await house.agenda()).items[0].starts_at == STARTS_AT + timedelta(hours=1)
    assert await find_shown(house) is None


async def test_once_posted_nothing_of_it_is_kept(house: AgendaHouse):
    async with house.acting("sanne") as ctx:
        await approve_agenda(ctx, THE_MEETING, (await house.agenda()).version)
    assert await is_kept(house)
    await house.tick(POSTS_AT)
    assert not await is_kept(house)


async def test_once_the_meeting_began_without_an_agenda_nothing_of_it_is_kept(house: AgendaHouse):
    await house.tick(STARTS_AT)
    assert not await is_kept(house)
