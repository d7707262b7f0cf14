"""Somebody is asked to direct a case and says yes or no; until then nobody directs it, and who
leads the process reads that.
"""

from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Action
from domain.audit import AuditEvent
from domain.case_director import (
    CannotDirectError,
    DirectorNotAskedError,
    NoReasonNotToDirectError,
)
from domain.caselist import ListMark
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind
from domain.stoplight import Colour
from domain.timer import TimerKind
from services.access import RefusedError
from services.agenda.approval import view_agenda
from services.case_director import (
    UndirectedRow,
    accept_directing,
    choose_director,
    decline_directing,
    find_earlier_question,
    list_own_questions,
    list_who_may_direct,
    look_at_question,
    look_at_undirected,
    open_question,
    read_undirected,
    watch_undirected,
)
from services.caselist import view_list
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import AgendaHouse
from tests.support.canaries import CANARY
from tests.support.meetings import CUT_OFF_AT, THE_MEETING

CODE = "KX7-Q42"
TUESDAY_DIGEST = datetime(2026, 2, 10, 7, 30, tzinfo=UTC)
MONDAY_DIGEST = datetime(2026, 2, 16, 7, 30, tzinfo=UTC)


@pytest.fixture
async def case(agenda_house: AgendaHouse) -> CaseId:
    """A case that the police referred and in which the nurse has a place; nobody directs it."""
    return await agenda_house.add_case(CODE, Colour.ORANGE, 15, (), "agent", "nurse")


async def ask(house: AgendaHouse, case: CaseId, member: str = "nurse") -> None:
    async with house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CHANGE_CIRCLE, SeenCase(id=case))
        await choose_director(ctx, permit, MemberId(member))


async def accept(house: AgendaHouse, case: CaseId, by: str = "nurse") -> None:
    async with house.acting(by) as ctx:
        await accept_directing(ctx, await open_question(ctx, case))


async def decline(house: AgendaHouse, case: CaseId, why: str = CANARY) -> None:
    async with house.acting("nurse") as ctx:
        await decline_directing(ctx, await open_question(ctx, case), why)


async def director_of(house: AgendaHouse, case: CaseId) -> MemberId | None:
    async with house.reading() as moment:
        return (await moment.uow.cases.get(case)).case_director


async def count(house: AgendaHouse) -> int:
    async with house.acting("sanne") as ctx:
        return (await view_list(ctx)).marks[ListMark.UNDIRECTED]


async def reads(house: AgendaHouse, at: datetime, name: str = "sanne") -> list[UndirectedRow]:
    house.now = at
    async with house.sending_to(name) as reading:
        return list(await read_undirected(reading))


async def test_until_somebody_accepts_nobody_directs_the_case(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house, case)
    assert await director_of(agenda_house, case) is None
    assert await count(agenda_house) == 1
    assert "nurse" in await agenda_house.told(NoticeKind.DIGEST)
    async with agenda_house.acting("nurse") as ctx:
        assert [one.code for one in await list_own_questions(ctx)] == [CODE]
    await accept(agenda_house, case)
    assert await director_of(agenda_house, case) == "nurse"
    assert await count(agenda_house) == 0
    async with agenda_house.acting("nurse") as ctx:
        assert list(await list_own_questions(ctx)) == []
    assert await agenda_house.timers(TimerKind.CASE_DIRECTOR) == {}
    events = [one.event for one in await agenda_house.on_record(case)]
    assert AuditEvent.CASE_DIRECTOR_ASKED in events
    assert AuditEvent.CASE_DIRECTOR_CHOSEN in events


async def test_only_who_is_asked_answers_and_only_once(agenda_house: AgendaHouse, case: CaseId):
    with pytest.raises(DirectorNotAskedError):
        await accept(agenda_house, case)
    await ask(agenda_house, case)
    with pytest.raises(DirectorNotAskedError):
        await accept(agenda_house, case, by="agent")
    with pytest.raises(RefusedError):
        await accept(agenda_house, case, by="deputy")
    await accept(agenda_house, case)
    with pytest.raises(DirectorNotAskedError):
        await decline(agenda_house, case)


async def test_only_somebody_with_a_place_is_asked(agenda_house: AgendaHouse, case: CaseId):
    async with agenda_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CHANGE_CIRCLE, SeenCase(id=case))
        assert {one.id for one in await list_who_may_direct(ctx, permit)} == {"agent", "nurse"}
    with pytest.raises(CannotDirectError):
        await ask(agenda_house, case, "deputy")


async def test_who_declines_says_why_and_who_asked_reads_it_once(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house, case)
    with pytest.raises(NoReasonNotToDirectError):
        await decline(agenda_house, case, " ")
    await decline(agenda_house, case)
    async with agenda_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CHANGE_CIRCLE, SeenCase(id=case))
        earlier = await find_earlier_question(ctx, permit)
    assert earlier is not None
    assert (earlier.name, earlier.why) == ("Nurse", CANARY)
    row = UndirectedRow(case=case, code=CODE, asked="Nurse", is_declined=True)
    assert await reads(agenda_house, TUESDAY_DIGEST) == [row]
    assert await reads(agenda_house, TUESDAY_DIGEST, "daan") == []
    assert await reads(agenda_house, TUESDAY_DIGEST + timedelta(days=1)) == []


async def test_who_does_not_answer_is_reminded_three_times_and_the_question_stays(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house, case)
    for _ in range(5):
        agenda_house.now = (await agenda_house.timers(TimerKind.CASE_DIRECTOR))[case]
        async with agenda_house.work() as moment:
            await look_at_question(moment, case)
    digests = await agenda_house.notices(NoticeKind.DIGEST)
    assert sum(one.business_key.startswith("digest:nurse") for one in digests) == 4
    await accept(agenda_house, case)


async def test_who_left_the_case_is_not_asked_any_more(agenda_house: AgendaHouse, case: CaseId):
    await ask(agenda_house, case)
    async with agenda_house.work() as moment:
        await moment.uow.cases.leave_circle(case, MemberId("nurse"), moment.now)
    async with agenda_house.acting("nurse") as ctx:
        assert list(await list_own_questions(ctx)) == []
        with pytest.raises(RefusedError):
            await open_question(ctx, case)
    async with agenda_house.work() as moment:
        await look_at_question(moment, case)
        assert await moment.uow.director_requests.find(case) is None


async def test_process_directors_read_every_week_which_cases_nobody_directs(
    agenda_house: AgendaHouse, case: CaseId
):
    async with agenda_house.work() as moment:
        await watch_undirected(moment)
    at = (await agenda_house.timers(TimerKind.UNDIRECTED))["house"]
    assert at.date() == MONDAY_DIGEST.date()
    agenda_house.now = at
    async with agenda_house.work() as moment:
        await look_at_undirected(moment, "house")
    assert {"sanne", "daan"} <= set(await agenda_house.told(NoticeKind.DIGEST))
    bare = UndirectedRow(case=case, code=CODE)
    for name in ("sanne", "daan"):
        assert await reads(agenda_house, MONDAY_DIGEST, name) == [bare]
    assert await reads(agenda_house, MONDAY_DIGEST, "iris") == []
    assert await reads(agenda_house, MONDAY_DIGEST + timedelta(days=1)) == []
    next_at = (await agenda_house.timers(TimerKind.UNDIRECTED))["house"]
    assert next_at - at == timedelta(weeks=1)


async def test_the_draft_of_an_agenda_counts_the_cases_that_nobody_directs(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house, case)
    await agenda_house.tick(CUT_OFF_AT)
    async with agenda_house.acting("sanne") as ctx:
        assert (await view_agenda(ctx, THE_MEETING)).undirected == 1
    await accept(agenda_house, case)
    async with agenda_house.acting("sanne") as ctx:
        assert (await view_agenda(ctx, THE_MEETING)).undirected == 0
