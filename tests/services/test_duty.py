"""The rota of the coming weeks, and who a report is for when somebody is away."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from domain.absence import AbsenceWish
from domain.access import CaseState
from domain.house import DutyPeriod
from domain.identifiers import MemberId
from services.absence import give_absence
from services.access import RefusedError
from services.acute.duty import find_duty, find_duty_director, list_duty_directors
from services.acute.report import KnownCase
from services.duty import DutyWeeksView, view_rota
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


async def put_rota(house: AcuteHouse, *turns: tuple[str, str | None, int, int]) -> None:
    """Turns by member and deputy, counted in days from today."""
    periods = [
        DutyPeriod(
            member=MemberId(member),
            deputy=MemberId(deputy) if deputy else None,
            from_on=TODAY + first * DAY,
            until_on=TODAY + last * DAY,
        )
        for member, deputy, first, last in turns
    ]
    async with house.work() as moment:
        await moment.uow.rota.replace_periods(periods)


async def go_away(house: AcuteHouse, name: str, first: int = 0, last: int = 0) -> None:
    wish = AbsenceWish(first_on=TODAY + first * DAY, last_on=TODAY + last * DAY)
    async with house.acting(name) as ctx:
        await give_absence(ctx, wish)


async def view(house: AcuteHouse, name: str = "cora") -> DutyWeeksView:
    async with house.acting(name) as ctx:
        return await view_rota(ctx)


async def find_director(house: AcuteHouse) -> str:
    async with house.acting("wim") as ctx:
        return (await find_duty(ctx)).director.id


async def test_the_coming_weeks_name_each_turn_and_the_time_that_nobody_has(house: AcuteHouse):
    await put_rota(house, ("cora", "dirk", -3, 2), ("dirk", None, 6, 50), ("cora", None, 60, 70))
    seen = await view(house, "ina")
    assert [(one.member, one.deputy) for one in seen.turns] == [
        ("Cora Coordinator", "Dirk Regisseur"),
        ("Dirk Regisseur", ""),
    ]
    (gap,) = seen.gaps
    assert gap.starts_at.date() == TODAY + 3 * DAY
    assert gap.ends_at.date() == TODAY + 3 * DAY
    assert seen.fallback == "Dirk Regisseur"


async def test_who_is_away_is_stood_in_for_and_what_is_left_is_a_gap(house: AcuteHouse):
    await put_rota(house, ("cora", "dirk", 0, 50))
    await go_away(house, "cora", 1, 2)
    await go_away(house, "dirk", 2, 2)
    seen = await view(house)
    (stand_in,) = seen.stand_ins
    assert (stand_in.deputy, stand_in.member) == ("Dirk Regisseur", "Cora Coordinator")
    assert stand_in.span.starts_at.date() == TODAY + DAY
    assert [one.starts_at.date() for one in seen.gaps] == [TODAY + 2 * DAY]


async def test_a_report_is_for_the_deputy_of_who_is_away_and_then_not_for_who_is(
    house: AcuteHouse,
):
    await put_rota(house, ("cora", "dirk", 0, 50))
    await go_away(house, "cora")
    assert await find_director(house) == DIRK
    async with house.acting("wim") as ctx:
        known_as = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
        session = await ctx.uow.sessions.get(known_as)
        assert (await find_duty_director(ctx, session)).id == DIRK
        assert list(await list_duty_directors(ctx, session)) == [DIRK]


async def test_who_went_away_after_a_report_was_made_is_passed_over_when_it_is_sent(
    house: AcuteHouse,
):
    await put_rota(house, ("cora", "dirk", 0, 50))
    async with house.acting("wim") as ctx:
        known_as = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
        session = await ctx.uow.sessions.get(known_as)
        assert (await find_duty_director(ctx, session)).id == CORA
    await go_away(house, "cora")
    async with house.acting("wim") as ctx:
        assert (await find_duty_director(ctx, session)).id == DIRK


async def test_when_everybody_is_away_a_report_still_goes_to_whom_the_rota_names(
    house: AcuteHouse,
):
    await put_rota(house, ("cora", "dirk", 0, 50))
    await go_away(house, "cora")
    await go_away(house, "dirk")
    assert await find_director(house) == CORA


async def test_a_partner_is_not_shown_the_rota(house: AcuteHouse):
    async with house.acting("piet") as ctx:
        with pytest.raises(RefusedError):
            await view_rota(ctx)
