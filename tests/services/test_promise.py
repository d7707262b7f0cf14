"""Coordinators are warned two working days before a promised term passes, and on its last day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import CaseState
from domain.identifiers import CaseId
from domain.notice import NoticeKind
from domain.timer import TimerKind
from services.promise import look_at_promise, read_promises, watch_promise
from services.referral import begin_referral, submit_referral
from services.seen_case import SeenCase
from tests.support.judging_house import JudgingHouse
from tests.support.referrals import REFERRAL

# the term of a case in this house ends on a Monday: two working days before is the Thursday
PROMISED_ON, WARNED_ON = date(2026, 2, 23), date(2026, 2, 19)


@pytest.fixture
async def seen(judging_house: JudgingHouse) -> SeenCase:
    seen = await judging_house.refer()
    async with judging_house.work() as moment:
        await watch_promise(moment, await moment.uow.cases.get(seen.id))
    return seen


async def play_timer(house: JudgingHouse, case: CaseId) -> date | None:
    due_at = (await house.timers(TimerKind.PROMISE)).get(case)
    if due_at is None or due_at <= house.now:
        return None
    house.now = due_at
    async with house.work() as moment:
        await look_at_promise(moment, case)
    return due_at.date()


async def reads(house: JudgingHouse, on: date, name: str = "iris") -> list[tuple[str, bool]]:
    house.now = datetime(on.year, on.month, on.day, 7, 30, tzinfo=UTC)
    async with house.sending_to(name) as reading:
        return [(one.code, one.is_last_day) for one in await read_promises(reading)]


async def test_both_coordinators_are_warned_twice_and_no_more(
    judging_house: JudgingHouse, seen: SeenCase
):
    assert await play_timer(judging_house, seen.id) == WARNED_ON
    assert await play_timer(judging_house, seen.id) == PROMISED_ON
    assert await play_timer(judging_house, seen.id) is None
    keys = {one.business_key for one in await judging_house.notices(NoticeKind.DIGEST)}
    assert keys == {
        f"digest:{name}:{on}"
        for name in ("iris", "sanne", "daan")
        for on in (WARNED_ON, PROMISED_ON)
    }
    for name in ("iris", "sanne"):
        assert await reads(judging_house, WARNED_ON, name) == [("KX7-Q42", False)]
        assert await reads(judging_house, PROMISED_ON, name) == [("KX7-Q42", True)]
    assert await reads(judging_house, PROMISED_ON, "agent") == []
    assert await reads(judging_house, WARNED_ON + timedelta(days=1)) == []


async def test_of_what_was_answered_nobody_is_warned(judging_house: JudgingHouse, seen: SeenCase):
    async with judging_house.work() as moment:
        case = await moment.uow.cases.get(seen.id)
        await moment.uow.cases.save(replace(case, state=CaseState.NOT_TAKEN_UP))
    assert await play_timer(judging_house, seen.id) == WARNED_ON
    assert await play_timer(judging_house, seen.id) is None
    assert await judging_house.notices(NoticeKind.DIGEST) == []
    assert await reads(judging_house, WARNED_ON) == []


async def test_a_referral_that_comes_in_is_watched(judging_house: JudgingHouse):
    async with judging_house.acting("agent") as ctx:
        reserved = await begin_referral(ctx)
        await submit_referral(ctx, reserved, REFERRAL)
    assert len(await judging_house.timers(TimerKind.PROMISE)) == 1
