"""What a member is asked moves with a hand-over: invitations to a session, a request to come to a
meeting, rounds that they write or answer.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer, InvitationState
from domain.attendance_request import AttendanceAnswer, AttendanceRequest
from domain.identifiers import AttendanceRequestId, MemberId, OrganisationId, SessionId
from domain.notice import NoticeKind
from domain.written_round import Stance
from services.access import RefusedError
from services.acute.invitations import answer_invitation, view_subject
from services.acute.report import KnownCase
from services.acute.session import view_board
from services.acute.withdrawal import open_to_withdraw, withdraw_report
from services.attendance_request import answer_own_request
from services.hand_over import AskedColleague, ask_to_take_over, open_to_hand_over
from services.hand_over_answer import accept_hand_over, decline_hand_over, open_asked_over
from services.held_work import HeldCounts
from services.written_round import open_to_write, write_round
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.meetings import THE_MEETING, a_meeting
from tests.support.permits import report_now
from tests.support.written_rounds import LINES, a_green_case, morning


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def ask(house: AcuteHouse, giver: str, receiver: str) -> AskedColleague:
    async with house.acting(giver) as ctx:
        return await ask_to_take_over(ctx, await open_to_hand_over(ctx), MemberId(receiver))


async def hand_over(house: AcuteHouse, giver: str, receiver: str) -> HeldCounts:
    await ask(house, giver, receiver)
    async with house.acting(receiver) as ctx:
        return await accept_hand_over(ctx, await open_asked_over(ctx, MemberId(giver)))


async def convene(house: AcuteHouse) -> SessionId:
    """Piet is invited by the rules: the session is all that he holds."""
    await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(session)
    return session


async def test_a_place_in_a_session_is_the_colleagues_and_the_board_shows_them(house: AcuteHouse):
    session = await convene(house)
    before = await house.invitation(session, "piet")
    async with house.acting("piet") as ctx:
        await answer_invitation(ctx, before.id, InvitationAnswer.COMES, before.version)
    asked = await ask(house, "piet", "petra")
    assert (asked.places, asked.waits) == (1, False)
    assert (await house.invitation(session, "piet")).state is InvitationState.REPLACED
    theirs = await house.invitation(session, "petra")
    assert (theirs.state, theirs.replaces) == (InvitationState.QUEUED, before.id)
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    assert "Petra" in repr(board)
    async with house.acting("petra") as ctx:
        await view_subject(ctx, theirs.id)
    with pytest.raises(RefusedError):
        async with house.acting("piet") as ctx:
            await view_subject(ctx, before.id)
    assert any(
        (one.subject, one.member) == (theirs.id, "petra")
        for one in await house.notices(NoticeKind.INVITATION)
    )


async def test_who_is_asked_to_the_session_already_takes_over_no_second_place(house: AcuteHouse):
    session = await convene(house)
    asked = await house.invitation(session, "piet")
    async with house.work() as moment:
        beside = replace(asked, id=asked.id[:-1] + "x", member=MemberId("petra"))
        await moment.uow.sessions.add_invitation(beside)
    await ask(house, "piet", "petra")
    assert (await house.invitation(session, "piet")).state is InvitationState.REPLACED
    assert (await house.invitation(session, "petra")).is_open


async def test_a_request_to_come_is_answered_by_the_colleague_on_a_card_of_their_own(
    house: AcuteHouse,
):
    case = await house.add_case(CODE, CaseState.TAKEN_UP, "piet")
    meeting = replace(
        a_meeting(),
        starts_at=house.now + timedelta(days=3),
        ends_at=house.now + timedelta(days=3, hours=3),
    )
    request = AttendanceRequest(
        id=AttendanceRequestId("asked"),
        meeting=THE_MEETING,
        organisation=OrganisationId("politie"),
        member=MemberId("piet"),
        cases=(case,),
        asked_at=house.now,
    )
    async with house.work() as moment:
        await moment.uow.meetings.add(meeting)
        await moment.uow.attendance_requests.add(request)
    assert (await hand_over(house, "piet", "petra")).questions == 1
    [told] = await house.notices(NoticeKind.ATTENDANCE_REQUEST)
    assert (told.member, told.card) == ("petra", "attendance_request:asked:petra")
    with pytest.raises(RefusedError):
        async with house.acting("piet") as ctx:
            await answer_own_request(ctx, request.id, AttendanceAnswer.COMES)
    async with house.acting("petra") as ctx:
        await answer_own_request(ctx, request.id, AttendanceAnswer.COMES)


async def test_a_round_is_written_and_answered_by_the_colleagues(house: AcuteHouse):
    case = await a_green_case(house)
    await case.mornings(1)
    house.now = morning(1, 10)
    assert (await hand_over(house, "gijs", "gea")).questions == 1
    with pytest.raises(RefusedError):
        await case.write("gijs")
    async with house.acting("gea") as ctx:
        found = await open_to_write(ctx, await case.round_id(), by_telephone=False)
        await write_round(ctx, found, LINES, may_leave=False)
    await hand_over(house, "piet", "petra")
    assert await case.stances() == {"piet": Stance.LEFT, "petra": "open", "vera": "open"}
    await case.agree("petra")


async def test_an_own_report_goes_along_and_the_colleague_withdraws_it(house: AcuteHouse):
    await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    async with house.acting("piet") as ctx:
        session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    assert (await ask(house, "piet", "petra")).waits
    assert (await house.session(session)).reported_by == "piet"
    # a report that runs is asked about at once
    assert [one.member for one in await house.notices(NoticeKind.HAND_OVER)] == ["petra"]
    async with house.acting("petra") as ctx:
        moved = await accept_hand_over(ctx, await open_asked_over(ctx, MemberId("piet")))
    assert moved.reports == 1
    with pytest.raises(RefusedError):
        async with house.acting("piet") as ctx:
            await open_to_withdraw(ctx, session)
    async with house.acting("petra") as ctx:
        await withdraw_report(ctx, await open_to_withdraw(ctx, session), CANARY)


async def test_places_go_at_once_also_where_more_waits_for_a_yes(house: AcuteHouse):
    session = await convene(house)
    async with house.acting("piet") as ctx:
        await report_now(ctx, REPORT, KnownCase(code=CODE))
    asked = await ask(house, "piet", "petra")
    assert (asked.places, asked.waits) == (1, True)
    assert (await house.invitation(session, "petra")).is_open
    async with house.acting("petra") as ctx:
        await decline_hand_over(ctx, await open_asked_over(ctx, MemberId("piet")), CANARY)
    assert (await house.invitation(session, "petra")).is_open
