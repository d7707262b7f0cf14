"""Each year it is asked whether a case is still needed, until somebody answers."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import Action, CaseState
from domain.audit import AuditEvent, AuditReason
from domain.errors import NotFoundError
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind
from domain.retention import RetentionGround
from domain.retention_hold import RetentionHold
from domain.retention_review import NoReviewReasonError, ReviewAnsweredError, StillOpenError
from services.access import RefusedError, find_case
from services.destruction import destroy_case, look_at_retention
from services.retention import view_end
from services.retention_review import (
    ReviewRow,
    find_first_asking,
    keep_longer,
    let_go_early,
    list_reviews,
    open_review,
    read_reviews,
    read_why_needed,
)
from services.seen_case import SeenCase
from tests.support.acute_house import CODE, AcuteFiles, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.referrals import REFERRAL

WHY = f"{CANARY} komt volgend jaar vrij."
DAY = timedelta(days=1)
# a Tuesday
CLOSED_AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
RECEIVED_AT = datetime(2026, 3, 10, 9, tzinfo=UTC)
A_YEAR_LATER = date(2027, 11, 24)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def keep(house: AcuteHouse, state: CaseState = CaseState.CLOSED) -> CaseId:
    return await house.keep_case(
        CODE, REFERRAL, "wim", state=state, received_at=RECEIVED_AT, changed_at=CLOSED_AT
    )


async def night(house: AcuteHouse, on: date) -> list[str]:
    """The look of four o'clock; who was told of it."""
    house.now = datetime(on.year, on.month, on.day, 3, tzinfo=UTC)
    before = {one.business_key for one in await house.notices(NoticeKind.DIGEST)}
    async with house.work() as moment:
        await look_at_retention(moment, "house")
    told = await house.notices(NoticeKind.DIGEST)
    house.now += timedelta(hours=7)
    return sorted(one.member for one in told if one.business_key not in before)


async def is_there(house: AcuteHouse, case: CaseId) -> bool:
    await destroy_case(house, case, lambda _: None)
    async with house.reading() as moment:
        try:
            return bool(await moment.uow.cases.get(case))
        except NotFoundError:
            return False


async def say_yes(house: AcuteHouse, case: CaseId, name: str = "cora", why: str = WHY) -> None:
    async with house.acting(name) as ctx:
        await keep_longer(ctx, await open_review(ctx, SeenCase(id=case)), why)


async def say_no(house: AcuteHouse, case: CaseId, name: str = "dirk") -> date:
    async with house.acting(name) as ctx:
        return await let_go_early(ctx, await open_review(ctx, SeenCase(id=case)))


async def asked(house: AcuteHouse, name: str = "dirk") -> list[ReviewRow]:
    async with house.acting(name) as ctx:
        own = list(await list_reviews(ctx))
    async with house.sending_to(name) as reading:
        assert list(await read_reviews(reading)) == own
    return own


async def test_a_closed_case_is_asked_about_each_year_until_it_is_not_needed(house: AcuteHouse):
    case = await keep(house)
    assert await night(house, A_YEAR_LATER - DAY) == []
    assert await asked(house) == []
    for year in (2027, 2028, 2029):
        assert await night(house, date(year, 11, 24)) == ["cora", "dirk"]
        assert [one.code for one in await asked(house)] == [CODE]
        if year < 2029:
            await say_yes(house, case)
            assert await asked(house) == []
            assert await night(house, date(year + 1, 11, 23)) == []
    assert await say_no(house, case) == date(2029, 11, 26)
    await night(house, date(2029, 11, 25))
    assert await is_there(house, case)
    await night(house, date(2029, 11, 26))
    assert not await is_there(house, case)
    *_, proof = await house.on_record(case)
    assert (proof.event, proof.reason) == (AuditEvent.CASE_DESTROYED, AuditReason.NOT_NEEDED)


async def test_an_open_case_is_asked_about_after_its_first_processing_and_is_closed_first(
    house: AcuteHouse,
):
    case = await keep(house, CaseState.TAKEN_UP)
    assert await night(house, date(2027, 3, 9)) == []
    assert await night(house, date(2027, 3, 10)) == ["cora", "dirk"]
    (row,) = await asked(house)
    assert (row.is_closed, row.since) == (False, date(2026, 3, 10))
    with pytest.raises(StillOpenError):
        await say_no(house, case)
    assert await asked(house) == [row]
    with pytest.raises(NoReviewReasonError):
        await say_yes(house, case, why="  ")
    await say_yes(house, case)
    with pytest.raises(ReviewAnsweredError):
        await say_yes(house, case)
    # next year who is asked reads why it was needed
    assert await night(house, date(2028, 3, 10)) == ["cora", "dirk"]
    async with house.acting("dirk") as ctx:
        assert await read_why_needed(ctx, await open_review(ctx, SeenCase(id=case))) == WHY


async def test_nobody_who_answers_is_reminded_and_then_the_contact_point_hears_it(
    house: AcuteHouse,
):
    await keep(house)
    told = {A_YEAR_LATER: await night(house, A_YEAR_LATER)}
    for day in range(1, 36):
        on = A_YEAR_LATER + day * DAY
        if names := await night(house, on):
            told[on] = names
        assert len(await asked(house)) == 1
    directors = ["cora", "dirk"]
    assert told == {
        A_YEAR_LATER: directors,
        date(2027, 12, 1): directors,
        date(2027, 12, 8): directors,
        date(2027, 12, 15): directors,
        date(2027, 12, 22): ["connie", *directors],
        date(2027, 12, 29): ["connie", *directors],
    }
    (row,) = await asked(house, "connie")
    assert (row.code, row.asked_on, row.may_answer) == (CODE, A_YEAR_LATER, False)


async def test_a_no_can_be_taken_back_until_the_night_it_goes(house: AcuteHouse):
    case = await keep(house)
    await night(house, A_YEAR_LATER)
    goes_on = await say_no(house, case)
    (row,) = await asked(house, "cora")
    assert row.goes_on == goes_on == A_YEAR_LATER + 2 * DAY
    async with house.acting("connie") as ctx:
        (shown,) = (await view_end(ctx, CODE)).page.items
    assert (shown.end.goes_on, shown.end.ground) == (goes_on, RetentionGround.NOT_NEEDED)
    with pytest.raises(ReviewAnsweredError):
        await say_no(house, case, "cora")
    await say_yes(house, case, "cora")
    await night(house, goes_on)
    assert await is_there(house, case)
    assert await asked(house) == []


async def test_a_hold_stops_what_is_not_needed_and_a_reopened_case_is_needed(house: AcuteHouse):
    case = await keep(house)
    await night(house, A_YEAR_LATER)
    goes_on = await say_no(house, case)
    async with house.work() as moment:
        until_on = goes_on + 5 * DAY
        held = RetentionHold(
            case=case, until_on=until_on, reason="x", set_by=MemberId("cora"), set_at=moment.now
        )
        await moment.uow.retention_holds.keep(held)
    await night(house, goes_on)
    assert await is_there(house, case)
    async with house.work() as moment:
        await moment.uow.retention_holds.forget(case)
        back = await moment.uow.cases.get(case)
        changes = {"state": CaseState.TAKEN_UP, "changed_at": moment.now}
        await moment.uow.cases.save(replace(back, **changes))
    await night(house, goes_on + DAY)
    assert await is_there(house, case)


async def test_what_is_asked_of_a_closed_case_shows_code_phase_and_days_and_it_stays_shielded(
    house: AcuteHouse,
):
    case = await keep(house)
    await night(house, A_YEAR_LATER)
    await say_yes(house, case)
    await night(house, date(2028, 11, 24))
    (row,) = await asked(house)
    assert row == ReviewRow(
        case=case,
        code=CODE,
        is_closed=True,
        since=CLOSED_AT.date(),
        asked_on=date(2028, 11, 24),
        goes_on=None,
        may_answer=True,
    )
    async with house.acting("dirk") as ctx:
        assert await read_why_needed(ctx, await open_review(ctx, SeenCase(id=case))) == ""
        with pytest.raises(RefusedError):
            await find_case(ctx, Action.VIEW_CASE, CODE)
    for name in ("ina", "wim", "connie"):
        assert await asked(house, name) == []
        async with house.acting(name) as ctx:
            with pytest.raises(RefusedError):
                await open_review(ctx, SeenCase(id=case))


async def test_it_never_goes_past_the_longest_term(house: AcuteHouse):
    late = datetime(2022, 12, 1, 9, tzinfo=UTC)
    case = await house.keep_case(
        CODE, REFERRAL, "wim", state=CaseState.CLOSED, received_at=late, changed_at=CLOSED_AT
    )
    await night(house, A_YEAR_LATER)
    await say_yes(house, case)
    async with house.acting("connie") as ctx:
        (shown,) = (await view_end(ctx, CODE)).page.items
        assert (shown.end.goes_on, shown.end.ground) == (
            date(2027, 12, 1),
            RetentionGround.LONGEST,
        )
        # closed this late, nobody is told that it will be asked
        closed = replace(await ctx.uow.cases.get(case), changed_at=ctx.now)
        assert find_first_asking(ctx, closed) is None
        assert find_first_asking(ctx, replace(closed, received_at=ctx.now)) == date(2028, 11, 24)


@pytest.mark.parametrize("state", [CaseState.ADVICE_OR_SIGNAL, CaseState.DRILL])
async def test_what_goes_by_itself_is_not_asked_about(house: AcuteHouse, state: CaseState):
    await house.keep_case(
        CODE, REFERRAL, "wim", state=state, received_at=RECEIVED_AT, changed_at=CLOSED_AT
    )
    await night(house, A_YEAR_LATER)
    assert await asked(house) == []
