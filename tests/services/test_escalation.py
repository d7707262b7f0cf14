"""A report that nobody takes, and one that is taken and left alone: who hears of it, and when."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from domain.access import CaseState
from domain.acute_session import SessionState
from domain.audit import AuditEvent
from domain.delivery import DeliveryState
from domain.escalation import ChainKind, EscalationTimes, identify_chain
from domain.house import DutyPeriod
from domain.identifiers import MemberId, SessionId
from domain.notice import NoticeKind, PrivateNotice
from services.acute.report import KnownCase, list_sessions_in_charge, take_report
from services.acute.views import AcuteReceiptView, read_acute_receipt
from services.acute.waiting import read_waiting
from services.delivery import tell_failures, tell_lateness
from services.recipients import NotSentError, require_recipient
from storage.notices import outbox
from tests.support.acute_house import (
    CODE,
    IN_DUTY,
    IN_THE_NIGHT,
    JUDGEMENT,
    NEXT_MORNING,
    REPORT,
    AcuteFiles,
    AcuteHouse,
)
from tests.support.permits import refuse_acute, report_now

K = NoticeKind
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


async def report(house: AcuteHouse) -> SessionId:
    async with house.acting("wim") as ctx:
        return (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id


async def take(house: AcuteHouse, session: SessionId, name: str) -> None:
    async with house.acting(name) as ctx:
        await take_report(ctx, session)


async def let_pass(house: AcuteHouse, *minutes: int) -> None:
    for at in minutes:
        await house.tick(IN_DUTY + at * MINUTE)


async def who_knows(house: AcuteHouse) -> dict[str, list[str]]:
    kinds = (K.ACUTE_REPORT, K.ACUTE_WAITS, K.ACUTE_UNJUDGED, K.ACUTE_ALARM)
    found = {kind.value: [one.member for one in await house.notices(kind)] for kind in kinds}
    return {kind: members for kind, members in found.items() if members}


async def receipt(house: AcuteHouse, session: SessionId) -> AcuteReceiptView:
    async with house.sending_to("wim") as reading:
        view = await read_acute_receipt(reading, session)
    assert view is not None
    return view


async def lose_role(house: AcuteHouse, name: str) -> None:
    async with house.work() as moment:
        member = await moment.uow.people.member(MemberId(name))
        await moment.uow.people.save_member(member.leave(moment.today))


async def fail_message(house: AcuteHouse, member: str, state: DeliveryState) -> None:
    async with house.database.engine.begin() as connection:
        await connection.execute(
            update(outbox).where(outbox.c.member == member).values(state=state)
        )
    async with house.work() as moment:
        await tell_failures(moment)
    await house.tick(house.now)


async def change_rota(house: AcuteHouse, member: str, deputy: str | None) -> None:
    period = DutyPeriod(
        member=MemberId(member), deputy=deputy and MemberId(deputy),
        from_on=date(2026, 1, 1), until_on=date(2027, 12, 31),
    )  # fmt: skip
    async with house.work() as moment:
        await moment.uow.rota.replace_periods([period])


async def test_a_silent_director_and_a_silent_deputy_end_with_the_manager(house: AcuteHouse):
    await report(house)
    await let_pass(house, 9)
    assert await who_knows(house) == {"acute_report": ["cora"]}
    await let_pass(house, 10)
    assert await who_knows(house) == {"acute_report": ["cora", "dirk"]}
    await let_pass(house, 19)
    assert "acute_waits" not in await who_knows(house)
    await let_pass(house, 20)
    assert (await who_knows(house))["acute_waits"] == ["karel"]


async def test_when_nobody_is_left_every_director_hears_it_and_the_reporter_whom_to_call(
    house: AcuteHouse,
):
    session = await report(house)
    await let_pass(house, 10, 20)
    assert not (await receipt(house, session)).is_unanswered
    await let_pass(house, 30)
    assert (await who_knows(house))["acute_alarm"] == ["cora", "dirk"]
    told = await receipt(house, session)
    assert told.is_unanswered
    assert {one.id for one in (told.told, *told.also_told)} == {"cora", "dirk", "karel"}
    cards = [one.card for one in await house.notices(K.ACUTE_RECEIPT)]
    assert cards[-1] == f"session:{session}:receipt:wim:unanswered"


async def test_what_still_waits_is_told_again_but_not_at_night(house: AcuteHouse):
    session = await report(house)
    await let_pass(house, 10, 20, 30, 59)
    assert len(await house.notices(K.ACUTE_ALARM)) == 2
    await let_pass(house, 60)
    alarms = await house.notices(K.ACUTE_ALARM)
    assert len({one.card for one in alarms}) == len(alarms) == 4
    await let_pass(house, *range(90, 361, 30))  # until the office closes at 17:00
    async with house.reading() as moment:
        chain = await moment.uow.escalations.find(identify_chain(ChainKind.REPORT, session))
    assert chain is not None
    assert chain.next_at == NEXT_MORNING


async def test_whoever_takes_it_ends_the_chain_and_everybody_told_reads_so(house: AcuteHouse):
    session = await report(house)
    await let_pass(house, 10, 20)
    await house.send_all()
    house.now = IN_DUTY + 21 * MINUTE
    await take(house, session, "dirk")
    edited = await who_knows(house)
    assert edited == {
        "acute_report": ["cora", "dirk", "cora", "dirk"],
        "acute_waits": ["karel", "karel"],
    }
    cards = [one.card for one in await house.notices(K.ACUTE_WAITS)]
    assert cards[0] == cards[1]  # the same card, without a sound
    async with house.sending_to("karel") as reading:
        waiting = await read_waiting(reading, session)
    assert waiting.director is not None
    assert waiting.director.id == "dirk"
    await let_pass(house, 30, 35)
    assert await who_knows(house) == edited


async def refusal(house: AcuteHouse, kind: K, member: str, session: SessionId) -> NotSentError:
    """Why a message that was not sent yet is not sent now."""
    notice = PrivateNotice(kind=kind, subject=session, business_key="late", member=MemberId(member))
    async with house.sending_to(member) as reading:
        with pytest.raises(NotSentError) as refused:
            await require_recipient(reading, notice, is_posted=False)
    return refused.value


async def test_what_was_not_sent_yet_when_somebody_took_it_is_only_overtaken(house: AcuteHouse):
    session = await report(house)
    await let_pass(house, 10, 20, 30)
    await take(house, session, "cora")
    late = ((K.ACUTE_REPORT, "dirk"), (K.ACUTE_WAITS, "karel"), (K.ACUTE_ALARM, "dirk"))
    for kind, member in late:
        assert (await refusal(house, kind, member, session)).is_superseded


async def test_a_deputy_whom_the_rota_does_not_name_any_more_is_sent_nothing(house: AcuteHouse):
    session = await report(house)
    await let_pass(house, 10)
    await change_rota(house, "cora", None)
    duty = replace(house.house.duty, fallback=MemberId("cora"))
    house.house = replace(house.house, duty=duty)
    assert not (await refusal(house, K.ACUTE_REPORT, "dirk", session)).is_superseded


async def test_who_took_it_and_leaves_it_is_asked_again_and_then_the_next(house: AcuteHouse):
    session = await report(house)
    await take(house, session, "cora")
    await let_pass(house, 14)
    assert "acute_unjudged" not in await who_knows(house)
    await let_pass(house, 15)
    assert (await who_knows(house))["acute_unjudged"] == ["cora"]
    await let_pass(house, 25)
    assert (await who_knows(house))["acute_unjudged"] == ["cora", "dirk"]
    await let_pass(house, 35, 45)
    known = await who_knows(house)
    assert (known["acute_waits"], known["acute_alarm"]) == (["karel"], ["cora", "dirk"])


async def test_a_deputy_finds_what_came_to_them_in_mijn_until_another_takes_it(
    house: AcuteHouse,
):
    session = await report(house)
    async with house.acting("dirk") as ctx:
        assert await list_sessions_in_charge(ctx) == ()
    await let_pass(house, 10)
    async with house.acting("dirk") as ctx:
        assert [one.id for one in await list_sessions_in_charge(ctx)] == [session]
    await take(house, session, "cora")
    async with house.acting("dirk") as ctx:
        assert await list_sessions_in_charge(ctx) == ()


async def test_the_reporter_of_a_report_that_somebody_has_is_not_told_to_call(house: AcuteHouse):
    session = await report(house)
    await take(house, session, "cora")
    await let_pass(house, 15, 25, 35, 45)
    async with house.acting("cora") as ctx:
        await refuse_acute(ctx, session, JUDGEMENT)
    cards = {one.card for one in await house.notices(K.ACUTE_RECEIPT)}
    assert cards == {f"session:{session}:receipt:wim", ""}


async def test_what_is_judged_ends_every_chain_and_every_card(house: AcuteHouse):
    session = await report(house)
    await take(house, session, "cora")
    await let_pass(house, 15)
    async with house.acting("cora") as ctx:
        await refuse_acute(ctx, session, JUDGEMENT)
    assert (await house.session(session)).state is SessionState.NOT_ACUTE
    known = await who_knows(house)
    assert known["acute_unjudged"] == ["cora"]  # that card still waited to be sent
    await let_pass(house, 25, 35, 45)
    assert await who_knows(house) == known


async def test_a_deputy_who_takes_it_is_not_asked_as_the_next_one(house: AcuteHouse):
    session = await report(house)
    await let_pass(house, 10)
    await take(house, session, "dirk")
    await let_pass(house, 25, 35)
    assert (await who_knows(house))["acute_unjudged"] == ["dirk", "cora"]


@pytest.mark.parametrize("state", [DeliveryState.DEAD, DeliveryState.EXPIRED, DeliveryState.ASKED])
async def test_whom_it_does_not_reach_is_passed_over_at_once(
    house: AcuteHouse, state: DeliveryState
):
    await report(house)
    house.now = IN_DUTY + MINUTE
    await fail_message(house, "cora", state)
    assert await who_knows(house) == {"acute_report": ["cora", "dirk"]}
    await fail_message(house, "dirk", state)
    assert (await who_knows(house))["acute_waits"] == ["karel"]
    await fail_message(house, "karel", state)
    assert (await who_knows(house))["acute_alarm"] == ["cora", "dirk"]


async def test_what_is_held_up_longer_than_an_acute_message_may_be_goes_on_to_the_next(
    house: AcuteHouse,
):
    await report(house)
    house.now = IN_DUTY + 5 * MINUTE
    async with house.work() as moment:
        await tell_lateness(moment)
    await house.tick(house.now)
    assert await who_knows(house) == {"acute_report": ["cora", "dirk"]}


async def test_who_is_told_later_because_duty_changed_is_the_one_on_duty_then(house: AcuteHouse):
    await report(house)
    await change_rota(house, "dirk", None)
    house.now = IN_DUTY + MINUTE
    await fail_message(house, "cora", DeliveryState.WITHHELD)
    assert await who_knows(house) == {"acute_report": ["cora", "dirk"]}
    await let_pass(house, 10)  # nobody else is named: the manager comes at once
    assert (await who_knows(house))["acute_waits"] == ["karel"]


async def test_a_deputy_who_lost_the_role_is_passed_over(house: AcuteHouse):
    await report(house)
    await lose_role(house, "dirk")
    await let_pass(house, 10)
    known = await who_knows(house)
    assert (known["acute_report"], known["acute_waits"]) == (["cora"], ["karel"])


async def test_a_house_where_nobody_holds_a_role_any_more_tells_the_reporter_whom_to_call(
    house: AcuteHouse,
):
    session = await report(house)
    for name in ("cora", "dirk", "karel"):
        await lose_role(house, name)
    await let_pass(house, 10)
    assert (await receipt(house, session)).is_unanswered


async def test_a_report_of_the_night_begins_its_chain_at_the_duty_hour(house: AcuteHouse):
    house.now = IN_THE_NIGHT
    session = await report(house)
    await house.tick(IN_THE_NIGHT + timedelta(hours=2))
    assert await who_knows(house) == {}
    assert (await receipt(house, session)).is_waiting
    await house.tick(NEXT_MORNING + 2 * MINUTE)  # a tick that came late
    await house.tick(NEXT_MORNING + 11 * MINUTE)
    assert await who_knows(house) == {"acute_report": ["cora"]}
    await house.tick(NEXT_MORNING + 12 * MINUTE)
    assert await who_knows(house) == {"acute_report": ["cora", "dirk"]}
    assert not (await receipt(house, session)).is_waiting


async def test_a_bot_that_was_down_across_two_rungs_tells_both_at_once(house: AcuteHouse):
    await report(house)
    await let_pass(house, 25)
    known = await who_knows(house)
    assert known == {"acute_report": ["cora", "dirk"], "acute_waits": ["karel"]}
    await let_pass(house, 34)
    assert await who_knows(house) == known
    await let_pass(house, 35)
    assert "acute_alarm" in await who_knows(house)


async def test_a_chain_keeps_the_times_it_began_with(house: AcuteHouse):
    await report(house)
    slow = EscalationTimes(deputy_after=timedelta(hours=1))
    house.house = replace(house.house, terms=replace(house.house.terms, escalation=slow))
    await let_pass(house, 10)
    assert await who_knows(house) == {"acute_report": ["cora", "dirk"]}


async def test_each_step_up_is_on_record_without_content(house: AcuteHouse):
    session = await report(house)
    await let_pass(house, 10, 20)
    case = (await house.session(session)).case
    steps = [one for one in await house.on_record(case) if one.event is AuditEvent.ESCALATED]
    assert [(one.who, one.subject) for one in steps] == [(None, session)] * 2
