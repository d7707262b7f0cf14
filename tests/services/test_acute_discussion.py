"""What is said in an acute session is kept as it is typed, and its minutes are shared as others."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.access import Action, CaseState, Involvement
from domain.acute_invitation import InvitationAnswer
from domain.acute_session import NobodyAgreedToItError
from domain.agreed_action import ActionWish
from domain.audit import AuditEvent, AuditReason
from domain.discussion import Discussion, DiscussionText
from domain.errors import ConflictError
from domain.identifiers import SessionId
from domain.minutes import Minutes, MinutesSource, MinutesState
from services.access import RefusedError
from services.acute.discussion import open_session_page, save_session_page
from services.acute.invitations import answer_invitation
from services.acute.report import KnownCase, NewSubject, SessionMovedOnError
from services.minutes import approve_minutes, object_to_minutes, open_minutes
from services.minutes_views import MinutesTask, list_own_minutes, view_minutes
from tests.support.acute_house import CODE, IDENTITY, REPORT, AcuteFiles, AcuteHouse
from tests.support.agreed_actions import a_wish
from tests.support.canaries import CANARY
from tests.support.permits import close, report_now

TOMORROW = date(2026, 11, 25)
SAID = DiscussionText(facts=f"Politie: {CANARY} is aangehouden", decision=f"{CANARY} wordt gebeld")


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


async def convene(house: AcuteHouse, about: KnownCase | NewSubject | None = None) -> SessionId:
    """Piet and Olga come; Vera says nothing."""
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, about or KnownCase(code=CODE))).session.id
    await house.convene(session)
    for name in ("piet", "olga"):
        await answers(house, session, name, InvitationAnswer.COMES)
    return session


async def answers(house: AcuteHouse, session: SessionId, name: str, said: InvitationAnswer) -> None:
    asked = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        await answer_invitation(ctx, asked.id, said, asked.version)


async def saves(
    house: AcuteHouse,
    session: SessionId,
    text: DiscussionText = SAID,
    wishes: Sequence[ActionWish] = (),
    name: str = "cora",
) -> None:
    async with house.acting(name) as ctx:
        await save_session_page(ctx, await open_session_page(ctx, session), text, wishes)


async def closes(house: AcuteHouse, session: SessionId) -> None:
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])


async def kept(house: AcuteHouse, session: SessionId) -> Discussion | None:
    async with house.reading() as moment:
        case = (await moment.uow.sessions.get(session)).case
        return await moment.uow.discussions.newest(case, session)


async def minutes_of(house: AcuteHouse, session: SessionId) -> Minutes:
    async with house.reading() as moment:
        case = (await moment.uow.sessions.get(session)).case
        found = await moment.uow.minutes.find(case, session)
    assert found
    return found


async def approves(house: AcuteHouse, session: SessionId) -> Minutes:
    held_as = (await minutes_of(house, session)).id
    async with house.acting("cora") as ctx:
        held = await open_minutes(ctx, Action.APPROVE_MINUTES, held_as)
        return (await approve_minutes(ctx, held)).minutes


async def test_what_is_said_is_kept_each_time_and_stands_on_record(house: AcuteHouse):
    session = await convene(house)
    await saves(house, session, replace(SAID, facts="  "))
    await saves(house, session, name="dirk")

    said = await kept(house, session)
    assert said
    assert (said.number, said.written_by, said.text) == (2, "dirk", SAID)
    entries = await house.on_record((await house.session(session)).case)
    written = [one for one in entries if one.event is AuditEvent.DISCUSSION_WRITTEN]
    assert {(one.subject, one.reason) for one in written} == {(session, AuditReason.ACUTE)}


async def test_of_two_who_save_at_once_the_second_overwrites_nothing(house: AcuteHouse):
    session = await convene(house)
    async with house.acting("dirk") as ctx:
        late = await open_session_page(ctx, session)
    await saves(house, session)
    async with house.acting("dirk") as ctx:
        fresh = await open_session_page(ctx, session)
        with pytest.raises(ConflictError):
            await save_session_page(ctx, replace(fresh, newest=late.newest), SAID, [])


async def test_only_who_runs_the_session_writes_and_not_before_it_is_convened(house: AcuteHouse):
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    async with house.acting("cora") as ctx:
        with pytest.raises(SessionMovedOnError):
            await open_session_page(ctx, session)
    await house.convene(session)
    for name in ("piet", "vera", "wim"):
        async with house.acting(name) as ctx:
            with pytest.raises(RefusedError):
                await open_session_page(ctx, session)


async def test_an_agreement_of_the_session_keeps_its_owner_in_the_case_at_the_closing(
    house: AcuteHouse,
):
    session = await convene(house)
    case = (await house.session(session)).case
    await saves(house, session, wishes=[a_wish("piet", TOMORROW)])
    async with house.reading() as moment:
        (agreed,) = await moment.uow.agreed_actions.said_in(session)
    assert agreed.owner == "piet"
    with pytest.raises(NobodyAgreedToItError):
        await saves(house, session, wishes=[a_wish("vera", TOMORROW)])
    await closes(house, session)

    assert await house.involvement(case, "piet") is Involvement.CIRCLE
    assert await house.involvement(case, "olga") is Involvement.FORMER
    assert await house.involvement(case, "vera") is Involvement.FORMER


async def test_an_owner_who_cannot_come_after_all_does_not_stop_the_closing(house: AcuteHouse):
    session = await convene(house)
    await saves(house, session, wishes=[a_wish("piet", TOMORROW)])
    await answers(house, session, "piet", InvitationAnswer.CANNOT)
    await closes(house, session)

    case = (await house.session(session)).case
    assert await house.involvement(case, "piet") is Involvement.FORMER


@pytest.mark.parametrize("about", [KnownCase(code=CODE), NewSubject(identity=IDENTITY)])
async def test_the_minutes_are_a_concept_at_the_closing_and_then_for_who_came(
    house: AcuteHouse, about: KnownCase | NewSubject
):
    session = await convene(house, about)
    await saves(house, session)
    await closes(house, session)
    concept = await minutes_of(house, session)
    assert (concept.source, concept.state) == (MinutesSource.SESSION, MinutesState.CONCEPT)
    async with house.acting("olga") as ctx:
        with pytest.raises(RefusedError):
            await view_minutes(ctx, concept.id)

    approved = await approves(house, session)
    assert {one.called for one in approved.suppliers} == {"piet", "olga"}
    async with house.acting("olga") as ctx:
        view = await view_minutes(ctx, approved.id)
        (line,) = await list_own_minutes(ctx)
    assert (view.content.text, line.task) == (SAID, MinutesTask.LOOK)
    for name in ("vera", "petra"):
        async with house.acting(name) as ctx:
            with pytest.raises(RefusedError):
                await view_minutes(ctx, approved.id)


async def test_who_came_may_object_and_after_the_window_the_involved_read_it(house: AcuteHouse):
    session = await convene(house)
    await saves(house, session)
    await closes(house, session)
    approved = await approves(house, session)
    async with house.acting("gijs") as ctx:
        with pytest.raises(RefusedError):
            await view_minutes(ctx, approved.id)
    async with house.acting("olga") as ctx:
        held = await open_minutes(ctx, Action.OBJECT_TO_MINUTES, approved.id)
        await object_to_minutes(ctx, held, f"{CANARY} zei dat niet")
    assert (await minutes_of(house, session)).state is MinutesState.OBJECTED


async def test_without_an_objection_the_involved_read_it_when_the_days_are_over(
    house: AcuteHouse,
):
    session = await convene(house)
    await saves(house, session)
    await closes(house, session)
    approved = await approves(house, session)
    assert approved.until_on
    await house.tick(datetime.combine(approved.until_on + timedelta(days=1), time(1), tzinfo=UTC))

    async with house.acting("gijs") as ctx:
        assert (await view_minutes(ctx, approved.id)).content.text == SAID


async def test_what_is_saved_after_the_closing_is_in_the_concept_until_it_is_approved(
    house: AcuteHouse,
):
    session = await convene(house)
    await closes(house, session)
    await saves(house, session, wishes=[a_wish("olga", TOMORROW)])
    case = (await house.session(session)).case
    assert await house.involvement(case, "olga") is Involvement.CIRCLE
    await approves(house, session)
    async with house.acting("cora") as ctx:
        with pytest.raises(SessionMovedOnError):
            await open_session_page(ctx, session)
