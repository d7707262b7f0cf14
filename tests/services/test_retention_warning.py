"""Half a year and a month before a case goes for its age it stands in a digest, each time once."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import CaseState
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind
from services.destruction import look_at_retention
from services.retention_warning import WarningRow, list_warned, read_warnings
from tests.support.acute_house import CODE, AcuteFiles, AcuteHouse
from tests.support.referrals import REFERRAL

GOES_ON = date(2027, 6, 14)
RECEIVED_AT = datetime(2022, 6, 14, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


@pytest.fixture
async def case(house: AcuteHouse) -> CaseId:
    return await house.keep_case(
        CODE, REFERRAL, "wim", ("vera",), received_at=RECEIVED_AT, case_director=MemberId("vera")
    )


async def night(house: AcuteHouse, on: date) -> list[str]:
    """The look of four o'clock; who was told of it that day."""
    house.now = datetime(on.year, on.month, on.day, 3, tzinfo=UTC)
    before = {one.business_key for one in await house.notices(NoticeKind.DIGEST)}
    async with house.work() as moment:
        await look_at_retention(moment, "house")
    told = {
        one.member
        for one in await house.notices(NoticeKind.DIGEST)
        if one.business_key not in before
    }
    # that night it may be asked too whether the case is still needed
    return sorted([one for one in told if await read(house, one)])


async def read(house: AcuteHouse, name: str) -> list[WarningRow]:
    async with house.sending_to(name) as reading:
        return list(await read_warnings(reading))


async def test_directors_and_the_case_director_are_told_half_a_year_and_a_month_before(
    house: AcuteHouse, case: CaseId
):
    told = ["cora", "dirk", "vera"]
    assert await night(house, date(2026, 12, 11)) == []
    assert await night(house, date(2026, 12, 14)) == told
    assert await night(house, date(2026, 12, 15)) == []
    assert await night(house, date(2027, 5, 13)) == []
    assert await night(house, date(2027, 5, 14)) == told
    assert await night(house, date(2027, 6, 11)) == []


async def test_a_case_that_comes_in_late_in_its_term_is_told_of_once(house: AcuteHouse):
    await house.keep_case(CODE, REFERRAL, "wim", received_at=RECEIVED_AT)
    assert await night(house, date(2027, 6, 1)) == ["cora", "dirk"]
    assert await night(house, date(2027, 6, 2)) == []


async def test_who_reads_it_reads_code_and_day_and_a_partner_only_of_the_own_case(
    house: AcuteHouse, case: CaseId
):
    await night(house, date(2026, 12, 14))
    row = WarningRow(code=CODE, goes_on=GOES_ON, may_look=True, to_extend=case)
    assert await read(house, "dirk") == [row]
    assert await read(house, "vera") == [WarningRow(code=CODE, goes_on=GOES_ON, may_look=False)]
    assert await read(house, "wim") == []
    house.now += 8 * DAY
    assert await read(house, "dirk") == []


async def test_a_case_director_who_has_no_place_any_more_reads_nothing(
    house: AcuteHouse, case: CaseId
):
    await night(house, date(2026, 12, 14))
    async with house.work() as moment:
        await moment.uow.cases.leave_circle(case, MemberId("vera"), house.now)
    assert await read(house, "vera") == []


async def test_what_goes_for_its_outcome_is_no_news(house: AcuteHouse):
    await house.keep_case(CODE, REFERRAL, "wim", state=CaseState.WITHDRAWN)
    assert await night(house, house.now.date() + 3 * DAY) == []


async def test_a_warning_stands_in_mijn_until_the_case_is_gone(house: AcuteHouse, case: CaseId):
    async def own(name: str) -> list[bool]:
        async with house.acting(name) as ctx:
            return [one.may_look for one in await list_warned(ctx) if one.goes_on == GOES_ON]

    assert await own("ina") == []
    await night(house, date(2026, 12, 14))
    house.now += 90 * DAY
    assert [await own(name) for name in ("ina", "dirk", "vera", "wim", "connie")] == [
        [True],
        [True],
        [False],
        [],
        [],
    ]
    async with house.work() as moment:
        await moment.uow.destructions.erase(case, CODE)
    assert await own("dirk") == []
