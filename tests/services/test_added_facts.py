"""A referrer adds facts until the weighing: coordinators hear of it once, who weighs reads it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.notice import NoticeKind
from domain.referral import Referral
from services.added_facts import AddedRow, read_added
from services.referral import edit_referral, open_for_edit
from services.referral_views import view_referral
from services.same_person import find_alike
from services.seen_case import SeenCase, take_case
from tests.support.canaries import CANARY
from tests.support.judging_house import REFERRAL, JudgingHouse

MORE = replace(REFERRAL, why_now=f"{CANARY} slaapt nu in de auto.")
RENAMED = replace(
    REFERRAL, identity=replace(REFERRAL.identity, name=f"{CANARY} Anders", born_on=date(1991, 6, 2))
)


@pytest.fixture
async def seen(judging_house: JudgingHouse) -> SeenCase:
    seen = await judging_house.refer(state=CaseState.PURPOSE_TESTED)
    judging_house.now += timedelta(hours=1)
    return seen


async def add(house: JudgingHouse, seen: SeenCase, told: Referral) -> None:
    async with house.acting("agent") as ctx:
        await edit_referral(ctx, await open_for_edit(ctx, seen.id), told)


async def reads(house: JudgingHouse, name: str, on: int = 10) -> Sequence[AddedRow]:
    house.now = datetime(2026, 2, on, 7, 30, tzinfo=UTC)
    async with house.sending_to(name) as reading:
        return await read_added(reading)


async def test_what_is_added_is_a_new_version_and_the_case_stays_where_it_is(
    judging_house: JudgingHouse, seen: SeenCase
):
    await add(judging_house, seen, MORE)
    case = await judging_house.case(seen)
    assert (case.state, case.version) == (CaseState.PURPOSE_TESTED, 1)
    async with judging_house.database.reading() as uow:
        assert await uow.cases.referral(seen.id) == MORE
        assert await uow.cases.referral(seen.id, 1) == REFERRAL
    assert await judging_house.events(seen.id) == [AuditEvent.REFERRAL_EDITED]


async def test_coordinators_read_once_in_their_next_digest_that_something_was_added(
    judging_house: JudgingHouse, seen: SeenCase
):
    await add(judging_house, seen, MORE)
    assert await judging_house.told(NoticeKind.DIGEST) == ["daan", "iris", "sanne"]
    for name in ("iris", "sanne"):
        (row,) = await reads(judging_house, name)
        assert (row.code, row.is_renamed) == ("KX7-Q42", False)
        assert not await reads(judging_house, name, on=11)
    for name in ("agent", "nurse"):
        assert not await reads(judging_house, name)


async def test_another_name_or_day_of_birth_is_told_as_such_and_found_by_its_new_marks(
    judging_house: JudgingHouse, seen: SeenCase
):
    other = await judging_house.refer("AA1-A11")
    async with judging_house.work() as moment:
        await moment.uow.cases.save_referral(
            other.id, RENAMED, (await judging_house.case(other)).referrer, judging_house.now
        )
    await add(judging_house, seen, RENAMED)
    await add(judging_house, seen, replace(RENAMED, why_now=MORE.why_now))
    (row,) = await reads(judging_house, "iris")
    assert row.is_renamed
    assert AuditEvent.SUBJECT_RENAMED in await judging_house.events(seen.id)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.WEIGH, SeenCase(id=seen.id))
        view = await view_referral(ctx, permit)
        assert view.is_renamed
        assert view.added_at is not None
        assert [one.id for one in await find_alike(ctx, permit, RENAMED.identity)] == [other.id]


async def test_saying_the_same_again_adds_nothing_and_tells_nobody(
    judging_house: JudgingHouse, seen: SeenCase
):
    await add(judging_house, seen, REFERRAL)
    assert not await judging_house.told(NoticeKind.DIGEST)
    assert not await judging_house.events(seen.id)


async def test_what_was_told_before_the_purpose_test_is_no_news_after_it(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    await add(judging_house, seen, MORE)
    judging_house.now += timedelta(hours=1)
    async with judging_house.work() as moment:
        case = await moment.uow.cases.get(seen.id)
        tested = replace(case, state=CaseState.PURPOSE_TESTED, changed_at=judging_house.now)
        await moment.uow.cases.save(tested)
    assert not await reads(judging_house, "iris")
