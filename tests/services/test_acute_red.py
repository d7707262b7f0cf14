"""After an acute session the case stands red on the next agenda, if its director decides so."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from domain.access import Action, CaseState
from domain.acute_invitation import InvitationAnswer
from domain.case import Case, CircleReason
from domain.identifiers import SessionId
from domain.rotation import MeetingDays, is_due
from domain.sight import SeenPart
from domain.stoplight import Colour
from services.access import require_case
from services.acute.invitations import answer_invitation
from services.acute.report import KnownCase, NewSubject
from services.acute.session import ClosedSession
from services.acute.turning_red import find_acute_before
from tests.support.acute_house import CODE, IDENTITY, REPORT, AcuteFiles, AcuteHouse
from tests.support.agreed_actions import a_wish
from tests.support.permits import close, report_now

TOMORROW, NEXT_WEEK = date(2026, 11, 25), date(2026, 12, 2)
BECAUSE = "Spoedoverleg op dinsdag"


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def convene(house: AcuteHouse, about: KnownCase | NewSubject) -> SessionId:
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, about)).session.id
    await house.convene(session)
    for name in ("piet", "olga"):
        asked = await house.invitation(session, name)
        async with house.acting(name) as ctx:
            await answer_invitation(ctx, asked.id, InvitationAnswer.COMES, asked.version)
    return session


async def closes(house: AcuteHouse, session: SessionId, *owners: str) -> ClosedSession:
    async with house.acting("cora") as ctx:
        wishes = [a_wish(one, TOMORROW) for one in owners]
        return await close(ctx, session, wishes, BECAUSE)


async def the_case(house: AcuteHouse, session: SessionId) -> Case:
    async with house.reading() as moment:
        return await moment.uow.cases.get((await moment.uow.sessions.get(session)).case)


async def test_the_case_turns_red_with_a_reason_for_who_has_something_to_do(house: AcuteHouse):
    await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    session = await convene(house, KnownCase(code=CODE))
    assert (await closes(house, session, "piet")).is_red

    case = await the_case(house, session)
    assert case.colour
    assert (case.colour.colour, case.colour.set_by) == (Colour.RED, "cora")
    assert case.colour.required == ("politie",)
    async with house.reading() as moment:
        (decision,) = await moment.uow.colours.history(case.id)
    assert decision.reason == BECAUSE
    days = MeetingDays(on=TOMORROW, next_on=NEXT_WEEK)
    assert is_due(case.colour, case.rotation, days)


async def test_a_red_case_keeps_its_minutes_and_whom_it_asks(house: AcuteHouse):
    await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    session = await convene(house, KnownCase(code=CODE))
    await closes(house, session, "piet")
    before = await the_case(house, session)
    async with house.work() as moment:
        assert before.colour
        longer = replace(before.colour, minutes=45)
        await moment.uow.cases.save(replace(before, colour=longer))
    again = await convene(house, KnownCase(code=CODE))
    await closes(house, again, "olga")

    case = await the_case(house, again)
    assert case.colour
    assert (case.colour.minutes, case.colour.required) == (45, ("om", "politie"))


async def test_who_comes_in_by_the_red_was_agreed_to_in_the_purpose_test(house: AcuteHouse):
    await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    session = await convene(house, KnownCase(code=CODE))
    await closes(house, session, "piet")
    before = await the_case(house, session)
    async with house.work() as moment:
        assert before.colour
        wider = replace(before.colour, required=("om", "politie"))
        await moment.uow.cases.save(replace(before, colour=wider))
    again = await convene(house, KnownCase(code=CODE))
    await closes(house, again, "piet")

    async with house.reading() as moment:
        places = await moment.uow.cases.circle_history(before.id)
        test = await moment.uow.sessions.test(await moment.uow.sessions.get(again))
    (came,) = [one for one in places if one.place.reason is CircleReason.REQUIRED_PARTNER]
    assert came.place.organisation == "om"
    assert test
    assert came.involving
    assert came.involving.agreement == test.agreement


async def test_who_came_and_promised_nothing_is_asked_to_no_meeting(house: AcuteHouse):
    await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    session = await convene(house, KnownCase(code=CODE))
    await closes(house, session)

    case = await the_case(house, session)
    assert case.colour
    assert case.colour.required == ("ggz",)


async def test_without_anybody_to_ask_the_session_closes_and_the_colour_is_left_to_the_director(
    house: AcuteHouse,
):
    await house.add_case(CODE, CaseState.TAKEN_UP)
    session = await convene(house, KnownCase(code=CODE))
    closed = await closes(house, session)

    assert (closed.is_red, closed.case.colour) == (False, None)


async def test_red_is_proposed_only_when_a_new_person_becomes_a_case(house: AcuteHouse):
    session = await convene(house, NewSubject(identity=IDENTITY))
    case = await the_case(house, session)
    async with house.acting("cora") as ctx:
        assert await find_acute_before(ctx, await require_case(ctx, Action.WEIGH, case)) is None
        await close(ctx, session, [a_wish("piet", TOMORROW)])

    case = await the_case(house, session)
    assert case.colour is None
    async with house.acting("cora") as ctx:
        before = await find_acute_before(ctx, await require_case(ctx, Action.WEIGH, case))
    assert before
    assert before.required == ("politie",)
    assert (await house.on_record(case.id))[-1].part is SeenPart.SESSION
