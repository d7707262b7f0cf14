from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.absence import AbsenceWish
from domain.access import Action
from domain.audit import AuditEvent
from domain.colour import ColourWish
from domain.identifiers import MemberId
from domain.stoplight import Colour
from domain.written_round import RoundState, Stance
from files.house.reading import read_house
from services.absence import give_absence
from services.access import RefusedError, require_case
from services.caselist import view_list
from services.colour import set_colour
from services.deputy_views import list_asked_of_absent
from services.written_round import (
    RoundMovedOnError,
    agree_to_continue,
    open_to_answer,
    open_to_guard_round,
)
from services.written_round_views import (
    RoundsView,
    find_newest_round,
    list_own_rounds,
    read_due_rounds,
    read_round,
    view_round,
)
from tests.support.acute_house import AcuteFiles, AcuteHouse
from tests.support.written_rounds import (
    LINES,
    GreenCase,
    a_green_case,
    be_away,
    lose_digest,
    morning,
)

EXAMPLE = Path(__file__).parents[2] / "config" / "house.example.yaml"


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


@pytest.fixture
async def case(house: AcuteHouse) -> GreenCase:
    """Gijs wrote; Piet and Vera are asked."""
    made = await a_green_case(house)
    await made.mornings(1)
    house.now = morning(1, 10)
    await made.write(may_leave=True)
    return made


async def wait(house: AcuteHouse, case: GreenCase) -> None:
    """The days are over; Vera was not reached."""
    await case.mornings(2, 3, 4, 7, 8, 9)
    await lose_digest(house, "vera", "2026-12-02")
    await house.tick(morning(10))


async def mine(house: AcuteHouse, who: str) -> RoundsView:
    async with house.acting(who) as ctx:
        own = await list_own_rounds(ctx)
    async with house.sending_to(who) as reading:
        assert await read_due_rounds(reading) == own
    return own


def kinds(view: RoundsView) -> set[str]:
    return {name for name in ("write", "answer", "guard") if getattr(view, name)}


async def colour(house: AcuteHouse, case: GreenCase, wish: ColourWish) -> None:
    async with house.acting("cora") as ctx:
        await set_colour(ctx, await require_case(ctx, Action.SET_COLOUR, await case.now()), wish)


async def test_everybody_finds_in_mine_what_is_asked_of_them_and_nothing_else(
    house: AcuteHouse,
):
    made = await a_green_case(house)
    await made.mornings(1)
    expected = {"gijs": {"write"}}
    for name in ("gijs", "piet", "ina", "cora", "wim", "noor"):
        assert kinds(await mine(house, name)) == expected.get(name, set()), name
    house.now = morning(1, 10)
    await made.write()
    await made.agree("piet")
    expected = {"vera": {"answer"}}
    for name in ("gijs", "piet", "vera", "ina", "cora", "wim", "noor"):
        assert kinds(await mine(house, name)) == expected.get(name, set()), name
    await wait(house, made)
    expected = {"vera": {"answer"}, "ina": {"guard"}, "cora": {"guard"}, "dirk": {"guard"}}
    for name in ("gijs", "piet", "vera", "ina", "cora", "dirk", "wim", "noor"):
        assert kinds(await mine(house, name)) == expected.get(name, set()), name


async def test_what_its_case_has_overtaken_is_asked_of_nobody(house: AcuteHouse, case: GreenCase):
    async with house.work() as moment:
        kept = await moment.uow.cases.get(case.id)
        assert kept.colour is not None
        red = replace(kept.colour, colour=Colour.RED, minutes=30, set_at=moment.now)
        await moment.uow.cases.save(replace(kept, colour=red))
    assert kinds(await mine(house, "vera")) == set()


async def test_setting_a_colour_ends_a_round_at_the_next_tick(house: AcuteHouse, case: GreenCase):
    wish = ColourWish(colour=Colour.ORANGE, reason="weer onrust", minutes=15, required=())
    await colour(house, case, wish)
    await house.tick(house.now)
    held = await case.round()
    assert held is not None
    assert held.state is RoundState.RECOLOURED


async def test_a_case_that_turns_green_gets_its_round_at_its_review(house: AcuteHouse):
    case = await house.add_case("ZP2-H55")
    green = ColourWish(colour=Colour.GREEN, reason="loopt", minutes=0, required=())
    made = GreenCase(house, case)
    await colour(house, made, green)
    await house.tick(house.now)
    kept = await made.now()
    assert kept.colour is not None
    review_on = kept.colour.next_review_on
    assert review_on == date(2027, 2, 16)
    await house.tick(morning(15, month=2).replace(year=2027))
    assert await made.round() is None
    await house.tick(morning(16, month=2).replace(year=2027))
    assert await made.round() is not None


@pytest.mark.parametrize(("required", "asked"), [((), False), (("gemeente-rivierstad",), True)])
async def test_who_only_referred_is_not_asked_and_reads_nothing(
    house: AcuteHouse, required: tuple[str, ...], asked: bool
):
    """Wim of the city referred the case; his organisation is involved when it is named."""
    made = await a_green_case(house, required=required, circle=("wim", "gijs", "piet"))
    await made.mornings(1)
    house.now = morning(1, 10)
    await made.write()
    assert ("wim" in await made.stances()) is asked
    async with house.acting("wim") as ctx:
        if asked:
            assert (await read_round(ctx, await made.round_id())).lines == LINES
            return
        with pytest.raises(RefusedError):
            await read_round(ctx, await made.round_id())


@pytest.mark.parametrize("name", ["gijs", "piet", "vera", "ina", "cora"])
async def test_who_reads_the_plan_reads_the_lines_and_who_said_what(
    house: AcuteHouse, case: GreenCase, name: str
):
    await case.agree("piet")
    async with house.acting(name) as ctx:
        read = await find_newest_round(ctx, case.id)
        assert read is not None
        assert read == await read_round(ctx, read.held.id)
    assert (read.lines, read.writer) == (LINES, "Gijs Geest")
    assert {one.member: one.stance for one in read.answers} == {
        "piet": Stance.AGREES,
        "vera": Stance.OPEN,
    }
    assert read.may_answer is (name == "vera")
    assert read.may_guard is (name in {"ina", "cora"})


@pytest.mark.parametrize("name", ["olga", "noor", "karel", "bea"])
async def test_nobody_else_reads_any_of_it(house: AcuteHouse, case: GreenCase, name: str):
    async with house.acting(name) as ctx:
        known_as = await case.round_id()
        for look in (read_round, view_round, open_to_answer, open_to_guard_round):
            with pytest.raises(RefusedError):
                await look(ctx, known_as)
        with pytest.raises(RefusedError):
            await find_newest_round(ctx, case.id)


async def test_a_case_that_never_had_a_round_has_none_to_read(house: AcuteHouse):
    case = await house.add_case("ZP2-H55")
    async with house.acting("cora") as ctx:
        assert await find_newest_round(ctx, case) is None


async def test_a_coordinator_reads_whom_to_call_and_why(house: AcuteHouse, case: GreenCase):
    await be_away(house, "piet", date(2026, 12, 2), date(2026, 12, 9))
    await wait(house, case)
    async with house.acting("ina") as ctx:
        view = await view_round(ctx, await case.round_id())
    assert [(one.name, one.stance) for one in view.held_up_by] == [
        ("Piet Politie", Stance.AWAY),
        ("Vera Veilig", Stance.NOT_REACHED),
    ]
    assert all(one.telephone for one in view.held_up_by)


async def test_of_two_coordinators_the_second_finds_that_the_round_moved_on(
    house: AcuteHouse, case: GreenCase
):
    held = await case.round()
    assert held is not None
    await case.agree("piet")
    async with house.acting("ina") as ctx:
        with pytest.raises(RoundMovedOnError):
            await open_to_guard_round(ctx, held.id, RoundState.ASKING, version=held.version)


async def test_a_partner_answers_once(case: GreenCase):
    await case.agree("piet")
    with pytest.raises(RoundMovedOnError):
        await case.agree("piet")


async def test_whoever_agreed_can_still_bring_the_case_to_the_table(case: GreenCase):
    await case.agree("piet")
    read = await case.read("piet")
    assert (read.may_answer, read.may_object) == (False, True)
    await case.objects("piet")
    held = await case.round()
    assert held is not None
    assert held.state is RoundState.TO_TABLE
    assert (await case.read("piet")).may_object is False


async def test_an_answer_of_who_is_back_lets_a_round_that_waits_continue(
    house: AcuteHouse, case: GreenCase
):
    await wait(house, case)
    house.now = morning(10, 12)
    await case.agree("vera")
    held = await case.round()
    assert held is not None
    assert held.state is RoundState.CONTINUED
    assert await case.stances() == {"piet": Stance.NO_OBJECTION, "vera": Stance.AGREES}


async def test_the_list_shows_a_round_that_runs_and_later_only_what_is_proposed(
    house: AcuteHouse, case: GreenCase
):
    async with house.acting("ina") as ctx:
        (running,) = (await view_list(ctx)).rounds.values()
    assert (running.state, running.proposes_leaving) == (RoundState.ASKING, True)
    await case.mornings(2, 3, 4, 7, 8, 9, 10)
    async with house.acting("ina") as ctx:
        (over,) = (await view_list(ctx)).rounds.values()
    assert (over.state, over.proposes_leaving) == (RoundState.CONTINUED, True)
    wish = ColourWish(colour=Colour.GREEN, reason="blijft", minutes=0, required=())
    await colour(house, case, wish)
    async with house.acting("ina") as ctx:
        assert (await view_list(ctx)).rounds == {}


async def test_how_a_round_began_and_ended_is_on_record(house: AcuteHouse, case: GreenCase):
    async with house.work() as moment:
        await moment.uow.cases.leave_circle(case.id, MemberId("gijs"), moment.now)
    await case.mornings(2)
    assert [
        one.event for one in await house.on_record(case.id) if one.event.startswith("round_")
    ] == [
        AuditEvent.ROUND_OPENED,
        AuditEvent.ROUND_WRITTEN,
        AuditEvent.ROUND_ENDED,
        AuditEvent.ROUND_OPENED,
    ]


async def test_a_house_says_itself_after_how_many_days_silence_counts(house: AcuteHouse):
    text = EXAMPLE.read_text(encoding="utf-8")
    shorter = text.replace("silence_working_days: 5", "silence_working_days: 2")
    house.house = read_house(shorter)
    made = await a_green_case(house)
    await made.mornings(1)
    house.now = morning(1, 10)
    await made.write()
    held = await made.round()
    assert held is not None
    assert held.until_on == date(2026, 12, 4)


async def test_who_stands_in_answers_in_the_round_for_who_was_asked(
    house: AcuteHouse, case: GreenCase
):
    away = AbsenceWish(first_on=house.now.date(), last_on=house.now.date())
    async with house.acting("piet") as ctx:
        await give_absence(ctx, away, MemberId("petra"))
    async with house.acting("petra") as ctx:
        [asked] = await list_asked_of_absent(ctx)
        found = await open_to_answer(ctx, asked.round)
        await agree_to_continue(ctx, found)
    said = (await house.on_record(case.id))[-1]
    assert (said.event, said.who, said.on_behalf_of) == (
        AuditEvent.ROUND_ANSWERED, "petra", "piet",
    )  # fmt: skip
    async with house.acting("petra") as ctx:
        assert list(await list_asked_of_absent(ctx)) == []
