"""What an absence does to the agenda of a meeting, before and after it was approved."""

from datetime import date, time

import pytest

from domain.absence import AbsenceWish
from domain.agenda import AgendaState, PartnerStand
from domain.identifiers import AbsenceId, CaseCode, MemberId
from domain.member import Role
from domain.notice import NoticeKind
from domain.planning import Reason
from domain.stoplight import Colour
from services.absence import give_absence, withdraw_absence
from services.agenda.approval import approve_agenda
from services.agenda.clashes import Clash, ClashView, list_clashes, read_clashes
from services.agenda.views import read_draft, read_own_times
from tests.support.agenda_house import CARE, CITY, POLICE, AgendaHouse, a_member
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, THE_MEETING, at_minute

THURSDAY = date(2026, 2, 12)


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    """Two cases for the whole house: one for the police, one for the care organisation."""
    await agenda_house.add_case("MV3-T81", Colour.ORANGE, 15, (CARE,))
    await agenda_house.add_case("KX7-Q42", Colour.ORANGE, 30, (POLICE,))
    return agenda_house


async def away(
    house: AgendaHouse, name: str, since: time | None = None, until: time | None = None
) -> AbsenceId:
    async with house.acting(name) as ctx:
        wish = AbsenceWish(first_on=THURSDAY, last_on=THURSDAY, from_time=since, until_time=until)
        return (await give_absence(ctx, wish)).id


async def back(house: AgendaHouse, name: str, absence: AbsenceId) -> None:
    async with house.acting(name) as ctx:
        await withdraw_absence(ctx, absence)


async def approve(house: AgendaHouse) -> None:
    async with house.acting("sanne") as ctx:
        await approve_agenda(ctx, THE_MEETING, (await house.agenda()).version)


async def starts(house: AgendaHouse) -> dict[str, int]:
    """At which minute each case is discussed."""
    agenda = await house.agenda()
    return {one.code: (one.starts_at - at_minute(0)).seconds // 60 for one in agenda.items}


async def told(house: AgendaHouse, name: str = "sanne") -> ClashView | None:
    async with house.sending_to(name) as reading:
        return await read_clashes(reading, THE_MEETING)


class TestTheDraft:
    async def test_a_case_whose_partner_is_away_the_whole_meeting_is_left_out_with_the_reason(
        self, house: AgendaHouse
    ):
        await away(house, "nurse")
        await house.tick(CUT_OFF_AT)
        agenda = await house.agenda()
        assert await starts(house) == {"KX7-Q42": 0}
        (left,) = agenda.left_out
        assert (left.code, left.reason) == ("MV3-T81", Reason.NO_COMMON_WINDOW)
        assert left.organisation == CARE

    async def test_a_case_whose_partner_is_away_at_first_comes_later(self, house: AgendaHouse):
        await away(house, "nurse", time(9), time(9, 30))
        await house.tick(CUT_OFF_AT)
        assert await starts(house) == {"KX7-Q42": 0, "MV3-T81": 30}

    async def test_it_keeps_with_what_it_was_made_about_each_partner(self, house: AgendaHouse):
        await away(house, "nurse", time(9), time(9, 30))
        await house.tick(CUT_OFF_AT)
        (stand,) = (await house.agenda()).partners
        assert isinstance(stand, PartnerStand)
        assert stand.organisation == CARE
        assert [(one.starts_at, one.ends_at) for one in stand.there or ()] == [
            (at_minute(30), at_minute(180))
        ]
        assert [one.member for one in stand.away] == ["nurse"]

    async def test_a_new_absence_has_it_made_again(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        assert "MV3-T81" in await starts(house)
        await away(house, "nurse")
        await house.tick()
        assert await starts(house) == {"KX7-Q42": 0}
        assert len(house.tasks) == 2

    async def test_an_absence_that_is_taken_back_has_it_made_again(self, house: AgendaHouse):
        absence = await away(house, "nurse")
        await house.tick(CUT_OFF_AT)
        await back(house, "nurse", absence)
        await house.tick()
        assert "MV3-T81" in await starts(house)

    async def test_an_absence_on_another_day_changes_nothing(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        async with house.acting("nurse") as ctx:
            friday = date(2026, 2, 13)
            await give_absence(ctx, AbsenceWish(first_on=friday, last_on=friday))
        await house.tick()
        assert len(house.tasks) == 1

    async def test_a_draft_under_way_while_somebody_says_to_be_away_is_dropped(
        self, house: AgendaHouse
    ):
        await house.tick()
        house.now = CUT_OFF_AT
        (task,) = await house.collect()
        await away(house, "nurse")
        await house.keep(house.plan(task))
        await house.tick()
        assert await starts(house) == {"KX7-Q42": 0}

    async def test_a_second_draft_under_way_is_dropped_too(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        await away(house, "nurse", time(9), time(9, 30))
        (task,) = await house.collect()
        await away(house, "nurse")
        await house.keep(house.plan(task))
        await house.tick()
        assert await starts(house) == {"KX7-Q42": 0}

    async def test_nobody_is_told_before_it_is_approved(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        await away(house, "nurse")
        assert await house.notices(NoticeKind.PARTNER_AWAY) == []


class TestWhoIsCalled:
    async def post(self, house: AgendaHouse) -> None:
        await house.tick(CUT_OFF_AT)
        await approve(house)
        await house.tick(POSTS_AT)

    async def test_a_colleague_with_a_place_is_called_for_who_is_away(self, house: AgendaHouse):
        await away(house, "agent")
        async with house.reading() as moment:
            case = await moment.uow.cases.by_code(CaseCode("KX7-Q42"))
        await house.seat_member(case.id, "deputy")
        await self.post(house)
        assert await house.told(NoticeKind.OWN_TIMES) == ["deputy", "nurse"]
        async with house.sending_to("agent") as reading:
            assert await read_own_times(reading, THE_MEETING) is None

    async def test_who_is_away_during_another_case_is_called(self, house: AgendaHouse):
        await away(house, "agent", time(11), time(12))
        await self.post(house)
        assert await house.told(NoticeKind.OWN_TIMES) == ["agent", "nurse"]


class TestWhoIsMissedInTheDraft:
    async def unattended(self, house: AgendaHouse) -> tuple[str, ...]:
        async with house.sending_to("sanne") as reading:
            view = await read_draft(reading, THE_MEETING)
        assert view is not None
        return view.unattended

    async def test_a_partner_of_which_who_is_involved_is_away_is_named_until_somebody_stands_in(
        self, house: AgendaHouse
    ):
        await away(house, "agent")
        await house.tick(CUT_OFF_AT)
        assert await self.unattended(house) == ("Politie",)
        async with house.acting("agent") as ctx:
            wish = AbsenceWish(first_on=THURSDAY, last_on=THURSDAY)
            await give_absence(ctx, wish, MemberId("deputy"))
        await house.tick()
        assert await self.unattended(house) == ()


class TestAfterApproval:
    @pytest.fixture
    async def approved(self, house: AgendaHouse) -> AgendaHouse:
        await house.tick(CUT_OFF_AT)
        await approve(house)
        return house

    async def test_that_a_colleague_stands_in_for_is_no_clash(self, approved: AgendaHouse):
        async with approved.acting("agent") as ctx:
            wish = AbsenceWish(first_on=THURSDAY, last_on=THURSDAY)
            await give_absence(ctx, wish, MemberId("deputy"))
        view = await told(approved)
        assert view is not None
        assert view.clashes == ()
        # the times reach who stands in when that begins
        await approved.tick(POSTS_AT)
        assert await approved.told(NoticeKind.OWN_TIMES) == ["agent", "nurse"]
        await approved.tick(at_minute(-60))
        await approved.tick(at_minute(-59))
        assert await approved.told(NoticeKind.OWN_TIMES) == ["agent", "deputy", "nurse"]

    async def test_nothing_moves_and_the_coordinators_hear_which_case_once(
        self, approved: AgendaHouse
    ):
        before = await approved.agenda()
        await away(approved, "nurse")
        await approved.tick()
        assert await approved.agenda() == before
        assert before.state is AgendaState.APPROVED
        # the meeting is the day after tomorrow
        assert await approved.told(NoticeKind.PARTNER_AWAY) == []
        keys = {one.business_key for one in await approved.notices(NoticeKind.DIGEST)}
        assert keys >= {f"digest:{name}:2026-02-11" for name in ("daan", "iris", "sanne")}
        (item,) = [one for one in before.items if one.code == "MV3-T81"]
        view = await told(approved)
        assert view
        assert view.clashes == (Clash(item=item, organisation=CARE),)
        assert view.names[CARE] == "GGZ Rivierstad"
        for name, listed in (("sanne", [view]), ("agent", [])):
            async with approved.sending_to(name) as reading:
                assert list(await list_clashes(reading)) == listed

    async def test_after_posting_it_is_the_same(self, approved: AgendaHouse):
        await approved.tick(POSTS_AT)
        before = await approved.agenda()
        await away(approved, "nurse")
        await approved.tick()
        assert await approved.agenda() == before
        assert await approved.told(NoticeKind.PARTNER_AWAY) == ["daan", "iris", "sanne"]
        assert len(await approved.notices(NoticeKind.PARTNER_AWAY)) == 3

    async def test_an_absence_beside_the_own_case_is_told_to_nobody(self, approved: AgendaHouse):
        await away(approved, "nurse", time(11), time(12))
        assert await approved.notices(NoticeKind.PARTNER_AWAY) == []

    async def test_of_who_was_called_it_says_who_can_come_instead(self, approved: AgendaHouse):
        await away(approved, "agent")
        view = await told(approved)
        assert view
        (clash,) = view.clashes
        assert (clash.organisation, clash.names, clash.others) == (POLICE, ("Agent",), ("Deputy",))

    async def test_a_colleague_who_was_not_called_is_no_clash(self, approved: AgendaHouse):
        await away(approved, "deputy")
        assert await approved.notices(NoticeKind.PARTNER_AWAY) == []

    async def test_when_it_is_taken_back_the_same_card_says_all_is_well(
        self, approved: AgendaHouse
    ):
        await approved.tick(POSTS_AT)
        absence = await away(approved, "nurse")
        await approved.send_all()
        await back(approved, "nurse", absence)
        notices = await approved.notices(NoticeKind.PARTNER_AWAY)
        assert len({one.business_key for one in notices}) == 6
        assert len({one.card for one in notices}) == 3
        view = await told(approved)
        assert view
        assert view.clashes == ()

    async def test_who_is_no_longer_a_coordinator_reads_nothing(self, approved: AgendaHouse):
        await away(approved, "nurse")
        former = a_member("Daan", CITY, Role.PROCESS_DIRECTOR, until=date(2026, 2, 9))
        async with approved.database.work() as uow:
            await uow.people.save_member(former)
        assert await told(approved, "daan") is None
        assert await told(approved, "agent") is None

    async def test_after_the_meeting_nothing_is_told(self, approved: AgendaHouse):
        await away(approved, "nurse")
        approved.now = at_minute(180)
        assert await told(approved) is None
