"""Duty days go to a colleague at their yes, and not before; each of the two hears once."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from domain.access import CaseState
from domain.duty_swap import (
    DutySwapId,
    NoDirectorThenError,
    NotOwnDaysError,
    RotaChangedError,
    SwapOverError,
    SwapState,
    SwapWish,
)
from domain.house import DutyPeriod
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from services.access import RefusedError
from services.acute.duty import find_duty_director
from services.acute.report import KnownCase
from services.duty import view_rota
from services.duty_swap import (
    DutySwapView,
    accept_swap,
    decline_swap,
    list_own_swaps,
    offer_swap,
    withdraw_swap,
)
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.permits import report_now

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
CORA, DIRK = MemberId("cora"), MemberId("dirk")


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP)
        yield opened


async def offer(
    house: AcuteHouse, first: int = 0, last: int = 2, by: str = "cora", to: str = "dirk"
) -> DutySwapView:
    wish = SwapWish(
        colleague=MemberId(to), from_on=TODAY + first * DAY, until_on=TODAY + last * DAY
    )
    async with house.acting(by) as ctx:
        return await offer_swap(ctx, wish)


async def rota(house: AcuteHouse) -> list[tuple[str, str | None, int]]:
    """Member, deputy and how many days from today the turn ends."""
    async with house.reading() as moment:
        found = await moment.uow.rota.periods()
    return [(one.member, one.deputy, (one.until_on - TODAY).days) for one in found]


async def test_until_the_colleague_says_yes_nothing_changes(house: AcuteHouse):
    before = await rota(house)
    swap = await offer(house)
    assert await rota(house) == before
    async with house.acting("dirk") as ctx:
        assert (await decline_swap(ctx, swap.id)).state is SwapState.DECLINED
    assert await rota(house) == before
    assert await house.told(NoticeKind.DUTY_SWAP) == ["cora", "dirk"]
    assert len(await house.notices(NoticeKind.DUTY_SWAP)) == 2


async def test_at_the_yes_the_days_are_of_the_colleague_and_so_is_a_report_that_waits(
    house: AcuteHouse,
):
    swap = await offer(house)
    async with house.acting("wim") as ctx:
        known_as = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
        session = await ctx.uow.sessions.get(known_as)
        assert (await find_duty_director(ctx, session)).id == CORA
    async with house.acting("dirk") as ctx:
        await accept_swap(ctx, swap.id)
    assert [one for one in await rota(house) if one[0] == DIRK] == [("dirk", None, 2)]
    async with house.acting("wim") as ctx:
        assert (await find_duty_director(ctx, session)).id == DIRK
        other = await ctx.uow.rota.period_on(TODAY + 3 * DAY)
    assert other is not None
    assert other.member == CORA


async def test_only_own_days_are_offered_and_only_to_a_process_director(house: AcuteHouse):
    with pytest.raises(NotOwnDaysError):
        await offer(house, by="dirk", to="cora")
    with pytest.raises(NoDirectorThenError):
        await offer(house, to="ina")
    with pytest.raises(RefusedError):
        await offer(house, by="ina", to="dirk")


async def test_only_who_was_asked_answers_and_only_who_asked_takes_it_back(house: AcuteHouse):
    swap = await offer(house)
    async with house.acting("cora") as ctx:
        with pytest.raises(RefusedError):
            await accept_swap(ctx, swap.id)
    async with house.acting("dirk") as ctx:
        with pytest.raises(RefusedError):
            await withdraw_swap(ctx, swap.id)


async def test_an_offer_that_was_taken_back_or_answered_cannot_be_accepted(house: AcuteHouse):
    before = await rota(house)
    swap = await offer(house)
    async with house.acting("cora") as ctx:
        await withdraw_swap(ctx, swap.id)
    async with house.acting("dirk") as ctx:
        with pytest.raises(SwapOverError):
            await accept_swap(ctx, swap.id)
    assert await rota(house) == before


async def test_a_rota_that_changed_since_the_offer_is_left_as_it_is(house: AcuteHouse):
    swap = await offer(house)
    changed = DutyPeriod(member=DIRK, from_on=TODAY + DAY, until_on=TODAY + 9 * DAY)
    async with house.work() as moment:
        await moment.uow.rota.replace_periods([changed])
    async with house.acting("dirk") as ctx:
        with pytest.raises(RotaChangedError):
            await accept_swap(ctx, swap.id)
    assert await rota(house) == [("dirk", None, 9)]


async def test_both_find_an_open_offer_and_nobody_else_does(house: AcuteHouse):
    swap = await offer(house)
    found = dict[str, list[DutySwapId]]()
    for name in ("cora", "dirk"):
        async with house.acting(name) as ctx:
            found[name] = [one.id for one in await list_own_swaps(ctx)]
    assert found == {"cora": [swap.id], "dirk": [swap.id]}
    async with house.acting("karel") as ctx:
        assert not (await view_rota(ctx)).may_swap
