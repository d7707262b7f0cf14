"""The auditor finds whatever stands still in the acute lane, and nothing that goes on by itself."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer
from domain.escalation_audit import Stall
from domain.identifiers import MemberId, SessionId
from domain.notice import NoticeKind
from services.acute.auditor import Findings, audit_acute_lane, raise_alarms, read_stalled
from services.acute.invitations import answer_invitation
from services.acute.report import KnownCase, take_report
from storage.acute_checks import acute_check
from storage.escalations import escalation
from storage.timers import timer
from tests.support.acute_house import (
    CODE,
    IN_DUTY,
    IN_THE_NIGHT,
    JUDGEMENT,
    REPORT,
    AcuteFiles,
    AcuteHouse,
)
from tests.support.permits import close, refuse_acute, report_now

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


@dataclass(frozen=True)
class Open:
    """A house in which one step is open."""

    house: AcuteHouse
    session: SessionId


async def report(house: AcuteHouse) -> Open:
    async with house.acting("wim") as ctx:
        return Open(house, (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id)


async def take(house: AcuteHouse) -> Open:
    found = await report(house)
    async with house.acting("cora") as ctx:
        await take_report(ctx, found.session)
    return found


async def invite(house: AcuteHouse) -> Open:
    found = await report(house)
    await house.convene(found.session, ("veilig-thuis",))
    return found


STEPS = (report, take, invite)


async def audit(house: AcuteHouse) -> Findings:
    async with house.reading() as moment:
        return await audit_acute_lane(moment)


async def change(house: AcuteHouse, statement: object) -> None:
    async with house.database.engine.begin() as connection:
        await connection.execute(statement)


async def delete_timer(found: Open) -> None:
    await change(found.house, delete(timer))


async def lose_chain(found: Open) -> None:
    await change(found.house, delete(escalation))


async def climb_with_nobody(found: Open) -> None:
    await change(found.house, update(escalation).values(told=[], climbed=1))


async def let_the_clock_stand_still(found: Open) -> None:
    found.house.now = IN_DUTY + 20 * MINUTE  # and no tick looks at its timers


async def put_the_clock_back(found: Open) -> None:
    found.house.now = IN_DUTY - timedelta(days=2)


PLANTED = {
    delete_timer: Stall.NO_TIMER,
    lose_chain: Stall.NO_CHAIN,
    climb_with_nobody: Stall.NOBODY,
    let_the_clock_stand_still: Stall.OVERDUE,
    put_the_clock_back: Stall.TOO_FAR,
}


@pytest.mark.parametrize("begin", STEPS)
@pytest.mark.parametrize(("plant", "stall"), PLANTED.items())
async def test_each_planted_stall_is_found_in_each_step(
    house: AcuteHouse,
    begin: Callable[[AcuteHouse], Awaitable[Open]],
    plant: Callable[[Open], Awaitable[None]],
    stall: Stall,
):
    found = await begin(house)
    assert (await audit(house)).stalled == ()
    await plant(found)
    stalled = (await audit(house)).stalled
    assert [(one.session, one.stall) for one in stalled] == [(found.session, stall)]


async def test_a_rung_whose_only_reader_left_is_found(house: AcuteHouse):
    await report(house)
    async with house.work() as moment:
        cora = await moment.uow.people.member(MemberId("cora"))
        await moment.uow.people.save_member(cora.leave(moment.today))
    assert [one.stall for one in (await audit(house)).stalled] == [Stall.NOBODY]


async def test_a_sender_that_stopped_is_found_by_the_acute_message_that_is_late(
    house: AcuteHouse,
):
    await report(house)
    house.now = IN_DUTY + 10 * MINUTE - timedelta(seconds=1)
    assert (await audit(house)).lagging is None
    house.now = IN_DUTY + 10 * MINUTE
    assert (await audit(house)).lagging is not None
    await house.send_all()
    assert (await audit(house)).lagging is None


async def test_every_director_hears_it_once_for_each_stall(house: AcuteHouse):
    found = await report(house)
    await lose_chain(found)
    house.now = IN_DUTY + 10 * MINUTE
    for _ in range(2):
        async with house.work() as moment:
            await raise_alarms(moment, await audit_acute_lane(moment))
    for kind in (NoticeKind.ACUTE_STALLED, NoticeKind.SENDING_LAGS):
        assert [one.member for one in await house.notices(kind)] == ["cora", "dirk"]
    async with house.sending_to("cora") as reading:
        view = await read_stalled(reading, found.session)
    assert view is not None
    assert view.code == CODE


async def test_of_a_session_that_is_over_nothing_is_told(house: AcuteHouse):
    found = await take(house)
    async with house.acting("cora") as ctx:
        await refuse_acute(ctx, found.session, JUDGEMENT)
    async with house.sending_to("cora") as reading:
        assert await read_stalled(reading, found.session) is None
    await lose_chain(found)
    assert await audit(house) == Findings()


@pytest.mark.parametrize("begin", STEPS)
async def test_nothing_is_found_as_long_as_the_house_goes_on_by_itself(
    house: AcuteHouse, begin: Callable[[AcuteHouse], Awaitable[Open]]
):
    await begin(house)
    for minutes in range(0, 240, 5):
        await house.tick(IN_DUTY + minutes * MINUTE)
        await house.send_all()
        found = await audit(house)
        assert (found.stalled, found.lagging, found.open_steps) == ((), None, 1)
    assert found.unanswered == 1


async def test_a_report_that_waits_for_the_morning_stands_not_still(house: AcuteHouse):
    house.now = IN_THE_NIGHT
    await report(house)
    house.now = IN_THE_NIGHT + timedelta(hours=5)
    assert (await audit(house)).stalled == ()


async def test_who_answered_and_what_was_closed_is_no_open_step(house: AcuteHouse):
    found = await invite(house)
    invitation = await house.invitation(found.session, "vera")
    async with house.acting("vera") as ctx:
        await answer_invitation(ctx, invitation.id, InvitationAnswer.COMES, invitation.version)
    assert (await audit(house)).open_steps == 0
    async with house.acting("cora") as ctx:
        await close(ctx, found.session, [])
    assert await audit(house) == Findings()


async def ask_after(house: AcuteHouse) -> Open:
    """A session was closed an hour ago: how it is will be asked tomorrow and the day after that."""
    found = await invite(house)
    async with house.acting("cora") as ctx:
        await close(ctx, found.session, [])
    return found


async def forget_when(found: Open) -> None:
    await change(found.house, update(acute_check).values(next_at=None))


async def let_all_be_asked_of_nobody(found: Open) -> None:
    await change(found.house, update(acute_check).values(told=[], taken=3, next_at=None))


async def let_a_day_pass_unseen(found: Open) -> None:
    found.house.now = IN_DUTY + timedelta(hours=24) + 20 * MINUTE


async def put_the_clock_back_a_week(found: Open) -> None:
    found.house.now = IN_DUTY - timedelta(days=7)


@pytest.mark.parametrize(
    ("plant", "stall", "times"),
    [
        (delete_timer, Stall.NO_TIMER, 2),
        (forget_when, Stall.NO_NEXT_MOMENT, 2),
        (let_all_be_asked_of_nobody, Stall.NOBODY, 2),
        (let_a_day_pass_unseen, Stall.OVERDUE, 1),
        (put_the_clock_back_a_week, Stall.TOO_FAR, 2),
    ],
)
async def test_what_is_asked_after_a_session_and_stands_still_is_found_and_told_with_the_question(
    house: AcuteHouse, plant: Callable[[Open], Awaitable[None]], stall: Stall, times: int
):
    found = await ask_after(house)
    assert (await audit(house)).stalled == ()
    await plant(found)
    await house.send_all()
    stalled = (await audit(house)).stalled
    assert [(one.session, one.stall) for one in stalled] == [(found.session, stall)] * times
    async with house.work() as moment:
        await raise_alarms(moment, await audit_acute_lane(moment))
    assert {one.member for one in await house.notices(NoticeKind.ACUTE_STALLED)} == {"cora", "dirk"}
    async with house.sending_to("dirk") as reading:
        view = await read_stalled(reading, found.session)
    assert view
    assert view.check == f"{found.session}:1"


async def test_what_is_asked_after_a_session_goes_on_until_the_manager_knows(house: AcuteHouse):
    found = await ask_after(house)
    for hours in range(0, 200, 2):
        await house.tick(IN_DUTY + timedelta(hours=hours))
        await house.send_all()
        assert (await audit(house)).stalled == ()
    async with house.reading() as moment:
        asked = await moment.uow.acute_checks.open_ones()
    assert [one.next_step for one in asked] == [None, None]
    assert {one.session for one in asked} == {found.session}
