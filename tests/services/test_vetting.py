"""Who is no longer screened has no access, and the administrators hear of it in time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.identifiers import MemberId
from domain.member import Member, Role
from domain.notice import NoticeKind
from domain.vetting import VettingGap, VettingTrouble, authorise
from services.access import RefusedError
from services.leaving import look_at_places
from services.referral_views import reveal_identity
from services.vetting import read_vetting
from tests.support.agenda_house import CITY, MEMBERS, AgendaHouse, a_member

MONDAY, TUESDAY = (datetime(2026, 2, day, 6, tzinfo=UTC) for day in (9, 10))
ADA = a_member("Ada", CITY, Role.ADMINISTRATOR)
LAST_ON = date(2026, 3, 2)


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    """Everybody is screened for years and trained, but the nurse only for a few weeks."""
    agenda_house.house = replace(agenda_house.house, members=(*MEMBERS, ADA))
    await keep(agenda_house, *agenda_house.house.members)
    return agenda_house


async def keep(house: AgendaHouse, *members: Member) -> None:
    until = {"nurse": LAST_ON}
    async with house.work() as moment:
        for one in members:
            last_on = until.get(one.id, date(2028, 1, 1))
            vetted = replace(one, screened_until=last_on, trained_on=date(2026, 1, 5))
            await moment.uow.people.save_member(authorise(vetted))


async def look(house: AgendaHouse, at: datetime) -> None:
    house.now = at
    async with house.work() as moment:
        await look_at_places(moment, "house")


async def read(house: AgendaHouse, name: str) -> Sequence[VettingTrouble]:
    async with house.sending_to(name) as reading:
        return await read_vetting(reading)


async def test_the_day_after_a_screening_ended_everything_is_refused_and_the_place_ends(
    house: AgendaHouse,
):
    case = await house.add_case("KX7-Q42", None, 0, (), "nurse")
    house.now = datetime(2026, 3, 2, 22, tzinfo=UTC)
    async with house.acting("nurse") as ctx:
        await reveal_identity(ctx, case)
    house.now += timedelta(hours=2)
    with pytest.raises(RefusedError):
        async with house.acting("nurse") as ctx:
            await reveal_identity(ctx, case)
    await look(house, house.now + timedelta(hours=7))
    async with house.reading() as moment:
        assert [one.member for one in await moment.uow.cases.circle(case)] == []


async def test_administrators_and_nobody_else_read_in_time_whose_screening_ends(
    house: AgendaHouse,
):
    (told,) = await read(house, "ada")
    assert (told.member.id, told.gap, told.on) == ("nurse", VettingGap.SCREENING_ENDS, LAST_ON)
    assert [await read(house, one) for one in ("sanne", "iris", "nurse")] == [(), (), ()]


async def test_they_are_told_once_a_week(house: AgendaHouse):
    await look(house, TUESDAY)
    assert await house.told(NoticeKind.DIGEST) == []
    await look(house, MONDAY)
    assert await house.told(NoticeKind.DIGEST) == ["ada"]


async def test_a_house_that_keeps_neither_is_not_told_every_week(agenda_house: AgendaHouse):
    agenda_house.house = replace(agenda_house.house, members=(*MEMBERS, ADA))
    async with agenda_house.work() as moment:
        await moment.uow.people.save_member(ADA)
    await look(agenda_house, MONDAY)
    assert await agenda_house.told(NoticeKind.DIGEST) == []


async def test_who_left_the_house_file_is_not_named(house: AgendaHouse):
    named = tuple(one for one in house.house.members if one.id != MemberId("nurse"))
    house.house = replace(house.house, members=named)
    assert list(await read(house, "ada")) == []
