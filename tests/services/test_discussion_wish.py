"""A partner asks to have a case discussed, takes that back, and what it does to the agenda."""

from datetime import timedelta

import pytest

from domain.access import Action
from domain.audit import AuditEvent
from domain.case import Case
from domain.colour import StandingColour
from domain.discussion_wish import NothingAskedError, NoWishReasonError
from domain.identifiers import CaseId
from domain.sight import SeenPart
from domain.stoplight import Colour
from services.access import RefusedError
from services.colour import ColourHistoryView, view_colour_history
from services.discussion_wish import ask_discussion, find_own_wish, withdraw_discussion
from services.rotation import note_discussed
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import CARE, POLICE, AgendaHouse
from tests.support.canaries import CANARY
from tests.support.meetings import CUT_OFF_AT

REASON = f"{CANARY} is weg."


@pytest.fixture
async def case_id(agenda_house: AgendaHouse) -> CaseId:
    """A green case in whose circle the nurse has a place, and the agent who referred it."""
    return await agenda_house.add_case("KX7-Q42", Colour.GREEN, 0, (POLICE,), "nurse", "agent")


async def ask(house: AgendaHouse, case_id: CaseId, by: str, reason: str = REASON) -> None:
    async with house.acting(by) as ctx:
        permit = await take_case(ctx, Action.ASK_DISCUSSION, SeenCase(id=case_id))
        await ask_discussion(ctx, permit, reason)


async def withdraw(house: AgendaHouse, case_id: CaseId, by: str) -> None:
    async with house.acting(by) as ctx:
        permit = await take_case(ctx, Action.ASK_DISCUSSION, SeenCase(id=case_id))
        await withdraw_discussion(ctx, permit)


async def get(house: AgendaHouse, case_id: CaseId) -> Case:
    async with house.reading() as moment:
        return await moment.uow.cases.get(case_id)


async def look(house: AgendaHouse, case_id: CaseId, by: str) -> ColourHistoryView:
    async with house.acting(by) as ctx:
        permit = await take_case(ctx, Action.READ_COLOUR, SeenCase(id=case_id))
        return await view_colour_history(ctx, permit)


async def test_whoever_has_a_place_asks_and_the_case_comes_up_marked_as_asked_for(
    agenda_house: AgendaHouse, case_id: CaseId
):
    await ask(agenda_house, case_id, "nurse")
    case = await get(agenda_house, case_id)
    assert case.rotation.asked_for_on == agenda_house.now.date()
    assert (case.changed_by, case.changed_at) == ("nurse", agenda_house.now)
    (entry,) = await agenda_house.on_record(case_id)
    assert (entry.event, entry.who) == (AuditEvent.DISCUSSION_ASKED, "nurse")
    await agenda_house.tick(CUT_OFF_AT)
    (item,) = (await agenda_house.agenda()).items
    assert (item.code, item.turn.is_asked_for, item.minutes) == ("KX7-Q42", True, 5)
    assert CANARY not in repr(item)


@pytest.mark.parametrize("by", ["sanne", "iris", "deputy"])
async def test_who_has_no_place_in_the_case_does_not_ask(
    agenda_house: AgendaHouse, case_id: CaseId, by: str
):
    with pytest.raises(RefusedError):
        await ask(agenda_house, case_id, by)
    assert (await get(agenda_house, case_id)).rotation.asked_for_on is None


async def test_a_reason_is_asked(agenda_house: AgendaHouse, case_id: CaseId):
    with pytest.raises(NoWishReasonError):
        await ask(agenda_house, case_id, "nurse", "  ")


async def test_coordinators_and_the_circle_read_who_asks_and_why(
    agenda_house: AgendaHouse, case_id: CaseId
):
    await ask(agenda_house, case_id, "nurse")
    for by in ("sanne", "iris", "nurse"):
        view = await look(agenda_house, case_id, by)
        (wish,) = view.wishes
        assert (wish.member, wish.organisation, wish.reason) == ("nurse", CARE, REASON)
        assert view.setters["nurse"] == "Nurse"
        assert (await agenda_house.on_record(case_id))[-1].part is SeenPart.COLOUR


async def test_asking_again_takes_the_place_of_what_was_asked_and_keeps_the_day_since_when(
    agenda_house: AgendaHouse, case_id: CaseId
):
    await ask(agenda_house, case_id, "nurse")
    first = agenda_house.now.date()
    agenda_house.now += timedelta(days=2)
    await ask(agenda_house, case_id, "nurse", "Toch anders.")
    assert [one.reason for one in (await look(agenda_house, case_id, "iris")).wishes] == [
        "Toch anders."
    ]
    assert (await get(agenda_house, case_id)).rotation.asked_for_on == first
    async with agenda_house.acting("nurse") as ctx:
        permit = await take_case(ctx, Action.ASK_DISCUSSION, SeenCase(id=case_id))
        own = await find_own_wish(ctx, permit)
    assert own is not None
    assert own.reason == "Toch anders."


async def test_who_asked_takes_it_back_and_what_another_asks_stays(
    agenda_house: AgendaHouse, case_id: CaseId
):
    await ask(agenda_house, case_id, "nurse")
    agenda_house.now += timedelta(days=1)
    await ask(agenda_house, case_id, "agent")
    await withdraw(agenda_house, case_id, "nurse")
    assert (await get(agenda_house, case_id)).rotation.asked_for_on == agenda_house.now.date()
    assert [one.member for one in (await look(agenda_house, case_id, "iris")).wishes] == ["agent"]
    await withdraw(agenda_house, case_id, "agent")
    assert (await get(agenda_house, case_id)).rotation.asked_for_on is None
    events = [one.event for one in await agenda_house.on_record(case_id)]
    assert events.count(AuditEvent.DISCUSSION_WITHDRAWN) == 2


async def test_nobody_takes_back_what_another_asked(agenda_house: AgendaHouse, case_id: CaseId):
    await ask(agenda_house, case_id, "nurse")
    with pytest.raises(NothingAskedError):
        await withdraw(agenda_house, case_id, "agent")
    assert len((await look(agenda_house, case_id, "iris")).wishes) == 1


async def test_what_was_discussed_is_no_longer_asked_for(
    agenda_house: AgendaHouse, case_id: CaseId
):
    await ask(agenda_house, case_id, "nurse")
    async with agenda_house.work() as moment:
        await note_discussed(moment, await moment.uow.cases.get(case_id))
    case = await get(agenda_house, case_id)
    assert isinstance(case.colour, StandingColour)
    assert case.rotation.asked_for_on is None
    async with agenda_house.reading() as moment:
        assert await moment.uow.discussion_wishes.of_case(case_id) == []
