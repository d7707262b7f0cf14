"""Who is to write a round is asked to direct its case first, and the round waits for the answer."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest

from domain.audit import AuditEvent
from domain.case_director import DirectorNotAskedError
from domain.identifiers import MemberId
from domain.written_round import RoundState, WrittenRound
from services.access import RefusedError
from services.case_director import (
    accept_directing,
    ask_case_director,
    decline_directing,
    look_at_question,
    open_question,
)
from services.written_round import (
    NoCandidateError,
    choose_writer,
    list_candidates,
    open_to_guard_round,
    open_to_write,
)
from services.written_round_views import list_own_rounds, view_round
from tests.support.acute_house import AcuteFiles, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.written_rounds import GreenCase, a_green_case, be_away, morning

Lost = Callable[[AcuteHouse, GreenCase], Awaitable[None]]


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def round_of(case: GreenCase) -> WrittenRound:
    held = await case.round()
    assert held is not None
    return held


async def choose(case: GreenCase, member: str = "piet", by: str = "cora") -> None:
    async with case.house.acting(by) as ctx:
        found = await open_to_guard_round(ctx, await case.round_id())
        await choose_writer(ctx, found, MemberId(member))


async def answer(case: GreenCase, *, is_yes: bool, by: str = "piet") -> None:
    async with case.house.acting(by) as ctx:
        permit = await open_question(ctx, case.id)
        if is_yes:
            await accept_directing(ctx, permit)
        else:
            await decline_directing(ctx, permit, CANARY)
    await case.house.tick(case.house.now)


async def undirected(house: AcuteHouse) -> GreenCase:
    """A round without a case director; Piet was asked on the first of December at ten."""
    case = await a_green_case(house, director=None)
    await case.mornings(1)
    house.now = morning(1, 10)
    await choose(case)
    return case


async def told_since(case: GreenCase, number: int) -> list[str]:
    return (await case.digests())[number:]


async def test_who_is_chosen_is_asked_and_directs_nothing_until_they_say_yes(house: AcuteHouse):
    case = await undirected(house)
    assert (await case.now()).case_director is None
    assert (await round_of(case)).state is RoundState.APPOINTING
    async with house.acting("piet") as ctx:
        for_piet = await list_own_rounds(ctx)
        assert for_piet.write == ()
        with pytest.raises(RefusedError):
            await open_to_write(ctx, await case.round_id(), by_telephone=True)
    asked = [one.event for one in await house.on_record(case.id)]
    assert AuditEvent.CASE_DIRECTOR_ASKED in asked
    assert AuditEvent.CASE_DIRECTOR_CHOSEN not in asked
    assert await told_since(case, 2) == ["piet:2026-12-02"]


async def test_with_a_yes_they_write_the_round_they_were_asked_for(house: AcuteHouse):
    case = await undirected(house)
    before = await case.round_id()
    await answer(case, is_yes=True)
    held = await round_of(case)
    assert (held.id, held.state, held.writer) == (before, RoundState.WRITING, "piet")
    assert (await case.now()).case_director == "piet"
    async with house.acting("piet") as ctx:
        assert [one.id for one in (await list_own_rounds(ctx)).write] == [held.id]


async def test_with_a_no_the_process_directors_hear_it_and_choose_again(house: AcuteHouse):
    case = await undirected(house)
    await answer(case, is_yes=False)
    assert (await round_of(case)).state is RoundState.CHOOSING
    assert set(await told_since(case, 3)) == {"cora:2026-12-02", "dirk:2026-12-02"}
    async with house.acting("dirk") as ctx:
        assert [one.state for one in (await list_own_rounds(ctx)).guard] == [RoundState.CHOOSING]
        view = await view_round(ctx, await case.round_id())
    assert view.declined
    assert view.declined.name.startswith("Piet")


@pytest.mark.parametrize("is_away", [False, True])
async def test_without_an_answer_the_process_directors_hear_it_after_four_working_days(
    house: AcuteHouse, is_away: bool
):
    case = await a_green_case(house, director=None)
    await case.mornings(1)
    if is_away:
        await be_away(house, "piet", date(2026, 12, 2), date(2026, 12, 30))
    house.now = morning(1, 10)
    await choose(case)
    await case.mornings(2, 3, 4, 7)
    assert not [one for one in await told_since(case, 2) if one[:4] in {"cora", "dirk"}]
    await case.mornings(8, 9, 10)
    directors = [one for one in await told_since(case, 2) if one[:4] in {"cora", "dirk"}]
    assert sorted(directors) == ["cora:2026-12-08", "dirk:2026-12-08"]
    async with house.acting("cora") as ctx:
        assert [one.state for one in (await list_own_rounds(ctx)).guard] == [RoundState.APPOINTING]


async def leave(house: AcuteHouse, case: GreenCase) -> None:
    async with house.work() as moment:
        await moment.uow.cases.leave_circle(case.id, MemberId("piet"), moment.now)


async def leave_and_be_looked_at(house: AcuteHouse, case: GreenCase) -> None:
    await leave(house, case)
    async with house.work() as moment:
        await look_at_question(moment, case.id)


@pytest.mark.parametrize("lost", [leave, leave_and_be_looked_at])
async def test_when_who_was_asked_left_the_process_directors_hear_it_the_next_morning(
    house: AcuteHouse, lost: Lost
):
    case = await undirected(house)
    await lost(house, case)
    await case.mornings(2)
    assert (await round_of(case)).state is RoundState.CHOOSING
    directors = [one for one in await told_since(case, 2) if one[:4] in {"cora", "dirk"}]
    assert sorted(directors) == ["cora:2026-12-02", "dirk:2026-12-02"]


async def test_a_no_leaves_the_round_with_who_directs_the_case(house: AcuteHouse):
    case = await a_green_case(house)
    await case.mornings(1)
    house.now = morning(1, 10)
    await choose(case)
    async with house.acting("gijs") as ctx:
        assert (await list_own_rounds(ctx)).write == ()
    await answer(case, is_yes=False)
    held = await round_of(case)
    assert (held.state, held.writer) == (RoundState.WRITING, "gijs")
    assert held.needs_coordinator


async def test_a_yes_takes_the_round_from_who_directed_the_case(house: AcuteHouse):
    case = await a_green_case(house)
    await case.mornings(1)
    house.now = morning(1, 10)
    await choose(case)
    await answer(case, is_yes=True)
    held = await round_of(case)
    assert (held.state, held.writer) == (RoundState.WRITING, "piet")
    await case.mornings(2)
    assert (await round_of(case)).state is RoundState.WRITING


async def test_of_two_who_were_asked_the_round_waits_for_the_last(house: AcuteHouse):
    case = await undirected(house)
    await choose(case, "vera", by="dirk")
    with pytest.raises(DirectorNotAskedError):
        await answer(case, is_yes=True)
    await answer(case, is_yes=True, by="vera")
    assert (await round_of(case)).writer == "vera"


async def test_who_was_asked_by_the_card_of_the_case_writes_its_round_too(house: AcuteHouse):
    case = await a_green_case(house, director=None)
    async with house.acting("cora") as ctx:
        await ask_case_director(ctx, await case.now(), MemberId("piet"))
    before = len(await case.digests())
    await case.mornings(1)
    assert (await round_of(case)).state is RoundState.APPOINTING
    assert not [one for one in await told_since(case, before) if one[:4] in {"cora", "dirk"}]
    await answer(case, is_yes=True)
    assert (await round_of(case)).state is RoundState.WRITING


async def test_only_who_is_involved_and_does_not_direct_it_can_be_chosen(house: AcuteHouse):
    case = await a_green_case(house)
    await case.mornings(1)
    async with house.acting("cora") as ctx:
        found = await open_to_guard_round(ctx, await case.round_id())
        assert {one.id for one in await list_candidates(ctx, found)} == {"piet", "vera"}
        with pytest.raises(NoCandidateError):
            await choose_writer(ctx, found, MemberId("gijs"))


async def test_the_round_ends_with_its_case_whoever_was_asked(house: AcuteHouse):
    case = await undirected(house)
    async with house.work() as moment:
        kept = await moment.uow.cases.get(case.id)
        assert kept.colour
        later = replace(kept.colour, next_review_on=date(2027, 3, 1))
        await moment.uow.cases.save(replace(kept, colour=later))
    await case.mornings(2)
    assert (await round_of(case)).state is RoundState.DISCUSSED
