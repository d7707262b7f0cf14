"""The list of prioritised cases: a decision with a reason, asked again with other criteria."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cards.priority import lay_out_priority, read_steps
from domain.access import Action
from domain.agreement import NobodyAgreedError
from domain.audit import AuditEvent
from domain.caselist import ListMark
from domain.house import House, PrioritisedList, PriorityCriterion
from domain.identifiers import PriorityCriterionId
from domain.notice import NoticeKind
from domain.priority import NoCriteriaError, PriorityStep
from domain.sight import SeenPart
from services.access import RefusedError, find_case
from services.caselist import view_list
from services.closing import close_case
from services.consent import Consent
from services.pause import pause_case
from services.priority import (
    STEPS_ON_A_PAGE,
    PriorityView,
    PriorityWish,
    UnconfirmedPlaces,
    end_priority,
    find_full_list,
    find_last_priority,
    look_at_priority,
    prioritise_case,
    read_unconfirmed,
    view_priority,
)
from services.seen_case import SeenCase
from tests.support.canaries import CANARY
from tests.support.closings import a_farewell
from tests.support.judging_house import AGREED, JudgingHouse

VICTIMS = PriorityCriterionId("victims")
PUBLISHED = PrioritisedList(
    criteria_version="2026-A",
    criteria_address="https://www.example.org/criteria",
    size=1,
    criteria=(PriorityCriterion(id=VICTIMS, text="Er zijn slachtoffers."),),
)
WISH = PriorityWish(reason=f"{CANARY} slaat buren.", met=(VICTIMS,), consent=AGREED)
CODE = "KX7-Q42"


def publish(house: JudgingHouse, published: PrioritisedList | None) -> House:
    house.house = replace(house.house, prioritised_list=published)
    return house.house


@pytest.fixture
async def seen(judging_house: JudgingHouse) -> SeenCase:
    publish(judging_house, PUBLISHED)
    return await judging_house.take_up()


@pytest.fixture
async def listed(judging_house: JudgingHouse, seen: SeenCase) -> SeenCase:
    await prioritise(judging_house)
    return seen


async def prioritise(house: JudgingHouse, code: str = CODE, wish: PriorityWish = WISH) -> None:
    async with house.acting("sanne") as ctx:
        await prioritise_case(ctx, await find_case(ctx, Action.PRIORITISE, code), wish)


async def why(house: JudgingHouse, who: str = "sanne") -> PriorityView:
    async with house.acting(who) as ctx:
        return await view_priority(ctx, await find_case(ctx, Action.READ_PRIORITY, CODE))


async def look(house: JudgingHouse, on: date) -> None:
    house.now = datetime(on.year, on.month, on.day, 7, 26, tzinfo=UTC)
    async with house.work() as moment:
        await look_at_priority(moment, "house")


async def steps(house: JudgingHouse, seen: SeenCase) -> list[PriorityStep]:
    async with house.reading() as moment:
        assert not await moment.uow.priorities.standing()
        return [one.step for one in await moment.uow.priorities.history(seen.id)]


async def test_taken_up_is_not_prioritised_and_the_decision_is_read_by_the_circle(
    judging_house: JudgingHouse, seen: SeenCase
):
    assert (await judging_house.case(seen)).prioritised_on is None
    await prioritise(judging_house)
    assert (await judging_house.case(seen)).prioritised_on == date(2026, 2, 9)
    (decision,) = (await why(judging_house, "nurse")).decisions.items
    assert (decision.reason, decision.met) == (WISH.reason, PUBLISHED.criteria)
    assert decision.agreement
    entries = await judging_house.on_record(seen.id)
    assert entries[-3].event is AuditEvent.PRIORITISED
    assert entries[-2].event is AuditEvent.CONFIRMATION_ASKED
    assert (entries[-1].who, entries[-1].part) == ("nurse", SeenPart.PRIORITY)
    for outsider in ("agent", "deputy"):  # who referred, and who has no place
        with pytest.raises(RefusedError):
            await why(judging_house, outsider)


async def test_a_public_participant_agrees_or_there_is_a_mandate(
    judging_house: JudgingHouse, seen: SeenCase
):
    with pytest.raises(NobodyAgreedError):
        await prioritise(judging_house, wish=replace(WISH, consent=Consent()))
    publish(judging_house, None)
    with pytest.raises(NoCriteriaError):
        await prioritise(judging_house)
    with pytest.raises(RefusedError):
        async with judging_house.acting("iris") as ctx:
            await find_case(ctx, Action.PRIORITISE, CODE)


async def test_a_director_takes_a_case_off_and_what_was_decided_stays_readable(
    judging_house: JudgingHouse, listed: SeenCase
):
    async with judging_house.acting("daan") as ctx:
        await end_priority(ctx, await find_case(ctx, Action.PRIORITISE, CODE), "Opgelost.")
    assert (await judging_house.case(listed)).prioritised_on is None
    assert await steps(judging_house, listed) == [PriorityStep.REMOVED, PriorityStep.PLACED]
    assert (await why(judging_house)).decisions.items[0].reason == "Opgelost."


@pytest.mark.parametrize("way", ["pause", "close"])
async def test_a_case_that_rests_or_is_closed_is_off_the_list_in_the_same_transaction(
    judging_house: JudgingHouse, listed: SeenCase, way: str
):
    async with judging_house.acting("sanne") as ctx:
        if way == "pause":
            permit = await find_case(ctx, Action.PAUSE_CASE, CODE)
            await pause_case(ctx, permit, CANARY, date(2026, 3, 2))
        else:
            permit = await find_case(ctx, Action.CLOSE_CASE, CODE)
            await close_case(ctx, permit, a_farewell())
    assert await steps(judging_house, listed) == [PriorityStep.LEFT, PriorityStep.PLACED]
    assert AuditEvent.PRIORITY_ENDED in await judging_house.events(listed.id)


async def test_a_full_list_says_who_is_longest_on_it_and_takes_nobody_off(
    judging_house: JudgingHouse, listed: SeenCase
):
    other = await judging_house.take_up("BB2-H55")
    async with judging_house.acting("sanne") as ctx:
        permit = await find_case(ctx, Action.PRIORITISE, "BB2-H55")
        full = await find_full_list(ctx, permit)
        assert full is not None
        assert (full.cases, full.size, full.longest) == (1, 1, CODE)
        assert await find_full_list(ctx, await find_case(ctx, Action.PRIORITISE, CODE)) is None
    await prioritise(judging_house, "BB2-H55")
    for one in (listed, other):
        assert (await judging_house.case(one)).prioritised_on is not None


async def test_other_criteria_are_asked_of_each_case_until_it_is_confirmed(
    judging_house: JudgingHouse, listed: SeenCase
):
    tuesday = date(2026, 2, 10)
    await look(judging_house, tuesday)
    assert "daan" not in await judging_house.told(NoticeKind.DIGEST)
    publish(judging_house, replace(PUBLISHED, criteria_version="2026-B"))
    await look(judging_house, tuesday)
    assert {"daan", "sanne"} <= set(await judging_house.told(NoticeKind.DIGEST))
    assert AuditEvent.PRIORITY_ASKED in await judging_house.events(listed.id)
    await look(judging_house, tuesday + timedelta(days=28))
    for who, expected in (("daan", [CODE]), ("iris", []), ("agent", [])):
        async with judging_house.sending_to(who) as reading:
            assert [one.code for one in await read_unconfirmed(reading)] == expected
    async with judging_house.acting("iris") as ctx:
        view = await view_list(ctx)
    assert view.unconfirmed == UnconfirmedPlaces(cases=1, late=(CODE,))
    assert (view.marks[ListMark.PRIORITISED], view.room_for) == (1, 1)
    assert (await why(judging_house)).is_outdated
    await prioritise(judging_house)
    async with judging_house.sending_to("daan") as reading:
        assert await read_unconfirmed(reading) == []
    shown = await why(judging_house)
    assert (shown.is_outdated, shown.decisions.items[0].step) == (False, PriorityStep.CONFIRMED)


async def test_directors_are_asked_anew_on_the_first_working_day_of_each_week_and_no_other(
    judging_house: JudgingHouse, listed: SeenCase
):
    publish(judging_house, None)
    tuesday = date(2026, 2, 10)
    asked = []
    for days in range(10):
        await look(judging_house, tuesday + timedelta(days=days))
        told = await judging_house.notices(NoticeKind.DIGEST)
        asked.append(len([one for one in told if one.member == "daan"]))
    assert asked == [1, 1, 1, 1, 1, 1, 2, 2, 2, 2]


async def test_a_long_history_is_read_page_by_page(judging_house: JudgingHouse, listed: SeenCase):
    for _ in range(STEPS_ON_A_PAGE):
        await prioritise(judging_house)
    async with judging_house.acting("iris") as ctx:
        permit = await find_case(ctx, Action.READ_PRIORITY, CODE)
        view = await view_priority(ctx, permit, 2)
    assert [one.step for one in view.decisions.items] == [PriorityStep.PLACED]
    page = lay_out_priority(view)
    turn = next(one for one in page.buttons if one.key == "case_page.turn")
    assert (read_steps(turn.press), read_steps(page.reopen)) == ((listed.id, 1), (listed.id, 2))


async def test_who_confirms_or_removes_sees_why_it_is_on_the_list_and_that_is_on_record(
    judging_house: JudgingHouse, listed: SeenCase
):
    async with judging_house.acting("daan") as ctx:
        permit = await find_case(ctx, Action.PRIORITISE, CODE)
        decision = await find_last_priority(ctx, permit)
    assert decision is not None
    assert decision.reason == WISH.reason
    entry = (await judging_house.on_record(listed.id))[-1]
    assert (entry.who, entry.part) == ("daan", SeenPart.PRIORITY)
