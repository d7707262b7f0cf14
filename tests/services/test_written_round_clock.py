from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from domain.access import Action
from domain.audit import AuditEvent, AuditReason
from domain.identifiers import MemberId
from domain.stoplight import Colour
from domain.written_round import RoundState, Stance
from services.access import RefusedError, require_case
from services.discussion_wish import ask_discussion
from services.written_round import (
    RoundMovedOnError,
    open_to_guard_round,
    open_to_write,
    prolong_round,
)
from services.written_round_timer import follow_case
from tests.support.acute_house import AcuteFiles, AcuteHouse
from tests.support.written_rounds import (
    GREEN,
    WHY,
    GreenCase,
    a_green_case,
    be_away,
    lose_digest,
    morning,
)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def state_of(case: GreenCase) -> RoundState | None:
    held = await case.round()
    return held.state if held else None


async def ask(house: AcuteHouse) -> GreenCase:
    """Gijs wrote on the morning of the review: the partners are asked from the second on, and can
    answer up to and with the ninth.
    """
    case = await a_green_case(house)
    await case.mornings(1)
    house.now = morning(1, 10)
    await case.write()
    return case


async def test_a_round_opens_on_the_morning_of_the_review_and_asks_the_case_director(
    house: AcuteHouse,
):
    case = await a_green_case(house)
    await case.mornings(27, 30, month=11)
    assert await state_of(case) is None
    await case.mornings(1)
    assert await state_of(case) is RoundState.WRITING
    assert await case.digests() == ["gijs:2026-12-01"]


async def test_a_case_that_somebody_wants_to_discuss_gets_no_round(house: AcuteHouse):
    case = await a_green_case(house)
    async with house.acting("piet") as ctx:
        permit = await require_case(ctx, Action.ASK_DISCUSSION, await case.now())
        await ask_discussion(ctx, permit, WHY)
    await case.mornings(1, 2)
    assert await state_of(case) is None


async def test_a_case_director_is_reminded_once_and_then_the_process_directors_hear(
    house: AcuteHouse,
):
    case = await a_green_case(house)
    await case.mornings(1, 2, 3, 4, 7, 8, 9, 10, 11)
    assert await case.digests() == [
        "gijs:2026-12-01",
        "gijs:2026-12-03",
        "cora:2026-12-07",
        "dirk:2026-12-07",
    ]


@pytest.mark.parametrize("director", [None, "olga"])
async def test_without_a_case_director_who_can_write_the_process_directors_are_asked_once(
    house: AcuteHouse, director: str | None
):
    case = await a_green_case(house, director=director)
    await case.mornings(1, 2, 3, 4, 7)
    assert await state_of(case) is RoundState.CHOOSING
    assert await case.digests() == ["cora:2026-12-01", "dirk:2026-12-01"]


async def test_after_five_working_days_of_silence_the_plan_continues(house: AcuteHouse):
    case = await ask(house)
    await case.mornings(2, 3, 4, 7, 8, 9)
    assert await state_of(case) is RoundState.ASKING
    await case.mornings(10)
    assert await state_of(case) is RoundState.CONTINUED
    assert await case.stances() == {"piet": Stance.NO_OBJECTION, "vera": Stance.NO_OBJECTION}
    kept = await case.now()
    assert kept.rotation.discussed_on == date(2026, 12, 10)
    assert kept.colour is not None
    assert kept.colour.next_review_on == date(2027, 3, 4)


async def test_the_partners_hear_on_the_first_and_on_the_last_working_day(house: AcuteHouse):
    case = await ask(house)
    await case.mornings(2, 3)
    await case.agree("piet")
    await case.mornings(4, 7, 8, 9, 10)
    assert await case.digests() == [
        "gijs:2026-12-01",
        "piet:2026-12-02",
        "vera:2026-12-02",
        "vera:2026-12-09",
    ]


async def test_who_was_silent_and_who_agreed_is_on_record(house: AcuteHouse):
    case = await ask(house)
    await case.mornings(2)
    await case.agree("piet")
    await case.mornings(3, 4, 7, 8, 9, 10)
    rows = [
        (one.event, one.who, one.on_behalf_of, one.reason)
        for one in await house.on_record(case.id)
        if one.event in {AuditEvent.ROUND_ANSWERED, AuditEvent.ROUND_COUNTED}
    ]
    assert rows == [
        (AuditEvent.ROUND_ANSWERED, "piet", None, AuditReason.AGREED),
        (AuditEvent.ROUND_COUNTED, None, "vera", AuditReason.NO_ANSWER),
    ]


async def test_when_everybody_agrees_nobody_waits_for_the_last_day(house: AcuteHouse):
    case = await ask(house)
    await case.mornings(2)
    await case.agree("piet")
    assert await state_of(case) is RoundState.ASKING
    await case.agree("vera")
    assert await state_of(case) is RoundState.CONTINUED


@pytest.mark.parametrize("state", ["dead", "expired", "asked", "withheld", "pending", "obsolete"])
async def test_silence_of_who_was_not_reached_says_nothing(house: AcuteHouse, state: str):
    case = await ask(house)
    await case.mornings(2, 3, 4, 7, 8, 9)
    await lose_digest(house, "vera", "2026-12-02", state)
    await house.tick(morning(10))
    assert await state_of(case) is RoundState.WAITING
    assert await case.stances() == {"piet": Stance.NO_OBJECTION, "vera": Stance.NOT_REACHED}
    told = (await case.digests())[5:]
    assert sorted(told) == ["cora:2026-12-10", "dirk:2026-12-10", "ina:2026-12-10"]


async def test_silence_of_who_was_away_all_those_days_says_nothing(house: AcuteHouse):
    case = await ask(house)
    await be_away(house, "vera", date(2026, 12, 2), date(2026, 12, 4))
    await be_away(house, "vera", date(2026, 12, 7), date(2026, 12, 9))
    await case.mornings(2, 3, 4, 7, 8, 9, 10)
    assert (await case.stances())["vera"] is Stance.AWAY
    assert await state_of(case) is RoundState.WAITING


async def test_who_is_back_within_those_days_gets_as_many_of_their_own(house: AcuteHouse):
    case = await a_green_case(house)
    await be_away(house, "vera", date(2026, 12, 1), date(2026, 12, 3))
    await case.mornings(1)
    house.now = morning(1, 10)
    await case.write()
    held = await case.round()
    assert held is not None
    assert held.until_on == date(2026, 12, 11)
    await case.mornings(2, 3, 4, 7, 8, 9, 10, 11, 14)
    assert await state_of(case) is RoundState.CONTINUED


async def test_a_colleague_with_a_place_in_the_case_stands_in_for_who_is_away(house: AcuteHouse):
    case = await a_green_case(house, circle=("gijs", "piet", "petra"))
    await be_away(house, "piet", date(2026, 11, 24), date(2026, 12, 20))
    await case.mornings(1)
    house.now = morning(1, 10)
    await case.write()
    await case.mornings(2, 3, 4, 7, 8, 9, 10)
    assert await case.stances() == {"petra": Stance.NO_OBJECTION, "piet": Stance.AWAY}
    assert await state_of(case) is RoundState.CONTINUED


async def test_whoever_left_the_case_is_not_waited_for(house: AcuteHouse):
    case = await ask(house)
    async with house.work() as moment:
        await moment.uow.cases.leave_circle(case.id, MemberId("vera"), moment.now)
    await case.mornings(2, 3, 4, 7, 8, 9, 10)
    assert await case.stances() == {"piet": Stance.NO_OBJECTION, "vera": Stance.LEFT}
    assert await state_of(case) is RoundState.CONTINUED


async def test_the_plan_never_continues_when_nobody_was_asked(house: AcuteHouse):
    case = await a_green_case(house, circle=("gijs",))
    await case.mornings(1)
    house.now = morning(1, 10)
    await case.write()
    await case.mornings(2, 3, 4, 7, 8, 9, 10)
    assert await state_of(case) is RoundState.WAITING


async def test_an_objection_brings_the_case_to_the_table_and_ends_the_round(house: AcuteHouse):
    case = await ask(house)
    await case.mornings(2)
    await case.objects("vera")
    assert await state_of(case) is RoundState.TO_TABLE
    kept = await case.now()
    assert kept.rotation.asked_for_on == date(2026, 12, 2)
    async with house.database.reading() as uow:
        (wish,) = await uow.discussion_wishes.of_case(case.id)
    assert (wish.member, wish.reason) == ("vera", WHY)
    with pytest.raises(RoundMovedOnError):
        await case.agree("piet")
    await case.mornings(3, 4, 7, 8, 9, 10)
    assert (await case.now()).rotation.discussed_on is None


async def test_a_partner_who_asks_for_a_discussion_from_the_case_ends_the_round_too(
    house: AcuteHouse,
):
    case = await ask(house)
    async with house.acting("piet") as ctx:
        permit = await require_case(ctx, Action.ASK_DISCUSSION, await case.now())
        await ask_discussion(ctx, permit, WHY)
    with pytest.raises(RoundMovedOnError):
        await case.agree("vera")
    await house.tick(house.now)
    assert await state_of(case) is RoundState.TO_TABLE


async def test_a_round_whose_case_turned_red_is_withdrawn(house: AcuteHouse):
    case = await ask(house)
    async with house.work() as moment:
        kept = await moment.uow.cases.get(case.id)
        assert kept.colour is not None
        red = replace(kept.colour, colour=Colour.RED, minutes=30, set_at=moment.now)
        await moment.uow.cases.save(replace(kept, colour=red))
        await follow_case(moment, case.id, kept.colour, red)
    assert (await case.read("vera")).state is RoundState.RECOLOURED
    with pytest.raises(RoundMovedOnError):
        await case.agree("vera")
    await house.tick(house.now)
    assert await state_of(case) is RoundState.RECOLOURED


async def test_when_the_case_director_leaves_the_round_ends_and_another_is_asked_for(
    house: AcuteHouse,
):
    case = await ask(house)
    async with house.work() as moment:
        await moment.uow.cases.leave_circle(case.id, MemberId("gijs"), moment.now)
    first = await case.round_id()
    await case.mornings(2)
    async with house.database.reading() as uow:
        assert (await uow.written_rounds.get(first)).state is RoundState.WRITER_LEFT
        running = await uow.written_rounds.open_of(case.id)
    assert running is not None
    assert running.state is RoundState.CHOOSING


async def test_nothing_begins_at_night(house: AcuteHouse):
    case = await a_green_case(house)
    house.now = morning(1, 2)
    async with house.work() as moment:
        await follow_case(moment, case.id, GREEN)
    await house.tick(morning(1, 2))
    await house.tick(morning(1, 5))
    assert await state_of(case) is None
    await house.tick(morning(1))
    assert await state_of(case) is RoundState.WRITING


async def test_asked_once_more_only_those_whose_silence_says_nothing_have_days_again(
    house: AcuteHouse,
):
    case = await ask(house)
    await case.mornings(2, 3, 4, 7, 8, 9)
    await lose_digest(house, "vera", "2026-12-02")
    await house.tick(morning(10))
    house.now = morning(10, 10)
    async with house.acting("ina") as ctx:
        found = await open_to_guard_round(ctx, await case.round_id(), RoundState.WAITING)
        await prolong_round(ctx, found)
    assert await case.stances() == {"piet": Stance.NO_OBJECTION, "vera": Stance.OPEN}
    await case.mornings(11, 14, 15, 16, 17, 18)
    assert await state_of(case) is RoundState.ASKING
    await case.mornings(21)
    assert await state_of(case) is RoundState.CONTINUED


async def test_only_the_case_director_writes_and_only_a_coordinator_for_them(house: AcuteHouse):
    case = await a_green_case(house)
    await case.mornings(1)
    async with house.acting("piet") as ctx:
        for by_telephone in (True, False):
            with pytest.raises(RefusedError):
                await open_to_write(ctx, await case.round_id(), by_telephone=by_telephone)
    await case.write("ina")
    written = [
        one for one in await house.on_record(case.id) if one.event is AuditEvent.ROUND_WRITTEN
    ]
    assert [(one.who, one.on_behalf_of, one.reason) for one in written] == [
        ("ina", "gijs", AuditReason.BY_TELEPHONE)
    ]
