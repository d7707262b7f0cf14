"""A day and three days after an acute session it is asked how it is; silence goes on."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import CaseState
from domain.acute_check import AcuteCheck, CheckOutcome
from domain.acute_invitation import InvitationAnswer
from domain.audit import AuditEvent
from domain.identifiers import MemberId, SessionId
from domain.notice import NoticeKind
from domain.timer import TimerKind
from services.access import RefusedError
from services.acute.board import form_board
from services.acute.check import (
    CheckAnsweredError,
    answer_check,
    list_own_checks,
    read_check,
    view_check,
)
from services.acute.invitations import answer_invitation
from services.acute.report import KnownCase
from tests.support.acute_house import CODE, IN_DUTY, REPORT, AcuteFiles, AcuteHouse
from tests.support.agreed_actions import a_wish
from tests.support.permits import close, report_now

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


@pytest.fixture
async def closed(house: AcuteHouse) -> SessionId:
    """Cora, who is on duty, closes a session at ten o'clock; Piet promises something."""
    return await hold(house)


async def hold(house: AcuteHouse) -> SessionId:
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(session)
    asked = await house.invitation(session, "piet")
    async with house.acting("piet") as ctx:
        await answer_invitation(ctx, asked.id, InvitationAnswer.COMES, asked.version)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [a_wish("piet", date(2026, 11, 30))])
    return session


async def checks(house: AcuteHouse) -> list[AcuteCheck]:
    async with house.reading() as moment:
        return list(await moment.uow.acute_checks.open_ones())


async def end_appointments(house: AcuteHouse, name: str) -> None:
    async with house.work() as moment:
        member = await moment.uow.people.member(MemberId(name))
        await moment.uow.people.save_member(replace(member, appointments=()))


async def test_the_director_is_asked_a_day_and_three_days_later(
    house: AcuteHouse, closed: SessionId
):
    await house.tick(IN_DUTY + DAY - timedelta(minutes=1))
    assert await house.told(NoticeKind.ACUTE_CHECK) == []
    await house.tick(IN_DUTY + DAY)
    assert await house.told(NoticeKind.ACUTE_CHECK) == ["cora"]
    first, _ = await checks(house)
    async with house.sending_to("cora") as reading:
        view = await read_check(reading, first.id)
    assert (view.code, view.open_actions, view.overdue_actions) == (CODE, 1, 0)
    async with house.acting("cora") as ctx:
        await answer_check(ctx, first.id, CheckOutcome.WELL)
    await house.tick(IN_DUTY + 3 * DAY)
    (second,) = await checks(house)
    assert second.told == ("cora",)


async def test_who_answers_is_on_record_and_the_second_hears_who_was_first(
    house: AcuteHouse, closed: SessionId
):
    await house.tick(IN_DUTY + DAY)
    first, _ = await checks(house)
    async with house.acting("dirk") as ctx:
        await answer_check(ctx, first.id, CheckOutcome.OPEN)
    async with house.acting("cora") as ctx:
        with pytest.raises(CheckAnsweredError) as refused:
            await answer_check(ctx, first.id, CheckOutcome.WELL)
    assert refused.value.parameters["name"] == "Dirk Regisseur"
    case = (await house.session(closed)).case
    (entry,) = [one for one in await house.on_record(case) if one.event is AuditEvent.ACUTE_CHECKED]
    assert (entry.who, entry.subject) == ("dirk", closed)
    cards = {one.card for one in await house.notices(NoticeKind.ACUTE_CHECK)}
    assert cards == {f"acute_check:{first.id}:cora"}


async def test_the_board_of_who_directed_it_follows_each_question_and_answer(
    house: AcuteHouse, closed: SessionId
):
    await house.send_all()
    await house.tick(IN_DUTY + DAY)
    await house.send_all()
    first, _ = await checks(house)
    async with house.acting("dirk") as ctx:
        await answer_check(ctx, first.id, CheckOutcome.OPEN)
    async with house.reading() as moment:
        board = await form_board(
            moment, await moment.uow.sessions.get(closed), await moment.uow.cases.by_code(CODE)
        )
    assert board
    assert [(one.check.number, one.check.outcome, one.answered_by) for one in board.checks] == [
        (1, CheckOutcome.OPEN, "Dirk Regisseur"),
        (2, None, ""),
    ]
    causes = [one.business_key for one in await house.notices(NoticeKind.SESSION_BOARD)]
    assert causes[-2:] == [f"session:{closed}:board:check:{first.id}:{one}" for one in (2, 3)]


async def test_silence_comes_to_the_deputy_then_to_the_manager_and_then_stays_on_the_list(
    house: AcuteHouse, closed: SessionId
):
    asked_at = IN_DUTY + DAY
    for at in (asked_at, asked_at + 4 * HOUR, asked_at + 28 * HOUR, asked_at + 40 * HOUR):
        await house.tick(at)
    first, _ = await checks(house)
    assert first.told == ("cora", "dirk", "karel")
    assert first.next_at is None
    assert await house.told(NoticeKind.ACUTE_UNCHECKED) == ["karel"]
    async with house.acting("dirk") as ctx:
        assert [one.check for one in await list_own_checks(ctx)] == [first.id]


async def test_a_bot_that_was_down_all_day_asks_nobody_at_night(
    house: AcuteHouse, closed: SessionId
):
    await house.tick(IN_DUTY + DAY + 12 * HOUR)
    assert await house.told(NoticeKind.ACUTE_CHECK) == []
    await house.tick(IN_DUTY + 2 * DAY)
    assert await house.told(NoticeKind.ACUTE_CHECK) == ["cora"]


async def test_a_director_who_is_gone_is_not_waited_for(house: AcuteHouse, closed: SessionId):
    await end_appointments(house, "cora")
    await house.tick(IN_DUTY + DAY)
    assert await house.told(NoticeKind.ACUTE_CHECK) == ["dirk"]


async def test_a_director_who_leaves_after_being_asked_is_not_waited_for(
    house: AcuteHouse, closed: SessionId
):
    await house.tick(IN_DUTY + DAY)
    await end_appointments(house, "cora")
    async with house.work() as moment:
        (timer,) = [
            one
            for one in await moment.uow.timers.due(
                [TimerKind.ACUTE_CHECK], moment.now + 9 * DAY, None, 50
            )
            if one.subject == f"{closed}:1"
        ]
        await moment.uow.timers.set(replace(timer, due_at=moment.now))
    await house.tick(IN_DUTY + DAY + timedelta(minutes=1))
    assert await house.told(NoticeKind.ACUTE_CHECK) == ["cora", "dirk"]


async def test_on_friday_afternoon_it_is_asked_on_monday_once_nobody_hears_it_at_the_weekend(
    house: AcuteHouse,
):
    house.now = FRIDAY
    await hold(house)
    (first, second) = await checks(house)
    assert first.next_at
    assert second.next_at
    assert [one.next_at.isoweekday() for one in (first, second) if one.next_at] == [1, 2]


async def test_a_new_report_about_the_case_answers_and_is_not_asked_after_the_old_session(
    house: AcuteHouse, closed: SessionId
):
    await house.tick(IN_DUTY + DAY)
    first, _ = await checks(house)
    async with house.acting("gijs") as ctx:
        await report_now(ctx, REPORT, KnownCase(code=CODE))
    assert await checks(house) == []
    async with house.sending_to("cora") as reading:
        view = await read_check(reading, first.id)
    assert (view.check.outcome, view.answered_by) == (CheckOutcome.ACUTE_AGAIN, "")


async def test_of_a_case_that_left_the_house_nobody_is_asked(house: AcuteHouse, closed: SessionId):
    async with house.work() as moment:
        case = await moment.uow.cases.by_code(CODE)
        await moment.uow.cases.save(replace(case, state=CaseState.WITHDRAWN))
    await house.tick(IN_DUTY + 4 * DAY)
    assert await house.told(NoticeKind.ACUTE_CHECK) == []
    assert await checks(house) == []


async def test_only_a_process_director_sees_and_answers(house: AcuteHouse, closed: SessionId):
    await house.tick(IN_DUTY + DAY)
    first, _ = await checks(house)
    async with house.acting("cora") as ctx:
        assert (await view_check(ctx, first.id)).check.id == first.id
    for name in ("piet", "gijs", "vera"):
        async with house.acting(name) as ctx:
            assert await list_own_checks(ctx) == ()
            with pytest.raises(RefusedError):
                await view_check(ctx, first.id)
            with pytest.raises(RefusedError):
                await answer_check(ctx, first.id, CheckOutcome.WELL)
