"""A report is never refused: whatever code its reporter names, the director reads what it is."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.access import Action, CaseState, Involvement
from domain.acute_session import CodeMatch, NamedCode, SessionState
from domain.audit import AuditEvent
from domain.errors import NotAllowedError
from domain.identifiers import CaseCode
from domain.notice import NoticeKind
from services.access import WrongPermitError, require
from services.acute.report import (
    KnownCase,
    NewSubject,
    Reported,
    begin_report,
    report_acute,
    reveal_report,
    take_report,
    view_session,
)
from services.acute.views import read_acute_receipt
from services.recipients import require_recipient
from services.referral_views import my_overview, reveal_identity, view_case
from tests.support.acute_house import CODE, IDENTITY, JUDGEMENT, REPORT, AcuteFiles, AcuteHouse
from tests.support.permits import refuse_acute, report_now

NOWHERE = CaseCode("AB1-C23")


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def report(house: AcuteHouse, code: str, name: str = "gijs") -> Reported:
    async with house.acting(name) as ctx:
        return await report_now(ctx, REPORT, KnownCase(code=code))


async def match_seen_by_director(house: AcuteHouse, reported: Reported) -> NamedCode | None:
    async with house.acting("cora") as ctx:
        return (await view_session(ctx, reported.session.id)).session.named


async def test_a_report_on_somebody_elses_case_is_about_that_case(house: AcuteHouse):
    case_id = await house.add_case()
    reported = await report(house, CODE)

    assert (await house.session(reported.session.id)).case == case_id
    assert await house.told(NoticeKind.ACUTE_REPORT) == ["cora"]
    assert await house.told(NoticeKind.ACUTE_RECEIPT) == ["gijs"]
    entry = (await house.on_record(case_id))[-1]
    assert (entry.event, entry.who) == (AuditEvent.ACUTE_REPORTED, "gijs")


async def test_who_reports_on_somebody_elses_case_is_not_involved_in_it_and_reads_nothing(
    house: AcuteHouse,
):
    case_id = await house.add_case()
    reported = await report(house, CODE)
    await house.convene(reported.session.id, ("politie",))

    assert await house.involvement(case_id, "gijs") is Involvement.NONE
    assert await house.invited(reported.session.id) == ["piet"]
    async with house.acting("gijs") as ctx:
        assert await my_overview(ctx) == ()
        for look in (
            view_case(ctx, CODE, ()),
            reveal_identity(ctx, case_id),
            reveal_report(ctx, reported.session.id),
        ):
            with pytest.raises(NotAllowedError):
                await look


@pytest.mark.parametrize("name", ["wim", "piet"])
async def test_the_director_reads_whether_the_reporter_is_involved(house: AcuteHouse, name: str):
    await house.add_case()
    involved = name == "wim"
    match = CodeMatch.INVOLVED if involved else CodeMatch.NOT_INVOLVED

    seen = await match_seen_by_director(house, await report(house, " zp2 h55 ", name))
    assert seen == NamedCode(code=CODE, match=match)


async def test_a_code_that_does_not_exist_gets_a_case_of_its_own_about_somebody_unknown(
    house: AcuteHouse,
):
    reported = await report(house, NOWHERE)

    seen = await match_seen_by_director(house, reported)
    assert seen == NamedCode(code=NOWHERE, match=CodeMatch.UNKNOWN)
    async with house.acting("cora") as ctx:
        view = await reveal_report(ctx, reported.session.id)
    assert (view.report, view.identity.name) == (REPORT, "")
    assert view.session.code not in {NOWHERE, CODE}


@pytest.mark.parametrize(
    "state", [CaseState.NOT_TAKEN_UP, CaseState.ADVICE_OR_SIGNAL, CaseState.WITHDRAWN]
)
@pytest.mark.parametrize("name", ["wim", "gijs"])
async def test_the_code_of_a_case_that_is_over_gets_a_case_of_its_own(
    house: AcuteHouse, state: CaseState, name: str
):
    before = await house.add_case(CODE, state)
    reported = await report(house, CODE, name)

    assert (await house.session(reported.session.id)).case != before
    seen = await match_seen_by_director(house, reported)
    assert seen == NamedCode(code=CODE, match=CodeMatch.OUT_OF_TREATMENT)


async def test_the_reporter_finds_nothing_that_tells_whether_the_code_was_right(
    house: AcuteHouse,
):
    await house.add_case()
    await house.add_case(CaseCode("KX7-Q42"), CaseState.WITHDRAWN)
    answers = set()
    for code in (CODE, CaseCode("KX7-Q42"), NOWHERE):
        reported = await report(house, code)
        async with house.acting("cora") as ctx:
            await take_report(ctx, reported.session.id)
        async with house.sending_to("gijs") as reading:
            for notice in await house.notices(NoticeKind.ACUTE_RECEIPT):
                await require_recipient(reading, notice, is_posted=True)
            receipt = await read_acute_receipt(reading, reported.session.id)
        assert receipt
        async with house.acting("gijs") as ctx:
            own = await my_overview(ctx)
        told = (receipt.session.reported_code.replace(code, "CODE"), receipt.told.id, own)
        answers.add((told, reported.session.reported_code == code))

    assert answers == {(("CODE", "cora", ()), True)}


async def test_a_report_of_a_name_shows_the_code_of_its_new_case(house: AcuteHouse):
    async with house.acting("gijs") as ctx:
        reported = await report_now(ctx, REPORT, NewSubject(identity=IDENTITY))
        assert [one.code for one in await my_overview(ctx)] == [reported.session.code]

    assert reported.session.named is None
    assert reported.session.reported_code == reported.session.code


async def test_once_it_is_judged_not_acute_the_reporter_is_asked_who_it_is_about(
    house: AcuteHouse,
):
    reported = await report(house, NOWHERE)
    async with house.acting("cora") as ctx:
        await refuse_acute(ctx, reported.session.id, replace(JUDGEMENT, met=frozenset()))

    async with house.acting("gijs") as ctx:
        (own,) = await my_overview(ctx)
    assert (own.state, own.code) == (CaseState.SUBMITTED, reported.session.code)


async def test_a_session_about_somebody_unknown_can_be_convened(house: AcuteHouse):
    reported = await report(house, NOWHERE)
    await house.convene(reported.session.id, ("politie",))

    session = await house.session(reported.session.id)
    async with house.database.reading() as uow:
        assert (await uow.cases.get(session.case)).state is CaseState.PURPOSE_TESTED
    assert session.state is SessionState.CONVENED
    assert session.named == NamedCode(code=NOWHERE, match=CodeMatch.UNKNOWN)


async def test_a_report_needs_a_permit_to_report(house: AcuteHouse):
    async with house.acting("gijs") as ctx:
        new = replace(await begin_report(ctx), permit=require(ctx, Action.VIEW_OWN))
        with pytest.raises(WrongPermitError):
            await report_acute(ctx, new, REPORT, NewSubject(identity=IDENTITY))
