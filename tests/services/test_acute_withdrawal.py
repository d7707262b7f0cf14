"""A reporter withdraws the own report; who was told hears so once, and a session that runs ends
only when its director says so.
"""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from cards.acute_report import draw_acute_receipt
from domain.access import CaseState, Involvement
from domain.acute_invitation import InvitationAnswer, InvitationState
from domain.acute_session import NotInThisStepError, SessionState
from domain.acute_withdrawal import NoWithdrawalReasonError
from domain.audit import AuditEvent
from domain.errors import NotAllowedError
from domain.identifiers import CaseCode, SessionId
from domain.notice import NoticeKind
from services.acute.auditor import audit_acute_lane
from services.acute.completion import view_receipt
from services.acute.invitations import answer_invitation, view_own_invitation
from services.acute.report import (
    KnownCase,
    NewSubject,
    SessionMovedOnError,
    reveal_report,
    take_report,
)
from services.acute.session import view_board
from services.acute.withdrawal import list_reports_of_own, read_withdrawn
from services.referral_views import my_overview
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
from tests.support.acute_views import read
from tests.support.canaries import CANARY
from tests.support.cards import a_kit
from tests.support.permits import close, end_withdrawn, refuse_acute, report_now, withdraw_own

WHY = f"{CANARY} is opgenomen"
WITHDRAWN, CALLED_OFF = NoticeKind.ACUTE_WITHDRAWN, NoticeKind.SESSION_CALLED_OFF


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


async def report(house: AcuteHouse, name: str = "wim", code: str = CODE) -> SessionId:
    async with house.acting(name) as ctx:
        return (await report_now(ctx, REPORT, KnownCase(code=code))).session.id


async def withdraw(house: AcuteHouse, session: SessionId, name: str = "wim") -> None:
    async with house.acting(name) as ctx:
        await withdraw_own(ctx, session, WHY)


async def call_off(house: AcuteHouse, session: SessionId, name: str = "cora") -> list[str]:
    async with house.acting(name) as ctx:
        return [one.name for one in await end_withdrawn(ctx, session, WHY)]


async def told(house: AcuteHouse, kind: NoticeKind) -> list[str]:
    return sorted(str(one.member) for one in await house.notices(kind))


async def test_a_report_that_waits_ends_and_who_was_told_hears_so_once(house: AcuteHouse):
    session = await report(house)
    await house.tick(IN_DUTY + timedelta(minutes=25))
    await withdraw(house, session)

    assert (await house.session(session)).state is SessionState.WITHDRAWN
    # karel, who is manager, reads it on the card that is there
    assert await told(house, WITHDRAWN) == ["cora", "dirk"]
    await house.tick(IN_DUTY + timedelta(hours=3))
    assert await told(house, WITHDRAWN) == ["cora", "dirk"]
    async with house.work() as moment:
        assert (await audit_acute_lane(moment)).open_steps == 0
        assert await moment.uow.escalations.open_ones() == []
    case = (await house.session(session)).case
    assert AuditEvent.ACUTE_WITHDRAWN in [one.event for one in await house.on_record(case)]


async def test_a_report_of_the_night_that_is_withdrawn_reaches_nobody_in_the_morning(
    house: AcuteHouse,
):
    house.now = IN_THE_NIGHT
    session = await report(house)
    await withdraw(house, session)
    await house.tick(NEXT_MORNING)

    assert await told(house, NoticeKind.ACUTE_REPORT) == []
    assert await told(house, WITHDRAWN) == []


async def test_who_took_it_hears_it_and_judges_it_no_more(house: AcuteHouse):
    session = await report(house)
    async with house.acting("dirk") as ctx:
        await take_report(ctx, session)
    await withdraw(house, session)

    assert "dirk" in await told(house, WITHDRAWN)
    async with house.acting("dirk") as ctx:
        with pytest.raises(SessionMovedOnError):
            await refuse_acute(ctx, session, JUDGEMENT)
        assert (await reveal_report(ctx, session)).report.why_withdrawn == WHY


async def test_a_session_that_runs_goes_on_and_its_director_alone_hears_it(house: AcuteHouse):
    session = await report(house)
    await house.convene(session)
    await withdraw(house, session)

    assert (await house.session(session)).state is SessionState.CONVENED
    assert await told(house, WITHDRAWN) == ["cora"]
    assert await told(house, CALLED_OFF) == []
    invitation = await house.invitation(session, "piet")
    async with house.acting("piet") as ctx:
        await answer_invitation(ctx, invitation.id, InvitationAnswer.COMES, invitation.version)
    async with house.sending_to("cora") as reading:
        assert (await read_withdrawn(reading, session)).may_call_off
    async with house.sending_to("dirk") as reading:
        assert not (await read_withdrawn(reading, session)).may_call_off
    async with house.acting("cora") as ctx:
        assert (await view_board(ctx, session)).session.withdrawn_at == IN_DUTY
        await close(ctx, session, [])
    assert (await house.session(session)).state is SessionState.CLOSED


async def test_its_director_calls_it_off_and_who_did_not_say_no_hears_so(house: AcuteHouse):
    session = await report(house)
    await house.convene(session)
    case = (await house.session(session)).case
    for name, said in (("piet", InvitationAnswer.COMES), ("olga", InvitationAnswer.CANNOT)):
        invitation = await house.invitation(session, name)
        async with house.acting(name) as ctx:
            await answer_invitation(ctx, invitation.id, said, invitation.version)
    await withdraw(house, session)
    assert await call_off(house, session) == []

    assert (await house.session(session)).state is SessionState.WITHDRAWN
    assert await told(house, CALLED_OFF) == ["gijs", "piet", "vera", "wim"]
    assert (await house.invitation(session, "olga")).state is InvitationState.ENDED
    for name in ("piet", "olga", "vera"):
        assert await house.involvement(case, name) is Involvement.FORMER
    assert await house.involvement(case, "gijs") is Involvement.CIRCLE
    async with house.work() as moment:
        assert await moment.uow.escalations.open_ones() == []
    async with house.acting("piet") as ctx:
        invitation = await house.invitation(session, "piet")
        view = await view_own_invitation(ctx, invitation.id)
        assert view.session_state is SessionState.WITHDRAWN
    async with house.acting("cora") as ctx:
        assert (await reveal_report(ctx, session)).report.why_called_off == WHY


async def test_no_director_calls_off_what_its_reporter_did_not_withdraw_nor_does_a_partner(
    house: AcuteHouse,
):
    session = await report(house)
    await house.convene(session)
    with pytest.raises(NotInThisStepError):
        await call_off(house, session)
    await withdraw(house, session)
    for name in ("wim", "piet", "ina"):
        with pytest.raises(NotAllowedError):
            await call_off(house, session, name)
    await call_off(house, session)
    with pytest.raises(NotInThisStepError):
        await call_off(house, session)


async def test_only_its_reporter_withdraws_a_report_and_only_once_with_a_reason(
    house: AcuteHouse,
):
    session = await report(house)
    for name in ("cora", "gijs", "piet"):
        with pytest.raises(NotAllowedError):
            await withdraw(house, session, name)
    async with house.acting("wim") as ctx:
        with pytest.raises(NoWithdrawalReasonError):
            await withdraw_own(ctx, session, " ")
    await withdraw(house, session)
    with pytest.raises(NotInThisStepError):
        await withdraw(house, session)


async def test_after_a_code_of_no_case_nothing_is_left_and_a_new_subject_goes_on(
    house: AcuteHouse,
):
    unknown = await report(house, "gijs", "AB1-C23")
    async with house.acting("gijs") as ctx:
        named = (await report_now(ctx, REPORT, NewSubject(identity=IDENTITY))).session.id
    own = await report(house)
    states = {
        unknown: CaseState.REPORT_WITHDRAWN, named: CaseState.SUBMITTED, own: CaseState.TAKEN_UP,
    }  # fmt: skip
    for session, state in states.items():
        await withdraw(house, session, "wim" if session == own else "gijs")
        async with house.database.reading() as uow:
            assert (await uow.cases.get((await uow.sessions.get(session)).case)).state is state


async def test_after_withdrawing_nothing_tells_whether_the_code_was_right(house: AcuteHouse):
    await house.add_case(CaseCode("KX7-Q42"), CaseState.NOT_TAKEN_UP)
    answers = set()
    for code in (CODE, "KX7-Q42", "AB1-C23"):
        session = await report(house, "piet", code)
        await withdraw(house, session, "piet")
        async with house.acting("piet") as ctx:
            view = await view_receipt(ctx, session)
            assert await my_overview(ctx) == ()
        answers.add(read(draw_acute_receipt(a_kit(), view)).replace(code, "CODE"))

    assert len(answers) == 1


async def test_a_reporter_finds_the_own_reports_until_a_week_after_they_ended(house: AcuteHouse):
    first = await report(house)
    house.now = IN_DUTY + timedelta(minutes=1)
    second = await report(house, code="AB1-C23")
    await report(house, "gijs")
    async with house.acting("wim") as ctx:
        listed = await list_reports_of_own(ctx)
        assert [(one.id, one.reported_code) for one in listed] == [
            (first, CODE),
            (second, "AB1-C23"),
        ]
    await withdraw(house, second)
    async with house.acting("wim") as ctx:
        assert [one.state for one in await list_reports_of_own(ctx)] == ["reported", "withdrawn"]
        assert (await view_receipt(ctx, second)).session.state is SessionState.WITHDRAWN
    house.now += timedelta(days=7)
    assert len(await list_own(house)) == 2
    house.now += timedelta(seconds=1)
    assert await list_own(house) == [first]


async def list_own(house: AcuteHouse, name: str = "wim") -> list[SessionId]:
    async with house.acting(name) as ctx:
        return [one.id for one in await list_reports_of_own(ctx)]
