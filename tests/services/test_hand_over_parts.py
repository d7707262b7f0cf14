"""A giver ticks what goes: only that moves, and what is left stays theirs."""

from dataclasses import replace

import pytest

from domain.access import Action, CaseState, Involvement
from domain.audit import AuditEvent
from domain.hand_over import NothingChosenError, choose_parts
from domain.identifiers import CaseId, MemberId
from domain.sight import SeenPart
from domain.stoplight import Colour
from services.agreed_action import open_own_action
from services.hand_over import open_to_hand_over, view_hand_over
from services.hand_over_answer import list_asked_over
from services.held_parts import HeldKind, record_parts_seen
from services.held_work import HeldCounts
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import AgendaHouse
from tests.support.hand_overs import (
    AGENT,
    CODE,
    DEPUTY,
    accept,
    add_held_case,
    ask,
    involvement,
    promise,
)


@pytest.fixture
async def cases(agenda_house: AgendaHouse) -> tuple[CaseId, CaseId]:
    """Two cases of the agent: one goes, one stays."""
    goes = await add_held_case(agenda_house)
    return goes, await agenda_house.add_case("KX7-Q43", Colour.ORANGE, 15, (), "agent")


async def test_only_what_is_ticked_moves_and_what_is_left_stays_theirs(
    agenda_house: AgendaHouse, cases: tuple[CaseId, CaseId]
):
    goes, stays = cases
    gone, kept = await promise(agenda_house, goes), await promise(agenda_house, stays)
    await ask(agenda_house, ticked=[goes])
    async with agenda_house.acting("deputy") as ctx:
        [asked] = await list_asked_over(ctx)
        assert asked.counts == HeldCounts(cases=1, directed=1, actions=1)
    assert await accept(agenda_house) == HeldCounts(cases=1, directed=1, actions=1)
    assert await involvement(agenda_house, goes, AGENT) is Involvement.FORMER
    assert await involvement(agenda_house, stays, DEPUTY) is Involvement.NONE
    async with agenda_house.acting("deputy") as ctx:
        await open_own_action(ctx, gone)
    async with agenda_house.acting("agent") as ctx:
        await open_own_action(ctx, kept)
        await take_case(ctx, Action.VIEW_CASE, SeenCase(id=stays))
        assert (await view_hand_over(ctx)).counts == HeldCounts(cases=1, actions=1)


async def test_what_came_in_after_something_was_left_out_stays(
    agenda_house: AgendaHouse, cases: tuple[CaseId, CaseId]
):
    await ask(agenda_house, ticked=[cases[0]])
    later = await agenda_house.add_case("KX7-Q44", Colour.ORANGE, 15, (), "agent")
    await accept(agenda_house)
    assert Involvement.REFERRER in (await involvement(agenda_house, later, AGENT)).ways


async def test_who_ticks_everything_gives_also_what_comes_in_until_the_yes(
    agenda_house: AgendaHouse, cases: tuple[CaseId, CaseId]
):
    await ask(agenda_house, ticked=cases)
    later = await agenda_house.add_case("KX7-Q44", Colour.ORANGE, 15, (), "agent")
    assert (await accept(agenda_house)).cases == 3
    assert Involvement.REFERRER in (await involvement(agenda_house, later, DEPUTY)).ways


async def test_ticking_nothing_asks_nobody(agenda_house: AgendaHouse, cases: tuple[CaseId, CaseId]):
    for ticked in ([], ["somebody-elses"]):
        with pytest.raises(NothingChosenError):
            await ask(agenda_house, ticked=ticked)
    async with agenda_house.acting("deputy") as ctx:
        assert list(await list_asked_over(ctx)) == []


async def test_what_somebody_else_holds_cannot_be_ticked(
    agenda_house: AgendaHouse, cases: tuple[CaseId, CaseId]
):
    theirs = await agenda_house.add_case("KX7-Q45", Colour.ORANGE, 15, (), "nurse")
    async with agenda_house.work() as moment:
        kept = await moment.uow.cases.get(theirs)
        await moment.uow.cases.save(replace(kept, referrer=MemberId("nurse")))
    await ask(agenda_house, ticked=[cases[0], theirs])
    await accept(agenda_house)
    assert await involvement(agenda_house, theirs, DEPUTY) is Involvement.NONE


async def test_the_list_to_tick_shows_codes_on_record_and_no_closed_case(
    agenda_house: AgendaHouse, cases: tuple[CaseId, CaseId]
):
    async with agenda_house.work() as moment:
        kept = await moment.uow.cases.get(cases[1])
        await moment.uow.cases.save(replace(kept, state=CaseState.CLOSED))
    async with agenda_house.acting("agent") as ctx:
        parts = (await open_to_hand_over(ctx)).parts
        await record_parts_seen(ctx, parts)
    assert [(one.kind, one.code) for one in parts] == [(HeldKind.CASE, CODE)]
    [seen] = [one for one in await agenda_house.on_record(cases[0]) if one.event is AuditEvent.SEEN]
    assert (seen.who, seen.part) == (AGENT, SeenPart.OVERVIEW)


def test_all_of_what_is_offered_is_everything():
    assert choose_parts(["b", "a"], ["a", "b"]) is None
    assert choose_parts(["b", "x"], ["a", "b"]) == ("b",)
