from datetime import date, timedelta

import pytest

from domain.access import CaseState
from services.access import RefusedError
from services.inbox import REFERRALS_ON_A_PAGE, InboxView, NextStep, view_inbox
from tests.support.judging_house import JudgingHouse


async def show(house: JudgingHouse, by: str = "sanne", number: int = 1) -> InboxView:
    async with house.acting(by) as ctx:
        return await view_inbox(ctx, number)


async def test_what_waits_for_the_house_comes_first_by_its_promised_day(
    judging_house: JudgingHouse,
):
    for code, state, promised in (
        ("AA1-A01", CaseState.INCOMPLETE, date(2026, 2, 10)),
        ("BB2-B02", CaseState.PURPOSE_TESTED, date(2026, 2, 12)),
        ("CC3-C03", CaseState.SUBMITTED, date(2026, 2, 11)),
    ):
        await judging_house.refer(code, state, promised_on=promised)
    view = await show(judging_house)
    assert [(one.case.code, one.step) for one in view.page.items] == [
        ("CC3-C03", NextStep.SCREENING),
        ("BB2-B02", NextStep.WEIGHING),
        ("AA1-A01", NextStep.REFERRER),
    ]


async def test_settled_referrals_are_not_in_the_inbox(judging_house: JudgingHouse):
    settled = set(CaseState) - {
        CaseState.SUBMITTED,
        CaseState.INCOMPLETE,
        CaseState.PURPOSE_TESTED,
    }
    for number, state in enumerate(settled):
        await judging_house.refer(f"KX7-Q4{number}", state)
    assert (await show(judging_house)).page.items == ()


async def test_a_promise_is_broken_from_the_day_after(judging_house: JudgingHouse):
    await judging_house.refer(promised_on=judging_house.now.date())
    assert (await show(judging_house)).late == 0
    judging_house.now += timedelta(days=1)
    view = await show(judging_house)
    assert (view.late, view.page.items[0].is_late) == (1, True)


@pytest.mark.parametrize(
    ("by", "steps"), [("iris", [True, False, False]), ("sanne", [True, True, False])]
)
async def test_each_coordinator_is_offered_the_steps_of_their_role(
    judging_house: JudgingHouse, by: str, steps: list[bool]
):
    for code, state in (
        ("AA1-A01", CaseState.SUBMITTED),
        ("BB2-B02", CaseState.PURPOSE_TESTED),
        ("CC3-C03", CaseState.INCOMPLETE),
    ):
        await judging_house.refer(code, state)
    view = await show(judging_house, by)
    assert [one.may_take_step for one in view.page.items] == steps
    assert {one.organisation for one in view.page.items} == {"Politie"}


@pytest.mark.parametrize("by", ["agent", "nurse", "bea"])
async def test_partners_do_not_open_the_inbox(judging_house: JudgingHouse, by: str):
    with pytest.raises(RefusedError):
        await show(judging_house, by)


async def test_a_full_inbox_comes_in_pages(judging_house: JudgingHouse):
    for number in range(REFERRALS_ON_A_PAGE + 2):
        await judging_house.refer(f"KX7-Q{number:02}")
    view = await show(judging_house, number=2)
    assert (len(view.page.items), view.page.total, view.page.length) == (2, 2, 12)
