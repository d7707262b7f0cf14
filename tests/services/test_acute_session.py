from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.access import CaseState, Involvement
from domain.acute_invitation import (
    AnswerEffect,
    InvitationAnswer,
    InvitationOverError,
    InvitationState,
    KnowsSubjectError,
    NoDeputyError,
    SubjectHiddenError,
)
from domain.acute_session import NobodyAgreedToItError, SessionState
from domain.agenda import AgendaState
from domain.agreed_action import ActionWish, PastDueDateError
from domain.audit import AuditEvent, AuditReason
from domain.case import CircleReason
from domain.errors import NotFoundError
from domain.identifiers import MemberId, SessionId
from domain.notice import NoticeKind
from domain.timer import TimerKind
from services.access import RefusedError
from services.acute.invitations import (
    AnsweredView,
    answer_invitation,
    view_subject,
)
from services.acute.report import KnownCase, SessionMovedOnError
from services.acute.session import (
    view_board,
    view_own_actions,
)
from services.acute.views import read_closed, read_invitation
from tests.support.acute_house import (
    CODE,
    IDENTITY,
    IN_DUTY,
    REPORT,
    AcuteFiles,
    AcuteHouse,
)
from tests.support.agreed_actions import a_wish
from tests.support.meetings import THE_MEETING, a_meeting, an_agenda
from tests.support.permits import (
    close,
    find_deputies,
    find_present,
    note_answer,
    report_now,
    send_deputy,
)

TOMORROW = date(2026, 11, 25)


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


async def answer(
    house: AcuteHouse, session: SessionId, name: str, said: InvitationAnswer, version: int = 0
) -> AnsweredView:
    invitation = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        return await answer_invitation(ctx, invitation.id, said, version or invitation.version)


async def deputise(house: AcuteHouse, session: SessionId, name: str, deputy: str) -> None:
    invitation = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        await send_deputy(ctx, invitation.id, MemberId(deputy))


async def stands(house: AcuteHouse, name: str) -> Involvement:
    async with house.database.reading() as uow:
        case = await uow.cases.by_code(CODE)
    return await house.involvement(case.id, name)


def a_promise(owner: str, due_on: date = TOMORROW) -> ActionWish:
    return a_wish(owner, due_on)


async def test_i_come_shows_on_the_board(house: AcuteHouse, session: SessionId):
    answered = await answer(house, session, "piet", InvitationAnswer.COMES)
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)

    assert answered.effect is AnswerEffect.FIRST
    assert (board.quorum.coming, board.quorum.needed, board.quorum.silent) == (1, 5, 4)
    line = next(seat for seat in board.seats if seat.member == "Piet Politie")
    assert line.answer is InvitationAnswer.COMES


async def test_all_telephone_numbers_are_on_the_board_from_the_start(
    house: AcuteHouse, session: SessionId
):
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)

    assert all(seat.telephone and seat.organisation_telephone for seat in board.seats)


async def test_each_answer_brings_the_same_board_card_up_to_date(
    house: AcuteHouse, session: SessionId
):
    await house.send_all()
    await answer(house, session, "piet", InvitationAnswer.COMES)
    await house.send_all()
    await answer(house, session, "olga", InvitationAnswer.CANNOT)
    boards = await house.notices(NoticeKind.SESSION_BOARD)

    assert len(boards) == 3
    assert {board.card for board in boards} == {f"session:{session}:board"}


async def test_answers_before_the_board_is_sent_need_no_other_than_that_one(
    house: AcuteHouse, session: SessionId
):
    await answer(house, session, "piet", InvitationAnswer.COMES)
    await answer(house, session, "olga", InvitationAnswer.CANNOT)

    assert len(await house.notices(NoticeKind.SESSION_BOARD)) == 1


async def test_the_answer_given_first_counts_on_an_old_card(house: AcuteHouse, session: SessionId):
    await house.send_all()
    await answer(house, session, "piet", InvitationAnswer.COMES)
    await house.send_all()
    second = await answer(house, session, "piet", InvitationAnswer.CANNOT, version=1)

    assert second.effect is AnswerEffect.UNCHANGED
    assert second.invitation.answer is InvitationAnswer.COMES
    assert (await house.invitation(session, "piet")).answer is InvitationAnswer.COMES
    assert len(await house.notices(NoticeKind.SESSION_BOARD)) == 2


async def test_a_changed_mind_counts_until_the_session_is_closed(
    house: AcuteHouse, session: SessionId
):
    await answer(house, session, "piet", InvitationAnswer.CANNOT)
    changed = await answer(house, session, "piet", InvitationAnswer.COMES)

    assert changed.effect is AnswerEffect.CHANGED
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
    async with house.acting("piet") as ctx:
        invitation = await house.invitation(session, "piet")
        with pytest.raises(RefusedError):
            await answer_invitation(ctx, invitation.id, InvitationAnswer.CANNOT, invitation.version)


async def test_who_keeps_the_case_still_cannot_answer_a_closed_session(
    house: AcuteHouse, session: SessionId
):
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])

    with pytest.raises(InvitationOverError):
        await answer(house, session, "gijs", InvitationAnswer.COMES)


async def test_nobody_answers_for_another(house: AcuteHouse, session: SessionId):
    invitation = await house.invitation(session, "piet")
    for name in ("olga", "petra", "ina", "cora"):
        async with house.acting(name) as ctx:
            with pytest.raises(RefusedError):
                await answer_invitation(ctx, invitation.id, InvitationAnswer.COMES, 1)


async def test_not_known_loses_session_and_case(house: AcuteHouse, session: SessionId):
    assert await stands(house, "piet") is Involvement.INVITED
    await answer(house, session, "piet", InvitationAnswer.NOT_KNOWN)

    assert await stands(house, "piet") is Involvement.FORMER
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    assert board.quorum.needed == 4
    with pytest.raises(RefusedError):
        await answer(house, session, "piet", InvitationAnswer.COMES)


async def test_who_cannot_say_keeps_the_place_and_only_the_director_hears_it(
    house: AcuteHouse, session: SessionId
):
    before = {kind: await house.notices(kind) for kind in NoticeKind}
    await answer(house, session, "gijs", InvitationAnswer.CANNOT_SAY)

    assert await stands(house, "gijs") is Involvement.CIRCLE
    after = {kind: await house.notices(kind) for kind in NoticeKind}
    assert after.pop(NoticeKind.SESSION_BOARD)[-1].member == "cora"
    assert after == {kind: before[kind] for kind in after}
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    (line,) = [seat for seat in board.seats if seat.member == "Gijs Geest"]
    assert line.answer is InvitationAnswer.CANNOT_SAY


@pytest.mark.parametrize("no", [InvitationAnswer.CANNOT, InvitationAnswer.CANNOT_SAY])
async def test_who_said_no_reads_who_it_is_about_only_after_changing_the_answer(
    house: AcuteHouse, session: SessionId, no: InvitationAnswer
):
    invitation = (await house.invitation(session, "piet")).id
    await answer(house, session, "piet", no)
    async with house.acting("piet") as ctx:
        with pytest.raises(SubjectHiddenError):
            await view_subject(ctx, invitation)
    await answer(house, session, "piet", InvitationAnswer.COMES)
    async with house.acting("piet") as ctx:
        assert (await view_subject(ctx, invitation)).name == IDENTITY.name


async def test_not_known_ends_an_earlier_place_in_the_circle(house: AcuteHouse, session: SessionId):
    assert await stands(house, "gijs") is Involvement.CIRCLE
    await answer(house, session, "gijs", InvitationAnswer.NOT_KNOWN)

    assert await stands(house, "gijs") is Involvement.FORMER
    (left,) = [
        one
        for one in await house.on_record((await house.session(session)).case)
        if one.event is AuditEvent.CIRCLE_LEFT
    ]
    assert (left.subject, left.reason) == ("gijs", AuditReason.NOT_KNOWN)


async def test_who_drops_out_of_a_case_has_posted_agendas_looked_at_again(
    house: AcuteHouse, session: SessionId
):
    starts_at = house.now + timedelta(days=1)
    async with house.work() as moment:
        await moment.uow.meetings.add(a_meeting(starts_at))
        await moment.uow.meetings.add_agenda(an_agenda(state=AgendaState.POSTED))
    await answer(house, session, "gijs", InvitationAnswer.COMES)
    async with house.work() as moment:
        kinds = frozenset({TimerKind.AGENDA})
        assert not await moment.uow.timers.due(kinds, house.now, after=None, limit=9)
    await answer(house, session, "gijs", InvitationAnswer.NOT_KNOWN)
    async with house.work() as moment:
        [look] = await moment.uow.timers.due(kinds, house.now, after=None, limit=9)
        assert look.subject == THE_MEETING


async def test_who_referred_knows_the_subject(house: AcuteHouse, session: SessionId):
    with pytest.raises(KnowsSubjectError):
        await answer(house, session, "wim", InvitationAnswer.NOT_KNOWN)
    assert await stands(house, "wim") is Involvement.REFERRER


async def test_a_deputy_is_chosen_from_colleagues_with_a_valid_appointment(
    house: AcuteHouse, session: SessionId
):
    invitation = await house.invitation(session, "piet")
    async with house.acting("piet") as ctx:
        assert [one.id for one in await find_deputies(ctx, invitation.id)] == ["petra"]
    for stranger in ("olga", "dirk", "piet"):
        with pytest.raises(NoDeputyError):
            await deputise(house, session, "piet", stranger)


async def test_a_deputy_is_invited_and_the_first_one_loses_the_session(
    house: AcuteHouse, session: SessionId
):
    await deputise(house, session, "piet", "petra")

    assert await stands(house, "piet") is Involvement.FORMER
    assert await stands(house, "petra") is Involvement.INVITED
    assert "petra" in await house.told(NoticeKind.INVITATION)
    deputy = await house.invitation(session, "petra")
    async with house.sending_to("petra") as reading:
        view = await read_invitation(reading, deputy.id)
    assert view
    assert view.stands_in_for == "Piet Politie"


async def test_who_sends_a_deputy_keeps_a_case_they_are_involved_in(
    house: AcuteHouse, session: SessionId
):
    await deputise(house, session, "gijs", "gea")

    assert await stands(house, "gijs") is Involvement.CIRCLE
    assert (await house.invitation(session, "gijs")).state is InvitationState.REPLACED


async def test_a_deputy_is_named_once(house: AcuteHouse, session: SessionId):
    await deputise(house, session, "piet", "petra")

    with pytest.raises(RefusedError):
        await deputise(house, session, "piet", "petra")
    assert (await house.invited(session)).count("petra") == 1


async def test_an_answer_by_telephone_is_recorded_on_behalf_of_the_partner(
    house: AcuteHouse, session: SessionId
):
    async with house.acting("cora") as ctx:
        effect = await note_answer(ctx, session, MemberId("piet"), InvitationAnswer.COMES)
    async with house.database.reading() as uow:
        case = await uow.cases.by_code(CODE)
    entry = (await house.on_record(case.id))[-1]

    assert effect is AnswerEffect.FIRST
    assert (entry.event, entry.reason) == (
        AuditEvent.INVITATION_ANSWERED,
        AuditReason.BY_TELEPHONE,
    )
    assert (entry.who, entry.on_behalf_of) == ("cora", "piet")


async def test_a_partner_records_no_answer_for_another(house: AcuteHouse, session: SessionId):
    async with house.acting("piet") as ctx:
        with pytest.raises(RefusedError):
            await note_answer(ctx, session, MemberId("olga"), InvitationAnswer.COMES)
    async with house.acting("cora") as ctx:
        with pytest.raises(NotFoundError):
            await note_answer(ctx, session, MemberId("petra"), InvitationAnswer.COMES)


async def test_an_invitation_is_shown_to_nobody_else(house: AcuteHouse, session: SessionId):
    invitation = await house.invitation(session, "piet")
    async with house.sending_to("olga") as reading:
        assert await read_invitation(reading, invitation.id) is None


async def test_only_a_process_director_sees_the_board(house: AcuteHouse, session: SessionId):
    for name in ("piet", "wim", "ina", "petra", "karel"):
        async with house.acting(name) as ctx:
            with pytest.raises(RefusedError):
                await view_board(ctx, session)
            with pytest.raises(RefusedError):
                await close(ctx, session, [])


async def test_agreements_go_to_who_came_and_who_came_can_take_them(
    house: AcuteHouse, session: SessionId
):
    await answer(house, session, "piet", InvitationAnswer.COMES)
    async with house.acting("cora") as ctx:
        assert [one.id for one in await find_present(ctx, session)] == ["piet", "cora"]
        await close(ctx, session, [a_promise("piet"), a_promise("cora")])

    assert (await house.session(session)).state is SessionState.CLOSED
    assert await house.told(NoticeKind.SESSION_CLOSED) == ["piet"]
    async with house.acting("piet") as ctx:
        own = await view_own_actions(ctx, session)
    assert [action.owner for action in own.actions] == ["piet"]


async def test_who_came_without_an_action_hears_that_it_is_closed_and_loses_the_case(
    house: AcuteHouse, session: SessionId
):
    await answer(house, session, "olga", InvitationAnswer.COMES)
    await answer(house, session, "piet", InvitationAnswer.COMES)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [a_promise("piet")])

    assert await house.told(NoticeKind.SESSION_CLOSED) == ["olga", "piet"]
    async with house.sending_to("olga") as reading:
        closed = await read_closed(reading, session)
    assert closed
    assert closed.own_actions == 0
    assert await stands(house, "olga") is Involvement.FORMER
    assert await stands(house, "piet") is Involvement.CIRCLE


async def test_closing_takes_the_session_from_who_never_answered(
    house: AcuteHouse, session: SessionId
):
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])

    assert await stands(house, "vera") is Involvement.FORMER
    assert await stands(house, "gijs") is Involvement.CIRCLE
    async with house.acting("vera") as ctx:
        with pytest.raises(RefusedError):
            await view_own_actions(ctx, session)


async def test_an_owner_joins_the_circle_with_a_reason_on_record(
    house: AcuteHouse, session: SessionId
):
    await deputise(house, session, "piet", "petra")
    await answer(house, session, "petra", InvitationAnswer.COMES)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [a_promise("petra")])
    async with house.database.reading() as uow:
        case = await uow.cases.by_code(CODE)
        circle = await uow.cases.circle(case.id)

    assert {(p.member, p.reason) for p in circle} == {
        ("gijs", CircleReason.INVOLVED_PARTNER),
        ("petra", CircleReason.STANDS_IN),
    }
    events = [entry.event for entry in await house.on_record(case.id)]
    assert events[-3:] == [
        AuditEvent.ACTION_AGREED,
        AuditEvent.SESSION_CLOSED,
        AuditEvent.CIRCLE_JOINED,
    ]


async def test_an_owner_who_had_a_place_already_joins_nothing(
    house: AcuteHouse, session: SessionId
):
    await answer(house, session, "gijs", InvitationAnswer.COMES)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [a_promise("gijs")])
    async with house.database.reading() as uow:
        case = await uow.cases.by_code(CODE)
        (place,) = await uow.cases.circle(case.id)

    assert (place.member, place.reason) == ("gijs", CircleReason.INVOLVED_PARTNER)
    events = [entry.event for entry in await house.on_record(case.id)]
    assert AuditEvent.CIRCLE_JOINED not in events


async def test_an_agreement_of_somebody_absent_or_for_yesterday_closes_nothing(
    house: AcuteHouse, session: SessionId
):
    yesterday = IN_DUTY.date() - timedelta(days=1)
    for promise, error in (
        (a_promise("piet"), NobodyAgreedToItError),
        (a_promise("cora", yesterday), PastDueDateError),
    ):
        async with house.acting("cora") as ctx:
            with pytest.raises(error):
                await close(ctx, session, [promise])

    assert (await house.session(session)).state is SessionState.CONVENED


async def test_closing_brings_the_reporters_card_up_to_date_without_a_new_message(
    house: AcuteHouse, session: SessionId
):
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
    receipts = await house.notices(NoticeKind.ACUTE_RECEIPT)

    assert {receipt.card for receipt in receipts} == {f"session:{session}:receipt:wim"}
    assert {receipt.member for receipt in receipts} == {"wim"}


async def test_of_two_directors_who_close_the_second_is_told(house: AcuteHouse, session: SessionId):
    async with house.acting("dirk") as ctx:
        await close(ctx, session, [])
    async with house.acting("cora") as ctx:
        with pytest.raises(SessionMovedOnError) as refused:
            await close(ctx, session, [a_promise("cora")])

    assert refused.value.parameters["name"] == "Dirk Regisseur"


async def test_the_session_of_a_case_that_left_the_house_can_still_be_closed(
    house: AcuteHouse, session: SessionId
):
    async with house.database.work() as uow:
        case = await uow.cases.by_code(CODE)
        await uow.cases.save(replace(case, state=CaseState.WITHDRAWN))
    with pytest.raises(RefusedError):
        await answer(house, session, "piet", InvitationAnswer.COMES)
    async with house.acting("cora") as ctx:
        closed = await close(ctx, session, [])

    assert closed.session.state is SessionState.CLOSED
