"""Whose appointment ends leaves their places: what is orphaned so is named to process directors
until it is given to somebody of the same organisation, or let go.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import CaseState, Involvement
from domain.agreed_action import ActionSource, ActionWish
from domain.audit import AuditEvent
from domain.case import CircleReason
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind
from domain.orphan import NoOrphanError, NoSuccessorError
from domain.stoplight import Colour
from services.access import RefusedError
from services.agreed_action import agree_action, open_own_action
from services.leaving import look_at_places
from services.orphans import (
    OrphanRow,
    count_orphans,
    give_orphan,
    let_orphan_go,
    list_orphans,
    open_orphan,
    read_orphans,
)
from services.retention import find_case_end
from tests.support.agenda_house import CARE, HOUSING, POLICE, AgendaHouse
from tests.support.canaries import CANARY

AGENT, DEPUTY, NURSE = MemberId("agent"), MemberId("deputy"), MemberId("nurse")
CODE = "KX7-Q42"
TUESDAY_DIGEST = datetime(2026, 2, 10, 7, 30, tzinfo=UTC)


@pytest.fixture
async def case(agenda_house: AgendaHouse) -> CaseId:
    """A case that the agent referred and has a place in, as has the nurse."""
    return await agenda_house.add_case(CODE, Colour.ORANGE, 15, (), "agent", "nurse")


async def end(house: AgendaHouse, member: MemberId) -> None:
    async with house.work() as moment:
        kept = await moment.uow.people.member(member)
        await moment.uow.people.save_member(kept.leave(moment.today))
        await look_at_places(moment, "house")


async def listed(house: AgendaHouse, name: str = "sanne") -> list[OrphanRow]:
    async with house.acting(name) as ctx:
        return list(await list_orphans(ctx))


async def give(house: AgendaHouse, case: CaseId, member: MemberId = DEPUTY) -> None:
    async with house.acting("sanne") as ctx:
        await give_orphan(ctx, await open_orphan(ctx, case, AGENT), member)


async def test_an_orphan_is_named_until_it_is_given_to_a_colleague(
    agenda_house: AgendaHouse, case: CaseId
):
    assert await listed(agenda_house) == []
    async with agenda_house.acting("sanne") as ctx:
        wish = ActionWish(
            what=CANARY, owner=AGENT, due_on=date(2026, 3, 16), source=ActionSource.PLAN
        )
        action = await agree_action(ctx, await ctx.uow.cases.get(case), wish)
    await end(agenda_house, AGENT)
    [row] = await listed(agenda_house)
    assert (row.code, row.name, row.organisation) == (CODE, "Agent", "Politie")
    assert {"sanne", "daan"} <= set(await agenda_house.told(NoticeKind.DIGEST))
    await give(agenda_house, case)
    assert await listed(agenda_house) == []
    async with agenda_house.acting("deputy") as ctx:
        assert await ctx.uow.cases.involvement(case, DEPUTY) is Involvement.REFERRER_IN_CIRCLE
        [place] = await ctx.uow.cases.places_of(DEPUTY)
        assert place.reason is CircleReason.INVOLVED_PARTNER
        await open_own_action(ctx, action.id)
    events = [one.event for one in await agenda_house.on_record(case)]
    assert AuditEvent.HANDED_OVER in events
    with pytest.raises(NoOrphanError):
        await give(agenda_house, case)


async def test_the_day_on_which_a_case_goes_stays_as_it_was(
    agenda_house: AgendaHouse, case: CaseId
):
    async with agenda_house.work() as moment:
        advised = replace(await moment.uow.cases.get(case), state=CaseState.ADVICE_OR_SIGNAL)
        goes = await find_case_end(moment, await moment.uow.cases.save(advised))
    agenda_house.now += timedelta(weeks=4)
    await end(agenda_house, AGENT)
    await give(agenda_house, case)
    async with agenda_house.reading() as moment:
        given = await moment.uow.cases.get(case)
        assert given.referrer == DEPUTY
        assert await find_case_end(moment, given) == goes


async def test_each_process_director_reads_it_once_and_nobody_else_does(
    agenda_house: AgendaHouse, case: CaseId
):
    await end(agenda_house, AGENT)
    for name, at, rows in (
        ("sanne", TUESDAY_DIGEST, 1),
        ("iris", TUESDAY_DIGEST, 0),
        ("sanne", TUESDAY_DIGEST + timedelta(days=1), 0),
    ):
        agenda_house.now = at
        async with agenda_house.sending_to(name) as reading:
            assert len(await read_orphans(reading)) == rows
    assert await listed(agenda_house, "iris") == []
    with pytest.raises(RefusedError):
        async with agenda_house.acting("iris") as ctx:
            await open_orphan(ctx, case, AGENT)


async def test_only_somebody_who_speaks_for_the_organisation_takes_it(
    agenda_house: AgendaHouse, case: CaseId
):
    await end(agenda_house, AGENT)
    for somebody in (NURSE, MemberId("sanne"), AGENT):
        with pytest.raises(NoSuccessorError):
            await give(agenda_house, case, somebody)


async def test_where_nobody_speaks_for_it_the_chooser_is_empty_and_it_can_be_let_go(
    agenda_house: AgendaHouse, case: CaseId
):
    await end(agenda_house, NURSE)
    async with agenda_house.acting("sanne") as ctx:
        found = await open_orphan(ctx, case, NURSE)
        assert found.successors == ()
        await let_orphan_go(ctx, found)
        with pytest.raises(NoOrphanError):
            await let_orphan_go(ctx, found)
    assert await listed(agenda_house) == []


async def test_who_moves_to_another_employer_orphans_what_they_held_for_the_first(
    agenda_house: AgendaHouse, case: CaseId
):
    async with agenda_house.work() as moment:
        nurse = await moment.uow.people.member(NURSE)
        await moment.uow.people.save_member(replace(nurse, organisation=HOUSING))
        await look_at_places(moment, "house")
        assert await count_orphans(moment) == {CARE: 1}


async def test_a_case_in_which_a_colleague_has_a_place_is_not_orphaned(
    agenda_house: AgendaHouse, case: CaseId
):
    await end(agenda_house, AGENT)
    async with agenda_house.work() as moment:
        assert await count_orphans(moment) == {POLICE: 1}
        history = await moment.uow.cases.circle_history(case)
        old = next(one.place for one in history if one.place.member == AGENT)
        theirs = replace(old, member=DEPUTY, left_at=None, left_because=None)
        await moment.uow.cases.join_circle(theirs)
        assert await count_orphans(moment) == {}
