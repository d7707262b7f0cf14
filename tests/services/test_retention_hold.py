"""A legal hold stops the destruction of a case until its day; it is asked about, and ends."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.running.administration import describe_ends
from cards.words import Words
from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.errors import NotFoundError
from domain.identifiers import CaseId
from domain.member import Language
from domain.notice import NoticeKind
from domain.retention_hold import HoldDayError, NoHoldReasonError, NotHeldError
from services.access import RefusedError, find_case
from services.destruction import destroy_case, look_at_retention
from services.referral_views import view_case
from services.retention import view_end, view_retention
from services.retention_hold import (
    end_hold,
    find_hold,
    hold_case,
    list_holds,
    read_ending_holds,
)
from tests.support.acute_house import CODE, AcuteFiles, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.referrals import REFERRAL

# the case is withdrawn on a Tuesday in November
GOES_AT = datetime(2026, 12, 9, 3, tzinfo=UTC)
UNTIL = date(2027, 3, 1)
REASON = f"De rechter wil {CANARY} horen."


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


@pytest.fixture
async def case(house: AcuteHouse) -> CaseId:
    return await house.keep_case(CODE, REFERRAL, "wim", state=CaseState.WITHDRAWN)


async def hold(house: AcuteHouse, until_on: date = UNTIL, reason: str = REASON) -> None:
    async with house.acting("cora") as ctx:
        await hold_case(ctx, await find_case(ctx, Action.HOLD_CASE, CODE), reason, until_on)


async def night(house: AcuteHouse, case: CaseId, on: date) -> bool:
    """The look of four o'clock, and what follows of it; whether the case is still there."""
    house.now = datetime(on.year, on.month, on.day, 3, tzinfo=UTC)
    async with house.work() as moment:
        await look_at_retention(moment, "house")
    await destroy_case(house, case, lambda _: None)
    async with house.reading() as moment:
        try:
            return bool(await moment.uow.cases.get(case))
        except NotFoundError:
            return False


async def test_a_case_that_is_held_stays_until_the_day_and_goes_the_night_after(
    house: AcuteHouse, case: CaseId
):
    await hold(house)
    assert await night(house, case, GOES_AT.date())
    assert await night(house, case, UNTIL)
    assert not await night(house, case, UNTIL + timedelta(days=1))


@pytest.mark.parametrize(
    ("state", "day"),
    [
        (CaseState.NOT_TAKEN_UP, GOES_AT.date()),
        (CaseState.WITHDRAWN, GOES_AT.date()),
        (CaseState.ADVICE_OR_SIGNAL, None),
        (CaseState.TAKEN_UP, None),
    ],
)
async def test_a_coordinator_reads_on_which_day_a_case_goes_that_ended_early_unless_it_is_held(
    house: AcuteHouse, state: CaseState, day: date | None
):
    await house.keep_case(CODE, REFERRAL, "wim", state=state)
    assert await read_day(house) == day
    await hold(house, GOES_AT.date() - timedelta(days=1))
    assert await read_day(house) == day
    await hold(house, GOES_AT.date())
    assert await read_day(house) is None


async def read_day(house: AcuteHouse) -> date | None:
    async with house.acting("cora") as ctx:
        return (await view_case(ctx, CODE, ())).goes_on


async def test_a_hold_that_is_ended_stops_nothing_any_more(house: AcuteHouse, case: CaseId):
    await hold(house)
    async with house.acting("dirk") as ctx:
        await end_hold(ctx, await find_case(ctx, Action.HOLD_CASE, CODE))
        with pytest.raises(NotHeldError):
            await end_hold(ctx, await find_case(ctx, Action.HOLD_CASE, CODE))
    assert not await night(house, case, GOES_AT.date())


async def test_directors_are_asked_two_weeks_before_it_ends_and_it_is_on_record(
    house: AcuteHouse, case: CaseId
):
    await hold(house)
    await night(house, case, date(2027, 2, 12))
    assert await house.told(NoticeKind.DIGEST) == []
    await night(house, case, date(2027, 2, 15))
    assert await house.told(NoticeKind.DIGEST) == ["cora", "dirk"]
    async with house.sending_to("dirk") as reading:
        (row,) = await read_ending_holds(reading)
        assert (row.code, row.until_on) == (CODE, UNTIL)
    async with house.sending_to("wim") as reading:
        assert await read_ending_holds(reading) == ()
    await night(house, case, UNTIL + timedelta(days=1))
    events = [one.event for one in await house.on_record(case)]
    assert events[:2] == [AuditEvent.CASE_HELD, AuditEvent.HOLD_ENDED]


async def test_the_contact_point_sees_until_when_and_only_a_director_why(
    house: AcuteHouse, case: CaseId
):
    await hold(house)
    async with house.acting("connie") as ctx:
        (row,) = (await view_retention(ctx)).page.items
        assert row.held_until == UNTIL
        assert (await view_end(ctx, CODE)).page.items == (row,)
        assert CANARY not in repr(row)
        with pytest.raises(RefusedError):
            await find_case(ctx, Action.HOLD_CASE, CODE)
    async with house.acting("dirk") as ctx:
        held = await find_hold(ctx, await find_case(ctx, Action.HOLD_CASE, CODE))
        assert (held.reason, held.set_by) == (REASON, "cora")


async def test_an_operator_reads_until_when_a_hold_stops_it(house: AcuteHouse, case: CaseId):
    await hold(house)
    (line, _) = await describe_ends(house.database, house.house, Words(Language.ENGLISH))
    assert line.endswith(f"{CODE}  withdrawn  held until {UNTIL}")


async def test_a_case_of_any_age_can_be_asked_for_by_its_code(house: AcuteHouse):
    await house.keep_case("BB2-H55", REFERRAL, "wim", state=CaseState.TAKEN_UP)
    async with house.acting("connie") as ctx:
        view = await view_end(ctx, "bb2-h55")
        assert (view.of, view.page.items[0].end.goes_on) == ("BB2-H55", date(2031, 11, 24))
        with pytest.raises(NotFoundError):
            await view_end(ctx, "XX9-X99")


@pytest.mark.parametrize(
    ("until_on", "reason", "error"),
    [
        (date(2026, 11, 24), REASON, HoldDayError),
        (date(2027, 11, 26), REASON, HoldDayError),
        (UNTIL, "  ", NoHoldReasonError),
    ],
)
async def test_a_hold_has_a_reason_and_a_day_within_a_year(
    house: AcuteHouse, case: CaseId, until_on: date, reason: str, error: type[Exception]
):
    with pytest.raises(error):
        await hold(house, until_on, reason)


async def test_a_hold_stands_in_mijn_of_the_coordinators_until_it_ends(
    house: AcuteHouse, case: CaseId
):
    async def own(name: str) -> list[bool]:
        async with house.acting(name) as ctx:
            return [one.is_asked for one in await list_holds(ctx) if one.until_on == UNTIL]

    assert await own("ina") == []
    await hold(house)
    assert [await own(name) for name in ("dirk", "ina", "wim", "connie")] == [
        [False],
        [False],
        [],
        [],
    ]
    # only who may prolong it is asked
    house.now = datetime(2027, 2, 15, 9, tzinfo=UTC)
    assert [await own(name) for name in ("dirk", "ina")] == [[True], [False]]
    await night(house, case, UNTIL + timedelta(days=1))
    assert await own("dirk") == []
