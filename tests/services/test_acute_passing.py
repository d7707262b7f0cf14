"""A place in a session that runs goes at once to a colleague of the same organisation: when its
member is away with a deputy, left, or hands over their work. Nobody waits for less than before.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from domain.absence import AbsenceWish
from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer, InvitationState
from domain.audit import AuditEvent, AuditReason
from domain.escalation import Chain, ChainKind, identify_chain
from domain.identifiers import MemberId, OrganisationId, SessionId
from domain.notice import ANY_TIME, NoticeKind
from services.absence import enter_absence, give_absence
from services.access import RefusedError
from services.acute.auditor import audit_acute_lane
from services.acute.invitations import (
    answer_invitation,
    list_own_invitations,
    view_own_invitation,
    view_subject,
)
from services.acute.report import KnownCase
from services.acute.session import view_board
from services.leaving import look_at_places
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.permits import report_now

K = NoticeKind


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


@pytest.fixture
async def session(house: AcuteHouse) -> SessionId:
    """Piet is invited for the police; Petra is his colleague."""
    return await convene(house)


async def convene(house: AcuteHouse) -> SessionId:
    await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(session)
    return session


async def is_away(house: AcuteHouse, deputy: str | None = "petra", *, until: time | None = None):
    async with house.acting("piet") as ctx:
        wish = AbsenceWish(first_on=ctx.today, last_on=ctx.today, until_time=until)
        await give_absence(ctx, wish, MemberId(deputy) if deputy else None)


async def leave(house: AcuteHouse, *members: str) -> None:
    async with house.work() as moment:
        for name in members:
            kept = await moment.uow.people.member(MemberId(name))
            await moment.uow.people.save_member(kept.leave(moment.today))
        await look_at_places(moment, "house")


async def say(house: AcuteHouse, session: SessionId, member: str, answer: InvitationAnswer) -> None:
    asked = await house.invitation(session, member)
    async with house.acting(member) as ctx:
        await answer_invitation(ctx, asked.id, answer, asked.version)


async def chain_of(house: AcuteHouse, session: SessionId, member: str) -> Chain:
    asked = await house.invitation(session, member)
    async with house.reading() as moment:
        known_as = identify_chain(ChainKind.INVITATION, asked.id)
        found = await moment.uow.escalations.find(known_as)
    assert found is not None
    return found


async def stalls(house: AcuteHouse) -> Sequence[object]:
    async with house.reading() as moment:
        return (await audit_acute_lane(moment)).stalled


async def let_pass(house: AcuteHouse, minutes: int) -> datetime:
    await house.tick(house.now + timedelta(minutes=minutes))
    return house.now


async def test_a_place_of_who_is_away_is_the_deputys_at_once_and_the_board_says_so(
    house: AcuteHouse, session: SessionId
):
    before = await house.invitation(session, "piet")
    await is_away(house)
    theirs = await house.invitation(session, "petra")
    assert (theirs.state, theirs.replaces) == (InvitationState.QUEUED, before.id)
    assert (await house.invitation(session, "piet")).state is InvitationState.REPLACED
    [told] = [one for one in await house.notices(K.INVITATION) if one.subject == theirs.id]
    assert (told.member, told.due_at) == ("petra", ANY_TIME.opens_at)
    [edited] = [one for one in await house.notices(K.INVITATION) if one.member == "piet"]
    assert edited.card == f"invitation:{before.id}"
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    assert "Petra" in repr(board)
    async with house.acting("petra") as ctx:
        await view_subject(ctx, theirs.id)
    with pytest.raises(RefusedError):
        async with house.acting("piet") as ctx:
            await view_subject(ctx, before.id)
    record = await house.on_record(before.case)
    [handed] = [one for one in record if one.event is AuditEvent.HANDED_OVER]
    said = (handed.subject, handed.on_behalf_of, handed.reason)
    assert said == ("piet", "petra", AuditReason.STANDS_IN)


async def test_the_chain_goes_on_with_the_deputy_at_the_times_it_has(
    house: AcuteHouse, session: SessionId
):
    first = await chain_of(house, session, "piet")
    await let_pass(house, 3)
    await is_away(house)
    theirs = await chain_of(house, session, "petra")
    assert (theirs.begins_at, theirs.rungs) == (first.begins_at, first.rungs)
    assert theirs.next_at == first.next_at
    assert not (await chain_of(house, session, "piet")).is_open
    assert await stalls(house) == ()


async def test_who_is_asked_when_everybody_was_told_has_the_time_to_answer(
    house: AcuteHouse, session: SessionId
):
    for _ in range(4):
        await let_pass(house, 5)
    assert await house.notices(K.INVITATION_SILENT)
    await is_away(house)
    assert await stalls(house) == ()
    theirs = await house.invitation(session, "petra")
    chains = [await chain_of(house, session, name) for name in ("piet",)]
    # the colleague was asked beside: the place waits for them as it did
    assert theirs.is_open
    assert chains[0].is_open


async def test_who_says_to_come_is_replaced_when_they_are_away_then_and_else_not(
    house: AcuteHouse, session: SessionId
):
    await say(house, session, "piet", InvitationAnswer.COMES)
    async with house.work() as moment:
        kept = await moment.uow.sessions.get(session)
        assert kept.gathering
        later = replace(kept.gathering, starts_at=house.now + timedelta(hours=3))
        await moment.uow.sessions.save(replace(kept, gathering=later))
    await is_away(house, until=time(12, 0))
    assert await house.invited(session) == sorted({*(await house.invited(session))} - {"petra"})
    await is_away(house)
    assert (await house.invitation(session, "petra")).is_open
    assert (await chain_of(house, session, "petra")).is_open
    assert await stalls(house) == ()


async def test_who_cannot_come_or_say_is_not_asked_again_through_a_deputy(
    house: AcuteHouse, session: SessionId
):
    await say(house, session, "piet", InvitationAnswer.CANNOT_SAY)
    await is_away(house)
    assert "petra" not in await house.invited(session)


async def test_an_absence_without_a_deputy_or_to_come_moves_no_place(
    house: AcuteHouse, session: SessionId
):
    await is_away(house, deputy=None)
    async with house.acting("cora") as ctx:
        tomorrow = ctx.today + timedelta(days=1)
        wish = AbsenceWish(first_on=tomorrow, last_on=tomorrow)
        await enter_absence(ctx, MemberId("piet"), wish, MemberId("petra"))
    assert "petra" not in await house.invited(session)


async def test_who_is_away_when_they_are_invited_is_replaced_at_once(house: AcuteHouse):
    await is_away(house)
    session = await convene(house)
    assert (await house.invitation(session, "piet")).state is InvitationState.REPLACED
    assert (await house.invitation(session, "petra")).is_open
    assert await stalls(house) == ()


@pytest.mark.parametrize("answer", [None, InvitationAnswer.COMES])
async def test_the_place_of_who_left_is_a_colleagues_at_once(
    house: AcuteHouse, session: SessionId, answer: InvitationAnswer | None
):
    if answer:
        await say(house, session, "piet", answer)
    await leave(house, "piet")
    theirs = await house.invitation(session, "petra")
    assert theirs.is_open
    assert (await house.invitation(session, "piet")).state is InvitationState.REPLACED
    assert await stalls(house) == ()
    assert [one.member for one in await house.notices(K.INVITATION) if one.subject == theirs.id]


async def test_where_nobody_is_left_who_runs_the_session_hears_it_at_once(
    house: AcuteHouse, session: SessionId
):
    await say(house, session, "piet", InvitationAnswer.COMES)
    await leave(house, "piet", "petra")
    asked = await house.invitation(session, "piet")
    assert asked.answer is None
    [told] = [one for one in await house.notices(K.INVITATION_SILENT) if one.subject == asked.id]
    assert told.member == "cora"
    assert await stalls(house) == ()
    await leave(house)
    assert len(await house.notices(K.INVITATION_SILENT)) == 1


async def test_a_new_employer_reads_nothing_of_an_invitation_before_anybody_takes_it_over(
    house: AcuteHouse, session: SessionId
):
    asked = await house.invitation(session, "piet")
    async with house.acting("piet") as ctx:
        assert [one.invitation.id for one in await list_own_invitations(ctx)] == [asked.id]
    async with house.work() as moment:
        piet = await moment.uow.people.member(MemberId("piet"))
        await moment.uow.people.save_member(replace(piet, organisation=OrganisationId("ggz")))
    async with house.acting("piet") as ctx:
        assert await list_own_invitations(ctx) == ()
        for read in (view_own_invitation, view_subject):
            with pytest.raises(RefusedError):
                await read(ctx, asked.id)


async def test_who_was_asked_beside_keeps_the_place_of_who_left(
    house: AcuteHouse, session: SessionId
):
    await let_pass(house, 5)
    await let_pass(house, 5)
    beside = await house.invitation(session, "petra")
    assert beside.asked_beside
    await leave(house, "piet")
    assert (await house.invitation(session, "petra")).is_open
    assert not (await house.invitation(session, "piet")).is_open
    assert (await chain_of(house, session, "piet")).is_open
    assert await stalls(house) == ()


async def test_a_colleague_who_was_sent_away_is_asked_again_when_who_comes_left(
    house: AcuteHouse, session: SessionId
):
    await let_pass(house, 5)
    await let_pass(house, 5)
    await say(house, session, "piet", InvitationAnswer.COMES)
    assert not (await house.invitation(session, "petra")).is_open
    await leave(house, "piet")
    assert (await house.invitation(session, "petra")).is_open
    assert await stalls(house) == ()


async def test_two_looks_pass_a_place_once(house: AcuteHouse, session: SessionId):
    await leave(house, "piet")
    before = await house.notices(K.INVITATION)
    await leave(house)
    assert await house.notices(K.INVITATION) == before
    assert OrganisationId("politie") == (await house.invitation(session, "petra")).organisation
