"""While an acute session runs, its reporter and its director hear at once that the report is called
incorrect.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from cards.incorrect_at_once import draw_marked_report
from domain.access import CaseState
from domain.identifiers import CaseCode, MarkId, SessionId
from domain.incorrect import StatementPart
from domain.notice import NoticeKind
from domain.press import Press
from services.acute.report import KnownCase
from services.incorrect import (
    correct_statement,
    mark_incorrect,
    open_mark_to_answer,
    open_story_to_mark,
)
from services.incorrect_at_once import MarkedReport, read_marked_report
from services.incorrect_rows import MarkTask
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, buttons, card_of, texts
from tests.support.incorrect_marks import WRONG, mark_report
from tests.support.permits import close, report_now


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


@pytest.fixture
async def session(house: AcuteHouse) -> SessionId:
    """Wim reported, Cora directs, Noor takes notes."""
    async with house.acting("wim") as ctx:
        found = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(found, ("politie",))
    await house.let_take_notes(found, "noor")
    return found


async def told(house: AcuteHouse) -> list[str]:
    return await house.told(NoticeKind.REPORT_MARKED)


async def read(house: AcuteHouse, name: str, known_as: MarkId) -> MarkedReport | None:
    async with house.sending_to(name) as reading:
        return await read_marked_report(reading, known_as)


async def test_reporter_and_director_hear_at_once_and_each_reads_what_to_do(
    house: AcuteHouse, session: SessionId
):
    known_as = await mark_report(house, session, by="noor")
    assert await told(house) == ["cora", "wim"]
    shown = {name: await read(house, name, known_as) for name in ("cora", "wim", "noor", "dirk")}
    assert shown["noor"] is shown["dirk"] is None
    cora, wim = shown["cora"], shown["wim"]
    assert cora
    assert wim
    assert (cora.row.task, wim.row.task) == (MarkTask.NEW, MarkTask.ANSWER)
    cards = [card_of(draw_marked_report(a_kit(), one)) for one in (cora, wim)]
    presses = [list(buttons(one).values()) for one in cards]
    assert presses == [
        [Press(verb="acute.read", subject=session)],
        [Press(verb="incorrect.answer", subject=known_as)],
    ]
    for card in cards:
        assert f"{CODE}: " in texts(card)
        assert CANARY not in texts(card)


async def test_who_calls_it_incorrect_themselves_is_not_told(house: AcuteHouse, session: SessionId):
    await mark_report(house, session, by="cora")
    assert await told(house) == ["wim"]


async def test_a_reporter_hears_it_by_the_code_they_named(house: AcuteHouse):
    named = CaseCode("YW3-K88")
    async with house.acting("gijs") as ctx:
        found = (await report_now(ctx, REPORT, KnownCase(code=named))).session.id
    await house.convene(found, ("politie",))
    marked = await read(house, "gijs", await mark_report(house, found))
    assert marked
    assert marked.row.code == named


async def test_once_the_session_is_over_it_waits_for_the_digest(
    house: AcuteHouse, session: SessionId
):
    before = await mark_report(house, session)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
    assert await read(house, "wim", before) is None
    await mark_report(house, session)
    assert await told(house) == ["wim"]
    assert "wim" in await house.told(NoticeKind.DIGEST)


async def test_once_it_is_answered_nothing_is_sent_any_more(house: AcuteHouse, session: SessionId):
    known_as = await mark_report(house, session, by="noor")
    house.now += timedelta(minutes=5)
    async with house.acting("wim") as ctx:
        await correct_statement(ctx, await open_mark_to_answer(ctx, known_as), WRONG)
    assert [await read(house, name, known_as) for name in ("wim", "cora")] == [None, None]


async def test_a_reporter_who_is_no_partner_any_more_is_not_called(
    house: AcuteHouse, session: SessionId
):
    async with house.database.work() as uow:
        wim = await uow.people.member((await uow.sessions.get(session)).reported_by)
        ended = [
            replace(one, until_on=house.now.date() - timedelta(days=1)) for one in wim.appointments
        ]
        await uow.people.save_member(replace(wim, appointments=tuple(ended)))
    await mark_report(house, session, by="noor")
    assert await told(house) == ["cora"]


async def test_what_is_called_incorrect_of_anything_else_waits_for_the_digest(
    house: AcuteHouse, session: SessionId
):
    async with house.acting("cora") as ctx:
        case = (await ctx.uow.sessions.get(session)).case
        held = await open_story_to_mark(ctx, case)
        await mark_incorrect(ctx, held, StatementPart.WHY_NOW, WRONG)
    assert await told(house) == []
