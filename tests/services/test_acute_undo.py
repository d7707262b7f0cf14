"""An answer to an invitation is taken back within a quarter of an hour, with what it set going."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.access import CaseState, Involvement
from domain.acute_invitation import (
    InvitationAnswer,
    InvitationOverError,
    InvitationState,
    ReportHiddenError,
    SubjectHiddenError,
)
from domain.acute_undo import DeputyAnsweredError, UndoTooLateError
from domain.audit import AuditEvent
from domain.errors import NotAllowedError
from domain.escalation import ChainKind, identify_chain
from domain.identifiers import InvitationId, MemberId, SessionId
from domain.notice import NoticeKind
from domain.timer import TimerKind
from services.acute.auditor import audit_acute_lane
from services.acute.invitations import (
    answer_invitation,
    list_invited,
    view_own_invitation,
    view_subject,
)
from services.acute.permits import open_to_close
from services.acute.report import KnownCase
from services.acute.session import view_board
from services.acute.told import view_told
from services.acute.undo import undo_own_answer, undo_telephone_answer
from services.acute.views import InvitationView
from services.room import list_attendees
from tests.support.acute_house import CODE, IN_DUTY, REPORT, AcuteFiles, AcuteHouse
from tests.support.permits import close, note_answer, report_now, send_deputy

A = InvitationAnswer
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


@pytest.fixture
async def session(house: AcuteHouse) -> SessionId:
    """Convened: Wim who referred, Gijs in the circle; Piet, Olga and Vera by the rules."""
    async with house.acting("wim") as ctx:
        found = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(found)
    return found


async def says(house: AcuteHouse, session: SessionId, name: str, said: A) -> InvitationView:
    invitation = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        answered = await answer_invitation(ctx, invitation.id, said, invitation.version)
        return answered.invitation


async def undoes(
    house: AcuteHouse, session: SessionId, name: str, version: int = 0
) -> InvitationView:
    invitation = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        return await undo_own_answer(ctx, invitation.id, version or invitation.version)


async def attending(house: AcuteHouse, session: SessionId) -> set[str]:
    async with house.work() as moment:
        held = await moment.uow.sessions.get(session)
        return {str(one.id) for one in await list_attendees(moment, held)}


async def waits_for(house: AcuteHouse) -> set[str]:
    """The invitations about which the house goes on by itself; and nothing stands still."""
    async with house.work() as moment:
        assert (await audit_acute_lane(moment)).stalled == ()
        return {one.chain.subject for one in await moment.uow.escalations.open_ones()}


@pytest.mark.parametrize("said", [A.COMES, A.CANNOT, A.CANNOT_SAY, A.NOT_KNOWN])
async def test_after_undoing_it_is_as_if_nothing_was_said(
    house: AcuteHouse, session: SessionId, said: A
):
    before = await house.invitation(session, "piet")
    async with house.acting("cora") as ctx:
        quorum = (await view_board(ctx, session)).quorum
    shown = await says(house, session, "piet", said)
    assert shown.undo_until == IN_DUTY + 15 * MINUTE
    assert before.id not in await waits_for(house)
    house.now = IN_DUTY + 4 * MINUTE
    view = await undoes(house, session, "piet")

    assert (view.answer, view.state, view.undo_until) == (None, InvitationState.QUEUED, None)
    assert await attending(house, session) == {"cora"}
    assert before.id in await waits_for(house)
    case = (await house.session(session)).case
    assert await house.involvement(case, "piet") is Involvement.INVITED
    async with house.acting("cora") as ctx:
        assert (await view_board(ctx, session)).quorum == quorum
    assert AuditEvent.ANSWER_UNDONE in [one.event for one in await house.on_record(case)]
    async with house.work() as moment:
        assert await moment.uow.timers.take(TimerKind.ROOM, session, house.now)


async def test_the_chain_goes_on_where_it_was(house: AcuteHouse, session: SessionId):
    await house.send_all()
    await says(house, session, "piet", A.COMES)
    for minutes in (5, 10):
        await house.tick(IN_DUTY + minutes * MINUTE)
    await undoes(house, session, "piet")
    invitation = await house.invitation(session, "piet")
    for minutes, beside in ((11, False), (15, False), (20, True)):
        await house.tick(IN_DUTY + minutes * MINUTE)
        assert ("petra" in await house.invited(session)) is beside, minutes
    assert invitation.id in await waits_for(house)


async def test_sight_of_the_name_comes_back_with_the_question(
    house: AcuteHouse, session: SessionId
):
    invitation = await house.invitation(session, "piet")
    await says(house, session, "piet", A.CANNOT)
    async with house.acting("piet") as ctx:
        with pytest.raises(SubjectHiddenError):
            await view_subject(ctx, invitation.id)
    await undoes(house, session, "piet")
    async with house.acting("piet") as ctx:
        assert (await view_subject(ctx, invitation.id)).name


async def test_what_was_reported_is_hidden_again_once_a_yes_is_undone(
    house: AcuteHouse, session: SessionId
):
    invitation = await house.invitation(session, "piet")
    await says(house, session, "piet", A.COMES)
    await undoes(house, session, "piet")
    async with house.acting("piet") as ctx:
        with pytest.raises(ReportHiddenError):
            await view_told(ctx, invitation.id)


async def test_not_known_that_is_undone_gives_back_the_place_in_the_case(
    house: AcuteHouse, session: SessionId
):
    case = (await house.session(session)).case
    await says(house, session, "gijs", A.NOT_KNOWN)
    assert await house.involvement(case, "gijs") is Involvement.FORMER
    await undoes(house, session, "gijs")
    assert await house.involvement(case, "gijs") is Involvement.CIRCLE
    async with house.database.reading() as uow:
        (place,) = await uow.cases.circle(case)
    assert place.left_at is None


async def test_a_place_that_ended_before_the_answer_does_not_come_back_with_it(
    house: AcuteHouse, session: SessionId
):
    case = (await house.session(session)).case
    async with house.work() as moment:
        await moment.uow.cases.leave_circle(case, MemberId("gijs"), house.now)
    house.now += MINUTE
    await says(house, session, "gijs", A.NOT_KNOWN)
    await undoes(house, session, "gijs")
    assert await house.involvement(case, "gijs") is Involvement.INVITED


async def test_who_named_a_deputy_comes_back_while_that_one_is_silent(
    house: AcuteHouse, session: SessionId
):
    first = await house.invitation(session, "olga")
    async with house.acting("olga") as ctx:
        await send_deputy(ctx, first.id, MemberId("otto"))
    deputy = await house.invitation(session, "otto")
    await undoes(house, session, "olga")

    assert (await house.invitation(session, "olga")).is_open
    assert not (await house.invitation(session, "otto")).is_open
    assert {first.id} == await waits_for(house) & {first.id, deputy.id}
    with pytest.raises(NotAllowedError):
        await says(house, session, "otto", A.COMES)


async def send(house: AcuteHouse, session: SessionId, name: str, deputy: str) -> None:
    invitation = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        await send_deputy(ctx, invitation.id, MemberId(deputy))


async def test_a_deputy_who_was_dismissed_is_named_again_and_asked_from_the_beginning(
    house: AcuteHouse, session: SessionId
):
    await send(house, session, "olga", "otto")
    first = await house.invitation(session, "otto")
    await house.send_all()
    await house.tick(IN_DUTY + 12 * MINUTE)
    await undoes(house, session, "olga")
    await house.send_all()
    house.now = IN_DUTY + 13 * MINUTE
    await send(house, session, "olga", "otto")

    again = await house.invitation(session, "otto")
    assert (again.id, again.is_open, again.answer) == (first.id, True, None)
    assert again.invited_at == house.now
    assert not (await house.invitation(session, "olga")).is_open
    assert {first.id} == await waits_for(house) & {first.id, again.replaces}
    told = [one.card for one in await house.notices(NoticeKind.INVITATION) if one.member == "otto"]
    assert told[-2:] == [f"invitation:{first.id}", f"invitation:{first.id}:again"]
    async with house.reading() as moment:
        chain = await moment.uow.escalations.find(identify_chain(ChainKind.INVITATION, first.id))
    assert chain
    assert (chain.climbed, chain.begins_at) == (1, house.now)
    assert (await says(house, session, "otto", A.COMES)).answer is A.COMES


async def test_undoing_twice_dismisses_the_deputy_who_was_named_last(
    house: AcuteHouse, session: SessionId
):
    await send(house, session, "olga", "otto")
    await undoes(house, session, "olga")
    await send(house, session, "olga", "otto")
    await undoes(house, session, "olga")
    assert (await house.invitation(session, "olga")).is_open
    assert not (await house.invitation(session, "otto")).is_open


async def test_a_deputy_who_answered_is_not_sent_away(house: AcuteHouse, session: SessionId):
    async with house.acting("olga") as ctx:
        await send_deputy(ctx, (await house.invitation(session, "olga")).id, MemberId("otto"))
    await says(house, session, "otto", A.COMES)
    with pytest.raises(DeputyAnsweredError):
        await undoes(house, session, "olga")
    assert not (await house.invitation(session, "olga")).is_open


async def test_a_colleague_who_was_asked_too_is_asked_again(house: AcuteHouse, session: SessionId):
    await house.tick(IN_DUTY + 10 * MINUTE)
    await says(house, session, "petra", A.COMES)
    assert not (await house.invitation(session, "piet")).is_open
    await undoes(house, session, "petra")
    for name in ("piet", "petra"):
        assert (await house.invitation(session, name)).answer is None
        assert (await house.invitation(session, name)).is_open


async def test_what_was_noted_by_telephone_is_taken_back_by_telephone(
    house: AcuteHouse, session: SessionId
):
    for said in (A.NOT_KNOWN, A.COMES):
        async with house.acting("cora") as ctx:
            await note_answer(ctx, session, MemberId("piet"), said)
        async with house.acting("cora") as ctx:
            running = await open_to_close(ctx, session)
            assert "piet" in {one.id for one in await list_invited(ctx, running)}
            await undo_telephone_answer(ctx, running, MemberId("piet"))
        assert (await house.invitation(session, "piet")).answer is None
        assert (await house.invitation(session, "piet")).is_open
    case = (await house.session(session)).case
    undone = [e for e in await house.on_record(case) if e.event is AuditEvent.ANSWER_UNDONE]
    assert {(one.who, one.on_behalf_of) for one in undone} == {("cora", "piet")}


async def test_who_left_long_ago_is_offered_no_more_and_a_partner_undoes_for_nobody_else(
    house: AcuteHouse, session: SessionId
):
    await says(house, session, "piet", A.NOT_KNOWN)
    house.now = IN_DUTY + 15 * MINUTE
    async with house.acting("cora") as ctx:
        running = await open_to_close(ctx, session)
        assert "piet" not in {one.id for one in await list_invited(ctx, running)}
        with pytest.raises(UndoTooLateError):
            await undo_telephone_answer(ctx, running, MemberId("piet"))
        with pytest.raises(InvitationOverError):
            await note_answer(ctx, session, MemberId("piet"), A.COMES)
    async with house.acting("gijs") as ctx:
        with pytest.raises(NotAllowedError):
            await open_to_close(ctx, session)


async def test_after_a_quarter_of_an_hour_an_answer_is_changed_and_not_undone(
    house: AcuteHouse, session: SessionId
):
    await says(house, session, "piet", A.CANNOT)
    house.now = IN_DUTY + 15 * MINUTE
    with pytest.raises(UndoTooLateError):
        await undoes(house, session, "piet")
    async with house.acting("piet") as ctx:
        invitation = await house.invitation(session, "piet")
        assert (await view_own_invitation(ctx, invitation.id)).undo_until is None
    assert (await says(house, session, "piet", A.COMES)).answer is A.COMES


async def test_an_old_card_another_member_and_a_closed_session_undo_nothing(
    house: AcuteHouse, session: SessionId
):
    view = await says(house, session, "piet", A.COMES)
    assert (await undoes(house, session, "piet", view.version - 1)).answer is A.COMES
    async with house.acting("olga") as ctx:
        with pytest.raises(NotAllowedError):
            await undo_own_answer(ctx, InvitationId(view.id), view.version)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
    with pytest.raises(InvitationOverError):
        await undoes(house, session, "piet")
