from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.access import CaseState, Involvement
from domain.acute_circle import (
    InviteReason,
    NoReasonError,
    NoRepresentativeError,
    RemovalReason,
)
from domain.acute_report import NothingHappensError
from domain.acute_session import AcuteTestNotMetError, InThePastError, Place, SessionState
from domain.agreement import CannotAgreeError, NobodyAgreedError
from domain.audit import AuditEvent, AuditReason
from domain.house import DutyPeriod
from domain.identifiers import CaseId, MemberId, OrganisationId, SessionId
from domain.notice import NoticeKind
from domain.sight import SeenPart
from services.access import RefusedError
from services.acute.circle import (
    CircleChoice,
    GatheringWish,
)
from services.acute.report import (
    KnownCase,
    NewSubject,
    Reported,
    SessionMovedOnError,
    begin_report,
    find_case_for_director,
    list_open_sessions,
    open_case_for_director,
    open_session,
    reveal_report,
    take_report,
    view_duty,
    view_session,
)
from services.consent import Consent
from tests.support.acute import TEAMS_LINK
from tests.support.acute_house import (
    CODE,
    IDENTITY,
    IN_DUTY,
    IN_THE_NIGHT,
    JUDGEMENT,
    NEXT_MORNING,
    REPORT,
    AcuteFiles,
    AcuteHouse,
)
from tests.support.canaries import CANARY
from tests.support.permits import convene, propose, refuse_acute, report_now

HERE = GatheringWish(starts_at=IN_DUTY + timedelta(minutes=30), place=Place.AT_THE_HOUSE)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def report(house: AcuteHouse, name: str = "wim", **changes: object) -> Reported:
    async with house.acting(name) as ctx:
        return await report_now(ctx, replace(REPORT, **changes), NewSubject(identity=IDENTITY))


async def case_of(house: AcuteHouse, session: SessionId) -> CaseId:
    return (await house.session(session)).case


def a_choice(*kept: str, seen: tuple[str, ...] = (), **changes: object) -> CircleChoice:
    choice = CircleChoice(
        seen=tuple(OrganisationId(name) for name in seen or kept),
        kept=tuple(OrganisationId(name) for name in kept),
    )
    return replace(choice, **changes)


async def test_in_duty_hours_the_duty_director_hears_of_it_at_once(house: AcuteHouse):
    reported = await report(house)

    assert reported.duty.is_duty_time
    assert reported.duty.director.id == "cora"
    (notice,) = await house.notices(NoticeKind.ACUTE_REPORT)
    assert (notice.member, notice.due_at) == ("cora", None)
    assert await house.told(NoticeKind.ACUTE_RECEIPT) == ["wim"]


async def test_outside_duty_hours_the_report_waits_for_the_next_duty_hour(house: AcuteHouse):
    house.now = IN_THE_NIGHT
    reported = await report(house)

    assert not reported.duty.is_duty_time
    assert reported.duty.opens_at == NEXT_MORNING
    assert [number.name for number in reported.duty.crisis_numbers]
    assert await house.told(NoticeKind.ACUTE_RECEIPT) == ["wim"]
    await house.tick(NEXT_MORNING - timedelta(microseconds=1))
    assert await house.notices(NoticeKind.ACUTE_REPORT) == []
    await house.tick(NEXT_MORNING)
    await house.tick(NEXT_MORNING + timedelta(minutes=9))
    (notice,) = await house.notices(NoticeKind.ACUTE_REPORT)
    assert notice.member == "cora"


async def test_a_report_taken_while_it_waited_comes_to_nobody_any_more(house: AcuteHouse):
    house.now = IN_THE_NIGHT
    session = (await report(house)).session.id
    async with house.acting("dirk") as ctx:
        await take_report(ctx, session)
    assert await house.notices(NoticeKind.ACUTE_REPORT) == []
    await house.tick(NEXT_MORNING)
    assert await house.notices(NoticeKind.ACUTE_REPORT) == []


async def test_a_rota_with_somebody_who_lost_the_role_goes_on_to_the_deputy(house: AcuteHouse):
    async with house.database.work() as uow:
        period = DutyPeriod(
            member=MemberId("piet"),
            deputy=MemberId("dirk"),
            from_on=IN_DUTY.date(),
            until_on=IN_DUTY.date(),
        )
        await uow.rota.replace_periods([period])

    assert (await report(house)).duty.director.id == "dirk"


async def test_a_day_without_a_rota_goes_to_the_fallback(house: AcuteHouse):
    async with house.database.work() as uow:
        await uow.rota.replace_periods([])

    assert (await report(house)).duty.director.id == "dirk"


async def test_a_house_without_duty_hours_tells_its_director_at_once(house: AcuteHouse):
    house.now = IN_THE_NIGHT
    house.house = replace(house.house, duty=replace(house.house.duty, hours=()))

    assert (await report(house)).duty.is_duty_time


async def test_somebody_not_known_gets_a_case_with_a_submitted_referral(house: AcuteHouse):
    reported = await report(house)

    async with house.database.reading() as uow:
        case = await uow.cases.by_code(reported.session.code)
        referral = await uow.cases.referral(case.id)
    assert case.state is CaseState.SUBMITTED
    assert (case.referrer, case.referring_organisation) == ("wim", "gemeente-rivierstad")
    assert referral.identity == IDENTITY
    assert referral.why_now == REPORT.happening


async def test_a_report_on_an_existing_case_makes_no_second_case(house: AcuteHouse):
    case_id = await house.add_case()
    async with house.acting("wim") as ctx:
        reported = await report_now(ctx, REPORT, KnownCase(code=" zp2 h55 "))

    assert await case_of(house, reported.session.id) == case_id
    assert reported.session.code == CODE
    async with house.acting("cora") as ctx:
        assert (await view_session(ctx, reported.session.id)).signals == 2


async def test_a_report_without_a_story_leaves_nothing_behind(house: AcuteHouse):
    with pytest.raises(NothingHappensError):
        await report(house, happening="  ")
    async with house.database.reading() as uow:
        assert await uow.cases.in_states(list(CaseState)) == []


@pytest.mark.parametrize("name", ["ina", "karel", "bea", "frits", "dirk"])
async def test_who_is_no_professional_reports_nothing(house: AcuteHouse, name: str):
    async with house.acting(name) as ctx:
        with pytest.raises(RefusedError):
            await begin_report(ctx)
        with pytest.raises(RefusedError):
            await report_now(ctx, REPORT, NewSubject(identity=IDENTITY))


async def test_everybody_in_the_lane_may_see_whom_to_call(house: AcuteHouse):
    for name in ("wim", "ina", "dirk"):
        async with house.acting(name) as ctx:
            assert (await view_duty(ctx)).emergency_text == "Direct gevaar? Bel 112."


async def test_one_director_takes_a_report_and_the_second_is_told_who(house: AcuteHouse):
    session = (await report(house)).session.id
    async with house.acting("cora") as ctx:
        taken = await take_report(ctx, session)
    async with house.acting("dirk") as ctx:
        with pytest.raises(SessionMovedOnError) as refused:
            await take_report(ctx, session)

    assert taken.session.director
    assert taken.session.director.id == "cora"
    assert refused.value.parameters == {"name": "Cora Coordinator", "at": "24-11-2026 11:00"}


@pytest.mark.parametrize("name", ["wim", "ina", "karel", "noor", "frits"])
async def test_only_a_process_director_takes_and_reads_a_report(house: AcuteHouse, name: str):
    session = (await report(house)).session.id
    async with house.acting(name) as ctx:
        for step in (take_report, reveal_report, propose):
            with pytest.raises(RefusedError):
                await step(ctx, session)


async def test_the_story_is_read_by_the_director_and_that_is_on_record(house: AcuteHouse):
    session = (await report(house)).session.id
    async with house.acting("cora") as ctx:
        view = await reveal_report(ctx, session)

    assert view.report == REPORT
    assert view.identity == IDENTITY
    *_, identity, story = await house.on_record(await case_of(house, session))
    assert (identity.event, identity.who) == (AuditEvent.IDENTITY_REVEALED, "cora")
    assert (story.part, story.who) == (SeenPart.REPORT, "cora")


async def test_waiting_reports_are_visible_to_process_directors(house: AcuteHouse):
    house.now = IN_THE_NIGHT
    session = (await report(house)).session.id
    async with house.acting("dirk") as ctx:
        assert [one.id for one in await list_open_sessions(ctx)] == [session]
    async with house.acting("wim") as ctx:
        with pytest.raises(RefusedError):
            await list_open_sessions(ctx)


async def test_a_director_opens_a_session_on_an_existing_case_and_has_it_at_once(
    house: AcuteHouse,
):
    house.now = IN_THE_NIGHT
    case_id = await house.add_case()
    async with house.acting("dirk") as ctx:
        permit = await find_case_for_director(ctx, CODE)
        assert permit.case.id == case_id
        view = await open_session(ctx, permit, REPORT)

    assert view.director
    assert view.director.id == "dirk"
    assert await house.told(NoticeKind.ACUTE_REPORT) == ["dirk"]


async def test_a_professional_opens_no_session(house: AcuteHouse):
    case_id = await house.add_case()
    async with house.acting("wim") as ctx:
        with pytest.raises(RefusedError):
            await find_case_for_director(ctx, CODE)
        with pytest.raises(RefusedError):
            await open_case_for_director(ctx, case_id)


async def test_the_smallest_circle_is_who_is_involved_and_whom_the_rules_call(house: AcuteHouse):
    session = (await report(house)).session.id
    async with house.acting("cora") as ctx:
        proposed = await propose(ctx, session)

    assert {(p.proposal.organisation, p.member) for p in proposed} == {
        ("gemeente-rivierstad", "Wim Wonen"),
        ("politie", "Piet Politie"),
        ("om", "Olga Openbaar"),
        ("veilig-thuis", "Vera Veilig"),
    }
    assert all(view.proposal.because for view in proposed)


async def test_exactly_the_confirmed_circle_is_invited_each_with_a_reason_on_record(
    house: AcuteHouse,
):
    session = (await report(house)).session.id
    choice = a_choice(
        "politie",
        "gemeente-rivierstad",
        seen=("politie", "gemeente-rivierstad", "om", "veilig-thuis"),
        removal_reason=RemovalReason.SPOKEN_TO,
        added=(MemberId("gijs"),),
        note=f"{CANARY} is daar bekend",
    )
    async with house.acting("cora") as ctx:
        await convene(ctx, session, JUDGEMENT, HERE, choice)

    assert await house.invited(session) == ["gijs", "piet", "wim"]
    assert await house.told(NoticeKind.INVITATION) == ["gijs", "piet", "wim"]
    assert await house.told(NoticeKind.SESSION_BOARD) == ["cora"]
    entries = await house.on_record(await case_of(house, session))
    reasons = [e.reason for e in entries if e.event is AuditEvent.INVITATION_SENT]
    assert sorted(filter(None, reasons)) == sorted(
        [AuditReason.RULE, AuditReason.INVOLVED, AuditReason.CHOSEN]
    )


async def test_what_was_proposed_and_changed_is_kept(house: AcuteHouse):
    session = (await report(house)).session.id
    choice = a_choice("politie", seen=("politie", "om"), removal_reason=RemovalReason.NOT_NEEDED)
    async with house.acting("cora") as ctx:
        await convene(ctx, session, JUDGEMENT, HERE, choice)

    async with house.database.reading() as uow:
        circle = await uow.sessions.circle(await uow.sessions.get(session))
    assert circle is not None
    assert [p.organisation for p in circle.proposals] == ["om", "politie"]
    assert [(r.organisation, r.reason) for r in circle.removals] == [
        ("om", RemovalReason.NOT_NEEDED)
    ]


async def test_leaving_a_proposed_partner_out_asks_why(house: AcuteHouse):
    session = (await report(house)).session.id
    async with house.acting("cora") as ctx:
        for note in ("", "een toelichting alleen is geen reden"):
            choice = a_choice("politie", seen=("politie", "om"), note=note)
            with pytest.raises(NoReasonError):
                await convene(ctx, session, JUDGEMENT, HERE, choice)


async def test_a_partner_the_director_never_saw_is_not_invited(house: AcuteHouse):
    session = (await report(house)).session.id
    async with house.acting("cora") as ctx:
        await convene(ctx, session, JUDGEMENT, HERE, a_choice("politie"))

    assert await house.invited(session) == ["piet"]


async def test_convening_does_the_purpose_test_of_a_new_case(house: AcuteHouse):
    session = (await report(house)).session.id
    await house.convene(session)
    case_id = await case_of(house, session)

    async with house.database.reading() as uow:
        case = await uow.cases.get(case_id)
        screening = await uow.weighings.last_screening(case_id)
        test = await uow.sessions.test(await uow.sessions.get(session))
    assert case.state is CaseState.PURPOSE_TESTED
    assert screening
    assert screening.screened_by == "cora"
    assert test
    assert test.reason == JUDGEMENT.reason
    assert AuditEvent.SCREENED in {e.event for e in await house.on_record(case_id)}


async def test_a_case_on_the_list_stays_on_the_list(house: AcuteHouse):
    await house.add_case()
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(session)

    async with house.database.reading() as uow:
        assert (await uow.cases.by_code(CODE)).state is CaseState.TAKEN_UP


async def test_an_invited_partner_can_see_the_session_and_nobody_else_can(house: AcuteHouse):
    session = (await report(house)).session.id
    await house.convene(session, ("politie",))
    case_id = await case_of(house, session)

    assert await house.involvement(case_id, "piet") is Involvement.INVITED
    assert await house.involvement(case_id, "petra") is Involvement.NONE
    assert (await house.invitation(session, "piet")).reason is InviteReason.RULE


async def test_two_directors_who_judge_convene_one_session(house: AcuteHouse):
    session = (await report(house)).session.id
    await house.convene(session, ("politie",))
    async with house.acting("dirk") as ctx:
        with pytest.raises(SessionMovedOnError):
            await convene(ctx, session, JUDGEMENT, HERE, a_choice("om"))
        with pytest.raises(SessionMovedOnError):
            await refuse_acute(ctx, session, JUDGEMENT)

    assert await house.invited(session) == ["piet"]


async def test_a_session_needs_all_criteria_a_mandate_and_a_moment_to_come(house: AcuteHouse):
    session = (await report(house)).session.id
    wrong = [
        (replace(JUDGEMENT, met=frozenset()), HERE, AcuteTestNotMetError),
        (replace(JUDGEMENT, consent=Consent()), HERE, NobodyAgreedError),
        (
            replace(JUDGEMENT, consent=Consent(agreed=(OrganisationId("ggz"),))),
            HERE,
            CannotAgreeError,
        ),
        (JUDGEMENT, replace(HERE, starts_at=IN_DUTY - timedelta(days=1)), InThePastError),
    ]
    for judgement, appointment, error in wrong:
        async with house.acting("cora") as ctx:
            with pytest.raises(error):
                await convene(ctx, session, judgement, appointment, a_choice("politie"))

    assert (await house.session(session)).state is SessionState.REPORTED
    assert await house.told(NoticeKind.INVITATION) == []


async def test_an_online_session_keeps_its_link(house: AcuteHouse):
    session = (await report(house)).session.id
    online = replace(HERE, place=Place.ONLINE, link=TEAMS_LINK)
    async with house.acting("cora") as ctx:
        view = await convene(ctx, session, JUDGEMENT, online, a_choice("politie"))

    assert view.gathering
    assert view.gathering.link == TEAMS_LINK


async def test_what_is_not_acute_goes_on_in_the_line_and_the_reporter_hears_it(house: AcuteHouse):
    session = (await report(house)).session.id
    async with house.acting("cora") as ctx:
        alone = replace(JUDGEMENT, met=frozenset(), consent=Consent())
        view = await refuse_acute(ctx, session, alone)

    assert view.state is SessionState.NOT_ACUTE
    async with house.database.reading() as uow:
        assert (await uow.cases.get(await case_of(house, session))).state is CaseState.SUBMITTED
    last = (await house.notices(NoticeKind.ACUTE_RECEIPT))[-1]
    assert (last.member, last.card) == ("wim", "")
    assert await house.told(NoticeKind.INVITATION) == []


async def test_the_report_of_a_case_withdrawn_meanwhile_can_still_be_ended(house: AcuteHouse):
    session = (await report(house)).session.id
    async with house.database.work() as uow:
        case = await uow.cases.get(await case_of(house, session))
        await uow.cases.save(replace(case, state=CaseState.WITHDRAWN))
    async with house.acting("cora") as ctx:
        view = await refuse_acute(ctx, session, JUDGEMENT)

    assert view.state is SessionState.NOT_ACUTE


async def test_the_director_is_not_invited_to_the_own_session(house: AcuteHouse):
    session = (await report(house, name="cora")).session.id
    async with house.acting("cora") as ctx:
        members = {view.proposal.member for view in await propose(ctx, session)}

    assert "cora" not in members


async def test_the_director_cannot_be_added_to_the_own_session(house: AcuteHouse):
    session = (await report(house)).session.id
    choice = a_choice("politie", added=(MemberId("cora"),), note="ik")
    async with house.acting("cora") as ctx:
        with pytest.raises(NoRepresentativeError):
            await convene(ctx, session, JUDGEMENT, HERE, choice)


async def test_every_step_is_on_record(house: AcuteHouse):
    session = (await report(house)).session.id
    async with house.acting("cora") as ctx:
        await take_report(ctx, session)
    await house.convene(session, ("politie",))
    entries = await house.on_record(await case_of(house, session))

    assert [entry.event for entry in entries] == [
        AuditEvent.REFERRAL_SUBMITTED,
        AuditEvent.ACUTE_REPORTED,
        AuditEvent.DECIDED,
        AuditEvent.SEEN,
        AuditEvent.SEEN,
        AuditEvent.SCREENED,
        AuditEvent.SESSION_OPENED,
        AuditEvent.INVITATION_SENT,
    ]
    assert entries[-1].at == IN_DUTY
    assert entries[0].at.date() == date(2026, 11, 24)
