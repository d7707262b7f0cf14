from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.access import CaseState
from domain.agreed_action import ActionState
from domain.identifiers import ActionId, CaseId, MemberId
from domain.notice import NoticeKind
from services.action_reminders import list_own_actions, read_due
from services.agreed_action import (
    answer_action,
    open_for_owner,
    open_own_action,
    open_to_guard,
    postpone_action,
)
from tests.support.acute_house import CODE, AcuteFiles, AcuteHouse
from tests.support.agreed_actions import agree

# agreed on Tuesday 24 November
FRIDAY, NEXT_FRIDAY = date(2026, 11, 27), date(2026, 12, 4)
DUE = NoticeKind.DIGEST


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def a_case(house: AcuteHouse, code: str = CODE) -> CaseId:
    return await house.add_case(code, CaseState.TAKEN_UP, "gijs", "vera")


def morning(month: int, day: int, hour: int = 7, minute: int = 26) -> datetime:
    """In winter the house is an hour ahead."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


async def let_days_pass(house: AcuteHouse, first: int, last: int) -> None:
    """Each morning and afternoon of these days of December."""
    for day in range(first, last + 1):
        await house.tick(morning(12, day))
        await house.tick(morning(12, day, 14))


async def keys(house: AcuteHouse) -> list[str]:
    return [one.business_key for one in await house.notices(DUE)]


async def answer(house: AcuteHouse, action: ActionId, state: ActionState) -> None:
    async with house.acting("gijs") as ctx:
        await answer_action(ctx, await open_own_action(ctx, action), state)


async def reads(house: AcuteHouse, who: str) -> tuple[list[str], list[str]] | None:
    """The codes a member reads of now: their own, and those that wait for them."""
    async with house.sending_to(who) as reading:
        view = await read_due(reading)
    own, asked = [one.code for one in view.own], [one.code for one in view.asked]
    return (own, asked) if own or asked else None


async def test_an_owner_hears_before_on_and_after_the_date_and_then_the_director_is_asked(
    house: AcuteHouse,
):
    await agree(house, await a_case(house), "gijs", NEXT_FRIDAY)
    await let_days_pass(house, 1, 31)
    assert await keys(house) == [
        "digest:gijs:2026-12-01",
        "digest:gijs:2026-12-04",
        "digest:gijs:2026-12-07",
        "digest:cora:2026-12-08",
    ]


async def test_a_reminder_comes_at_half_past_eight(house: AcuteHouse):
    await agree(house, await a_case(house), "gijs", NEXT_FRIDAY)
    await house.tick(morning(12, 1, 7, 24))
    assert await keys(house) == []
    await house.tick(morning(12, 1))
    (notice,) = await house.notices(DUE)
    assert notice.due_at == morning(12, 1, 7, 30)


async def test_what_is_due_on_one_day_comes_in_one_message(house: AcuteHouse):
    for code in ("AB1-C23", "AB2-C23"):
        await agree(house, await a_case(house, code), "gijs", NEXT_FRIDAY)
    later = await a_case(house, "AB3-C23")
    await agree(house, later, "gijs", date(2026, 12, 18))
    await house.tick(morning(12, 1))
    assert await keys(house) == ["digest:gijs:2026-12-01"]
    assert await reads(house, "gijs") == (["AB1-C23", "AB2-C23"], [])


@pytest.mark.parametrize("state", set(ActionState) - {ActionState.OPEN, ActionState.NOT_DONE})
async def test_after_an_answer_nobody_hears_of_it_any_more(house: AcuteHouse, state: ActionState):
    agreed = await agree(house, await a_case(house), "gijs", NEXT_FRIDAY)
    await house.tick(morning(12, 1))
    await answer(house, agreed.id, state)
    assert await reads(house, "gijs") is None
    await let_days_pass(house, 2, 31)
    assert await keys(house) == ["digest:gijs:2026-12-01"]


async def test_a_house_that_was_away_reminds_once_and_waits_for_the_office(house: AcuteHouse):
    await agree(house, await a_case(house), "gijs", NEXT_FRIDAY)
    await house.tick(morning(12, 9, 21))
    assert await keys(house) == []
    await house.tick(morning(12, 10))
    await house.tick(morning(12, 10, 14))
    assert await keys(house) == ["digest:gijs:2026-12-10"]


async def test_in_a_weekend_nobody_is_reminded(house: AcuteHouse):
    await agree(house, await a_case(house), "gijs", NEXT_FRIDAY)
    await house.tick(morning(12, 5))
    await house.tick(morning(12, 6, 12))
    assert await keys(house) == []
    await house.tick(morning(12, 7))
    assert await keys(house) == ["digest:gijs:2026-12-07"]


async def leave(house: AcuteHouse, case: CaseId) -> None:
    async with house.work() as moment:
        await moment.uow.cases.leave_circle(case, MemberId("gijs"), moment.now)


async def test_of_an_owner_who_lost_the_case_the_director_hears_and_the_owner_nothing(
    house: AcuteHouse,
):
    case = await a_case(house)
    await agree(house, case, "gijs", NEXT_FRIDAY)
    await leave(house, case)
    await let_days_pass(house, 1, 31)
    assert await keys(house) == ["digest:cora:2026-12-01"]
    async with house.sending_to("cora") as reading:
        view = await read_due(reading)
    assert [(one.code, one.has_owner) for one in view.asked] == [(CODE, False)]


async def test_who_works_for_another_organisation_owns_it_no_more(house: AcuteHouse):
    await agree(house, await a_case(house), "gijs", NEXT_FRIDAY)
    async with house.work() as moment:
        gijs = await moment.uow.people.member(MemberId("gijs"))
        await moment.uow.people.save_member(replace(gijs, organisation="om"))
    await house.tick(morning(12, 1))
    assert await keys(house) == ["digest:cora:2026-12-01"]


async def test_between_reminding_and_sending_the_right_may_be_lost(house: AcuteHouse):
    case = await a_case(house)
    await agree(house, case, "gijs", NEXT_FRIDAY)
    await house.tick(morning(12, 1))
    assert await reads(house, "gijs") == ([CODE], [])
    await leave(house, case)
    assert await reads(house, "gijs") is None


async def test_a_case_that_left_the_house_is_asked_about_no_more(house: AcuteHouse):
    case = await a_case(house)
    await agree(house, case, "gijs", NEXT_FRIDAY)
    async with house.work() as moment:
        kept = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(kept, state=CaseState.WITHDRAWN))
    await let_days_pass(house, 1, 31)
    assert await keys(house) == []


async def test_an_action_of_an_information_coordinator_is_left_to_a_director(house: AcuteHouse):
    await agree(house, await a_case(house), "gijs", FRIDAY, by="ina")
    await let_days_pass(house, 1, 4)
    (*_, last) = await house.notices(DUE)
    assert last.member in {"cora", "dirk"}


async def test_with_a_new_date_the_owner_is_reminded_again_and_the_director_waits_no_more(
    house: AcuteHouse,
):
    agreed = await agree(house, await a_case(house), "gijs", FRIDAY)
    await house.tick(morning(11, 27))
    await let_days_pass(house, 1, 3)
    assert await reads(house, "cora") == ([], [CODE])
    async with house.acting("cora") as ctx:
        await postpone_action(ctx, await open_to_guard(ctx, agreed.id), date(2026, 12, 18))
    assert await reads(house, "cora") is None
    before = await keys(house)
    await let_days_pass(house, 4, 31)
    assert (await keys(house))[len(before) :] == [
        "digest:gijs:2026-12-15",
        "digest:gijs:2026-12-18",
        "digest:gijs:2026-12-21",
        "digest:cora:2026-12-22",
    ]


async def test_my_own_are_listed_from_the_day_they_are_agreed(house: AcuteHouse):
    await agree(house, await a_case(house), "gijs", NEXT_FRIDAY)
    async with house.acting("gijs") as ctx:
        view = await list_own_actions(ctx)
    assert [(one.code, one.due_on) for one in view.own] == [(CODE, NEXT_FRIDAY)]
    async with house.acting("vera") as ctx:
        assert (await list_own_actions(ctx)).own == ()


async def test_of_a_case_i_lost_nothing_is_listed(house: AcuteHouse):
    case = await a_case(house)
    await agree(house, case, "gijs", NEXT_FRIDAY)
    await leave(house, case)
    async with house.acting("gijs") as ctx:
        assert (await list_own_actions(ctx)).own == ()


async def lose_role(house: AcuteHouse, name: str) -> None:
    async with house.work() as moment:
        member = await moment.uow.people.member(MemberId(name))
        await moment.uow.people.save_member(member.leave(moment.today))


async def asked_of(house: AcuteHouse, action: ActionId) -> MemberId | None:
    async with house.reading() as moment:
        standing = await moment.uow.agreed_actions.standing(action)
    assert standing is not None
    return standing.asked


async def test_once_who_was_asked_is_director_no_more_another_is_asked(house: AcuteHouse):
    case = await a_case(house)
    agreed = await agree(house, case, "gijs", NEXT_FRIDAY)
    await leave(house, case)
    await let_days_pass(house, 1, 2)
    assert await asked_of(house, agreed.id) == "cora"
    await lose_role(house, "cora")
    await let_days_pass(house, 3, 4)
    assert await asked_of(house, agreed.id) == "dirk"
    assert await reads(house, "dirk") == ([], [CODE])
    assert await keys(house) == ["digest:cora:2026-12-01", "digest:dirk:2026-12-03"]


async def test_without_a_process_director_nobody_is_asked_again(house: AcuteHouse):
    case = await a_case(house)
    agreed = await agree(house, case, "gijs", NEXT_FRIDAY)
    await leave(house, case)
    await let_days_pass(house, 1, 1)
    for name in ("cora", "dirk"):
        await lose_role(house, name)
    await let_days_pass(house, 2, 4)
    assert await asked_of(house, agreed.id) == "cora"
    assert await keys(house) == ["digest:cora:2026-12-01"]


async def test_what_was_answered_is_looked_at_no_more(house: AcuteHouse):
    agreed = await agree(house, await a_case(house), "gijs", FRIDAY)
    await answer(house, agreed.id, ActionState.NOT_DONE)
    await let_days_pass(house, 1, 1)
    assert await asked_of(house, agreed.id) == "cora"
    async with house.acting("cora") as ctx:
        held = await open_for_owner(ctx, agreed.id)
        await answer_action(ctx, held, ActionState.NOT_POSSIBLE)
    await lose_role(house, "cora")
    await let_days_pass(house, 2, 4)
    assert await asked_of(house, agreed.id) is None
