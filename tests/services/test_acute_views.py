"""What is shown of an acute session opens no more of what is sealed than it shows."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer
from domain.acute_session import SessionState
from domain.identifiers import SessionId
from domain.notice import NoticeKind
from services.acute.board import read_board
from services.acute.invitations import answer_invitation
from services.acute.report import (
    KnownCase,
    NewSubject,
    list_open_sessions,
    list_sessions_in_charge,
    take_report,
    view_session,
)
from services.acute.session import view_board
from services.acute.views import read_acute_receipt, read_summary
from services.referral_views import my_overview
from storage.cases import CaseRows
from storage.fields import Fields
from tests.support.acute_house import CODE, IDENTITY, REPORT, AcuteFiles, AcuteHouse
from tests.support.permits import report_now


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


@pytest.fixture
async def reported(house: AcuteHouse) -> SessionId:
    async with house.acting("wim") as ctx:
        return (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id


@pytest.fixture
async def convened(house: AcuteHouse, reported: SessionId) -> SessionId:
    await house.convene(reported)
    return reported


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, reported: SessionId) -> Counter[str]:
    """Columns unsealed and cases loaded since the report came in."""
    found: Counter[str] = Counter()
    _count(monkeypatch, Fields, "open_field", lambda *given: found.update([given[4]]))
    for name in ("get", "involvements"):
        _count(monkeypatch, CaseRows, name, lambda *_given, name=name: found.update([name]))
    return found


def _count(patch: pytest.MonkeyPatch, owner: type, name: str, note: Callable[..., None]) -> None:
    method: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def counted(*given: Any) -> Any:
        note(*given)
        return await method(*given)

    patch.setattr(owner, name, counted)


async def test_a_list_of_reports_needs_only_their_codes(house: AcuteHouse, asked: Counter[str]):
    async with house.acting("cora") as ctx:
        (one,) = await list_open_sessions(ctx)
    assert one.code == CODE
    assert asked == {"get": 1}


async def test_a_receipt_opens_nothing(house: AcuteHouse, reported: SessionId, asked: Counter[str]):
    async with house.sending_to("wim") as reading:
        assert await read_acute_receipt(reading, reported)
    assert asked == {"get": 1}


async def test_a_summary_opens_the_report_once(
    house: AcuteHouse, reported: SessionId, asked: Counter[str]
):
    async with house.sending_to("cora") as reading:
        summary = await read_summary(reading, reported)
    assert (summary.signals, summary.needed_by) == (len(REPORT.signals), REPORT.needed_by)
    assert asked == {"get": 1, "report": 1}
    async with house.acting("cora") as ctx:
        assert await view_session(ctx, reported) == summary
    assert asked == {"get": 2, "report": 2, "involvements": 1}


async def test_a_board_opens_the_circle_and_where_it_meets(
    house: AcuteHouse, convened: SessionId, asked: Counter[str]
):
    asked.clear()
    async with house.sending_to("cora") as reading:
        assert await read_board(reading, convened)
    assert asked == {"get": 1, "circle": 1, "link": 1}
    asked.clear()
    async with house.acting("cora") as ctx:
        await view_board(ctx, convened)
    assert asked == {"get": 1, "circle": 1, "link": 1, "involvements": 1}


async def test_an_answer_loads_case_and_session_once(
    house: AcuteHouse, convened: SessionId, asked: Counter[str]
):
    (invitation,) = [
        one for one in await house.notices(NoticeKind.INVITATION) if one.member == "piet"
    ]
    asked.clear()
    async with house.acting("piet") as ctx:
        await answer_invitation(ctx, invitation.subject, InvitationAnswer.COMES, 1)
    assert asked == {"get": 1, "link": 1, "involvements": 1}


async def test_own_cases_bring_along_how_one_stands_to_them(house: AcuteHouse, asked: Counter[str]):
    async with house.acting("gijs") as ctx:
        assert [one.code for one in await my_overview(ctx)] == [CODE]
    assert asked == {}


async def test_a_process_director_has_in_mijn_the_reports_they_answer_for_until_those_are_over(
    acute_house: AcuteHouse,
):
    async with acute_house.acting("wim") as ctx:
        reported = await report_now(ctx, REPORT, NewSubject(identity=IDENTITY))
    session = reported.session.id

    async def in_charge(name: str) -> list[SessionId]:
        async with acute_house.acting(name) as ctx:
            return [one.id for one in await list_sessions_in_charge(ctx)]

    assert await in_charge("cora") == [session]
    assert [await in_charge(name) for name in ("dirk", "wim", "ina", "bea")] == [[]] * 4
    async with acute_house.acting("dirk") as ctx:
        await take_report(ctx, session)
    assert (await in_charge("cora"), await in_charge("dirk")) == ([], [session])
    async with acute_house.acting("dirk") as ctx:
        taken = await ctx.uow.sessions.get(session)
        await ctx.uow.sessions.save(replace(taken, state=SessionState.CLOSED))
    assert await in_charge("dirk") == []
