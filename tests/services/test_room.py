from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer, InvitationOverError
from domain.identifiers import MemberId, OrganisationId, SessionId
from domain.room import NotComingError
from services.access import RefusedError
from services.acute.invitations import answer_invitation
from services.acute.report import KnownCase
from services.room import RoomView, list_attendees, view_room, view_room_invited_to
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.permits import close, report_now, send_deputy

COMES = InvitationAnswer.COMES


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


@pytest.fixture
async def session(house: AcuteHouse) -> SessionId:
    """Wim who referred, Gijs in the circle; Piet, Olga and Vera by the rules; Cora directs."""
    async with house.acting("wim") as ctx:
        found = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(found)
    return found


async def answer(
    house: AcuteHouse, session: SessionId, name: str, said: InvitationAnswer = COMES
) -> None:
    invitation = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        await answer_invitation(ctx, invitation.id, said, invitation.version)


async def look(house: AcuteHouse, session: SessionId, name: str) -> RoomView:
    invitation = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        return await view_room_invited_to(ctx, invitation.id)


async def change_member(house: AcuteHouse, name: str, **changes: object) -> None:
    async with house.work() as moment:
        member = await moment.uow.people.member(MemberId(name))
        await moment.uow.people.save_member(replace(member, **changes))


async def belong(house: AcuteHouse, session: SessionId) -> list[str]:
    async with house.reading() as moment:
        found = await list_attendees(moment, await moment.uow.sessions.get(session))
    return [one.id for one in found]


async def test_director_and_who_comes_see_each_other_and_nobody_else(
    house: AcuteHouse, session: SessionId
):
    await change_member(house, "piet", sign_in="p.politie@politie.example")
    await answer(house, session, "piet")
    await answer(house, session, "vera")
    await answer(house, session, "gijs", InvitationAnswer.CANNOT)
    async with house.acting("cora") as ctx:
        [piet, vera] = (await view_room(ctx, session)).others
    assert (piet.name, piet.address) == ("Piet Politie", "p.politie@politie.example")
    assert vera.address == ""
    seen = await look(house, session, "piet")
    assert [one.name for one in seen.others] == ["Cora Coordinator", vera.name]


async def test_who_does_not_come_is_not_told_who_does(house: AcuteHouse, session: SessionId):
    with pytest.raises(NotComingError):
        await look(house, session, "piet")
    await answer(house, session, "piet", InvitationAnswer.CANNOT)
    with pytest.raises(NotComingError):
        await look(house, session, "piet")


async def test_another_invited_and_a_stranger_to_the_session_are_refused(
    house: AcuteHouse, session: SessionId
):
    await answer(house, session, "piet")
    invitation = await house.invitation(session, "piet")
    for name in ("vera", "petra", "dirk"):
        async with house.acting(name) as ctx:
            with pytest.raises(RefusedError):
                await view_room_invited_to(ctx, invitation.id)
    async with house.acting("piet") as ctx:
        with pytest.raises(RefusedError):
            await view_room(ctx, session)


async def test_whoever_changes_their_mind_or_sends_a_deputy_belongs_there_no_more(
    house: AcuteHouse, session: SessionId
):
    await answer(house, session, "piet")
    await answer(house, session, "olga")
    assert await belong(house, session) == ["cora", "olga", "piet"]
    await answer(house, session, "piet", InvitationAnswer.CANNOT)
    invitation = await house.invitation(session, "olga")
    async with house.acting("olga") as ctx:
        await send_deputy(ctx, invitation.id, MemberId("otto"))
    assert await belong(house, session) == ["cora"]
    await answer(house, session, "otto")
    assert await belong(house, session) == ["cora", "otto"]


async def test_who_works_elsewhere_by_now_or_has_no_appointment_belongs_there_no_more(
    house: AcuteHouse, session: SessionId
):
    await answer(house, session, "piet")
    await answer(house, session, "olga")
    await change_member(house, "piet", organisation=OrganisationId("ggz"))
    async with house.reading() as moment:
        left = (await moment.uow.people.member(MemberId("olga"))).leave(moment.today)
    await change_member(house, "olga", appointments=left.appointments)
    assert await belong(house, session) == ["cora"]


async def test_after_the_closing_there_is_no_room(house: AcuteHouse, session: SessionId):
    await answer(house, session, "piet")
    house.now += timedelta(hours=1)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
        assert (await view_room(ctx, session)).others == ()
    with pytest.raises((RefusedError, InvitationOverError)):
        await look(house, session, "piet")
