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
from domain.errors import StoplichtError
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind
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
from services.consent import Consent
from services.referral_views import reveal_identity
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import AgendaHouse
from tests.support.canaries import CANARY
from tests.support.judging_house import AGREED

NURSE = MemberId("nurse")
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
