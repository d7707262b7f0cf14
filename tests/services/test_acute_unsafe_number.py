"""A number that nobody may call is warned of before all else, to who comes and the director."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from cards.acute_notes import draw_notes
from cards.acute_pages import lay_out_report, lay_out_told
from cards.acute_report import draw_acute_receipt, draw_report
from cards.acute_session import draw_board, draw_invitation
from cards.escalation import draw_silence
from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer, ReportHiddenError
from domain.acute_report import NothingHappensError
from domain.identifiers import MemberId, SessionId
from domain.notice import NoticeKind
from domain.sight import SeenPart
from services.access import WrongPermitError
from services.acute.completion import complete_report, open_own_report
from services.acute.discussion import open_session_page
from services.acute.invitations import answer_invitation, view_own_invitation
from services.acute.notes import view_notes
from services.acute.permits import SessionPermit, open_for_director, open_own_invitation
from services.acute.report import KnownCase, reveal_report, view_session
from services.acute.session import view_board
from services.acute.told import view_told
from services.acute.unsafe_number import mend_unsafe_number
from services.acute.views import read_acute_receipt
from services.acute.waiting import read_silence
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


async def telephone_of(house: AcuteHouse, name: str) -> str:
    async with house.reading() as moment:
        return (await moment.uow.people.member(MemberId(name))).telephone


async def cards_of(house: AcuteHouse, session: SessionId) -> dict[str, str]:
    """Every card of a session that offers numbers to call, as its reader sees it."""
    kit = a_kit()
    silent = await house.invitation(session, "olga")
    async with house.acting("cora") as ctx:
        report = draw_report(kit, await view_session(ctx, session))
        board = draw_board(kit, await view_board(ctx, session))
    async with house.sending_to("wim") as reading:
        receipt = await read_acute_receipt(reading, session)
    async with house.sending_to("cora") as reading:
        silence = draw_silence(kit, await read_silence(reading, silent.id))
    async with house.acting("noor") as ctx:
        notes = draw_notes(kit, await view_notes(ctx, session))
    assert receipt
    return {
        "report": read(report),
        "board": read(board),
        "receipt": read(draw_acute_receipt(kit, receipt)),
        "silence": read(silence),
        "notes": read(notes),
        "invitation": await card_of_invitation(house, session, "piet"),
    }


@pytest.mark.parametrize(
    ("whose", "cards"),
    [
        ("piet", {"board"}),
        ("olga", {"board", "silence"}),
        ("wim", {"report", "board"}),
        ("cora", {"receipt", "invitation", "notes"}),
    ],
)
async def test_a_number_that_the_house_knows_and_nobody_may_call_is_to_be_tapped_on_no_card(
    house: AcuteHouse, whose: str, cards: set[str]
):
    known = await telephone_of(house, whose)
    link = f"[{known}](tel:{known.replace('-', '')})"
    session = await convene(house, unsafe_number="")
    await house.let_take_notes(session, "noor")
    before = await cards_of(house, session)
    assert {name for name, card in before.items() if link in card} == cards
    # said with the code of the country, as a telephone shows it
    await add(house, session, "", f"+31 {known[1:].replace('-', ' ')} {CANARY}")
    after = await cards_of(house, session)
    assert {name for name, card in after.items() if "dit nummer niet bellen" in card} == cards
    assert not any(known in card or CANARY in card for card in after.values())
    assert WARNING in after["report"]


async def unsafe_now(house: AcuteHouse, session: SessionId) -> str:
    async with house.acting("cora") as ctx:
        return (await reveal_report(ctx, session)).report.unsafe_number


async def mend(
    house: AcuteHouse, session: SessionId, shown: str, said: str, by: str = "cora"
) -> None:
    async with house.acting(by) as ctx:
        held = await open_session_page(ctx, session)
        await mend_unsafe_number(ctx, held.running, shown, said)


async def test_who_leads_the_session_mends_it_and_who_comes_is_warned_or_reads_that_it_is_over(
    house: AcuteHouse,
):
    session = await convene(house)
    await say(house, session, "piet", InvitationAnswer.COMES)
    before = len(await house.notices(NoticeKind.INVITATION))
    await mend(house, session, UNSAFE, UNSAFE)
    assert len(await house.notices(NoticeKind.INVITATION)) == before
    # while the page was open its reporter added one: that stays
    await add(house, session, "", ANOTHER)
    await mend(house, session, UNSAFE, "")
    assert await unsafe_now(house, session) == ANOTHER
    # who takes notes types for the chair
    await house.let_take_notes(session, "noor")
    await mend(house, session, ANOTHER, " ", by="noor")
    assert await unsafe_now(house, session) == ""
    warned = (await house.notices(NoticeKind.INVITATION))[before:]
    assert {one.member for one in warned} == {"piet"}
    assert WARNING not in await card_of_invitation(house, session, "piet")


async def test_before_anybody_is_invited_its_director_says_it_and_nobody_is_told(
    house: AcuteHouse,
):
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    async with house.acting("cora") as ctx:
        told = await mend_unsafe_number(ctx, await open_for_director(ctx, session), "", UNSAFE)
    assert told.session.has_unsafe_number
    assert await house.notices(NoticeKind.INVITATION) == []
    await house.convene(session)
    assert await unsafe_now(house, session) == UNSAFE


async def test_nobody_mends_it_on_the_permit_of_an_invitation(house: AcuteHouse):
    session = await convene(house)
    asked = await house.invitation(session, "piet")
    async with house.acting("piet") as ctx:
        own = await open_own_invitation(ctx, asked.id)
        held = SessionPermit(permit=own.permit, session=own.session)
        with pytest.raises(WrongPermitError):
            await mend_unsafe_number(ctx, held, UNSAFE, "")
    assert await unsafe_now(house, session) == UNSAFE
