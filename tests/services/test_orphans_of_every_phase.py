"""What somebody who left held is named to process directors in every phase, until it is given."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import CaseState, Involvement
from domain.agreed_action import ActionSource, ActionWish
from domain.case import CircleReason, seat_referrer
from domain.identifiers import CaseId, MemberId, SessionId
from domain.notice import NoticeKind
from domain.stoplight import Colour
from services.access import RefusedError
from services.action_reminders import list_own_actions
from services.acute.completion import complete_report, open_own_report, view_receipt
from services.acute.report import KnownCase
from services.acute.reporter import take_over_report
from services.acute.withdrawal import list_reports_of_own
from services.agreed_action import agree_action
from services.joining import list_joined
from services.leaving import look_at_places
from services.left_behind import count_left_behind
from services.orphans import (
    OrphanRow,
    give_orphan,
    let_orphan_go,
    list_orphans,
    open_orphan,
    read_orphans,
)
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.agenda_house import AgendaHouse
from tests.support.canaries import CANARY
from tests.support.house import OpenHouse
from tests.support.permits import report_now

AGENT, DEPUTY = MemberId("agent"), MemberId("deputy")
FAR = date(2026, 3, 16)
S = CaseState
WAITING = {
    S.SUBMITTED,
    S.INCOMPLETE,
    S.PURPOSE_TESTED,
    S.ADVICE_OR_SIGNAL,
    S.TAKEN_UP,
    S.PAUSED,
}
TUESDAY_DIGEST = datetime(2026, 2, 10, 7, 30, tzinfo=UTC)


async def end(house: OpenHouse, *members: str) -> None:
    async with house.work() as moment:
        for name in members:
            kept = await moment.uow.people.member(MemberId(name))
            await moment.uow.people.save_member(kept.leave(moment.today))
        await look_at_places(moment, "house")


async def listed(house: OpenHouse, name: str = "sanne") -> list[OrphanRow]:
    async with house.acting(name) as ctx:
        return list(await list_orphans(ctx))


async def add_in(house: AgendaHouse, state: CaseState) -> CaseId:
    """A case in this phase, in which only its referrer has a place."""
    case = await house.add_case("KX7-Q42", Colour.ORANGE, 15, ())
    async with house.work() as moment:
        since = house.now - timedelta(days=3)
        kept = replace(await moment.uow.cases.get(case), state=state, received_at=since)
        await moment.uow.cases.save(kept)
        await moment.uow.cases.join_circle(seat_referrer(kept))
    return case


@pytest.mark.parametrize("state", sorted(WAITING))
async def test_a_case_whose_referrer_left_is_named_in_every_phase_and_given_to_a_colleague(
    agenda_house: AgendaHouse, state: CaseState
):
    case = await add_in(agenda_house, state)
    await end(agenda_house, "agent")
    [row] = await listed(agenda_house)
    assert (row.case, row.name) == (case, "Agent")
    async with agenda_house.acting("sanne") as ctx:
        await give_orphan(ctx, await open_orphan(ctx, case, AGENT), DEPUTY)
    assert await listed(agenda_house) == []
    async with agenda_house.reading() as moment:
        stands = await moment.uow.cases.involvement(case, DEPUTY)
        assert Involvement.REFERRER in stands.ways
        assert (await moment.uow.cases.get(case)).referrer == DEPUTY


@pytest.mark.parametrize("state", sorted(set(CaseState) - WAITING))
async def test_a_case_in_which_nothing_waits_is_not_named(
    agenda_house: AgendaHouse, state: CaseState
):
    await add_in(agenda_house, state)
    await end(agenda_house, "agent")
    assert await listed(agenda_house) == []


async def test_who_is_given_what_a_colleague_referred_reads_it_once(agenda_house: AgendaHouse):
    case = await add_in(agenda_house, CaseState.PURPOSE_TESTED)
    async with agenda_house.sending_to("agent") as reading:
        assert list(await list_joined(reading)) == []
    await end(agenda_house, "agent")
    async with agenda_house.acting("sanne") as ctx:
        await give_orphan(ctx, await open_orphan(ctx, case, AGENT), DEPUTY)
    assert "deputy" in await agenda_house.told(NoticeKind.DIGEST)
    agenda_house.now = TUESDAY_DIGEST
    async with agenda_house.sending_to("deputy") as reading:
        [told] = await list_joined(reading)
    assert told.reason is CircleReason.REFERRED


async def promise(house: AgendaHouse, case: CaseId) -> None:
    async with house.acting("sanne") as ctx:
        wish = ActionWish(what=CANARY, owner=AGENT, due_on=FAR, source=ActionSource.PLAN)
        await agree_action(ctx, await ctx.uow.cases.get(case), wish)


async def asked_of_sanne(house: AgendaHouse) -> int:
    async with house.acting("sanne") as ctx:
        return len((await list_own_actions(ctx)).asked)


async def test_what_a_leaver_promised_is_asked_at_once_where_a_colleague_has_the_place(
    agenda_house: AgendaHouse,
):
    case = await agenda_house.add_case("KX7-Q42", Colour.ORANGE, 15, (), "agent", "deputy")
    await promise(agenda_house, case)
    await end(agenda_house, "agent")
    assert await listed(agenda_house) == []
    assert await asked_of_sanne(agenda_house) == 1


async def test_what_a_leaver_promised_goes_with_the_place_and_is_asked_when_that_is_let_go(
    agenda_house: AgendaHouse,
):
    case = await agenda_house.add_case("KX7-Q42", Colour.ORANGE, 15, (), "agent")
    await promise(agenda_house, case)
    await end(agenda_house, "agent")
    assert len(await listed(agenda_house)) == 1
    assert await asked_of_sanne(agenda_house) == 0
    async with agenda_house.acting("sanne") as ctx:
        await let_orphan_go(ctx, await open_orphan(ctx, case, AGENT))
    assert await asked_of_sanne(agenda_house) == 1


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def report(house: AcuteHouse) -> SessionId:
    """Piet reports a case in which he has no place."""
    await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    async with house.acting("piet") as ctx:
        return (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id


async def test_an_acute_report_of_who_left_is_named_until_somebody_takes_it_over(
    house: AcuteHouse,
):
    session = await report(house)
    assert await listed(house, "cora") == []
    await end(house, "piet")
    [row] = await listed(house, "cora")
    assert (row.code, row.is_report, row.organisation) == (CODE, True, "Politie Rivierstad")
    async with house.work() as moment:
        counts = await count_left_behind(moment)
        assert counts["politie"].reports == 1
    assert {"cora", "dirk"} <= {one.member for one in await house.notices(NoticeKind.DIGEST)}
    async with house.sending_to("cora") as reading:
        assert len(await read_orphans(reading)) == 1
    async with house.sending_to("gijs") as reading:
        assert list(await read_orphans(reading)) == []
    async with house.work() as moment:
        await take_over_report(moment, await moment.uow.sessions.get(session), MemberId("petra"))
    assert await listed(house, "cora") == []


async def test_who_takes_over_a_report_completes_it_and_hears_of_it_and_the_giver_does_not(
    house: AcuteHouse,
):
    session = await report(house)
    async with house.work() as moment:
        await take_over_report(moment, await moment.uow.sessions.get(session), MemberId("petra"))
    async with house.acting("petra") as ctx:
        await view_receipt(ctx, session)
        assert [one.id for one in await list_reports_of_own(ctx)] == [session]
        await complete_report(ctx, await open_own_report(ctx, session), CANARY)
    for refused in (view_receipt, open_own_report):
        with pytest.raises(RefusedError):
            async with house.acting("piet") as ctx:
                await refused(ctx, session)
    taken = {one.member: one.card for one in await house.notices(NoticeKind.CARD_TAKEN)}
    assert taken["piet"].startswith(f"session:{session}:receipt:piet")
    receipts = {one.member: one.card for one in await house.notices(NoticeKind.ACUTE_RECEIPT)}
    assert receipts["petra"] == f"session:{session}:receipt:petra"
