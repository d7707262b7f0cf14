"""Who joins the circle of a case reads it in the first digest after it, and in no other."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.absence import AbsenceWish
from domain.agreement import Agreement
from domain.case import CirclePlace, CircleReason
from domain.case_circle import Involving
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind
from domain.stoplight import Colour
from services.absence import give_absence
from services.agenda.approval import approve_agenda
from services.consent import Consent
from services.joining import ToldJoined, let_join, list_joined, read_joined
from tests.support.agenda_house import CARE, POLICE, THE_BEGINNING, AgendaHouse
from tests.support.judging_house import TAKE_UP, JudgingHouse
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING

DAY = timedelta(days=1)
TUESDAY_DIGEST = datetime(2026, 2, 10, 7, 30, tzinfo=UTC)
CODE = "KX7-Q42"
WHO_AGREED = Involving(agreement=Agreement(organisations=frozenset({POLICE})))


@pytest.fixture
async def case(agenda_house: AgendaHouse) -> CaseId:
    agenda_house.now = THE_BEGINNING
    return await agenda_house.add_case(CODE, Colour.ORANGE, 15)


async def join(
    house: AgendaHouse,
    case: CaseId,
    by: str = "sanne",
    reason: CircleReason = CircleReason.REQUIRED_PARTNER,
) -> None:
    async with house.acting(by) as ctx:
        place = CirclePlace(
            case=case,
            member=MemberId("nurse"),
            organisation=CARE,
            reason=reason,
            joined_at=ctx.now,
        )
        await let_join(ctx, place, involving=WHO_AGREED)


async def read(house: AgendaHouse, at: datetime) -> list[str]:
    house.now = at
    async with house.sending_to("nurse") as reading:
        return [one.code for one in await list_joined(reading)]


async def digests(house: AgendaHouse) -> set[str]:
    return {one.business_key for one in await house.notices(NoticeKind.DIGEST)}


async def test_who_joins_reads_it_the_next_morning_and_not_the_day_after(
    agenda_house: AgendaHouse, case: CaseId
):
    await join(agenda_house, case)
    assert await digests(agenda_house) == {"digest:nurse:2026-02-10"}
    assert await read(agenda_house, TUESDAY_DIGEST) == [CODE]
    assert await read(agenda_house, TUESDAY_DIGEST + DAY) == []


async def test_who_joins_on_a_friday_reads_it_on_monday(agenda_house: AgendaHouse, case: CaseId):
    agenda_house.now = THE_BEGINNING + 4 * DAY
    await join(agenda_house, case)
    assert await digests(agenda_house) == {"digest:nurse:2026-02-16"}
    assert await read(agenda_house, TUESDAY_DIGEST + 6 * DAY) == [CODE]


async def test_who_is_away_reads_it_when_they_are_back(agenda_house: AgendaHouse, case: CaseId):
    async with agenda_house.acting("nurse") as ctx:
        await give_absence(ctx, AbsenceWish(first_on=date(2026, 2, 10), last_on=date(2026, 2, 11)))
    await join(agenda_house, case)
    assert await digests(agenda_house) == {"digest:nurse:2026-02-12"}
    assert await read(agenda_house, TUESDAY_DIGEST) == []
    assert await read(agenda_house, TUESDAY_DIGEST + 2 * DAY) == [CODE]


@pytest.mark.parametrize(("director", "is_own"), [("nurse", True), ("agent", False)])
async def test_who_directs_the_case_themselves_reads_so(
    agenda_house: AgendaHouse, case: CaseId, director: str, is_own: bool
):
    await join(agenda_house, case)
    async with agenda_house.work() as moment:
        known = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(known, case_director=MemberId(director)))
    agenda_house.now = TUESDAY_DIGEST
    async with agenda_house.sending_to("nurse") as reading:
        assert [one.is_director for one in await list_joined(reading)] == [is_own]


async def test_who_takes_a_place_themselves_is_told_nothing(
    agenda_house: AgendaHouse, case: CaseId
):
    await join(agenda_house, case, by="nurse")
    assert await digests(agenda_house) == set()


async def test_who_referred_a_case_is_told_nothing(agenda_house: AgendaHouse, case: CaseId):
    await join(agenda_house, case, reason=CircleReason.REFERRED)
    assert await digests(agenda_house) == set()
    assert await read(agenda_house, TUESDAY_DIGEST) == []


async def test_who_left_before_the_morning_reads_nothing(agenda_house: AgendaHouse, case: CaseId):
    await join(agenda_house, case)
    async with agenda_house.work() as moment:
        await moment.uow.cases.leave_circle(case, MemberId("nurse"), moment.now)
    assert await read(agenda_house, TUESDAY_DIGEST) == []


async def test_who_is_put_in_the_circle_by_a_weighing_is_told(judging_house: JudgingHouse):
    await judging_house.take_up(form=replace(TAKE_UP, consent=Consent(mandate="M-7")))
    told = {one.member for one in await judging_house.notices(NoticeKind.DIGEST)}
    assert told
    assert "agent" not in told
    assert "sanne" not in told


async def test_who_joins_a_case_that_is_discussed_within_two_days_hears_it_at_once(
    agenda_house: AgendaHouse,
):
    case = await agenda_house.add_case(CODE, Colour.ORANGE, 15, (), "agent")
    await agenda_house.tick(CUT_OFF_AT)
    async with agenda_house.acting("sanne") as ctx:
        await approve_agenda(ctx, THE_MEETING, 1)
    await agenda_house.tick(POSTS_AT)
    agenda_house.now = STARTS_AT - 2 * DAY - timedelta(minutes=1)
    await join(agenda_house, case)
    assert await agenda_house.told(NoticeKind.CIRCLE_JOINED) == []
    async with agenda_house.work() as moment:
        known = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(known, case_director=MemberId("agent")))
    [digest] = [one for one in await digests(agenda_house) if one.startswith("digest:nurse")]
    agenda_house.now = datetime.fromisoformat(f"{digest[-10:]}T07:30+00:00")
    async with agenda_house.sending_to("nurse") as reading:
        [row] = await list_joined(reading)
    assert (row.code, row.starts_at, row.directed_by) == (CODE, STARTS_AT, "Agent")
    async with agenda_house.work() as moment:
        await moment.uow.cases.leave_circle(case, MemberId("nurse"), moment.now)
    agenda_house.now = STARTS_AT - 2 * DAY
    await join(agenda_house, case)
    assert await agenda_house.told(NoticeKind.CIRCLE_JOINED) == ["nurse"]
    async with agenda_house.sending_to("nurse") as reading:
        told = await read_joined(reading, case)
    assert told is not None
    assert (told.reason, told.starts_at) == (CircleReason.REQUIRED_PARTNER, STARTS_AT)
    async with agenda_house.work() as moment:
        await moment.uow.cases.leave_circle(case, MemberId("nurse"), moment.now)
    async with agenda_house.sending_to("nurse") as reading:
        assert await read_joined(reading, case) is None


@pytest.mark.parametrize("director", ["agent", "nurse"])
async def test_who_joins_a_case_is_told_when_they_direct_it_themselves(
    agenda_house: AgendaHouse, director: str
):
    case = await agenda_house.add_case(CODE, Colour.ORANGE, 15, (), "agent")
    await join(agenda_house, case)
    async with agenda_house.work() as moment:
        known = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(known, case_director=MemberId(director)))
    assert (await told_in_digest(agenda_house)).is_director is (director == "nurse")


async def told_in_digest(house: AgendaHouse) -> ToldJoined:
    [digest] = [one for one in await digests(house) if one.startswith("digest:nurse")]
    house.now = datetime.fromisoformat(f"{digest[-10:]}T07:30+00:00")
    async with house.sending_to("nurse") as reading:
        [told] = await list_joined(reading)
    return told


async def test_who_joins_a_case_of_a_draft_reads_the_day_it_is_planned_for(
    agenda_house: AgendaHouse,
):
    case = await agenda_house.add_case(CODE, Colour.ORANGE, 15, (), "agent")
    await agenda_house.tick(CUT_OFF_AT)
    await join(agenda_house, case)
    told = await told_in_digest(agenda_house)
    assert (told.starts_at, told.planned_on, told.review_on) == (None, STARTS_AT.date(), None)


async def test_who_joins_a_case_that_is_on_no_agenda_reads_when_it_is_looked_at_again(
    agenda_house: AgendaHouse,
):
    case = await agenda_house.add_case(CODE, Colour.ORANGE, 15, (), "agent")
    async with agenda_house.work() as moment:
        kept = await moment.uow.cases.get(case)
        assert kept.colour
        later = replace(kept.colour, next_review_on=date(2026, 3, 9))
        await moment.uow.cases.save(replace(kept, colour=later))
    await join(agenda_house, case)
    told = await told_in_digest(agenda_house)
    assert (told.starts_at, told.planned_on, told.review_on) == (None, None, date(2026, 3, 9))


async def test_a_review_that_is_past_is_not_said(agenda_house: AgendaHouse, case: CaseId):
    await join(agenda_house, case)
    told = await told_in_digest(agenda_house)
    assert (told.planned_on, told.review_on) == (None, None)
