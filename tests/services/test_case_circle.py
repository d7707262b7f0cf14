"""A process director involves a partner and ends a place, each with a reason; from that minute the
case is there for them, or is not.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.access import Action
from domain.agreement import NobodyAgreedError
from domain.audit import AuditEvent, AuditReason
from domain.case import CircleReason, LeftReason
from domain.case_circle import (
    AlreadyInvolvedError,
    EndsBeforeItBeginsError,
    NobodyToInvolveError,
    NoReasonInvolvedError,
    NoReasonToLeaveError,
    NotInCircleError,
    RecordedPlace,
)
from domain.case_page import CaseLeaf
from domain.errors import StoplichtError
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind, PrivateNotice
from domain.stoplight import Colour
from domain.timer import TimerKind
from services.access import RefusedError
from services.case_circle import (
    PartnerToInvolve,
    involve_partner,
    list_to_involve,
    list_to_leave,
    look_at_circle,
    remove_partner,
)
from services.case_page import read_case_page
from services.consent import Consent
from services.moment import Context, Reading
from services.recipients import require_recipient
from services.referral_views import my_overview, name_own_cases, reveal_identity, view_case
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import AgendaHouse
from tests.support.canaries import CANARY
from tests.support.judging_house import AGREED

NURSE = MemberId("nurse")
MINUTE = timedelta(minutes=1)
WISH = PartnerToInvolve(member=NURSE, why=f"{CANARY} is daar in zorg.", consent=AGREED)


@pytest.fixture
async def case(agenda_house: AgendaHouse) -> CaseId:
    """A case on the list; the police, which referred it, has the only place."""
    return await agenda_house.add_case("KX7-Q42", Colour.ORANGE, 15, (), "agent")


async def involve(house: AgendaHouse, case: CaseId, wish: PartnerToInvolve = WISH) -> None:
    async with house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CHANGE_CIRCLE, SeenCase(id=case))
        await involve_partner(ctx, permit, wish)


async def remove(house: AgendaHouse, case: CaseId, member: str = NURSE, why: str = CANARY) -> None:
    async with house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CHANGE_CIRCLE, SeenCase(id=case))
        await remove_partner(ctx, permit, MemberId(member), why)


async def history(house: AgendaHouse, case: CaseId) -> list[RecordedPlace]:
    async with house.reading() as moment:
        return list(await moment.uow.cases.circle_history(case))


async def look(house: AgendaHouse, case: CaseId, by: str = NURSE) -> None:
    async with house.acting(by) as ctx:
        await reveal_identity(ctx, case)


async def test_a_partner_who_is_involved_sees_the_case_and_hears_it(
    agenda_house: AgendaHouse, case: CaseId
):
    with pytest.raises(RefusedError):
        await look(agenda_house, case)
    await involve(agenda_house, case)
    await look(agenda_house, case)
    place = (await history(agenda_house, case))[-1]
    assert (place.place.member, place.place.reason) == (NURSE, CircleReason.INVOLVED_PARTNER)
    assert place.involving is not None
    assert place.involving.why == WISH.why
    assert place.involving.agreement.organisations == set(AGREED.agreed)
    assert "nurse" in await agenda_house.told(NoticeKind.DIGEST)


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (replace(WISH, why=" "), NoReasonInvolvedError),
        (replace(WISH, consent=Consent()), NobodyAgreedError),
        (replace(WISH, member=MemberId("deputy")), AlreadyInvolvedError),
        (replace(WISH, member=MemberId("iris")), NobodyToInvolveError),
        (replace(WISH, until_on=date(2026, 2, 1)), EndsBeforeItBeginsError),
    ],
)
async def test_nobody_is_involved_without_a_reason_who_agreed_and_a_seat_that_is_free(
    agenda_house: AgendaHouse,
    case: CaseId,
    wish: PartnerToInvolve,
    error: type[StoplichtError],
):
    with pytest.raises(error):
        await involve(agenda_house, case, wish)
    assert len(await history(agenda_house, case)) == 1


async def test_who_may_be_involved_are_those_of_organisations_without_a_place(
    agenda_house: AgendaHouse, case: CaseId
):
    async with agenda_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CHANGE_CIRCLE, SeenCase(id=case))
        assert [one.id for one in await list_to_involve(ctx, permit)] == ["nurse"]
        assert list(await list_to_leave(ctx, permit)) == []


async def test_who_is_taken_out_is_refused_from_that_minute_and_the_log_says_why(
    agenda_house: AgendaHouse, case: CaseId
):
    await involve(agenda_house, case)
    await remove(agenda_house, case)
    with pytest.raises(RefusedError):
        await look(agenda_house, case)
    place = (await history(agenda_house, case))[-1]
    assert (place.place.left_because, place.left_why) == (LeftReason.BY_DIRECTOR, CANARY)
    left = (await agenda_house.on_record(case))[-1]
    assert (left.event, left.subject) == (AuditEvent.CIRCLE_LEFT, NURSE)
    assert left.reason is AuditReason.BY_DIRECTOR


async def test_who_comes_back_has_two_places_in_the_history(
    agenda_house: AgendaHouse, case: CaseId
):
    await involve(agenda_house, case)
    await remove(agenda_house, case)
    agenda_house.now += timedelta(days=1)
    await involve(agenda_house, case)
    await look(agenda_house, case)
    ended = [one.place.left_at is not None for one in await history(agenda_house, case)]
    assert ended == [False, True, False]


async def test_nobody_leaves_without_a_reason_and_the_referrer_stays(
    agenda_house: AgendaHouse, case: CaseId
):
    await involve(agenda_house, case)
    with pytest.raises(NoReasonToLeaveError):
        await remove(agenda_house, case, why=" ")
    with pytest.raises(NotInCircleError):
        await remove(agenda_house, case, "agent")
    await remove(agenda_house, case)
    with pytest.raises(NotInCircleError):
        await remove(agenda_house, case)


async def test_who_directed_the_content_does_so_no_more_when_taken_out(
    agenda_house: AgendaHouse, case: CaseId
):
    await involve(agenda_house, case)
    async with agenda_house.work() as moment:
        kept = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(kept, case_director=NURSE))
    await remove(agenda_house, case)
    async with agenda_house.reading() as moment:
        assert (await moment.uow.cases.get(case)).case_director is None


async def typed(ctx: Context, _case: CaseId) -> object:
    return await view_case(ctx, "KX7-Q42", ())


async def pressed(ctx: Context, case: CaseId) -> object:
    return await take_case(ctx, Action.ASK_TO_LEAVE, SeenCase(id=case))


async def read_in_a_window(ctx: Context, case: CaseId) -> object:
    return await read_case_page(ctx, case, CaseLeaf.CIRCLE)


async def sent(ctx: Context, case: CaseId) -> None:
    reading = Reading(uow=ctx.uow, now=ctx.now, house=ctx.house, recipient=ctx.actor.member)
    notice = PrivateNotice(
        kind=NoticeKind.CIRCLE_JOINED, subject=case, business_key="joined", member=NURSE
    )
    await require_recipient(reading, notice, is_posted=False)


DOORS = (typed, pressed, read_in_a_window, reveal_identity, sent)
LISTS = (my_overview, name_own_cases)


async def test_from_the_minute_a_place_is_over_every_door_refuses_though_no_clock_came_round(
    agenda_house: AgendaHouse, case: CaseId
):
    await involve(agenda_house, case, replace(WISH, until_on=agenda_house.now.date()))
    async with agenda_house.acting("sanne") as ctx:
        assert (await has_places(ctx, case)) == {"agent", "nurse"}
    agenda_house.now = (await agenda_house.timers(TimerKind.CIRCLE))[case] - MINUTE
    for door in DOORS:
        async with agenda_house.acting(NURSE) as ctx:
            await door(ctx, case)
    for entries in LISTS:
        async with agenda_house.acting(NURSE) as ctx:
            assert len(await entries(ctx)) == 1
    agenda_house.now += MINUTE
    for door in DOORS:
        with pytest.raises(RefusedError):
            async with agenda_house.acting(NURSE) as ctx:
                await door(ctx, case)
    for entries in LISTS:
        async with agenda_house.acting(NURSE) as ctx:
            assert len(await entries(ctx)) == 0
    async with agenda_house.acting("sanne") as ctx:
        assert (await has_places(ctx, case)) == {"agent"}


async def has_places(ctx: Context, case: CaseId) -> set[str]:
    return set((await read_case_page(ctx, case, CaseLeaf.CIRCLE)).leaf.members)


async def test_who_is_involved_again_before_the_clock_came_round_has_two_places_on_record(
    agenda_house: AgendaHouse, case: CaseId
):
    await involve(agenda_house, case, replace(WISH, until_on=agenda_house.now.date()))
    agenda_house.now = over = (await agenda_house.timers(TimerKind.CIRCLE))[case]
    await involve(agenda_house, case)
    await look(agenda_house, case)
    first, second = (await history(agenda_house, case))[1:]
    assert (first.place.left_at, first.place.left_because) == (over, LeftReason.SEAT_ENDED)
    assert second.place.left_at is None
    events = [one.event for one in await agenda_house.on_record(case) if one.subject == NURSE]
    told = [AuditEvent.CIRCLE_JOINED, AuditEvent.CIRCLE_LEFT, AuditEvent.CIRCLE_JOINED]
    assert events[:3] == told


async def test_a_place_until_a_day_ends_by_itself_when_that_day_is_over(
    agenda_house: AgendaHouse, case: CaseId
):
    today = agenda_house.now.date()
    await involve(agenda_house, case, replace(WISH, until_on=today))
    due_at = (await agenda_house.timers(TimerKind.CIRCLE))[case]
    async with agenda_house.work() as moment:
        await look_at_circle(moment, case)
    await look(agenda_house, case)
    agenda_house.now = due_at
    async with agenda_house.work() as moment:
        await look_at_circle(moment, case)
    with pytest.raises(RefusedError):
        await look(agenda_house, case)
    assert (await history(agenda_house, case))[-1].place.left_because is LeftReason.SEAT_ENDED
    left = [one for one in await agenda_house.on_record(case) if one.subject == NURSE][1]
    assert (left.event, left.reason) == (AuditEvent.CIRCLE_LEFT, AuditReason.SEAT_ENDED)
