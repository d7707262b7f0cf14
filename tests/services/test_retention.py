"""How long cases are still kept, in a house with some that ended and one that is old."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.running.administration import describe_ends
from cards.words import Words
from domain.access import CaseState
from domain.member import Language
from domain.retention import RetentionGround
from services.access import RefusedError
from services.retention import list_ends, view_retention
from tests.support.acute_house import AcuteFiles, AcuteHouse
from tests.support.referrals import REFERRAL

DAY = timedelta(days=1)
FIVE_YEARS = timedelta(days=5 * 365 + 1)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def keep(house: AcuteHouse, code: str, state: CaseState, **moments: datetime) -> None:
    await house.keep_case(code, REFERRAL, "wim", state=state, **moments)


async def test_what_goes_within_half_a_year_is_listed_the_first_to_go_first(house: AcuteHouse):
    soon = house.now - FIVE_YEARS + 90 * DAY
    await keep(house, "KX7-Q42", CaseState.TAKEN_UP, received_at=soon)
    await keep(house, "BB7-Q42", CaseState.TAKEN_UP, received_at=soon + 180 * DAY)
    await keep(house, "CC7-Q42", CaseState.ADVICE_OR_SIGNAL)
    await keep(house, "DD7-Q42", CaseState.NOT_TAKEN_UP, changed_at=house.now - 10 * DAY)
    async with house.reading() as moment:
        rows = await list_ends(moment)
    assert [(row.code, row.end.ground) for row in rows] == [
        ("DD7-Q42", RetentionGround.NOT_TAKEN_UP),
        ("KX7-Q42", RetentionGround.LONGEST),
        ("CC7-Q42", RetentionGround.ADVICE_GIVEN),
    ]
    assert rows[0].end.goes_on == (house.now - 10 * DAY).date() + 15 * DAY


async def test_the_contact_point_reads_codes_that_go_and_sums_that_went(house: AcuteHouse):
    await keep(house, "DD7-Q42", CaseState.WITHDRAWN)
    async with house.acting("connie") as ctx:
        view = await view_retention(ctx)
    assert [row.code for row in view.page.items] == ["DD7-Q42"]
    assert view.destroyed == {}
    (seen,) = await house.on_record(view.page.items[0].case)
    assert (seen.who, seen.part, seen.ground) == ("connie", "retention", "contact_point")


@pytest.mark.parametrize("name", ["wim", "karel", "bea", "noor", "frits"])
async def test_nobody_else_reads_which_cases_go(house: AcuteHouse, name: str):
    async with house.acting(name) as ctx:
        with pytest.raises(RefusedError):
            await view_retention(ctx)


async def test_an_operator_reads_days_codes_and_grounds_and_nothing_else(house: AcuteHouse):
    await keep(house, "DD7-Q42", CaseState.WITHDRAWN, changed_at=datetime(2020, 1, 1, tzinfo=UTC))
    lines = await describe_ends(house.database, house.house, Words(Language.ENGLISH))
    assert lines == [
        f"  {date(2020, 1, 16)}  DD7-Q42  withdrawn",
        "One case goes in the coming half year.",
    ]
