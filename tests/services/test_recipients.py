"""Whoever is sent a message is asked about when it is sent, whatever kind it is."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.access import CaseState
from domain.audit import AuditEvent, AuditReason
from domain.clearance import CHANNEL_KINDS, CLEARANCES
from domain.delivery import DeliveryState
from domain.identifiers import MemberId
from domain.member import Role
from domain.notice import NoticeKind
from services.acute.report import take_report
from services.agenda.views import read_own_times
from services.delivery import read_delivery, tell_failures
from storage.notices import outbox
from tests.support.acute_house import (
    IN_THE_NIGHT,
    NEXT_MORNING,
    AcuteFiles,
    AcuteHouse,
)
from tests.support.agenda_house import CARE, AgendaHouse, a_member
from tests.support.house import OpenHouse
from tests.support.meetings import THE_MEETING
from tests.support.referrals import REFERRAL
from tests.support.sent_messages import (
    Lose,
    Sent,
    change_rota,
    come_and_close,
    end_organisation,
    end_role,
    hand_to_dirk,
    leave_circle,
    let_place_end,
    put_dirk_on_duty,
    report,
    say_no_for_agent,
    send_acute,
    take_off,
    to,
    withdraw_invitation,
    work_for_another,
    work_for_housing,
)
from tests.support.sent_ordinary import name_the_deputy, post_agenda_for, send_ordinary

K = NoticeKind
YESTERDAY = timedelta(days=1)
ENDS = (end_role, end_organisation)
# every way in which a recipient of this kind can lose the right to it
LOSSES: dict[NoticeKind, tuple[Lose, ...]] = {
    K.REFERRAL_RECEIVED: ENDS,
    K.REFERRAL_ARRIVED: ENDS,
    K.GROUP_ARRIVED: ENDS,
    K.GROUP_NEWS: ENDS,
    K.REFERRAL_INCOMPLETE: ENDS,
    K.REFERRAL_WEIGHED: ENDS,
    K.CIRCLE_JOINED: ENDS,
    K.CARD_TAKEN: (),
    K.AGENDA_DRAFT: ENDS,
    K.AGENDA_NOT_APPROVED: ENDS,
    K.AGENDA_PROPOSAL: ENDS,
    K.PARTNER_AWAY: ENDS,
    K.DUTY_GAP: ENDS,
    K.DUTY_SWAP: ENDS,
    K.DUTY_CHANGE: ENDS,
    K.DRILL_RESULT: ENDS,
    K.DEPUTY_NAMED: ENDS,
    K.HAND_OVER: ENDS,
    K.ENQUIRIES: ENDS,
    K.TAKEOVER: ENDS,
    K.AGREEMENT_CONTESTED: ENDS,
    K.CONSULT: (*ENDS, work_for_housing),
    K.ATTENDANCE_REQUEST: (*ENDS, work_for_housing, leave_circle, let_place_end),
    K.ATTENDANCE_REMINDER: (*ENDS, work_for_housing, leave_circle, let_place_end),
    K.OWN_TIMES: (*ENDS, leave_circle, let_place_end),
    K.NOT_NEEDED: ENDS,
    K.OWN_TIMES_MAIL: (*ENDS, leave_circle, let_place_end),
    K.CALLED_IN: (*ENDS, leave_circle, let_place_end),
    K.TIME_MOVED: (*ENDS, leave_circle, let_place_end),
    K.ACUTE_REPORT: (*ENDS, put_dirk_on_duty),
    K.ACUTE_RECEIPT: ENDS,
    K.ACUTE_WAITS: ENDS,
    K.ACUTE_UNJUDGED: ENDS,
    K.ACUTE_ALARM: ENDS,
    K.ACUTE_STALLED: ENDS,
    K.SENDING_LAGS: ENDS,
    K.INVITATION: (*ENDS, withdraw_invitation, work_for_another),
    K.INVITATION_SILENT: (*ENDS, hand_to_dirk),
    K.SESSION_BOARD: (*ENDS, hand_to_dirk),
    K.SESSION_CLOSED: (*ENDS, leave_circle),
    K.ACUTE_WITHDRAWN: ENDS,
    K.ACUTE_CHECK: ENDS,
    K.ACUTE_UNCHECKED: ENDS,
    K.SESSION_CALLED_OFF: (*ENDS, work_for_another),
    K.SESSION_NOTES: (*ENDS, take_off),
    K.ROOM: (*ENDS, hand_to_dirk),
    K.REPORT_MARKED: (*ENDS, hand_to_dirk),
    K.DIGEST: ENDS,
    K.ACTION_ESCALATED: ENDS,
    K.DELIVERY_QUESTION: ENDS,
    K.DELIVERY_FAILED: ENDS,
    K.DELIVERY_LATE: ENDS,
    K.REPLY_FAILED: ENDS,
}


def test_every_kind_says_what_it_asks_of_its_recipient():
    assert set(CLEARANCES) == set(NoticeKind) - CHANNEL_KINDS == set(LOSSES)


@pytest.fixture
async def acute(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


@pytest.mark.parametrize(
    ("kind", "another"),
    [
        (K.ACUTE_RECEIPT, "wim"),
        (K.SESSION_CALLED_OFF, "olga"),
        (K.SESSION_BOARD, "dirk"),
        (K.ROOM, "dirk"),
        (K.REPORT_MARKED, "dirk"),
        (K.SESSION_NOTES, "dirk"),
        (K.INVITATION, "olga"),
    ],
)
async def test_what_is_another_members_own_goes_to_nobody_else_whatever_they_may_see(
    acute: AcuteHouse, kind: NoticeKind, another: str
):
    sent = await send_acute(acute, kind)
    theirs = replace(sent, notice=replace(sent.notice, member=MemberId(another)))
    assert await sent.refusal() is None
    assert await theirs.refusal() is not None
    assert await theirs.refusal(is_posted=True) is not None


async def test_that_somebody_stands_in_is_not_told_to_another_or_once_it_is_over(
    agenda_house: AgendaHouse,
):
    _, named = await name_the_deputy(agenda_house)
    refused = await Sent(agenda_house, to(K.DEPUTY_NAMED, "agent", named)).refusal()
    assert refused is not None
    agenda_house.now += timedelta(days=2)
    sent = Sent(agenda_house, to(K.DEPUTY_NAMED, "deputy", named))
    refused = await sent.refusal()
    assert refused is not None
    assert refused.is_superseded
    assert await sent.refusal(is_posted=True) is None


@pytest.mark.parametrize("ends", [say_no_for_agent, work_for_housing])
async def test_the_question_to_take_a_case_on_is_not_sent_to_who_is_asked_no_more(
    agenda_house: AgendaHouse, ends: Lose
):
    sent = await send_ordinary(agenda_house, K.TAKEOVER)
    assert await sent.refusal() is None
    await ends(sent)
    assert await sent.refusal() is not None


ACUTE = (
    K.ACUTE_REPORT, K.ACUTE_RECEIPT, K.ACUTE_WAITS, K.ACUTE_UNJUDGED, K.ACUTE_ALARM,
    K.ACUTE_STALLED, K.SENDING_LAGS, K.INVITATION, K.ACUTE_WITHDRAWN, K.SESSION_CALLED_OFF,
    K.INVITATION_SILENT, K.SESSION_BOARD, K.SESSION_CLOSED, K.ACUTE_CHECK, K.ACUTE_UNCHECKED,
    K.ROOM, K.SESSION_NOTES, K.REPORT_MARKED,
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "lose"), [(kind, lose) for kind in ACUTE for lose in LOSSES[kind]]
)
async def test_of_the_acute_lane_nothing_goes_to_who_lost_the_right(
    acute: AcuteHouse, kind: NoticeKind, lose: Lose
):
    await check_lost(await send_acute(acute, kind), lose)


@pytest.mark.parametrize(
    ("kind", "lose"),
    [(kind, lose) for kind in LOSSES if kind not in ACUTE for lose in LOSSES[kind]],
)
async def test_of_referrals_and_agendas_nothing_goes_to_who_lost_the_right(
    agenda_house: AgendaHouse, kind: NoticeKind, lose: Lose
):
    await check_lost(await send_ordinary(agenda_house, kind), lose)


async def check_lost(sent: Sent, lose: Lose) -> None:
    assert await sent.refusal() is None
    await lose(sent)
    refused = await sent.refusal()
    assert refused is not None
    assert not refused.is_superseded


async def test_a_card_that_is_there_loses_what_it_showed_when_the_invitation_is_over(
    acute: AcuteHouse,
):
    sent = await send_acute(acute, K.INVITATION)
    await withdraw_invitation(sent)
    assert await sent.refusal(is_posted=True) is None


async def test_the_card_of_who_lost_everything_is_replaced_and_nothing_new_is_sent(
    agenda_house: AgendaHouse,
):
    sent = await send_ordinary(agenda_house, K.CARD_TAKEN)
    await end_role(sent)
    assert await sent.refusal(is_posted=True) is None
    refused = await sent.refusal()
    assert refused is not None
    assert refused.is_superseded


async def test_who_came_and_promised_nothing_hears_that_it_is_over(acute: AcuteHouse):
    case, session = await report(acute)
    await acute.convene(session)
    await come_and_close(acute, session, "olga", "cora")
    assert await Sent(acute, to(K.SESSION_CLOSED, "olga", session), case).refusal() is None
    assert await Sent(acute, to(K.SESSION_CLOSED, "vera", session), case).refusal() is not None


async def test_a_report_that_another_took_in_the_meantime_is_only_overtaken(acute: AcuteHouse):
    case, session = await report(acute)
    async with acute.acting("dirk") as ctx:
        await take_report(ctx, session)
    to_cora = Sent(acute, to(K.ACUTE_REPORT, "cora", session), case)
    refused = await to_cora.refusal()
    assert refused is not None
    assert refused.is_superseded
    assert await to_cora.refusal(is_posted=True) is None
    assert await Sent(acute, to(K.ACUTE_REPORT, "dirk", session), case).refusal() is None


async def test_a_referral_that_was_withdrawn_is_only_overtaken(agenda_house: AgendaHouse):
    case = await agenda_house.keep_case("KX7-Q42", REFERRAL, "agent", state=CaseState.WITHDRAWN)
    refused = await Sent(agenda_house, to(K.REFERRAL_INCOMPLETE, "agent", case)).refusal()
    assert refused is not None
    assert refused.is_superseded


async def test_who_has_no_place_in_the_case_is_sent_no_times(agenda_house: AgendaHouse):
    case = await post_agenda_for(agenda_house)
    async with agenda_house.sending_to("deputy") as reading:  # speaks for the police too
        assert await read_own_times(reading, THE_MEETING) is None
    await leave_circle(Sent(agenda_house, to(K.OWN_TIMES, "nurse", THE_MEETING), case))
    async with agenda_house.sending_to("nurse") as reading:
        assert await read_own_times(reading, THE_MEETING) is None
    async with agenda_house.sending_to("agent") as reading:
        assert "KX7-Q42" in repr(await read_own_times(reading, THE_MEETING))


async def test_a_process_director_hears_who_got_nothing_and_it_is_on_record(
    agenda_house: AgendaHouse,
):
    async with agenda_house.work() as moment:
        await moment.uow.notices.announce(to(K.REFERRAL_WEIGHED, "nurse", "a-case"))
    await withhold(agenda_house)
    for _ in range(2):
        async with agenda_house.work() as moment:
            await tell_failures(moment)
    told = await agenda_house.notices(K.DELIVERY_FAILED)
    assert [one.member for one in told] == ["daan", "sanne"]
    async with agenda_house.sending_to("sanne") as reading:
        view = await read_delivery(reading, int(told[0].subject))
        links = await reading.uow.audit.chain(None)
    assert view is not None
    assert view.recipient is not None
    assert (view.recipient.id, view.kind, view.state) == (
        "nurse", K.REFERRAL_WEIGHED, DeliveryState.WITHHELD,
    )  # fmt: skip
    failed = [one.entry for one in links if one.entry.event is AuditEvent.DELIVERY_FAILED]
    assert [one.reason for one in failed] == [AuditReason.RIGHT_LOST]


async def withhold(house: OpenHouse) -> None:
    """What waits in the outbox was found to be for nobody who may have it."""
    async with house.database.engine.begin() as connection:
        await connection.execute(update(outbox).values(state=DeliveryState.WITHHELD))


async def test_a_night_report_goes_to_who_is_on_duty_when_it_is_due(acute: AcuteHouse):
    acute.now = IN_THE_NIGHT
    _, session = await report(acute)
    await change_rota(acute, "dirk")
    await acute.tick(NEXT_MORNING)
    assert await acute.told(K.ACUTE_REPORT) == ["dirk"]
    assert (await acute.session(session)).told == "dirk"
    (receipt,) = await acute.notices(K.ACUTE_RECEIPT)  # it names who hears of the report
    assert receipt.member == "gijs"


async def test_a_report_withheld_from_who_is_off_duty_goes_to_who_is_on(acute: AcuteHouse):
    await report(acute)
    await change_rota(acute, "dirk")
    await withhold(acute)
    async with acute.work() as moment:
        await tell_failures(moment)
    await acute.tick(acute.now)
    first, second = await acute.notices(K.ACUTE_REPORT)
    assert (first.member, second.member) == ("cora", "dirk")
    assert first.card != second.card


async def test_a_report_that_was_taken_stays_with_who_took_it(acute: AcuteHouse):
    _, session = await report(acute)
    async with acute.acting("cora") as ctx:
        await take_report(ctx, session)
    await change_rota(acute, "dirk")
    await withhold(acute)
    async with acute.work() as moment:
        await tell_failures(moment)
    await acute.tick(acute.now)
    assert await acute.told(K.ACUTE_REPORT) == ["cora"]


@pytest.mark.parametrize("kind", [K.OWN_TIMES, K.OWN_TIMES_MAIL])
async def test_own_times_withheld_from_who_left_go_to_who_is_needed_now(
    agenda_house: AgendaHouse, kind: NoticeKind
):
    case = await post_agenda_for(agenda_house, "nurse")
    async with agenda_house.work() as moment:
        await moment.uow.notices.announce(to(kind, "nurse", THE_MEETING))
        await moment.uow.cases.leave_circle(case, MemberId("nurse"), moment.now)
        await moment.uow.people.save_member(a_member("Buurt", CARE, Role.PROFESSIONAL, rank=1))
    await agenda_house.seat_member(case, "buurt")
    await withhold(agenda_house)
    async with agenda_house.work() as moment:
        await tell_failures(moment)
    await agenda_house.tick()
    told = {*await agenda_house.told(K.OWN_TIMES), *await agenda_house.told(kind)}
    assert sorted(told) == ["agent", "buurt", "nurse"]
