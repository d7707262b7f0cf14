"""Duty days go to a colleague at their yes, and not before; each of the two hears once."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.absence import AbsenceWish
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
from domain.duty_turn import TurnWish
from domain.house import DutyPeriod
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from services.absence import give_absence
from services.access import RefusedError
from services.acute.duty import find_duty_director
from services.acute.report import KnownCase
from services.duty import view_rota
from services.duty_swap import (
    DutySwapView,
    accept_swap,
    decline_swap,
    list_offers_to_answer,
    list_own_swaps,
    offer_swap,
    withdraw_swap,
)
from services.duty_turn import open_rota, set_turn
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


async def listed(house: AcuteHouse, name: str, day: int) -> list[DutySwapId]:
    """The offers in the digest of a day."""
    house.now = datetime(2026, 11, 24, 7, 30, tzinfo=UTC) + day * DAY
    async with house.sending_to(name) as reading:
        return [one.id for one in await list_offers_to_answer(reading)]


async def state_of(house: AcuteHouse, swap: DutySwapView) -> SwapState:
    async with house.reading() as moment:
        return (await moment.uow.duty_swaps.get(swap.id)).state


async def keys(house: AcuteHouse) -> list[str]:
    found = await house.notices(NoticeKind.DUTY_SWAP)
    return [one.business_key.removeprefix(f"duty-swap:{one.subject}:") for one in found]


async def test_an_offer_that_nobody_answers_stands_in_one_digest_and_ends_with_words_to_both(
    house: AcuteHouse,
):
    swap = await offer(house, 13, 13)
    await house.send_all()
    digests = [one.business_key for one in await house.notices(NoticeKind.DIGEST)]
    assert digests == ["digest:dirk:2026-11-26"]
    assert [await listed(house, "dirk", day) for day in (1, 2, 3)] == [[], [swap.id], []]
    assert await listed(house, "cora", 2) == []
    before = await rota(house)
    await house.tick(datetime(2026, 12, 4, 7, 29, tzinfo=UTC))
    assert await state_of(house, swap) is SwapState.OFFERED
    for _ in range(2):
        await house.tick(datetime(2026, 12, 4, 7, 30, tzinfo=UTC))
    assert await state_of(house, swap) is SwapState.LAPSED
    assert await keys(house) == ["offered:dirk", "lapsed:cora", "lapsed:dirk"]
    assert await rota(house) == before
    async with house.acting("dirk") as ctx:
        with pytest.raises(SwapOverError):
            await accept_swap(ctx, swap.id)


async def test_an_offer_of_tomorrow_is_reminded_of_once_by_a_message(house: AcuteHouse):
    swap = await offer(house, 1, 1)
    for minutes in (0, 615, 616, 800, 1200):  # halfway is a quarter past nine in the evening
        await house.tick(datetime(2026, 11, 24, 10, tzinfo=UTC) + timedelta(minutes=minutes))
    assert await keys(house) == ["offered:dirk", "again:dirk"]
    await house.tick(datetime(2026, 11, 25, 6, 30, tzinfo=UTC))
    assert await state_of(house, swap) is SwapState.LAPSED
    assert await house.told(NoticeKind.DUTY_SWAP) == ["cora", "dirk"]


async def test_an_answered_offer_is_neither_reminded_of_nor_ended(house: AcuteHouse):
    swap = await offer(house, 1, 1)
    async with house.acting("dirk") as ctx:
        await decline_swap(ctx, swap.id)
    for hours in (12, 24):
        await house.tick(datetime(2026, 11, 24, 10, tzinfo=UTC) + timedelta(hours=hours))
    assert await state_of(house, swap) is SwapState.DECLINED
    assert await keys(house) == ["offered:dirk", "declined:cora"]


async def test_after_a_night_of_the_bot_down_an_offer_ends_and_is_not_reminded_of(
    house: AcuteHouse,
):
    swap = await offer(house, 1, 1)
    await house.send_all()
    await house.tick(datetime(2026, 11, 25, 9, tzinfo=UTC))
    assert await state_of(house, swap) is SwapState.LAPSED
    assert await keys(house) == ["offered:dirk", "lapsed:cora", "lapsed:dirk"]


async def test_an_offer_of_days_that_another_got_meanwhile_ends_and_both_hear_it(
    house: AcuteHouse,
):
    first, second = await offer(house, 5, 8), await offer(house, 7, 7)
    await house.send_all()
    async with house.acting("bea") as ctx:
        permit = await open_rota(ctx, await ctx.uow.rota.period_on(TODAY))
        wish = TurnWish(member=CORA, from_on=TODAY, until_on=TODAY + 7 * DAY)
        await set_turn(ctx, permit, wish)
    assert await state_of(house, first) is SwapState.OVERTAKEN
    assert await state_of(house, second) is SwapState.OFFERED
    assert (await keys(house))[2:] == ["overtaken:cora", "overtaken:dirk"]


async def test_who_comes_back_finds_the_offer_in_the_digest_of_that_morning(house: AcuteHouse):
    async with house.acting("dirk") as ctx:
        await give_absence(ctx, AbsenceWish(first_on=TODAY + DAY, last_on=TODAY + 3 * DAY))
    swap = await offer(house, 13, 13)
    assert [await listed(house, "dirk", day) for day in (2, 6)] == [[], [swap.id]]


async def test_both_find_an_open_offer_and_nobody_else_does(house: AcuteHouse):
    swap = await offer(house)
    found = dict[str, list[DutySwapId]]()
    for name in ("cora", "dirk"):
        async with house.acting(name) as ctx:
            found[name] = [one.id for one in await list_own_swaps(ctx)]
    assert found == {"cora": [swap.id], "dirk": [swap.id]}
    async with house.acting("karel") as ctx:
        assert not (await view_rota(ctx)).may_swap
