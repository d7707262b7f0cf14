from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import CaseState
from domain.acute_session import SessionState
from domain.consult import ConsultReply
from services.access import RefusedError
from services.acute.report import find_case_for_director, open_session
from services.consult import ask_consult
from services.inbox import INBOX_ROWS, InboxView, NextStep, view_inbox
from services.takeover import decline_takeover, open_takeover
from tests.support.acute_house import CODE, REPORT, AcuteHouse
from tests.support.enquiries import a_tested_case
from tests.support.judging_house import REFERRAL, TAKEN_ON_BY_CARE, JudgingHouse
from tests.support.permits import weigh_seen


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


async def test_what_an_organisation_is_asked_to_take_on_waits_for_its_yes(
    judging_house: JudgingHouse,
):
    seen = await a_tested_case(judging_house)
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, seen, TAKEN_ON_BY_CARE)
    (asked,) = (await show(judging_house)).page.items
    assert (asked.step, asked.may_take_step) == (NextStep.ORGANISATION, False)
    async with judging_house.acting("nurse") as ctx:
        await decline_takeover(ctx, await open_takeover(ctx, seen.id), "Niet bekend hier.")
    (declined,) = (await show(judging_house)).page.items
    assert (declined.step, declined.may_take_step) == (NextStep.WEIGHING, True)


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


async def test_the_working_days_until_the_promised_day_are_counted(judging_house: JudgingHouse):
    await judging_house.refer(promised_on=date(2026, 2, 17))
    left = []
    for day in (13, 14, 16, 17, 18):
        judging_house.now = datetime(2026, 2, day, 9, 0, tzinfo=UTC)
        left.append((await show(judging_house)).page.items[0].working_days_left)
    assert left == [2, 2, 1, 0, 0]


async def test_what_is_acute_comes_first_while_something_acute_runs_on_it(acute_house: AcuteHouse):
    await acute_house.keep_case("AA1-A01", REFERRAL, "wim", state=CaseState.SUBMITTED)
    await acute_house.add_case(CODE, CaseState.PURPOSE_TESTED)
    async with acute_house.acting("cora") as ctx:
        before = await view_inbox(ctx)
        permit = await find_case_for_director(ctx, CODE)
        session = (await open_session(ctx, permit, REPORT)).id
        during = await view_inbox(ctx)
        opened = await ctx.uow.sessions.get(session)
        await ctx.uow.sessions.save(replace(opened, state=SessionState.CLOSED))
        after = await view_inbox(ctx)
    assert [(one.case.code, one.is_acute) for one in during.page.items] == [
        (CODE, True),
        ("AA1-A01", False),
    ]
    assert (before.acute, during.acute, after.acute) == (0, 1, 0)
    assert before == after


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
    for number in range(INBOX_ROWS + 2):
        await judging_house.refer(f"KX7-Q{number:02}")
    view = await show(judging_house, number=2)
    assert (len(view.page.items), view.page.total, view.page.length) == (2, 2, 12)


async def test_questions_for_advice_come_after_the_last_referral(judging_house: JudgingHouse):
    for number in range(INBOX_ROWS + 2):
        await judging_house.refer(f"KX7-Q{number:02}")
    async with judging_house.acting("agent") as ctx:
        await ask_consult(ctx, ConsultReply.WRITTEN, "Past dit bij u?")
    first, second = await show(judging_house), await show(judging_house, number=2)
    assert (len(first.page.items), first.consults, first.asked) == (INBOX_ROWS, [], 1)
    assert (len(second.page.items), len(second.consults), second.asked) == (2, 1, 1)
