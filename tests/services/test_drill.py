"""Members say themselves that they take part in drills; a director reads who does."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.audit import AuditEvent
from domain.identifiers import MemberId, OrganisationId
from services.access import RefusedError
from services.drill import DrillsView, join_drills, leave_drills, view_drills
from tests.support.acute_house import AcuteFiles, AcuteHouse

DAY = timedelta(days=1)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def join(house: AcuteHouse, *names: str) -> None:
    for name in names:
        async with house.acting(name) as ctx:
            await join_drills(ctx)


async def look(house: AcuteHouse, name: str) -> DrillsView:
    async with house.acting(name) as ctx:
        return await view_drills(ctx)


async def test_who_agrees_takes_part_until_they_take_it_back(house: AcuteHouse):
    assert (await look(house, "wim")).joined_on is None
    await join(house, "wim")
    house.now += 7 * DAY
    await join(house, "wim")
    assert (await look(house, "wim")).joined_on == (house.now - 7 * DAY).date()
    async with house.acting("wim") as ctx:
        assert (await leave_drills(ctx)).joined_on is None
    async with house.reading() as moment:
        recorded = [one.entry for one in await moment.uow.audit.chain(None)]
    assert [(one.event, one.subject) for one in recorded] == [
        (AuditEvent.DRILLS_JOINED, "wim"),
        (AuditEvent.DRILLS_LEFT, "wim"),
    ]


async def test_a_director_reads_who_takes_part_and_of_which_organisations_nobody_does(
    house: AcuteHouse,
):
    await join(house, "wim", "cora")
    seen = await look(house, "dirk")
    assert [one.members for one in seen.partners if "Wim" in one.members[0]]
    assert sum(len(one.members) for one in seen.partners) == 2
    assert seen.missing
    assert not {one.organisation for one in seen.partners} & set(seen.missing)
    own = await look(house, "wim")
    assert (own.may_run, own.partners, own.missing) == (False, (), ())


async def test_who_left_or_works_elsewhere_takes_part_no_longer(house: AcuteHouse):
    await join(house, "wim", "vera")
    async with house.work() as moment:
        wim = await moment.uow.people.member(MemberId("wim"))
        vera = await moment.uow.people.member(MemberId("vera"))
        await moment.uow.people.save_member(wim.leave(moment.today))
        moved = replace(vera, organisation=OrganisationId("politie"))
        await moment.uow.people.save_member(moved)
    assert (await look(house, "dirk")).partners == ()


async def test_drills_are_for_who_can_be_reached_in_the_acute_lane(house: AcuteHouse):
    async with house.acting("karel") as ctx:
        with pytest.raises(RefusedError):
            await join_drills(ctx)
