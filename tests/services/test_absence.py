"""Absence as it is given, taken back and read as windows of a meeting."""

from datetime import date, time, timedelta

import pytest

from domain.absence import AbsencePastError, AbsenceWish, Span
from domain.audit import AuditEvent, AuditReason
from domain.errors import NotFoundError
from domain.identifiers import AbsenceId, MemberId, OrganisationId
from domain.planning import Window
from services.absence import (
    AbsenceView,
    enter_absence,
    give_absence,
    list_who_may_be_away,
    view_absences,
    withdraw_absence,
)
from services.access import RefusedError
from services.agenda.partners import find_open, find_stands
from tests.support.agenda_house import CARE, CITY, HOUSING, POLICE, AgendaHouse
from tests.support.meetings import STARTS_AT, a_meeting, at_minute

THURSDAY = date(2026, 2, 12)


def wish(
    since: time | None = None, until: time | None = None, last: date = THURSDAY
) -> AbsenceWish:
    return AbsenceWish(first_on=THURSDAY, last_on=last, from_time=since, until_time=until)


async def give(house: AgendaHouse, name: str, **when: time) -> AbsenceId:
    async with house.acting(name) as ctx:
        return (await give_absence(ctx, wish(**when))).id


async def enter(house: AgendaHouse, by: str, name: str, **when: time) -> AbsenceId:
    async with house.acting(by) as ctx:
        return (await enter_absence(ctx, MemberId(name), wish(**when))).id


async def view(house: AgendaHouse, name: str) -> AbsenceView:
    async with house.acting(name) as ctx:
        return await view_absences(ctx)


async def windows(
    house: AgendaHouse, *organisations: OrganisationId
) -> dict[str, tuple[Window, ...]]:
    async with house.reading() as moment:
        meeting = a_meeting()
        stands = await find_stands(moment, meeting, organisations or (POLICE, CARE, CITY))
        return dict(find_open(meeting, stands))


def window(start: int, end: int) -> Window:
    return Window(start=start, end=end)


class TestGiving:
    async def test_what_a_member_says_is_shown_to_them(self, agenda_house: AgendaHouse):
        await give(agenda_house, "nurse", since=time(9), until=time(10))
        shown = await view(agenda_house, "nurse")
        span = Span(starts_at=STARTS_AT, ends_at=at_minute(60))
        assert [one.span for one in shown.own] == [span]
        assert not shown.may_enter
        assert (await view(agenda_house, "agent")).own == ()

    async def test_what_overlaps_becomes_one(self, agenda_house: AgendaHouse):
        await give(agenda_house, "nurse", since=time(9), until=time(10))
        await give(agenda_house, "nurse", since=time(10), until=time(11))
        await give(agenda_house, "nurse", since=time(14), until=time(15))
        shown = await view(agenda_house, "nurse")
        assert [one.span.ends_at for one in shown.own] == [at_minute(120), at_minute(360)]

    async def test_what_is_over_is_refused(self, agenda_house: AgendaHouse):
        agenda_house.now = STARTS_AT + timedelta(days=1)
        with pytest.raises(AbsencePastError):
            await give(agenda_house, "nurse")

    async def test_it_is_on_record_without_its_time(self, agenda_house: AgendaHouse):
        absence = await give(agenda_house, "nurse")
        async with agenda_house.reading() as moment:
            last = (await moment.uow.audit.chain(None))[-1].entry
        assert (last.event, last.who, last.subject) == (AuditEvent.ABSENCE_GIVEN, "nurse", absence)
        assert last.reason is None

    async def test_a_member_takes_it_back(self, agenda_house: AgendaHouse):
        absence = await give(agenda_house, "nurse")
        async with agenda_house.acting("nurse") as ctx:
            assert (await withdraw_absence(ctx, absence)).own == ()
        async with agenda_house.acting("nurse") as ctx:
            with pytest.raises(NotFoundError):
                await withdraw_absence(ctx, absence)

    async def test_nobody_takes_back_that_of_another(self, agenda_house: AgendaHouse):
        absence = await give(agenda_house, "nurse")
        for name in ("agent", "sanne"):
            async with agenda_house.acting(name) as ctx:
                with pytest.raises(RefusedError):
                    await withdraw_absence(ctx, absence)


class TestByTelephone:
    async def test_a_coordinator_enters_it_for_who_telephones(self, agenda_house: AgendaHouse):
        absence = await enter(agenda_house, "iris", "nurse")
        assert [one.id for one in (await view(agenda_house, "nurse")).own] == [absence]
        shown = await view(agenda_house, "iris")
        assert [(name, one.id) for name, one in shown.entered] == [("Nurse", absence)]
        assert shown.own == ()
        assert shown.may_enter
        async with agenda_house.reading() as moment:
            last = (await moment.uow.audit.chain(None))[-1].entry
        assert (last.who, last.on_behalf_of) == ("iris", "nurse")
        assert last.reason is AuditReason.BY_TELEPHONE

    async def test_who_entered_it_may_take_it_back(self, agenda_house: AgendaHouse):
        absence = await enter(agenda_house, "iris", "nurse")
        async with agenda_house.acting("iris") as ctx:
            assert (await withdraw_absence(ctx, absence)).entered == ()

    async def test_what_a_coordinator_entered_does_not_grow_with_their_own(
        self, agenda_house: AgendaHouse
    ):
        await enter(agenda_house, "iris", "nurse", since=time(9), until=time(10))
        await give(agenda_house, "iris", since=time(10), until=time(11))
        assert [one.span.ends_at for one in (await view(agenda_house, "nurse")).own] == [
            at_minute(60)
        ]

    async def test_a_partner_enters_nothing_for_another(self, agenda_house: AgendaHouse):
        async with agenda_house.acting("agent") as ctx:
            with pytest.raises(RefusedError):
                await enter_absence(ctx, MemberId("nurse"), wish())
            with pytest.raises(RefusedError):
                await list_who_may_be_away(ctx)

    async def test_who_speaks_for_an_organisation_can_be_chosen(self, agenda_house: AgendaHouse):
        async with agenda_house.acting("iris") as ctx:
            assert {one.id for one in await list_who_may_be_away(ctx)} == {
                "agent", "deputy", "nurse",
            }  # fmt: skip


class TestWindows:
    async def test_nothing_known_is_always_there(self, agenda_house: AgendaHouse):
        assert await windows(agenda_house) == {}

    async def test_an_organisation_is_there_when_its_speaker_is(self, agenda_house: AgendaHouse):
        await give(agenda_house, "nurse", since=time(9), until=time(10))
        assert await windows(agenda_house) == {CARE: (window(60, 180),)}

    async def test_one_that_is_away_the_whole_meeting_has_no_window(
        self, agenda_house: AgendaHouse
    ):
        await give(agenda_house, "nurse")
        assert await windows(agenda_house) == {CARE: ()}

    async def test_another_who_speaks_for_it_is_enough(self, agenda_house: AgendaHouse):
        await give(agenda_house, "agent")
        assert await windows(agenda_house) == {}
        await give(agenda_house, "deputy", since=time(10), until=time(11))
        assert await windows(agenda_house) == {POLICE: (window(0, 60), window(120, 180))}

    async def test_two_who_take_turns_are_there_the_whole_time(self, agenda_house: AgendaHouse):
        await give(agenda_house, "agent", since=time(9), until=time(10))
        await give(agenda_house, "deputy", since=time(10), until=time(12))
        assert await windows(agenda_house) == {}

    async def test_an_odd_minute_makes_the_window_smaller_not_the_grid(
        self, agenda_house: AgendaHouse
    ):
        await give(agenda_house, "nurse", since=time(10, 2), until=time(10, 58))
        assert await windows(agenda_house) == {CARE: (window(0, 60), window(120, 180))}

    async def test_a_few_minutes_are_no_window(self, agenda_house: AgendaHouse):
        await give(agenda_house, "nurse", since=time(9, 4), until=time(12))
        assert await windows(agenda_house) == {CARE: ()}

    async def test_only_the_organisations_asked_for_are_found(self, agenda_house: AgendaHouse):
        await give(agenda_house, "nurse")
        assert await windows(agenda_house, POLICE) == {}

    async def test_an_organisation_nobody_speaks_for_is_not_known_to_be_away(
        self, agenda_house: AgendaHouse
    ):
        await give(agenda_house, "nurse")
        assert await windows(agenda_house, HOUSING) == {}
