"""A number that nobody may call is warned of before all else, to who comes and the director."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from cards.acute_pages import lay_out_report, lay_out_told
from cards.acute_session import draw_board, draw_invitation
from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer, ReportHiddenError
from domain.acute_report import NothingHappensError
from domain.audit import SeenPart
from domain.identifiers import SessionId
from domain.notice import NoticeKind
from services.acute.completion import complete_report, open_own_report
from services.acute.invitations import answer_invitation, view_own_invitation
from services.acute.report import KnownCase, reveal_report
from services.acute.session import view_board
from services.acute.told import view_told
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.acute_views import read
from tests.support.canaries import CANARY
from tests.support.cards import a_kit
from tests.support.permits import report_now

UNSAFE = f"06 1234 5678: {CANARY} neemt op"
ANOTHER = "de vaste lijn: hij hoort hem overgaan"
WARNING = "er is een nummer dat niemand mag bellen"


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs", "piet")
        yield opened


async def convene(house: AcuteHouse, unsafe_number: str = UNSAFE) -> SessionId:
    report = replace(REPORT, may_share=False, unsafe_number=unsafe_number)
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, report, KnownCase(code=CODE))).session.id
    await house.convene(session)
    return session


async def say(house: AcuteHouse, session: SessionId, name: str, answer: InvitationAnswer) -> None:
    asked = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        await answer_invitation(ctx, asked.id, answer, asked.version)


async def card_of_invitation(house: AcuteHouse, session: SessionId, name: str) -> str:
    asked = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        return read(draw_invitation(a_kit(), await view_own_invitation(ctx, asked.id)))


async def add(house: AcuteHouse, session: SessionId, text: str, unsafe_number: str) -> None:
    async with house.acting("wim") as ctx:
        own = await open_own_report(ctx, session)
        await complete_report(ctx, own, text, unsafe_number)


async def test_who_comes_reads_it_first_also_when_the_rest_is_told_in_the_session(
    house: AcuteHouse,
):
    session = await convene(house)
    await say(house, session, "piet", InvitationAnswer.COMES)
    asked = await house.invitation(session, "piet")
    async with house.acting("piet") as ctx:
        page = lay_out_told(await view_told(ctx, asked.id))
    [warning] = page.shown
    assert (warning.label.key, warning.lines) == ("acute.never_call", (UNSAFE,))
    looks = [one.part for one in await house.on_record(asked.case) if one.subject == asked.id]
    assert looks.count(SeenPart.REPORT) == 1


async def test_who_did_not_say_to_come_reads_neither_the_number_nor_that_there_is_one(
    house: AcuteHouse,
):
    session = await convene(house)
    assert WARNING not in await card_of_invitation(house, session, "piet")
    asked = await house.invitation(session, "piet")
    async with house.acting("piet") as ctx:
        with pytest.raises(ReportHiddenError):
            await view_told(ctx, asked.id)
    await say(house, session, "piet", InvitationAnswer.COMES)
    assert WARNING in await card_of_invitation(house, session, "piet")
    await say(house, session, "piet", InvitationAnswer.CANNOT)
    assert WARNING not in await card_of_invitation(house, session, "piet")


async def test_the_director_reads_it_before_the_name_and_the_board_warns_without_it(
    house: AcuteHouse,
):
    session = await convene(house)
    async with house.acting("cora") as ctx:
        page = lay_out_report(await reveal_report(ctx, session))
        board = read(draw_board(a_kit(), await view_board(ctx, session)))
    assert page.shown[0].lines == (UNSAFE,)
    assert WARNING in board
    assert CANARY not in board


async def test_a_number_that_is_added_later_stands_beside_the_first_and_warns_who_comes_alone(
    house: AcuteHouse,
):
    session = await convene(house)
    await say(house, session, "piet", InvitationAnswer.COMES)
    before = len(await house.notices(NoticeKind.INVITATION))
    await add(house, session, "", ANOTHER)
    warned = (await house.notices(NoticeKind.INVITATION))[before:]
    assert [one.member for one in warned] == ["piet"]
    async with house.acting("cora") as ctx:
        report = (await reveal_report(ctx, session)).report
    assert report.unsafe_number.splitlines() == [UNSAFE, ANOTHER]
    assert report.added == ()


async def test_a_report_without_one_warns_of_none_until_one_is_added(house: AcuteHouse):
    session = await convene(house, unsafe_number="")
    await say(house, session, "piet", InvitationAnswer.COMES)
    assert WARNING not in await card_of_invitation(house, session, "piet")
    with pytest.raises(NothingHappensError):
        await add(house, session, " ", " ")
    await add(house, session, "", UNSAFE)
    assert WARNING in await card_of_invitation(house, session, "piet")
