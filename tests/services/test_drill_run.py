"""A drill goes through the acute lane, reaches only who agreed, and leaves only its times."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer
from domain.acute_session import SessionState
from domain.audit import AuditEvent, AuditReason
from domain.delivery import DeliveryState
from domain.discussion import DiscussionText
from domain.drill import (
    KEPT_WITHIN,
    LASTS_WITHIN,
    Drill,
    DrillEnd,
    DrillOverError,
    DrillRunsError,
    NobodyTakesPartError,
    NoDrillNowError,
    RealReportWaitsError,
)
from domain.errors import NotFoundError
from domain.house import Channel, ChannelKind, CircleSignal
from domain.identifiers import ChannelId, MemberId, SessionId, read_case_code
from domain.notice import NoticeKind, PrivateNotice, Urgency
from domain.timer import TimerKind
from services.access import RefusedError
from services.acute.addition import list_who_to_add, open_circle
from services.acute.discussion import open_session_page, save_session_page
from services.acute.invitations import answer_invitation, list_deputies, list_own_invitations
from services.acute.permits import open_own_invitation
from services.acute.report import (
    KnownCase,
    list_open_sessions,
    list_sessions_in_charge,
    take_report,
)
from services.acute.withdrawal import list_reports_of_own
from services.delivery import tell_failures
from services.drill import join_drills, leave_drills
from services.drill_run import DrillScenario, read_result, start_drill, stop_drill
from services.recipients import NotSentError, require_recipient
from storage.key_store import KeyDestroyedError
from storage.metadata import metadata
from storage.notices import outbox
from storage.timers import timer
from tests.support.acute_house import (
    CODE,
    IN_DUTY,
    IN_THE_NIGHT,
    REPORT,
    AcuteFiles,
    AcuteHouse,
)
from tests.support.agreed_actions import a_wish
from tests.support.permits import close, report_now
from tests.support.referrals import REFERRAL

K = NoticeKind
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SCENARIO = DrillScenario(
    name="Robin Oefening",
    happening="OEFENING",
    signals=frozenset({CircleSignal.WEAPON_OR_THREAT, CircleSignal.MINOR}),
)
# cora is on duty and runs the drill; the police and the public prosecutor agreed, with one deputy
TAKING_PART = ("cora", "piet", "petra", "olga")


COORDINATORS = Channel(
    id=ChannelId("coordinators"),
    team="19:huis@thread.tacv2",
    conversation_id="19:coordinators@thread.tacv2",
    kind=ChannelKind.COORDINATORS,
)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        for name in TAKING_PART:
            async with opened.acting(name) as ctx:
                await join_drills(ctx)
        yield opened


async def start(house: AcuteHouse, by: str = "cora") -> SessionId:
    async with house.acting(by) as ctx:
        return (await start_drill(ctx, SCENARIO)).id


async def take(house: AcuteHouse, drill: SessionId, by: str = "cora") -> None:
    async with house.acting(by) as ctx:
        await take_report(ctx, drill)


async def let_pass(house: AcuteHouse, *minutes: int) -> None:
    for at in minutes:
        await house.tick(IN_DUTY + at * MINUTE)


async def answer(house: AcuteHouse, drill: SessionId, name: str, said: InvitationAnswer) -> None:
    asked = await house.invitation(drill, name)
    async with house.acting(name) as ctx:
        await answer_invitation(ctx, asked.id, said, asked.version)


async def kept(house: AcuteHouse, drill: SessionId) -> Drill:
    async with house.reading() as moment:
        return await moment.uow.drills.get(drill)


async def everybody_told(house: AcuteHouse) -> set[str]:
    return {name for kind in NoticeKind for name in await house.told(kind)}


async def test_only_who_agreed_is_reached_whatever_happens_and_never_a_manager(house: AcuteHouse):
    drill = await start(house)
    await let_pass(house, 10, 20, 30, 45)
    await take(house, drill)
    await let_pass(house, 61, 71, 81, 91)
    await house.convene(drill)
    await let_pass(house, 97, 102, 107, 112)
    assert await house.invited(drill) == ["olga", "petra", "piet"]
    await let_pass(house, 240)
    assert await everybody_told(house) == {*TAKING_PART}
    assert await house.told(K.ACUTE_WAITS) == []


async def test_a_silent_partner_is_nudged_then_a_colleague_is_asked_then_the_director_hears(
    house: AcuteHouse,
):
    drill = await start(house)
    await take(house, drill)
    await house.convene(drill)
    assert await house.invited(drill) == ["olga", "piet"]
    await let_pass(house, 5, 10)
    assert await house.invited(drill) == ["olga", "petra", "piet"]
    await let_pass(house, 15)
    assert await house.told(K.INVITATION_SILENT) == ["cora"]


async def test_nobody_who_did_not_agree_can_be_named_or_added_or_called(house: AcuteHouse):
    drill = await start(house)
    await take(house, drill)
    await house.convene(drill)
    asked = {name: await house.invitation(drill, name) for name in ("olga", "piet")}
    for name, deputies in (("olga", []), ("piet", ["petra"])):
        async with house.acting(name) as ctx:
            own = await open_own_invitation(ctx, asked[name].id)
            assert [one.id for one in await list_deputies(ctx, own)] == deputies
    async with house.acting("cora") as ctx:
        circle = await open_circle(ctx, drill)
        assert [one.id for one in await list_who_to_add(ctx, circle)] == ["petra"]
        assert {one.id for one in circle.partners} == {"politie", "om"}


async def test_what_does_not_arrive_is_told_to_nobody_outside_the_drill(house: AcuteHouse):
    drill = await start(house)
    await take(house, drill)
    await house.convene(drill)
    async with house.database.engine.begin() as connection:
        unsent = update(outbox).where(outbox.c.member == "piet").values(state=DeliveryState.DEAD)
        await connection.execute(unsent)
    async with house.work() as moment:
        await tell_failures(moment)
    await let_pass(house, 1)
    assert await house.told(K.DELIVERY_FAILED) == []
    assert await house.invited(drill) == ["olga", "petra", "piet"]


async def test_it_makes_no_chat_and_says_nothing_in_a_channel(house: AcuteHouse):
    async with house.work() as moment:
        await moment.uow.channels.save_channel(COORDINATORS)
    drill = await start(house)
    await take(house, drill)
    await house.convene(drill)
    await answer(house, drill, "piet", InvitationAnswer.COMES)
    async with house.acting("cora") as ctx:
        await stop_drill(ctx, drill)
    async with house.database.engine.connect() as connection:
        found = await connection.execute(select(timer.c.kind).distinct())
        assert TimerKind.ROOM not in set(found.scalars())
    assert await house.notices(K.ACUTE_LINE) == []


async def test_it_is_among_the_cases_and_reports_of_nobody(house: AcuteHouse):
    drill = await start(house)
    async with house.acting("cora") as ctx:
        session = await ctx.uow.sessions.get(drill)
        case = await ctx.uow.cases.get(session.case)
        assert (case.state, read_case_code(case.code)) == (CaseState.DRILL, None)
        assert await list_open_sessions(ctx) == ()
        assert await list_sessions_in_charge(ctx) == ()
        assert await list_reports_of_own(ctx) == ()
        assert case not in await ctx.uow.cases.of_member(ctx.actor.id)
        everywhere = set(CaseState) - {CaseState.DRILL}
        assert case not in await ctx.uow.cases.in_states(everywhere)
    await take(house, drill)
    await house.convene(drill)
    async with house.acting("piet") as ctx:
        assert await list_own_invitations(ctx) == ()


async def test_its_messages_let_everything_else_go_first_and_are_late_for_nobody(
    house: AcuteHouse,
):
    await start(house)
    (told,) = await house.notices(K.ACUTE_REPORT)
    assert isinstance(told, PrivateNotice)
    assert (told.rule.urgency, told.rule.told_within) == (Urgency.ORDINARY, None)
    async with house.acting("wim") as ctx:
        await report_now(ctx, REPORT, KnownCase(code=CODE))
    real = (await house.notices(K.ACUTE_REPORT))[-1]
    assert real.rule.urgency is Urgency.ACUTE


async def test_who_takes_it_back_gets_nothing_that_was_still_to_be_sent(house: AcuteHouse):
    drill = await start(house)
    await take(house, drill)
    await house.convene(drill)
    asked = await house.invitation(drill, "piet")
    told = PrivateNotice(kind=K.INVITATION, subject=asked.id, business_key="k", member=asked.member)
    async with house.sending_to("piet") as reading:
        await require_recipient(reading, told, is_posted=False)
    async with house.acting("piet") as ctx:
        await leave_drills(ctx)
    async with house.sending_to("piet") as reading:
        with pytest.raises(NotSentError):
            await require_recipient(reading, told, is_posted=False)
        await require_recipient(reading, told, is_posted=True)


async def test_the_stopwatch_times_steps_and_organisations(house: AcuteHouse):
    drill = await start(house)
    await let_pass(house, 2)
    await take(house, drill)
    await let_pass(house, 6)
    await house.convene(drill)
    await let_pass(house, 9)
    await answer(house, drill, "piet", InvitationAnswer.COMES)
    await let_pass(house, 14)
    async with house.acting("cora") as ctx:
        await stop_drill(ctx, drill)
        with pytest.raises(DrillOverError):
            await stop_drill(ctx, drill)
    assert await house.told(K.SESSION_CLOSED) == ["piet"]
    async with house.sending_to("cora") as reading:
        result = await read_result(reading, drill)
    assert result is not None
    times = result.times
    assert (times.taken_within, times.convened_within) == (2 * MINUTE, 6 * MINUTE)
    assert (result.end, times.ended_within) == (DrillEnd.STOPPED, 14 * MINUTE)
    assert sorted(result.partners) == [
        ("Openbaar Ministerie", None),
        ("Politie Rivierstad", 3 * MINUTE),
    ]


async def test_nobody_owes_anything_after_a_drill_and_nothing_of_it_is_minuted(
    house: AcuteHouse,
):
    drill = await start(house)
    await take(house, drill)
    await house.convene(drill)
    await answer(house, drill, "piet", InvitationAnswer.COMES)
    promise = a_wish("piet", IN_DUTY.date())
    async with house.acting("cora") as ctx:
        said = DiscussionText(picture="OEFENING")
        await save_session_page(ctx, await open_session_page(ctx, drill), said, [promise])
        await close(ctx, drill, [promise])
        case = (await ctx.uow.sessions.get(drill)).case
        assert await ctx.uow.agreed_actions.of_case(case) == []
        assert await ctx.uow.minutes.find(case, drill) is None
        assert await ctx.uow.cases.circle(case) == []
        assert await ctx.uow.acute_checks.open_of(case) == []
    await let_pass(house, 1)
    assert (await kept(house, drill)).end is DrillEnd.CLOSED


async def test_it_ends_by_itself_also_when_nobody_took_it(house: AcuteHouse):
    drill = await start(house)
    house.now = IN_DUTY + LASTS_WITHIN - MINUTE
    await house.tick(house.now)
    assert (await kept(house, drill)).end is None
    await house.tick(IN_DUTY + LASTS_WITHIN)
    over = await kept(house, drill)
    assert over.end is DrillEnd.LAPSED
    assert (await house.session(drill)).state is SessionState.DRILL_OVER
    assert await house.told(K.DRILL_RESULT) == ["cora"]


async def test_it_ends_with_the_duty_hours_so_that_nobody_is_disturbed_after_them(
    house: AcuteHouse,
):
    house.now = IN_DUTY.replace(hour=15, minute=40)
    drill = await start(house)
    closes_at = IN_DUTY.replace(hour=16)
    assert (await kept(house, drill)).lapses_at == closes_at
    await house.tick(closes_at)
    assert (await kept(house, drill)).end is DrillEnd.LAPSED


async def test_who_stops_being_a_director_gets_no_result_and_the_next_week_another_is_held(
    house: AcuteHouse,
):
    drill = await start(house)
    house.now = IN_DUTY + 3 * HOUR
    async with house.work() as moment:
        cora = await moment.uow.people.member(MemberId("cora"))
        await moment.uow.people.save_member(cora.leave(moment.today))
    await house.tick(house.now)
    result = (await house.notices(K.DRILL_RESULT))[0]
    assert isinstance(result, PrivateNotice)
    async with house.sending_to("cora") as reading:
        with pytest.raises(NotSentError):
            await require_recipient(reading, result, is_posted=False)
    house.now = IN_DUTY + 7 * 24 * HOUR
    await house.tick(house.now)
    other = await start(house, "dirk")
    assert (await kept(house, drill)).is_cleared
    assert (await kept(house, other)).code == "OEF-002"
    assert await house.told(K.ACUTE_REPORT) == ["cora", "dirk"]


async def test_a_real_report_ends_it_within_a_minute(house: AcuteHouse):
    drill = await start(house)
    house.now = IN_DUTY + 5 * MINUTE
    async with house.acting("wim") as ctx:
        await report_now(ctx, REPORT, KnownCase(code=CODE))
    await let_pass(house, 6)
    assert (await kept(house, drill)).end is DrillEnd.REAL_REPORT
    async with house.acting("cora") as ctx:
        assert len(await list_open_sessions(ctx)) == 1
        with pytest.raises(RealReportWaitsError):
            await start_drill(ctx, SCENARIO)


async def list_tables_that_name(house: AcuteHouse, *ids: str) -> set[str]:
    """The tables of which a row names one of these anywhere."""
    found = set[str]()
    async with house.database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = (await connection.execute(select(table))).all()
            if any(known_as in str(cell) for row in rows for cell in row for known_as in ids):
                found.add(table.name)
    return found


async def test_nothing_is_left_of_it_but_its_times_and_what_is_on_record(house: AcuteHouse):
    drill = await start(house)
    await take(house, drill)
    await house.convene(drill)
    await answer(house, drill, "piet", InvitationAnswer.NOT_KNOWN)
    async with house.acting("cora") as ctx:
        said = DiscussionText(picture="OEFENING")
        await save_session_page(ctx, await open_session_page(ctx, drill), said, [])
        case = (await ctx.uow.sessions.get(drill)).case
        await stop_drill(ctx, drill)
    await house.tick(IN_DUTY + KEPT_WITHIN - MINUTE)
    assert await house.invited(drill)
    await house.tick(IN_DUTY + KEPT_WITHIN)
    assert await house.invited(drill) == []
    async with house.reading() as moment:
        for look in (moment.uow.sessions.get(drill), moment.uow.cases.get(case)):
            with pytest.raises(NotFoundError):
                await look
        assert await moment.uow.escalations.of_session(drill) == []
        assert await moment.uow.drills.count() == 1
        on_record = [one.entry.event for one in await moment.uow.audit.chain(None)]
    assert AuditEvent.DRILL_CLEARED in on_record
    entries = await house.on_record(case)
    assert AuditReason.ACUTE not in {one.reason for one in entries}
    assert (await kept(house, drill)).is_cleared
    assert await list_tables_that_name(house, drill, case) <= {"drill", "audit", "outbox"}
    async with house.work() as moment:
        with pytest.raises(KeyDestroyedError):
            await moment.uow.cases.save_referral(case, REFERRAL, MemberId("x"), moment.now)


async def test_one_runs_at_a_time_and_only_in_duty_hours_with_somebody_to_drill(
    house: AcuteHouse,
):
    house.now = IN_THE_NIGHT
    with pytest.raises(NoDrillNowError):
        await start(house)
    house.now = IN_DUTY
    await start(house)
    with pytest.raises(DrillRunsError):
        await start(house, "dirk")
    with pytest.raises(RefusedError):
        await start(house, "wim")


async def test_a_drill_needs_somebody_else(house: AcuteHouse):
    for name in TAKING_PART[1:]:
        async with house.acting(name) as ctx:
            await leave_drills(ctx)
    with pytest.raises(NobodyTakesPartError):
        await start(house)


async def test_who_is_on_duty_and_did_not_agree_hears_nothing_of_it(house: AcuteHouse):
    async with house.acting("cora") as ctx:
        await leave_drills(ctx)
    await start(house, "dirk")
    assert await house.told(K.ACUTE_REPORT) == ["dirk"]
    async with house.acting("dirk") as ctx:
        assert await list_reports_of_own(ctx) == ()
