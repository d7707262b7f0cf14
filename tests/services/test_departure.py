"""An organisation says that it is not involved any more: its place stands until a process director
confirms that.
"""

from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Action
from domain.audit import AuditEvent, AuditReason
from domain.departure import NoDepartureError, NoReasonToDepartError
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind
from domain.stoplight import Colour
from domain.timer import TimerKind
from services.access import RefusedError
from services.departure import (
    ask_to_leave,
    confirm_departure,
    decline_departure,
    list_departures,
    look_at_departures,
    open_departure,
    read_asked_to_stay,
    read_departures,
    read_why_they_leave,
    read_why_to_stay,
)
from services.referral_views import reveal_identity
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import AgendaHouse
from tests.support.canaries import CANARY

CODE, NURSE = "KX7-Q42", MemberId("nurse")
TUESDAY_DIGEST = datetime(2026, 2, 10, 7, 30, tzinfo=UTC)


@pytest.fixture
async def case(agenda_house: AgendaHouse) -> CaseId:
    """A case that the police referred and in which the nurse has a place."""
    return await agenda_house.add_case(CODE, Colour.ORANGE, 15, (), "agent", "nurse")


async def ask(house: AgendaHouse, case: CaseId, by: str = "nurse", why: str = CANARY) -> None:
    async with house.acting(by) as ctx:
        permit = await take_case(ctx, Action.ASK_TO_LEAVE, SeenCase(id=case))
        await ask_to_leave(ctx, permit, why)


async def confirm(house: AgendaHouse, case: CaseId, by: str = "daan") -> None:
    async with house.acting(by) as ctx:
        await confirm_departure(ctx, await open_departure(ctx, case, NURSE))


async def decline(house: AgendaHouse, case: CaseId, why: str = CANARY) -> None:
    async with house.acting("daan") as ctx:
        await decline_departure(ctx, await open_departure(ctx, case, NURSE), why)


async def look(house: AgendaHouse, case: CaseId) -> None:
    async with house.acting("nurse") as ctx:
        await reveal_identity(ctx, case)


async def test_the_place_stands_until_a_process_director_confirms(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house, case)
    await look(agenda_house, case)
    assert {"sanne", "daan"} <= set(await agenda_house.told(NoticeKind.DIGEST))
    async with agenda_house.acting("sanne") as ctx:
        [row] = await list_departures(ctx)
        assert (row.code, row.organisation) == (CODE, "GGZ Rivierstad")
        asked = await open_departure(ctx, case, NURSE)
        assert await read_why_they_leave(ctx, asked) == CANARY
    await confirm(agenda_house, case)
    with pytest.raises(RefusedError):
        await look(agenda_house, case)
    record = await agenda_house.on_record(case)
    [left] = [one for one in record if one.event is AuditEvent.CIRCLE_LEFT]
    assert (left.subject, left.reason) == (NURSE, AuditReason.BY_ORGANISATION)
    async with agenda_house.reading() as moment:
        place = (await moment.uow.cases.circle_history(case))[-1]
    assert place.left_why == CANARY
    with pytest.raises(NoDepartureError):
        await confirm(agenda_house, case, by="sanne")


async def test_who_only_referred_the_case_or_has_no_place_does_not_ask(
    agenda_house: AgendaHouse, case: CaseId
):
    told = await agenda_house.add_case("AA1-A11", Colour.ORANGE, 15)
    for name, of in (("agent", told), ("deputy", case), ("sanne", case)):
        with pytest.raises(RefusedError):
            await ask(agenda_house, of, by=name)
    with pytest.raises(NoReasonToDepartError):
        await ask(agenda_house, case, why=" ")


async def test_who_is_asked_to_stay_reads_it_once_and_why_in_a_window(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house, case)
    with pytest.raises(NoReasonToDepartError):
        await decline(agenda_house, case, " ")
    await decline(agenda_house, case, f"{CANARY} heeft u nodig.")
    await look(agenda_house, case)
    async with agenda_house.acting("nurse") as ctx:
        permit = await take_case(ctx, Action.ASK_TO_LEAVE, SeenCase(id=case))
        assert await read_why_to_stay(ctx, permit) == f"{CANARY} heeft u nodig."
    for at, codes in ((TUESDAY_DIGEST, [CODE]), (TUESDAY_DIGEST + timedelta(days=1), [])):
        agenda_house.now = at
        async with agenda_house.sending_to("nurse") as reading:
            assert [one.code for one in await read_asked_to_stay(reading)] == codes
        async with agenda_house.sending_to("daan") as reading:
            assert list(await read_departures(reading)) == []


async def test_process_directors_are_reminded_until_somebody_decides(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house, case)
    for _ in range(2):
        agenda_house.now = (await agenda_house.timers(TimerKind.DEPARTURES))["house"]
        async with agenda_house.work() as moment:
            await look_at_departures(moment, "house")
    digests = [one.business_key for one in await agenda_house.notices(NoticeKind.DIGEST)]
    assert sum(key.startswith("digest:sanne") for key in digests) == 3


async def test_who_lost_the_place_otherwise_asks_nothing_any_more(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house, case)
    async with agenda_house.work() as moment:
        await moment.uow.cases.leave_circle(case, NURSE, moment.now)
        await look_at_departures(moment, "house")
    async with agenda_house.acting("sanne") as ctx:
        assert list(await list_departures(ctx)) == []
