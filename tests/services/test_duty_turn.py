"""A process director or administrator sets the rota; each whom that touches hears it once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.duty_change import DutyChangeId, DutyPart
from domain.duty_turn import (
    NoDirectorOnError,
    NoTurnChosenError,
    TurnChangedError,
    TurnsOverlapError,
    TurnWish,
)
from domain.house import DutyPeriod
from domain.identifiers import MemberId
from domain.member import Appointment, Role
from domain.notice import NoticeKind, PrivateNotice
from services.access import RefusedError
from services.duty import view_rota
from services.duty_change import list_duty_changes, read_duty_change
from services.duty_turn import find_turn, open_rota, set_turn, take_turn_away
from services.recipients import NotSentError, require_recipient
from tests.support.acute_house import AcuteFiles, AcuteHouse

K = NoticeKind
DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)  # a Tuesday, ten o'clock
CORA, DIRK = MemberId("cora"), MemberId("dirk")


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        async with opened.work() as moment:
            await moment.uow.rota.replace_periods([turn("cora", "dirk", -7, 6)])
        yield opened


def turn(member: str, deputy: str | None, first: int, last: int) -> DutyPeriod:
    return DutyPeriod(
        member=MemberId(member),
        deputy=MemberId(deputy) if deputy else None,
        from_on=TODAY + first * DAY,
        until_on=TODAY + last * DAY,
    )


def wish(member: str, deputy: str | None, first: int, last: int) -> TurnWish:
    made = turn(member, deputy, first, last)
    return TurnWish(
        member=made.member, deputy=made.deputy, from_on=made.from_on, until_on=made.until_on
    )


async def add(house: AcuteHouse, wished: TurnWish, by: str = "bea") -> None:
    async with house.acting(by) as ctx:
        await set_turn(ctx, await open_rota(ctx), wished)


async def change(house: AcuteHouse, first: int, wished: TurnWish | None, by: str = "bea") -> None:
    """Change the turn that began on a day, or take it away."""
    async with house.acting(by) as ctx:
        permit = await open_rota(ctx, await find_turn(ctx, TODAY + first * DAY))
        await (set_turn(ctx, permit, wished) if wished else take_turn_away(ctx, permit))


async def rota(house: AcuteHouse) -> list[DutyPeriod]:
    async with house.reading() as moment:
        return list(await moment.uow.rota.periods())


async def listed(house: AcuteHouse, name: str, day: int = 1) -> list[tuple[str, int, int]]:
    """What the digest of a day says of duty: part, first and last day from today."""
    house.now = datetime(2026, 11, 24, 7, 30, tzinfo=UTC) + day * DAY
    async with house.sending_to(name) as reading:
        found = await list_duty_changes(reading)
    return [(one.part, (one.from_on - TODAY).days, (one.until_on - TODAY).days) for one in found]


async def keys(house: AcuteHouse, kind: NoticeKind) -> list[str]:
    return sorted(one.business_key for one in await house.notices(kind))


async def test_a_turn_of_next_week_stands_on_the_rota_and_in_the_digest_of_both_once(
    house: AcuteHouse,
):
    await add(house, wish("dirk", "cora", 7, 13))
    assert await rota(house) == [turn("cora", "dirk", -7, 6), turn("dirk", "cora", 7, 13)]
    assert await keys(house, K.DUTY_CHANGE) == []
    assert await keys(house, K.DIGEST) == ["digest:cora:2026-11-25", "digest:dirk:2026-11-25"]
    assert await listed(house, "dirk") == [("duty", 7, 13)]
    assert await listed(house, "cora") == [("deputy", 7, 13)]
    assert await listed(house, "dirk", 2) == []


async def test_who_sets_their_own_turn_is_told_nothing(house: AcuteHouse):
    await add(house, wish("dirk", None, 7, 13), by="dirk")
    assert await keys(house, K.DIGEST) == []
    assert await listed(house, "dirk") == []


async def test_a_change_of_today_or_the_next_working_day_is_told_by_a_message_of_its_own(
    house: AcuteHouse,
):
    await change(house, -7, wish("dirk", None, 1, 6))
    assert await rota(house) == [turn("cora", "dirk", -7, -1), turn("dirk", None, 1, 6)]
    sent = [one for one in await house.notices(K.DUTY_CHANGE) if isinstance(one, PrivateNotice)]
    assert sorted(one.member for one in sent) == [CORA, DIRK]
    assert all(one.due_at is None for one in sent)
    assert await keys(house, K.DIGEST) == []
    of_dirk = next(one for one in sent if one.member == DIRK)
    async with house.sending_to("dirk") as reading:
        parts = [one.part for one in await read_duty_change(reading, DutyChangeId(of_dirk.subject))]
    assert parts == [DutyPart.NONE, DutyPart.DUTY]
    assert await listed(house, "dirk") == []


async def test_what_was_changed_back_meanwhile_is_neither_sent_nor_listed(house: AcuteHouse):
    await change(house, -7, wish("dirk", None, 0, 6))
    await change(house, 0, wish("cora", "dirk", 0, 6))
    (first, *_) = [one for one in await house.notices(K.DUTY_CHANGE) if one.member == CORA]
    async with house.sending_to("cora") as reading:
        with pytest.raises(NotSentError) as refused:
            await require_recipient(reading, first, is_posted=False)
    assert refused.value.is_superseded


async def test_at_night_what_begins_in_the_morning_is_said_when_the_office_opens(
    house: AcuteHouse,
):
    house.now = datetime(2026, 11, 24, 22, tzinfo=UTC)
    await change(house, -7, wish("dirk", None, 2, 6))
    assert {one.due_at for one in await house.notices(K.DUTY_CHANGE)} == {
        datetime(2026, 11, 25, 7, 25, tzinfo=UTC)
    }


async def test_a_turn_on_days_of_another_is_refused_with_the_name_and_the_days(house: AcuteHouse):
    with pytest.raises(TurnsOverlapError) as refused:
        await add(house, wish("dirk", None, 6, 9))
    assert refused.value.parameters == {
        "name": "Cora Coordinator", "from_on": "17-11-2026", "until_on": "30-11-2026",
    }  # fmt: skip


async def test_who_is_no_director_on_a_day_of_it_is_refused_with_that_day(house: AcuteHouse):
    async with house.work() as moment:
        who = await moment.uow.people.member(DIRK)
        ends = Appointment(role=Role.PROCESS_DIRECTOR, from_on=TODAY, until_on=TODAY + 9 * DAY)
        await moment.uow.people.save_member(replace(who, appointments=(ends,)))
    for wished in (wish("dirk", "cora", 7, 12), wish("cora", "dirk", 7, 12)):
        with pytest.raises(NoDirectorOnError) as refused:
            await add(house, wished)
        assert refused.value.parameters == {"name": "Dirk Regisseur", "on": "04-12-2026"}
    with pytest.raises(NoDirectorOnError):
        await add(house, wish("ina", None, 7, 8))
    await add(house, wish("dirk", "cora", 7, 9))


async def test_a_turn_is_taken_away_from_today_on_and_that_is_a_gap(house: AcuteHouse):
    await change(house, -7, None, by="dirk")
    assert await rota(house) == [turn("cora", "dirk", -7, -1)]
    await house.tick(house.now)
    assert await house.told(K.DUTY_GAP) == ["cora", "dirk", "karel"]
    assert await house.told(K.DUTY_CHANGE) == ["cora"]


async def test_of_two_who_change_a_turn_the_second_hears_that_it_is_another(house: AcuteHouse):
    async with house.acting("dirk") as ctx:
        seen = await find_turn(ctx, TODAY - 7 * DAY)
    await change(house, -7, wish("cora", None, 0, 6))
    async with house.acting("dirk") as ctx:
        with pytest.raises(TurnChangedError):
            await open_rota(ctx, seen)


async def test_who_begins_next_month_can_be_put_on_the_rota_of_then_and_not_before(
    house: AcuteHouse,
):
    begins = Appointment(role=Role.PROCESS_DIRECTOR, from_on=TODAY + 20 * DAY)
    over = Appointment(role=Role.PROCESS_DIRECTOR, from_on=TODAY - 9 * DAY, until_on=TODAY - DAY)
    async with house.work() as moment:
        for name, appointment in (("ina", begins), ("noor", over)):
            who = await moment.uow.people.member(MemberId(name))
            appointments = (*who.appointments, appointment)
            await moment.uow.people.save_member(replace(who, appointments=appointments))
    async with house.acting("bea") as ctx:
        names = {one.id for one in (await open_rota(ctx)).directors}
    assert names == {"cora", "dirk", "ina"}
    with pytest.raises(NoDirectorOnError):
        await add(house, wish("ina", None, 19, 25))
    await add(house, wish("ina", None, 20, 25))


async def test_who_chose_no_turn_means_the_only_one_and_else_hears_to_choose(house: AcuteHouse):
    async with house.acting("bea") as ctx:
        assert (await find_turn(ctx, None)).member == CORA
    await add(house, wish("dirk", None, 7, 8))
    async with house.acting("bea") as ctx:
        with pytest.raises(NoTurnChosenError):
            await find_turn(ctx, None)
        with pytest.raises(TurnChangedError):
            await find_turn(ctx, TODAY)


async def test_a_longer_turn_of_the_same_people_stays_one(house: AcuteHouse):
    await change(house, -7, wish("cora", "dirk", 0, 9))
    assert await rota(house) == [turn("cora", "dirk", -7, 9)]


async def test_only_a_director_or_administrator_sets_the_rota_and_sees_all_of_it(
    house: AcuteHouse,
):
    await add(house, wish("dirk", None, 80, 90))
    for name, turns in (("bea", 2), ("cora", 2), ("karel", 1), ("ina", 1)):
        async with house.acting(name) as ctx:
            view = await view_rota(ctx)
        assert (len(view.turns), view.may_set) == (turns, turns == 2), name
    for name in ("karel", "ina", "piet"):
        async with house.acting(name) as ctx:
            with pytest.raises(RefusedError):
                await open_rota(ctx)
