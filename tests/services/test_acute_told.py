"""What was reported is for who comes, as far as its reporter allows."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer, InvitationOverError, ReportHiddenError
from domain.acute_report import AcuteReport
from domain.errors import NotAllowedError
from domain.identifiers import SessionId
from services.acute.invitations import answer_invitation
from services.acute.report import KnownCase
from services.acute.told import ToldView, view_told
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.permits import close, report_now


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


async def convene(house: AcuteHouse, report: AcuteReport = REPORT) -> SessionId:
    async with house.acting("wim") as ctx:
        found = (await report_now(ctx, report, KnownCase(code=CODE))).session.id
    await house.convene(found)
    return found


async def answer(house: AcuteHouse, session: SessionId, name: str, said: InvitationAnswer) -> None:
    asked = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        await answer_invitation(ctx, asked.id, said, asked.version)


async def reads(house: AcuteHouse, session: SessionId, name: str, of: str = "") -> ToldView:
    invitation = await house.invitation(session, of or name)
    async with house.acting(name) as ctx:
        return await view_told(ctx, invitation.id)


async def test_who_comes_reads_what_its_reporter_shares(house: AcuteHouse):
    session = await convene(house)
    await answer(house, session, "piet", InvitationAnswer.COMES)

    assert (await reads(house, session, "piet")).report == REPORT


async def test_what_is_told_only_in_the_session_is_read_by_nobody_who_comes(house: AcuteHouse):
    session = await convene(house, replace(REPORT, may_share=False))
    await answer(house, session, "piet", InvitationAnswer.COMES)

    before = len(await house.on_record((await house.session(session)).case))
    assert (await reads(house, session, "piet")).report is None
    assert len(await house.on_record((await house.session(session)).case)) == before


@pytest.mark.parametrize("said", [InvitationAnswer.CANNOT, InvitationAnswer.CANNOT_SAY, None])
async def test_who_does_not_say_to_come_reads_nothing_of_it(
    house: AcuteHouse, said: InvitationAnswer | None
):
    session = await convene(house)
    if said:
        await answer(house, session, "piet", InvitationAnswer.COMES)
        await answer(house, session, "piet", said)

    with pytest.raises(ReportHiddenError):
        await reads(house, session, "piet")


async def test_nobody_reads_it_on_the_invitation_of_another(house: AcuteHouse):
    session = await convene(house)
    await answer(house, session, "piet", InvitationAnswer.COMES)

    for name in ("petra", "olga", "gijs", "cora"):
        with pytest.raises(NotAllowedError):
            await reads(house, session, name, of="piet")


async def test_it_is_over_when_the_session_is(house: AcuteHouse):
    session = await convene(house)
    await answer(house, session, "gijs", InvitationAnswer.COMES)
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])

    with pytest.raises(InvitationOverError):
        await reads(house, session, "gijs")
