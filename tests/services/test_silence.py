"""An invited partner who does not answer: shown again, a colleague as well, then the director."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.access import CaseState, Involvement
from domain.acute_invitation import InvitationAnswer, InvitationState
from domain.audit import AuditEvent, AuditReason
from domain.delivery import DeliveryState
from domain.escalation import ChainKind, Whom, identify_chain
from domain.identifiers import SessionId
from domain.notice import NoticeKind
from services.acute.invitations import answer_invitation
from services.acute.report import KnownCase
from services.acute.session import view_board
from services.acute.silence import NextRung
from services.acute.waiting import read_silence
from services.delivery import tell_failures
from storage.notices import outbox
from tests.support.acute_house import CODE, IN_DUTY, REPORT, AcuteFiles, AcuteHouse
from tests.support.permits import close, note_answer, report_now, send_deputy

K, A = NoticeKind, InvitationAnswer
MINUTE = timedelta(minutes=1)
PIET, PETRA = "piet", "petra"  # both speak for the police; Piet is asked first


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


@pytest.fixture
async def session(house: AcuteHouse) -> SessionId:
    """The police and Veilig Thuis are invited; all of it arrived."""
    async with house.acting("wim") as ctx:
        found = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(found, ("politie", "veilig-thuis"))
    await house.send_all()
    return found


async def let_pass(house: AcuteHouse, *minutes: int) -> None:
    for at in minutes:
        await house.tick(IN_DUTY + at * MINUTE)
        await house.send_all()


async def say(house: AcuteHouse, session: SessionId, name: str, answer: A) -> None:
    invitation = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        await answer_invitation(ctx, invitation.id, answer, invitation.version)


async def state_of(house: AcuteHouse, session: SessionId, name: str) -> InvitationState:
    return (await house.invitation(session, name)).state


async def shown_to(house: AcuteHouse, name: str) -> list[str]:
    return [one.card for one in await house.notices(K.INVITATION) if one.member == name]


async def silent_partners(house: AcuteHouse) -> list[str]:
    async with house.reading() as moment:
        found = [
            await moment.uow.sessions.invitation(one.subject)
            for one in await house.notices(K.INVITATION_SILENT)
        ]
    return sorted(one.member for one in found)


async def is_open(house: AcuteHouse, session: SessionId, name: str) -> bool:
    invitation = await house.invitation(session, name)
    async with house.reading() as moment:
        found = await moment.uow.escalations.find(
            identify_chain(ChainKind.INVITATION, invitation.id)
        )
    return found is not None and found.is_open


async def test_who_is_silent_sees_the_same_invitation_once_more(
    house: AcuteHouse, session: SessionId
):
    await let_pass(house, 4)
    assert len(await shown_to(house, PIET)) == 1
    await let_pass(house, 5, 6)
    first, again = await shown_to(house, PIET)
    assert first != again  # a new card: an edited one makes no sound


async def test_then_a_colleague_is_asked_as_well_with_the_reason(
    house: AcuteHouse, session: SessionId
):
    await let_pass(house, 5, 10)
    invitation = await house.invitation(session, PETRA)
    first = await house.invitation(session, PIET)
    assert (invitation.reason, invitation.asked_beside) == ("colleague_silent", first.id)
    assert first.is_open
    assert await house.involvement(first.case, PETRA) is Involvement.INVITED
    sent = [
        one.reason
        for one in await house.on_record(first.case)
        if (one.event, one.subject) == (AuditEvent.INVITATION_SENT, invitation.id)
    ]
    assert sent == [AuditReason.COLLEAGUE_SILENT]


async def test_then_who_runs_the_session_hears_it_once_for_each_partner(
    house: AcuteHouse, session: SessionId
):
    await let_pass(house, 5, 10, 14)
    # Veilig Thuis has one speaker: there is no colleague to wait for
    assert await silent_partners(house) == ["vera"]
    await let_pass(house, 15, 20, 60)
    assert await silent_partners(house) == [PIET, "vera"]
    invitation = await house.invitation(session, PIET)
    async with house.sending_to("cora") as reading:
        view = await read_silence(reading, invitation.id)
    assert [one.name for one in view.asked] == ["Piet Politie", "Petra Politie"]


async def test_the_board_shows_the_next_moment_of_each_open_rung(
    house: AcuteHouse, session: SessionId
):
    await say(house, session, "vera", A.COMES)
    expected = {
        0: (Whom.INVITEE_AGAIN, 5), 5: (Whom.COLLEAGUE, 10), 10: (Whom.SESSION_DIRECTOR, 15),
    }  # fmt: skip
    for now, (whom, minutes) in expected.items():
        await let_pass(house, now)
        async with house.acting("cora") as ctx:
            board = await view_board(ctx, session)
        rungs = [seat.next_rung for seat in board.seats if seat.next_rung]
        assert [(one.whom, one.at) for one in rungs] == [(whom, IN_DUTY + minutes * MINUTE)]
    await let_pass(house, 15)
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    assert not any(seat.next_rung for seat in board.seats)
    assert [seat.member for seat in board.seats if seat.is_left_to_director] == ["Petra Politie"]


async def test_who_was_asked_as_well_stands_below_who_is_silent_with_their_next_moment(
    house: AcuteHouse, session: SessionId
):
    await let_pass(house, 5, 10)
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    rungs = {seat.member: seat.next_rung for seat in board.seats}
    assert list(rungs) == ["Piet Politie", "Petra Politie", "Vera Veilig"]
    assert rungs["Piet Politie"] is None
    assert rungs["Petra Politie"] is not None


async def test_a_deputy_whom_a_partner_named_has_a_next_moment_on_the_board(
    house: AcuteHouse, session: SessionId
):
    invitation = await house.invitation(session, PIET)
    house.now = IN_DUTY + MINUTE
    async with house.acting(PIET) as ctx:
        await send_deputy(ctx, invitation.id, PETRA)
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    found = {seat.member: seat.next_rung for seat in board.seats}
    assert found["Piet Politie"] is None
    assert found["Petra Politie"] == NextRung(whom=Whom.INVITEE_AGAIN, at=IN_DUTY + 6 * MINUTE)


async def test_the_board_times_each_organisation(house: AcuteHouse, session: SessionId):
    await let_pass(house, 5, 10)
    house.now = IN_DUTY + 12 * MINUTE
    await say(house, session, PETRA, A.COMES)
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    times = [(one.organisation, one.asked_at, one.answered_at) for one in board.partners]
    assert times == [
        ("Politie Rivierstad", IN_DUTY, house.now),
        ("Veilig Thuis Rivierland", IN_DUTY, None),
    ]
    assert board.times is None


async def test_the_quorum_counts_a_place_once(house: AcuteHouse, session: SessionId):
    await let_pass(house, 5, 10)
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    assert (board.quorum.needed, board.quorum.silent) == (2, 2)
    await say(house, session, PETRA, A.CANNOT)
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    assert (board.quorum.needed, board.quorum.silent, board.quorum.coming) == (2, 1, 0)


@pytest.mark.parametrize("answer", [A.COMES, A.NOT_KNOWN, A.CANNOT_SAY])
async def test_when_one_answers_for_the_organisation_the_other_leaves(
    house: AcuteHouse, session: SessionId, answer: A
):
    await let_pass(house, 5, 10)
    await say(house, session, PETRA, answer)
    assert await state_of(house, session, PIET) is InvitationState.REPLACED
    assert not await is_open(house, session, PIET)
    assert len(await shown_to(house, PIET)) == 4  # both cards say so
    await let_pass(house, 15)
    assert await silent_partners(house) == ["vera"]


async def test_when_the_first_answers_after_all_the_colleague_leaves(
    house: AcuteHouse, session: SessionId
):
    await let_pass(house, 5, 10)
    await say(house, session, PIET, A.COMES)
    assert await state_of(house, session, PETRA) is InvitationState.REPLACED
    assert await state_of(house, session, PIET) is InvitationState.ANSWERED


async def test_a_colleague_who_cannot_come_leaves_the_place_to_who_was_asked_first(
    house: AcuteHouse, session: SessionId
):
    await let_pass(house, 5, 10)
    await say(house, session, PETRA, A.CANNOT)
    assert await state_of(house, session, PIET) is InvitationState.QUEUED
    assert await is_open(house, session, PIET)
    await let_pass(house, 15)
    assert PIET in await silent_partners(house)


@pytest.mark.parametrize("answer", [A.COMES, A.CANNOT, A.CANNOT_SAY, A.NOT_KNOWN])
async def test_any_answer_ends_the_chain(house: AcuteHouse, session: SessionId, answer: A):
    await say(house, session, PIET, answer)
    assert not await is_open(house, session, PIET)
    await let_pass(house, 5, 10, 15)
    assert await silent_partners(house) == ["vera"]
    assert PETRA not in await house.invited(session)


async def test_an_answer_by_telephone_ends_the_chain_too(house: AcuteHouse, session: SessionId):
    async with house.acting("cora") as ctx:
        await note_answer(ctx, session, PIET, A.COMES)
    assert not await is_open(house, session, PIET)


async def test_a_deputy_whom_the_partner_names_has_a_chain_of_their_own(
    house: AcuteHouse, session: SessionId
):
    invitation = await house.invitation(session, PIET)
    async with house.acting(PIET) as ctx:
        await send_deputy(ctx, invitation.id, PETRA)
    assert not await is_open(house, session, PIET)
    assert await is_open(house, session, PETRA)
    await let_pass(house, 5, 15)
    assert PETRA in await silent_partners(house)


async def test_a_closed_session_waits_for_nobody(house: AcuteHouse, session: SessionId):
    await let_pass(house, 5)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
    assert not await is_open(house, session, PIET)
    cards = await shown_to(house, PIET)
    await let_pass(house, 10, 15)
    assert await shown_to(house, PIET) == cards
    assert await silent_partners(house) == []
    assert len(set(cards)) == 2
    assert len(cards) == 4  # the invitation and the reminder both say that it is over


@pytest.mark.parametrize("state", [DeliveryState.DEAD, DeliveryState.EXPIRED, DeliveryState.ASKED])
async def test_what_does_not_arrive_goes_to_a_colleague_at_once_and_is_not_shown_again(
    house: AcuteHouse, session: SessionId, state: DeliveryState
):
    invitation = await house.invitation(session, PIET)
    async with house.database.engine.begin() as connection:
        of_piet = outbox.c.subject == invitation.id
        await connection.execute(update(outbox).where(of_piet).values(state=state))
    house.now = IN_DUTY + MINUTE
    async with house.work() as moment:
        await tell_failures(moment)
    await house.tick(house.now)
    assert (await house.invitation(session, PETRA)).is_open
    assert len(await shown_to(house, PIET)) == 1


async def test_a_colleague_whom_it_does_not_reach_either_alarms_the_director_at_once(
    house: AcuteHouse, session: SessionId
):
    await let_pass(house, 5, 10)
    petra = await house.invitation(session, PETRA)
    async with house.database.engine.begin() as connection:
        of_petra = outbox.c.subject == petra.id
        dead = update(outbox).where(of_petra).values(state=DeliveryState.DEAD)
        await connection.execute(dead)
    async with house.work() as moment:
        await tell_failures(moment)
    await house.tick(house.now)
    assert await silent_partners(house) == [PIET, "vera"]
