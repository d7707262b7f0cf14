"""A reporter adds to the own acute report until it is over; who answers for it hears of it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.access import CaseState
from domain.acute_report import NothingHappensError
from domain.acute_session import NotInThisStepError
from domain.audit import AuditEvent
from domain.errors import NotAllowedError
from domain.identifiers import SessionId
from domain.notice import NoticeKind
from services.acute.completion import complete_report, open_own_report, view_receipt
from services.acute.report import KnownCase, reveal_report, take_report
from tests.support.acute_house import CODE, IN_THE_NIGHT, REPORT, AcuteFiles, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.permits import close, report_now

MORE = f"{CANARY} is nu binnen"


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


async def report(house: AcuteHouse, name: str = "wim", code: str = CODE) -> SessionId:
    async with house.acting(name) as ctx:
        return (await report_now(ctx, REPORT, KnownCase(code=code))).session.id


async def add(house: AcuteHouse, session: SessionId, name: str = "wim", text: str = MORE) -> None:
    async with house.acting(name) as ctx:
        await complete_report(ctx, await open_own_report(ctx, session), text)


async def told(house: AcuteHouse) -> list[str | None]:
    return [one.member for one in await house.notices(NoticeKind.ACUTE_REPORT)]


async def test_what_is_added_is_read_with_the_report_and_told_to_who_has_it(house: AcuteHouse):
    session = await report(house)
    before = await told(house)
    await add(house, session)
    await add(house, session, text="Nog iets")

    assert (await told(house))[len(before) :] == ["cora", "cora"]
    async with house.acting("cora") as ctx:
        read = await reveal_report(ctx, session)
    assert [one.text for one in read.report.added] == [MORE, "Nog iets"]
    assert read.report.happening == REPORT.happening
    case = (await house.session(session)).case
    events = [one.event for one in await house.on_record(case)]
    assert events.count(AuditEvent.ACUTE_ADDED_TO) == 2


async def test_of_a_report_that_was_taken_its_director_hears_it_alone(house: AcuteHouse):
    session = await report(house)
    async with house.acting("dirk") as ctx:
        await take_report(ctx, session)
    before = await told(house)
    await add(house, session)

    assert (await told(house))[len(before) :] == ["dirk"]
    assert (await house.session(session)).changed_by == "dirk"


async def test_a_manager_who_knows_its_code_hears_of_no_addition(house: AcuteHouse):
    session = await report(house)
    await house.tick(house.now + timedelta(minutes=25))
    before = await told(house)
    await add(house, session)

    assert set((await told(house))[len(before) :]) == {"cora", "dirk"}


async def test_at_night_nobody_is_woken_for_an_addition(house: AcuteHouse):
    house.now = IN_THE_NIGHT
    session = await report(house)
    await add(house, session)

    assert await told(house) == []


async def test_who_named_a_code_that_is_none_knows_it_by_that_code(house: AcuteHouse):
    session = await report(house, "gijs", "AB1-C23")
    async with house.acting("gijs") as ctx:
        assert (await open_own_report(ctx, session)).code == "AB1-C23"


async def test_a_reporter_and_nobody_else_sees_where_the_report_is(house: AcuteHouse):
    session = await report(house)
    async with house.acting("cora") as ctx:
        await take_report(ctx, session)
    async with house.acting("wim") as ctx:
        view = await view_receipt(ctx, session)
    assert view.session.director
    assert view.session.director.id == "cora"
    for name in ("cora", "gijs", "piet"):
        async with house.acting(name) as ctx:
            with pytest.raises(NotAllowedError):
                await view_receipt(ctx, session)


async def test_nobody_adds_to_the_report_of_another_nor_without_a_word_nor_when_it_is_over(
    house: AcuteHouse,
):
    session = await report(house)
    for name in ("cora", "gijs", "piet"):
        with pytest.raises(NotAllowedError):
            await add(house, session, name)
    with pytest.raises(NothingHappensError):
        await add(house, session, text=" ")
    await house.convene(session)
    await add(house, session)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
    with pytest.raises(NotInThisStepError):
        await add(house, session)
