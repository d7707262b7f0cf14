"""What was reported acutely is called incorrect by who reads it; its reporter adds what it must be,
or says why it stands (BGS art. 1.7).
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cards.incorrect import list_marks
from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer, ReportHiddenError
from domain.acute_report import AcuteReport
from domain.acute_session import NotInThisStepError, Session
from domain.identifiers import CaseCode, InvitationId, MarkId, SessionId
from domain.incorrect import MarkState, NoMarkWordsError, StatementPart
from domain.notice import NoticeKind
from domain.referral import Identity
from services.access import RefusedError
from services.acute.discussion import open_session_page, view_session_background
from services.acute.invitations import answer_invitation
from services.acute.notes import reveal_noted_report
from services.acute.report import KnownCase, NewSubject, reveal_report
from services.acute.told import view_told
from services.case_leaves import WhyLeaf
from services.case_page import read_case_page
from services.incorrect import (
    correct_statement,
    let_statement_stand,
    mark_incorrect,
    open_mark_to_answer,
    open_report_to_mark,
    open_told_to_mark,
)
from services.incorrect_rows import MarkTask, list_own_marks, read_own_marks
from tests.support.acute_house import CODE, IN_DUTY, REPORT, AcuteFiles, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.incorrect_marks import WRONG, mark_report
from tests.support.permits import close, report_now

RIGHT = f"{CANARY} had een stok."
LATER = timedelta(minutes=10)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


async def convene(
    house: AcuteHouse, report: AcuteReport = REPORT, code: CaseCode = CODE, by: str = "wim"
) -> SessionId:
    async with house.acting(by) as ctx:
        found = (await report_now(ctx, report, KnownCase(code=code))).session.id
    await house.convene(found, ("politie",))
    return found


async def come(house: AcuteHouse, session: SessionId, name: str = "piet") -> InvitationId:
    asked = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        await answer_invitation(ctx, asked.id, InvitationAnswer.COMES, asked.version)
    return asked.id


async def correct(house: AcuteHouse, known_as: MarkId, by: str = "wim") -> None:
    async with house.acting(by) as ctx:
        await correct_statement(ctx, await open_mark_to_answer(ctx, known_as), RIGHT)


async def in_mine(house: AcuteHouse, name: str) -> list[tuple[MarkTask, CaseCode]]:
    async with house.acting(name) as ctx:
        return [(one.task, one.code) for one in await list_own_marks(ctx)]


async def test_what_was_reported_is_marked_and_its_reporter_adds_what_it_must_be(house: AcuteHouse):
    session = await convene(house)
    asked = await come(house, session)
    async with house.acting("piet") as ctx:
        held = await open_told_to_mark(ctx, asked)
        known_as = (await mark_incorrect(ctx, held, StatementPart.REPORT, WRONG)).id
    assert await in_mine(house, "wim") == [(MarkTask.ANSWER, CODE)]
    assert await in_mine(house, "piet") == []
    house.now = IN_DUTY + LATER
    before = await house.notices(NoticeKind.ACUTE_REPORT)
    await correct(house, known_as)
    # who directs a session that runs is called for it
    (_,) = (await house.notices(NoticeKind.ACUTE_REPORT))[len(before) :]
    async with house.acting("piet") as ctx:
        view = await view_told(ctx, asked)
    assert view.report
    assert view.report.happening == REPORT.happening
    assert [one.text for one in view.report.added] == [RIGHT]
    assert [one.mark.state for one in view.marks.told] == [MarkState.CORRECTED]


async def test_a_mark_stands_beside_the_report_wherever_that_is_read(house: AcuteHouse):
    session = await convene(house)
    await house.let_take_notes(session, "noor")
    asked = await come(house, session)
    await mark_report(house, session, by="noor")
    async with house.acting("cora") as ctx:
        window = await reveal_report(ctx, session)
        page = await view_session_background(ctx, await open_session_page(ctx, session))
    async with house.acting("noor") as ctx:
        notes = await reveal_noted_report(ctx, session)
    async with house.acting("piet") as ctx:
        told = await view_told(ctx, asked)
    for marks in (window.marks, page.marks, notes.marks, told.marks):
        assert [one.words.what for one in marks.told] == [WRONG]
        assert marks.may_mark


async def test_a_reporter_who_says_why_it_stands_changes_nothing_of_the_report(house: AcuteHouse):
    session = await convene(house)
    asked = await come(house, session)
    async with house.acting("piet") as ctx:
        held = await open_told_to_mark(ctx, asked)
        known_as = (await mark_incorrect(ctx, held, StatementPart.REPORT, WRONG)).id
    async with house.acting("wim") as ctx:
        answered = await open_mark_to_answer(ctx, known_as)
        assert answered.report == REPORT
        with pytest.raises(NoMarkWordsError):
            await let_statement_stand(ctx, answered, " ")
        await let_statement_stand(ctx, answered, RIGHT)
    async with house.acting("cora") as ctx:
        view = await reveal_report(ctx, session)
    assert view.report == REPORT
    assert [one.words.answer for one in view.marks.told] == [RIGHT]
    house.now = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
    async with house.sending_to("piet") as reading:
        (row,) = rows = await read_own_marks(reading)
    assert row.task is MarkTask.STANDS
    # who only came to the session may not open the case
    assert [one.button for one in list_marks(rows).rows] == [None]


async def test_after_the_session_a_correction_is_kept_and_calls_nobody(house: AcuteHouse):
    session = await convene(house)
    known_as = await mark_report(house, session)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
    before = await house.notices(NoticeKind.ACUTE_REPORT)
    await correct(house, known_as)
    async with house.acting("cora") as ctx:
        view = await reveal_report(ctx, session)
    assert [one.text for one in view.report.added] == [RIGHT]
    assert await house.notices(NoticeKind.ACUTE_REPORT) == before


async def test_who_does_not_read_the_report_marks_nothing_and_only_its_reporter_answers(
    house: AcuteHouse,
):
    session = await convene(house, replace(REPORT, may_share=False))
    asked = await come(house, session)
    async with house.acting("piet") as ctx:
        with pytest.raises(ReportHiddenError):
            await open_told_to_mark(ctx, asked)
    for name in ("piet", "gijs", "wim", "noor"):
        with pytest.raises(RefusedError):
            await mark_report(house, session, by=name)
    known_as = await mark_report(house, session)
    for name in ("piet", "gijs", "cora"):
        with pytest.raises(RefusedError):
            await correct(house, known_as, by=name)


async def test_of_a_reporter_who_is_no_partner_any_more_the_directors_answer(house: AcuteHouse):
    session = await convene(house, by="gijs")
    known_as = await mark_report(house, session)
    async with house.database.work() as uow:
        gijs = await uow.people.member((await uow.sessions.get(session)).reported_by)
        appointments = [
            replace(one, until_on=house.now.date() - timedelta(days=1)) for one in gijs.appointments
        ]
        await uow.people.save_member(replace(gijs, appointments=tuple(appointments)))
    assert await in_mine(house, "cora") == [(MarkTask.ANSWER, CODE)]
    await correct(house, known_as, by="cora")


async def test_a_reporter_reads_only_the_code_they_named(house: AcuteHouse):
    named = CaseCode("YW3-K88")
    async with house.acting("gijs") as ctx:
        reported = await report_now(ctx, REPORT, KnownCase(code=named))
    session = reported.session.id
    # before the purpose test nobody has anything but the report
    with pytest.raises(RefusedError):
        await mark_report(house, session)
    await house.convene(session, ("politie",))
    known_as = await mark_report(house, session)
    assert await in_mine(house, "gijs") == [(MarkTask.ANSWER, named)]
    async with house.acting("gijs") as ctx:
        assert (await open_mark_to_answer(ctx, known_as)).code == named
    async with house.acting("cora") as ctx:
        code = (await reveal_report(ctx, session)).session.code
    house.now = IN_DUTY + timedelta(days=9)
    assert await in_mine(house, "cora") == [(MarkTask.SILENT, code)]


async def test_a_drill_is_about_nobody_and_calls_for_no_mark(house: AcuteHouse):
    session = await convene(house)
    async with house.work() as moment:
        kept = await moment.uow.sessions.get(session)
        drilled = replace(kept, id=SessionId("drill.1"), version=1)
        await moment.uow.sessions.add(drilled, REPORT)
    async with house.acting("cora") as ctx:
        assert not (await reveal_report(ctx, drilled.id)).marks.may_mark
        with pytest.raises(NotInThisStepError):
            await open_report_to_mark(ctx, drilled.id)


async def report_somebody_new(house: AcuteHouse) -> Session:
    async with house.acting("wim") as ctx:
        about = NewSubject(identity=Identity(name=f"{CANARY} Kim"))
        session = (await report_now(ctx, REPORT, about)).session
    await house.convene(session.id, ("politie",))
    return session


async def read_why_now(house: AcuteHouse, session: Session) -> tuple[str, list[MarkState]]:
    async with house.acting("cora") as ctx:
        page = await read_case_page(ctx, session.case)
    assert isinstance(page.leaf, WhyLeaf)
    marks = [one.mark for one in page.marks]
    assert {one.part for one in marks} <= {StatementPart.WHY_NOW}
    return page.leaf.referral.why_now, [one.state for one in marks]


async def test_a_report_that_became_the_story_of_a_case_is_marked_and_corrected_there_too(
    house: AcuteHouse,
):
    session = await report_somebody_new(house)
    known_as = await mark_report(house, session.id)
    assert await read_why_now(house, session) == (REPORT.happening, [MarkState.OPEN])
    house.now = IN_DUTY + LATER
    await correct(house, known_as)
    assert await read_why_now(house, session) == (RIGHT, [MarkState.CORRECTED])
    async with house.acting("cora") as ctx:
        before = await read_case_page(ctx, session.case, number=2)
    assert isinstance(before.leaf, WhyLeaf)
    assert before.leaf.referral.why_now == REPORT.happening


async def test_a_report_about_a_case_that_was_told_before_changes_nothing_of_its_story(
    house: AcuteHouse,
):
    house.now = IN_DUTY + LATER
    known_as = await mark_report(house, await convene(house))
    await correct(house, known_as)
    async with house.acting("cora") as ctx:
        page = await read_case_page(ctx, (await ctx.uow.cases.by_code(CODE)).id)
    assert isinstance(page.leaf, WhyLeaf)
    assert page.leaf.referral.why_now != RIGHT
    assert page.marks == []
