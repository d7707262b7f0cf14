from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import CaseState
from domain.caselist import ListMark
from domain.house import MeetingBreak
from domain.identifiers import ScheduleId
from domain.rhythm import Rhythm
from domain.stoplight import Colour
from services.access import RefusedError
from services.caselist import CASES_ON_A_PAGE, ListView, view_list
from services.paging import turn_to
from tests.support.agenda_house import WEEKLY
from tests.support.judging_house import RED, TAKE_UP, JudgingHouse

MINUTES = {Colour.RED: 30, Colour.ORANGE: 15, Colour.GREEN: 0}


async def take_up(house: JudgingHouse, code: str, colour: Colour) -> None:
    wish = replace(RED, colour=colour, minutes=MINUTES[colour])
    taking_up = replace(TAKE_UP.taking_up, colour=wish)
    await house.take_up(code, replace(TAKE_UP, taking_up=taking_up))


async def show(house: JudgingHouse, by: str = "iris", number: int = 1) -> ListView:
    async with house.acting(by) as ctx:
        return await view_list(ctx, number)


async def test_the_list_is_in_stoplight_order_and_a_case_without_colour_comes_first(
    judging_house: JudgingHouse,
):
    for code, colour in (
        ("BD9-L06", Colour.GREEN),
        ("MV3-T81", Colour.ORANGE),
        ("ZP2-H55", Colour.RED),
        ("KX7-Q42", Colour.RED),
    ):
        await take_up(judging_house, code, colour)
    await judging_house.refer("RT6-C13", CaseState.TAKEN_UP)
    view = await show(judging_house)
    codes = [one.code for one in view.page.items]
    assert codes == ["RT6-C13", "KX7-Q42", "ZP2-H55", "MV3-T81", "BD9-L06"]


async def test_a_red_case_comes_first_however_long_an_orange_one_is_due(
    judging_house: JudgingHouse,
):
    await take_up(judging_house, "MV3-T81", Colour.ORANGE)
    judging_house.now += timedelta(weeks=5)
    await take_up(judging_house, "ZP2-H55", Colour.RED)
    view = await show(judging_house)
    assert [one.code for one in view.page.items] == ["ZP2-H55", "MV3-T81"]


async def test_the_longest_due_of_one_colour_comes_first(judging_house: JudgingHouse):
    await take_up(judging_house, "ZP2-H55", Colour.RED)
    judging_house.now += timedelta(days=1)
    await take_up(judging_house, "KX7-Q42", Colour.RED)
    view = await show(judging_house)
    assert [one.code for one in view.page.items] == ["ZP2-H55", "KX7-Q42"]


def is_stale(view: ListView) -> bool:
    standing = view.page.items[0].colour
    return standing is not None and standing.is_stale(view.on)


async def test_a_colour_is_stale_the_day_after_its_review(
    judging_house: JudgingHouse,
):
    await take_up(judging_house, "KX7-Q42", Colour.RED)
    judging_house.now += timedelta(days=7)
    view = await show(judging_house)
    assert (is_stale(view), view.marks[ListMark.OVERDUE]) == (False, 0)
    judging_house.now += timedelta(days=1)
    view = await show(judging_house)
    assert (is_stale(view), view.marks[ListMark.OVERDUE]) == (True, 1)


async def test_the_cases_of_each_colour_are_counted_over_all_pages(judging_house: JudgingHouse):
    for number, colour in enumerate((Colour.RED, Colour.GREEN, Colour.GREEN)):
        await take_up(judging_house, f"ZP2-H{number:02}", colour)
    for number in range(CASES_ON_A_PAGE):
        await judging_house.refer(f"KX7-Q{number:02}", CaseState.TAKEN_UP)
    for number in (1, 2):
        counts = (await show(judging_house, number=number)).counts
        assert counts == {None: CASES_ON_A_PAGE, Colour.RED: 1, Colour.GREEN: 2}


async def test_what_the_terms_ask_is_set_beside_what_the_meetings_give_without_their_breaks(
    judging_house: JudgingHouse,
):
    for number in range(8):
        await take_up(
            judging_house, f"ZP2-H{number:02}", Colour.RED if number < 4 else Colour.ORANGE
        )
    pause = MeetingBreak(earliest_minute=75, latest_minute=105, minutes=15)
    await judging_house.save_schedule(breaks=(pause,))
    # four times half an hour each week, four times a quarter each four weeks
    view = await show(judging_house)
    assert view.rhythms[0].rhythm == Rhythm(asked=4 * 30 + 15, given=180 - 15)
    await judging_house.save_schedule(minutes=120, breaks=(pause,))
    view = await show(judging_house)
    (of_the_house,) = view.rhythms
    assert (of_the_house.rhythm.asked, of_the_house.rhythm.given) == (135, 105)
    assert of_the_house.rhythm.relief is not None
    await judging_house.save_schedule(id=ScheduleId("second"), minutes=60)
    async with judging_house.database.work() as uow:
        await uow.schedules.end_schedule(WEEKLY.id, judging_house.now.date())
    assert (await show(judging_house)).rhythms[0].rhythm.given == 60


async def test_only_cases_that_were_taken_up_are_on_the_list(judging_house: JudgingHouse):
    for number, state in enumerate(set(CaseState) - {CaseState.TAKEN_UP}):
        await judging_house.refer(f"KX7-Q4{number}", state)
    assert (await show(judging_house)).page.items == ()


@pytest.mark.parametrize(("by", "may_colour"), [("iris", False), ("sanne", True)])
async def test_both_coordinators_see_the_list_and_the_director_may_colour(
    judging_house: JudgingHouse, by: str, may_colour: bool
):
    assert (await show(judging_house, by)).may_colour is may_colour


@pytest.mark.parametrize("by", ["agent", "nurse", "bea"])
async def test_partners_do_not_see_the_list(judging_house: JudgingHouse, by: str):
    with pytest.raises(RefusedError):
        await show(judging_house, by)


async def test_a_long_list_comes_in_pages_that_hold_every_case_once(judging_house: JudgingHouse):
    for number in range(CASES_ON_A_PAGE + 1):
        await judging_house.refer(f"KX7-Q{number:02}", CaseState.TAKEN_UP)
    pages = [await show(judging_house, number=number) for number in (1, 2)]
    codes = [one.code for view in pages for one in view.page.items]
    assert len(codes) == len(set(codes)) == CASES_ON_A_PAGE + 1
    assert [view.page.total for view in pages] == [2, 2]
    assert len(pages[1].page.items) == 1


@pytest.mark.parametrize(("asked", "given"), [(-3, 1), (0, 1), (1, 1), (3, 3), (99, 3)])
def test_a_page_outside_the_list_is_the_nearest_one(asked: int, given: int):
    assert turn_to(range(25), asked, 10).number == given


def test_an_empty_list_has_one_empty_page():
    page = turn_to((), 1, 10)
    assert (page.items, page.number, page.total, page.length) == ((), 1, 1, 0)
