"""Komt u? Who is asked, when, what an answer does, and what silence does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.absence import AbsenceWish
from domain.access import Action, CaseState
from domain.agenda import Agenda, AgendaState
from domain.agenda_steps import AgendaChangedError
from domain.attendance_request import (
    AttendanceAnswer,
    AttendanceRequest,
    TooLateToAnswerError,
)
from domain.audit import AuditEvent, AuditReason
from domain.colour import ColourWish
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.member import Role
from domain.notice import NoticeKind
from domain.planning import Reason
from domain.stoplight import Colour
from services.absence import give_absence
from services.access import RefusedError, find_case
from services.agenda.approval import approve_agenda
from services.attendance_request import (
    RequestView,
    answer_own_request,
    list_asked,
    read_reminder,
    read_request,
    record_answer,
)
from services.colour import set_colour
from tests.support.agenda_house import CARE, HOUSING, POLICE, THE_BEGINNING, AgendaHouse, a_member
from tests.support.judging_house import AGREED, JudgingHouse
from tests.support.meeting_kinds import FRIDAY as FRIDAY_MEETING
from tests.support.meeting_kinds import hold_two_kinds
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING

HOUR = timedelta(hours=1)
FRIDAY = THE_BEGINNING - timedelta(days=3)
ASKED_AT = CUT_OFF_AT - 27 * HOUR  # Monday at nine; the cut-off is Tuesday at noon
REMINDED_AT = CUT_OFF_AT - 3 * HOUR
A = AttendanceAnswer


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    """A red case of two partners, before anybody was asked."""
    await agenda_house.is_led(_listed)
    return agenda_house


async def _listed(agenda_house: AgendaHouse) -> None:
    agenda_house.now = FRIDAY
    await agenda_house.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE), "nurse")
    await agenda_house.add_case("MV3-T81", Colour.ORANGE, 15, (HOUSING,))
    await agenda_house.tick()


async def requests(house: AgendaHouse) -> dict[str, AttendanceRequest]:
    async with house.reading() as moment:
        found = await moment.uow.attendance_requests.of_meeting(THE_MEETING)
    return {one.organisation: one for one in found}


async def answer(house: AgendaHouse, name: str, of: OrganisationId, said: A) -> RequestView:
    asked = (await requests(house))[of]
    async with house.acting(name) as ctx:
        return await answer_own_request(ctx, asked.id, said)


async def left_out(house: AgendaHouse) -> dict[str, Reason]:
    return {one.code: one.reason for one in (await house.agenda()).left_out}


async def stands(house: AgendaHouse) -> dict[str, A | None]:
    return {one.organisation: one.answer for one in (await house.agenda()).partners}


async def read(house: AgendaHouse, name: str, of: OrganisationId) -> RequestView | None:
    asked = (await requests(house))[of]
    async with house.sending_to(name) as reading:
        return await read_request(reading, asked.id)


def named(found: dict[str, AttendanceRequest]) -> dict[str, str]:
    return {organisation: one.member for organisation, one in found.items()}


class TestAsking:
    async def test_the_partners_of_red_cases_are_asked_a_working_day_before_the_cut_off(
        self, house: AgendaHouse
    ):
        await house.tick(ASKED_AT - timedelta(seconds=1))
        assert await requests(house) == {}
        await house.tick(ASKED_AT)
        assert named(await requests(house)) == {CARE: "nurse", POLICE: "agent"}
        assert await house.told(NoticeKind.ATTENDANCE_REQUEST) == ["agent", "nurse"]

    async def test_only_who_has_a_place_in_the_case_is_asked_not_who_speaks_for_it_first(
        self, agenda_house: AgendaHouse
    ):
        agenda_house.now = FRIDAY
        case = await agenda_house.add_case("ZB4-A10", Colour.RED, 30, (POLICE, CARE), "deputy")
        async with agenda_house.work() as moment:
            await moment.uow.cases.leave_circle(case, MemberId("nurse"), moment.now)
        await agenda_house.tick()
        await agenda_house.tick(ASKED_AT)
        assert named(await requests(agenda_house)) == {POLICE: "deputy"}

    async def test_who_is_away_is_not_asked_when_a_colleague_is_there(self, house: AgendaHouse):
        async with house.reading() as moment:
            case = await moment.uow.cases.by_code(CaseCode("KX7-Q42"))
        await house.seat_member(case.id, "deputy")
        await away(house, "agent")
        await house.tick(ASKED_AT)
        assert named(await requests(house))[POLICE] == "deputy"

    async def test_of_whom_it_is_known_that_nobody_can_come_nothing_is_asked(
        self, house: AgendaHouse
    ):
        await away(house, "nurse")
        await house.tick(ASKED_AT)
        assert named(await requests(house)) == {POLICE: "agent"}

    async def test_it_is_asked_in_office_hours_only(self, house: AgendaHouse):
        await house.tick(ASKED_AT + 12 * HOUR)  # the bot was down all day
        notices = await house.notices(NoticeKind.ATTENDANCE_REQUEST)
        assert {one.due_at for one in notices} == {REMINDED_AT - timedelta(minutes=35)}
        assert {one.expires_at for one in notices} == {STARTS_AT}

    async def test_who_said_nothing_is_reminded_once_on_the_day_of_the_cut_off(
        self, house: AgendaHouse
    ):
        await house.tick(ASKED_AT)
        await answer(house, "nurse", CARE, A.COMES)
        await house.tick(REMINDED_AT)
        await house.tick(CUT_OFF_AT)
        assert await house.told(NoticeKind.ATTENDANCE_REMINDER) == ["agent"]
        assert len(await house.notices(NoticeKind.ATTENDANCE_REMINDER)) == 1

    async def test_a_case_that_became_red_since_is_asked_for_then(self, house: AgendaHouse):
        await house.tick(ASKED_AT)
        async with house.database.work() as uow:
            await uow.people.save_member(a_member("Huis", HOUSING, Role.PROFESSIONAL))
        case = await house.add_case("ZB4-A10", Colour.RED, 30, (HOUSING,))
        await house.tick(REMINDED_AT)
        assert (await requests(house))[HOUSING].cases == (case,)

    async def test_once_the_agenda_is_approved_nobody_is_asked_or_reminded(
        self, house: AgendaHouse
    ):
        await house.tick(ASKED_AT)
        async with house.work() as moment:
            agenda = replace(_an_agenda(moment.now), state=AgendaState.APPROVED)
            await moment.uow.meetings.add_agenda(agenda)
        await house.tick(REMINDED_AT)
        assert await house.notices(NoticeKind.ATTENDANCE_REMINDER) == []

    async def test_it_is_on_record(self, house: AgendaHouse):
        await house.tick(ASKED_AT)
        asked = (await requests(house))[CARE]
        async with house.reading() as moment:
            entries = [link.entry for link in await moment.uow.audit.chain(None)]
        events = [(one.event, one.subject, one.on_behalf_of) for one in entries]
        assert (AuditEvent.ATTENDANCE_ASKED, asked.id, CARE) in events


def _an_agenda(at: datetime) -> Agenda:
    return Agenda(meeting=THE_MEETING, state=AgendaState.DRAFT, drafted_at=at)


async def away(house: AgendaHouse, name: str) -> None:
    async with house.acting(name) as ctx:
        thursday = date(2026, 2, 12)
        await give_absence(ctx, AbsenceWish(first_on=thursday, last_on=thursday))


class TestWhatIsShown:
    async def test_a_code_is_for_who_has_a_place_in_the_case(self, house: AgendaHouse):
        async with house.work() as moment:
            other = a_member("Buurt", CARE, Role.PROFESSIONAL, rank=100)
            await moment.uow.people.save_member(other)
        await house.add_case("ZB4-A10", Colour.RED, 30, (CARE,), "buurt")
        await house.tick(ASKED_AT)
        shown = await read(house, "nurse", CARE)
        assert shown
        assert (shown.codes, shown.unnamed) == (("KX7-Q42",), 1)
        assert [one.case_id for one in shown.sights] == [(await requests(house))[CARE].cases[0]]

    async def test_the_reminder_says_nothing_once_it_was_answered(self, house: AgendaHouse):
        await house.tick(ASKED_AT)
        await answer(house, "nurse", CARE, A.COMES)
        for of, name, is_said in ((CARE, "nurse", False), (POLICE, "agent", True)):
            async with house.sending_to(name) as reading:
                asked = (await requests(house))[of]
                assert (await read_reminder(reading, asked.id) is not None) is is_said

    async def test_after_the_meeting_began_nothing_is_said(self, house: AgendaHouse):
        await house.tick(ASKED_AT)
        house.now = STARTS_AT
        assert await read(house, "nurse", CARE) is None

    async def test_of_a_case_that_left_nothing_is_said(self, house: AgendaHouse):
        await house.tick(ASKED_AT)
        (case,) = (await requests(house))[CARE].cases
        await leave(house, case)
        assert await read(house, "nurse", CARE) is None


async def leave(house: AgendaHouse, case: CaseId) -> None:
    async with house.database.work() as uow:
        await uow.cases.save(replace(await uow.cases.get(case), state=CaseState.WITHDRAWN))


class TestAnswering:
    @pytest.fixture
    async def asked(self, house: AgendaHouse) -> AgendaHouse:
        await house.tick(ASKED_AT)
        return house

    async def test_a_yes_stands_in_the_draft_beside_who_said_nothing(self, asked: AgendaHouse):
        assert (await answer(asked, "nurse", CARE, A.COMES)).answer is A.COMES
        await asked.tick(CUT_OFF_AT)
        assert await stands(asked) == {CARE: A.COMES, POLICE: A.OPEN}
        assert await left_out(asked) == {}

    async def test_a_no_keeps_the_case_out_of_this_meeting_with_the_reason(
        self, asked: AgendaHouse
    ):
        await answer(asked, "agent", POLICE, A.CANNOT)
        await asked.tick(CUT_OFF_AT)
        assert await left_out(asked) == {"KX7-Q42": Reason.NO_COMMON_WINDOW}

    async def test_a_no_counts_for_the_organisation_whoever_else_is_there(self, asked: AgendaHouse):
        await answer(asked, "agent", POLICE, A.CANNOT)
        await asked.tick(CUT_OFF_AT)
        (stand,) = [one for one in (await asked.agenda()).partners if one.organisation == POLICE]
        assert stand.there == ()

    async def test_silence_changes_nothing(self, asked: AgendaHouse):
        await asked.tick(CUT_OFF_AT)
        assert await left_out(asked) == {}
        assert await stands(asked) == {CARE: A.OPEN, POLICE: A.OPEN}

    async def test_a_colleague_is_there_though_who_was_asked_is_away(self, asked: AgendaHouse):
        await answer(asked, "nurse", CARE, A.COLLEAGUE)
        await away(asked, "nurse")
        await asked.tick(CUT_OFF_AT)
        assert await left_out(asked) == {}

    async def test_an_answer_that_changes_has_the_draft_made_again(self, asked: AgendaHouse):
        await answer(asked, "agent", POLICE, A.CANNOT)
        await asked.tick(CUT_OFF_AT)
        await answer(asked, "agent", POLICE, A.COMES)
        await asked.tick()
        assert await left_out(asked) == {}
        assert (await stands(asked))[POLICE] is A.COMES

    async def test_a_no_after_approval_is_told_to_the_coordinators(self, asked: AgendaHouse):
        await asked.tick(CUT_OFF_AT)
        async with asked.acting("sanne") as ctx:
            await approve_agenda(ctx, THE_MEETING, (await asked.agenda()).version)
        await asked.tick(POSTS_AT)
        before = await asked.agenda()
        await answer(asked, "agent", POLICE, A.CANNOT)
        await asked.tick()
        assert await asked.agenda() == before
        assert await asked.told(NoticeKind.PARTNER_AWAY) == ["daan", "iris", "sanne"]

    async def test_a_yes_leaves_the_draft_that_a_director_is_looking_at_as_it_is(
        self, asked: AgendaHouse
    ):
        await asked.tick(CUT_OFF_AT)
        looked_at = await asked.agenda()
        await answer(asked, "nurse", CARE, A.COMES)
        await asked.tick()
        assert (await stands(asked))[CARE] is A.COMES
        assert (await asked.agenda()).version > looked_at.version
        async with asked.acting("sanne") as ctx:
            await approve_agenda(ctx, THE_MEETING, looked_at.version)

    async def test_a_no_makes_another_plan_than_a_director_looked_at(self, asked: AgendaHouse):
        await asked.tick(CUT_OFF_AT)
        looked_at = await asked.agenda()
        await answer(asked, "agent", POLICE, A.CANNOT)
        await asked.tick()
        async with asked.acting("sanne") as ctx:
            with pytest.raises(AgendaChangedError):
                await approve_agenda(ctx, THE_MEETING, looked_at.version)

    async def test_only_who_was_asked_answers(self, asked: AgendaHouse):
        request = (await requests(asked))[POLICE]
        for name in ("deputy", "nurse", "sanne"):
            async with asked.acting(name) as ctx:
                with pytest.raises(RefusedError):
                    await answer_own_request(ctx, request.id, A.COMES)

    async def test_once_the_meeting_began_it_is_too_late(self, asked: AgendaHouse):
        asked.now = STARTS_AT
        with pytest.raises(TooLateToAnswerError):
            await answer(asked, "agent", POLICE, A.COMES)


class TestByTelephone:
    @pytest.fixture
    async def asked(self, house: AgendaHouse) -> AgendaHouse:
        await house.tick(ASKED_AT)
        await house.send_all()
        return house

    async def record(self, house: AgendaHouse, name: str, said: A = A.COMES) -> None:
        async with house.acting(name) as ctx:
            await record_answer(ctx, THE_MEETING, POLICE, said)

    async def names(self, house: AgendaHouse, name: str) -> Sequence[str]:
        async with house.acting(name) as ctx:
            return [one.name for one in await list_asked(ctx, THE_MEETING)]

    async def test_a_coordinator_records_it_and_the_card_of_who_was_asked_follows(
        self, asked: AgendaHouse
    ):
        assert await self.names(asked, "iris") == ["GGZ Rivierstad", "Politie"]
        await self.record(asked, "iris")
        request = (await requests(asked))[POLICE]
        assert (request.answer, request.answered_by) == (A.COMES, "iris")
        notices = await asked.notices(NoticeKind.ATTENDANCE_REQUEST)
        assert [one.member for one in notices].count("agent") == 2
        assert len({one.card for one in notices}) == 2

    async def test_it_is_on_record_by_whom_for_whom(self, asked: AgendaHouse):
        await self.record(asked, "iris")
        async with asked.reading() as moment:
            entries = [link.entry for link in await moment.uow.audit.chain(None)]
        last = [one for one in entries if one.event is AuditEvent.ATTENDANCE_ANSWERED][-1]
        assert (last.who, last.on_behalf_of) == ("iris", POLICE)
        assert last.reason is AuditReason.BY_TELEPHONE

    async def test_a_partner_records_nothing_for_another(self, asked: AgendaHouse):
        with pytest.raises(RefusedError):
            await self.record(asked, "nurse")
        with pytest.raises(RefusedError):
            await self.names(asked, "nurse")

    async def test_a_partner_that_was_not_asked_has_no_answer(self, asked: AgendaHouse):
        async with asked.acting("iris") as ctx:
            with pytest.raises(RefusedError):
                await record_answer(ctx, THE_MEETING, HOUSING, A.COMES)


class TestTurningRedLater:
    """After the last hour at which the clock asks by itself."""

    @pytest.fixture
    async def late(self, house: AgendaHouse) -> AgendaHouse:
        async with house.database.work() as uow:
            await uow.people.save_member(a_member("Huis", HOUSING, Role.PROFESSIONAL))
        await house.tick(ASKED_AT)
        await house.tick(REMINDED_AT)
        return house

    async def turn(self, house: AgendaHouse, colour: Colour = Colour.RED) -> None:
        wish = ColourWish(colour=colour, reason="Dreigt.", minutes=30, required=(HOUSING, POLICE))
        async with house.acting("sanne") as ctx:
            permit = await find_case(ctx, Action.SET_COLOUR, "MV3-T81")
            await set_colour(ctx, permit, wish, consent=AGREED)

    async def test_its_partners_are_asked_at_once_and_nobody_else_is_reminded(
        self, late: AgendaHouse
    ):
        await self.turn(late)
        await late.tick(REMINDED_AT + HOUR)
        assert (await requests(late)).keys() == {POLICE, CARE, HOUSING}
        assert (await requests(late))[HOUSING].asked_at == REMINDED_AT + HOUR
        assert len(await late.notices(NoticeKind.ATTENDANCE_REQUEST)) == 3
        assert len(await late.notices(NoticeKind.ATTENDANCE_REMINDER)) == 2  # of nine o'clock

    async def test_also_between_the_draft_and_its_approval(self, late: AgendaHouse):
        await late.tick(CUT_OFF_AT)
        await self.turn(late)
        await late.tick(CUT_OFF_AT + HOUR)
        assert HOUSING in await requests(late)

    async def test_it_is_asked_in_office_hours_only(self, late: AgendaHouse):
        late.now = CUT_OFF_AT + 10 * HOUR
        await self.turn(late)
        await late.tick()
        asked = (await requests(late))[HOUSING]
        notices = await late.notices(NoticeKind.ATTENDANCE_REQUEST)
        [own] = [one for one in notices if one.subject == asked.id]
        assert own.due_at == REMINDED_AT + timedelta(days=1) - timedelta(minutes=35)

    async def test_not_once_the_agenda_is_approved_nor_when_the_meeting_began(
        self, late: AgendaHouse
    ):
        await late.tick(CUT_OFF_AT)
        async with late.acting("sanne") as ctx:
            await approve_agenda(ctx, THE_MEETING, (await late.agenda()).version)
        await self.turn(late)
        await late.tick()
        late.now = STARTS_AT + HOUR
        await self.turn(late)
        await late.tick()
        assert HOUSING not in await requests(late)

    async def test_a_case_that_is_taken_up_red_is_asked_for_too(self, judging_house: JudgingHouse):
        await judging_house.tick(REMINDED_AT)
        await judging_house.take_up()
        await judging_house.tick(REMINDED_AT + HOUR)
        assert named(await requests(judging_house)) == {POLICE: "agent"}

    async def test_not_for_another_colour(self, late: AgendaHouse):
        await self.turn(late, Colour.ORANGE)
        await late.tick()
        assert HOUSING not in await requests(late)

    async def test_who_is_asked_by_the_clock_is_not_asked_before(self, house: AgendaHouse):
        await self.turn(house)
        await house.tick()
        assert await requests(house) == {}

    async def test_a_case_that_moves_to_this_kind_of_meeting_is_asked_for_here_only(
        self, late: AgendaHouse
    ):
        await hold_two_kinds(late)
        await late.tick()
        await self.turn(late)
        await late.tick(REMINDED_AT + HOUR)
        async with late.reading() as moment:
            of_youth = await moment.uow.attendance_requests.of_meeting(FRIDAY_MEETING)
        assert HOUSING in await requests(late)
        assert of_youth == []
