"""Of each organisation of the house that is not asked a reason is kept, and its director reads it
before convening and after it.
"""

from collections.abc import AsyncIterator

import pytest

from domain.access import CaseState
from domain.acute_circle import Addition, CircleDecision
from domain.acute_left_out import WhyNotProposed
from domain.audit import AuditEvent
from domain.identifiers import MemberId, OrganisationId, SessionId
from domain.sight import SeenPart
from services.acute.addition import add_partner, open_circle
from services.acute.circle import open_report
from services.acute.report import KnownCase, reveal_report
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.permits import close, report_now


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


@pytest.fixture
async def session(house: AcuteHouse) -> SessionId:
    async with house.acting("wim") as ctx:
        return (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id


async def read(house: AcuteHouse, session: SessionId) -> CircleDecision:
    async with house.acting("cora") as ctx:
        circle = (await reveal_report(ctx, session)).circle
    assert circle
    return circle


async def everybody(house: AcuteHouse) -> set[str]:
    async with house.database.reading() as uow:
        return {str(one.id) for one in await uow.people.organisations()} - {"zvh"}


async def test_the_director_reads_before_convening_who_is_not_proposed_and_why(
    house: AcuteHouse, session: SessionId
):
    async with house.acting("cora") as ctx:
        judged = await open_report(ctx, session)
    why = {str(one.organisation): one.why for one in judged.not_proposed}
    assert why["reclassering"] is WhyNotProposed.NO_SIGNAL
    assert set(why) | {str(one.organisation) for one in judged.proposals} == await everybody(house)


async def test_the_reasons_are_kept_and_read_with_the_report_also_when_it_is_closed(
    house: AcuteHouse, session: SessionId
):
    await house.convene(session)
    kept = await read(house, session)
    seated = {str(seat.organisation) for seat in kept.seats}
    left_out = {str(one.organisation) for one in kept.not_proposed}
    assert seated | left_out == await everybody(house)
    assert not seated & left_out
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])
    assert await read(house, session) == kept
    looks = [
        one
        for one in await house.on_record((await house.session(session)).case)
        if one.event is AuditEvent.SEEN and one.part is SeenPart.CIRCLE
    ]
    assert looks


async def test_who_is_added_later_was_not_left_out(house: AcuteHouse, session: SessionId):
    await house.convene(session)
    addition = Addition(
        organisation=OrganisationId("reclassering"), member=MemberId("rens"), note="toezicht"
    )
    async with house.acting("cora") as ctx:
        await add_partner(ctx, await open_circle(ctx, session), addition)
    left_out = {str(one.organisation) for one in (await read(house, session)).not_proposed}
    assert "reclassering" not in left_out
    assert "dji" in left_out


async def test_before_the_circle_is_asked_there_is_none_to_read(
    house: AcuteHouse, session: SessionId
):
    async with house.acting("cora") as ctx:
        assert (await reveal_report(ctx, session)).circle is None
