"""Who leaves a case without being taken out of it: by an appointment that ended, another employer,
or a colour that does not ask for them any more.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.audit import AuditEvent, AuditReason
from domain.identifiers import CaseId, MemberId
from domain.member import Role
from domain.timer import TimerKind
from services.access import RefusedError
from services.agreed_action import agree_action
from services.leaving import look_at_places
from services.referral_views import my_overview, reveal_identity
from services.seen_case import SeenCase
from tests.support.agenda_house import CARE, CITY, POLICE, AgendaHouse, a_member
from tests.support.agreed_actions import a_wish
from tests.support.judging_house import RED, TAKE_UP, JudgingHouse
from tests.support.permits import give_colour

NURSE, AGENT = MemberId("nurse"), MemberId("agent")
DAY = timedelta(days=1)


async def take_up_with_care_required(house: JudgingHouse) -> SeenCase:
    """A case in which care has a place because it is required, and for nothing else."""
    taking_up = replace(
        TAKE_UP.taking_up, involved=(), colour=replace(RED, required=(POLICE, CARE))
    )
    return await house.take_up(form=replace(TAKE_UP, taking_up=taking_up))


async def require_only_the_police(house: JudgingHouse, seen: SeenCase) -> None:
    async with house.acting("sanne") as ctx:
        await give_colour(ctx, SeenCase(id=seen.id), RED)


async def look_around(house: AgendaHouse) -> None:
    async with house.work() as moment:
        await look_at_places(moment, "house")


async def reasons(house: AgendaHouse, case: CaseId) -> list[tuple[str | None, AuditReason | None]]:
    return [
        (one.subject, one.reason)
        for one in await house.on_record(case)
        if one.event is AuditEvent.CIRCLE_LEFT
    ]


async def test_who_is_not_required_any_more_is_out(judging_house: JudgingHouse):
    seen = await take_up_with_care_required(judging_house)
    await require_only_the_police(judging_house, seen)
    assert "nurse" not in await judging_house.circle(seen)
    assert await reasons(judging_house, seen.id) == [(NURSE, AuditReason.NOT_REQUIRED)]
    async with judging_house.acting("nurse") as ctx:
        with pytest.raises(RefusedError):
            await reveal_identity(ctx, seen.id)


async def test_who_has_something_open_to_do_stays(judging_house: JudgingHouse):
    seen = await take_up_with_care_required(judging_house)
    async with judging_house.acting("sanne") as ctx:
        case = await ctx.uow.cases.get(seen.id)
        await agree_action(ctx, case, a_wish("nurse", ctx.today + DAY))
    await require_only_the_police(judging_house, seen)
    assert "nurse" in await judging_house.circle(seen)


async def test_who_was_found_involved_at_the_weighing_stays(judging_house: JudgingHouse):
    taking_up = replace(TAKE_UP.taking_up, colour=replace(RED, required=(POLICE, CARE)))
    seen = await judging_house.take_up(form=replace(TAKE_UP, taking_up=taking_up))
    await require_only_the_police(judging_house, seen)
    assert "nurse" in await judging_house.circle(seen)


async def test_who_directs_the_content_stays(judging_house: JudgingHouse):
    seen = await take_up_with_care_required(judging_house)
    async with judging_house.work() as moment:
        case = await moment.uow.cases.get(seen.id)
        await moment.uow.cases.save(replace(case, case_director=NURSE))
    await require_only_the_police(judging_house, seen)
    assert "nurse" in await judging_house.circle(seen)


async def test_who_represents_the_organisation_keeps_the_place_and_is_looked_at_tomorrow(
    judging_house: JudgingHouse,
):
    seen = await judging_house.take_up()
    before = await judging_house.circle(seen)
    await look_around(judging_house)
    assert await judging_house.circle(seen) == before
    due_at = (await judging_house.timers(TimerKind.PLACES))["house"]
    assert timedelta() < due_at - judging_house.now < 2 * DAY


async def test_a_new_employer_sees_nothing_and_the_log_says_that_they_moved_on(
    judging_house: JudgingHouse,
):
    seen = await judging_house.take_up()
    async with judging_house.work() as moment:
        for one in (NURSE, AGENT):
            member = await moment.uow.people.member(one)
            await moment.uow.people.save_member(replace(member, organisation=CITY))
    for name in ("nurse", "agent"):
        async with judging_house.acting(name) as ctx:
            assert await my_overview(ctx) == ()
            with pytest.raises(RefusedError):
                await reveal_identity(ctx, seen.id)
    await look_around(judging_house)
    assert set(await reasons(judging_house, seen.id)) == {
        (NURSE, AuditReason.MOVED_ON),
        (AGENT, AuditReason.MOVED_ON),
    }


async def test_a_place_does_not_come_back_with_another_appointment(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    async with judging_house.work() as moment:
        kept = await moment.uow.cases.get(seen.id)
        await moment.uow.cases.save(replace(kept, case_director=NURSE))
        ended = a_member("Nurse", CARE, Role.PROFESSIONAL, until=moment.today)
        await moment.uow.people.save_member(ended)
    await look_around(judging_house)
    assert "nurse" in await judging_house.circle(seen)
    judging_house.now += DAY
    await look_around(judging_house)
    assert await reasons(judging_house, seen.id) == [(NURSE, AuditReason.APPOINTMENT_ENDED)]
    assert (await judging_house.case(seen)).case_director is None
    async with judging_house.work() as moment:
        await moment.uow.people.save_member(a_member("Nurse", CARE, Role.PROFESSIONAL))
    async with judging_house.acting("nurse") as ctx:
        with pytest.raises(RefusedError):
            await reveal_identity(ctx, seen.id)
