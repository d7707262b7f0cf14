"""The list is read a page at a time from an index, whatever the number of cases."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from domain.access import CaseState
from domain.case import Case
from domain.caselist import WHOLE_LIST, ListChoice, ListMark, ListOrder
from domain.colour import ColourCount
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.rhythm import WeeklyTime
from domain.rotation import Rotation
from domain.stoplight import Colour
from storage import caselist
from storage import cases as rows
from storage.agreed_actions import agreed_action
from storage.case_row import write_case
from storage.plans_of_action import plan_of_action
from tests.support.cases import a_case, a_standing_colour
from tests.support.databases import Database
from tests.support.outbox import PostOffice
from tests.support.work import count_work, name_scans, settle

TODAY = date(2026, 12, 1)
PAGE = {"skip": 0, "limit": 30}
COLOURS = (None, *Colour)
TAKEN_UP = (CaseState.TAKEN_UP,)
EVERY_CASE = caselist.list_given(WHOLE_LIST, TODAY)


def many_cases(number: int, states: Sequence[CaseState] = TAKEN_UP) -> list[Case]:
    """Cases in these states by turns, with and without a colour, in no order of the list."""
    return [some_case(place, states[place % len(states)]) for place in range(number)]


def some_case(place: int, state: CaseState) -> Case:
    mixed = place * 7919 % 104_729  # primes, so that neighbours are far apart
    colour = COLOURS[mixed % 4]
    # many reviews are on one day
    review_on = TODAY + timedelta(days=mixed % 5 - 2)
    return replace(
        a_case(place, state),
        id=CaseId(f"{mixed:06}{place:026}"),
        code=CaseCode(f"K{mixed // 1000:03}-{mixed % 1000:03}"),
        colour=a_standing_colour(colour, next_review_on=review_on) if colour else None,
    )


async def keep(database: Database, cases: Sequence[Case]) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(insert(rows.cases), [write_case(case) for case in cases])
    await settle(database, "cases")


def in_stoplight_order(cases: Sequence[Case]) -> list[Case]:
    def place(case: Case) -> tuple[int, date, str]:
        standing = case.colour
        return (
            (standing.colour.rank, standing.next_review_on, case.code)
            if standing
            else (-1, date.min, case.code)
        )

    return sorted((one for one in cases if one.state is CaseState.TAKEN_UP), key=place)


async def test_page_by_page_the_list_is_in_stoplight_order(database: Database, office: PostOffice):
    cases = many_cases(200, [CaseState.TAKEN_UP, *CaseState])
    await keep(database, cases)
    expected = in_stoplight_order(cases)
    async with office.database.reading() as work:
        pages = [await work.caselist.read(skip, 30) for skip in range(0, len(expected) + 30, 30)]
    assert [case for page in pages for case in page] == expected
    assert pages[-1] == []


async def test_the_database_counts_each_colour_and_what_is_stale(
    database: Database, office: PostOffice
):
    cases = many_cases(200, [CaseState.TAKEN_UP, *CaseState])
    await keep(database, cases)
    listed = in_stoplight_order(cases)
    colours = Counter(one.colour and one.colour.colour for one in listed)
    stale = Counter(
        one.colour.colour for one in listed if one.colour and one.colour.is_stale(TODAY)
    )
    async with office.database.reading() as work:
        counted, _ = await work.caselist.count(TODAY)
    assert sorted(counted, key=str) == sorted(
        (
            ColourCount(
                colour=colour,
                cases=number,
                minutes=sum(
                    one.colour.minutes
                    for one in listed
                    if one.colour and one.colour.colour is colour
                ),
                marks={
                    ListMark.OVERDUE: stale[colour] if colour else 0,
                    ListMark.UNDIRECTED: number,
                    ListMark.UNAGREED: number,
                    ListMark.PRIORITISED: 0,
                },
                chosen=number,
            )
            for colour, number in colours.items()
        ),
        key=str,
    )
    assert 0 < sum(stale.values()) < len(listed)


async def test_an_empty_list_has_no_counts(office: PostOffice):
    async with office.database.reading() as work:
        assert await work.caselist.count(TODAY) == ([], WeeklyTime())
        assert await work.caselist.read(0, 30) == []


async def test_the_first_page_of_a_long_list_is_as_much_work_as_of_a_short_one(
    database: Database,
):
    cases = many_cases(5_000)
    await keep(database, cases[:500])
    short = await count_work(database, caselist._WHOLE, PAGE)
    await keep(database, cases[500:])
    assert await count_work(database, caselist._WHOLE, PAGE) <= 1.2 * short
    scans = await name_scans(database, caselist._WHOLE, PAGE)
    assert [one for one in scans if "ix_cases_list" in one]
    assert not [one for one in scans if "SORT" in one.upper() or "ORDER BY" in one]


async def test_the_list_costs_nothing_more_for_what_is_no_longer_on_it(database: Database):
    cases = many_cases(5_000, [*TAKEN_UP, *[CaseState.NOT_TAKEN_UP] * 9])
    await keep(database, [one for one in cases if one.state is CaseState.TAKEN_UP])
    asked = ((caselist._WHOLE, PAGE), (caselist._COUNT, EVERY_CASE))
    young = [await count_work(database, *one) for one in asked]
    await keep(database, [one for one in cases if one.state is not CaseState.TAKEN_UP])
    old = [await count_work(database, *one) for one in asked]
    assert all(now <= 1.2 * then for now, then in zip(old, young, strict=True))


async def test_the_counts_are_read_from_the_index_of_the_list(database: Database):
    await keep(database, many_cases(5_000, [*TAKEN_UP, *[CaseState.NOT_TAKEN_UP] * 9]))
    scans = " ".join(await name_scans(database, caselist._COUNT, EVERY_CASE))
    expected = {
        "sqlite": "COVERING INDEX ix_cases_list",
        "postgresql": "Index Only Scan ix_cases_list",
    }
    assert expected[database.kind] in scans


def varied_cases(number: int) -> list[Case]:
    """Cases of which some have a director, are prioritised, or came in on another day."""
    return [
        replace(
            case,
            case_director=MemberId("gijs") if place % 3 else None,
            prioritised_on=TODAY if place % 4 == 0 else None,
            received_at=case.received_at + timedelta(days=place * 31 % 17),
        )
        for place, case in enumerate(many_cases(number, [CaseState.TAKEN_UP, CaseState.PAUSED]))
    ]


def applies(mark: ListMark, case: Case, agreed: Collection[str]) -> bool:
    match mark:
        case ListMark.OVERDUE:
            return case.colour is not None and case.colour.is_stale(TODAY)
        case ListMark.UNDIRECTED:
            return case.case_director is None
        case ListMark.UNAGREED:
            return case.id not in agreed
        case ListMark.PRIORITISED:
            return case.prioritised_on is not None


PLACES: dict[ListOrder, Callable[[Case], object]] = {
    ListOrder.RANK: lambda one: (COLOURS.index(colour_of(one)), review_of(one), one.received_at),
    ListOrder.COLOUR: lambda one: (COLOURS.index(colour_of(one)), review_of(one)),
    ListOrder.REVIEW: lambda one: (review_of(one), COLOURS.index(colour_of(one))),
    ListOrder.OLDEST: lambda one: one.received_at,
}


def colour_of(case: Case) -> Colour | None:
    return case.colour and case.colour.colour


def review_of(case: Case) -> date:
    return case.colour.next_review_on if case.colour else date.min


CHOICES = [
    *(ListChoice(marks=frozenset({mark}), order=order) for mark in ListMark for order in ListOrder),
    ListChoice(colours=frozenset({Colour.RED, Colour.GREEN})),
    ListChoice(colours=frozenset({Colour.RED}), marks=frozenset(ListMark)),
    *(ListChoice(order=order) for order in ListOrder),
]


async def test_what_is_chosen_of_the_list_is_read_in_its_order_and_counted(
    database: Database, office: PostOffice
):
    cases = varied_cases(120)
    await keep(database, cases)
    listed = [one for one in cases if one.state is CaseState.TAKEN_UP]
    agreed = {one.id for one in listed[::3]} - {listed[0].id}
    await agree_about(database, sorted(agreed), listed[0].id)
    async with office.database.reading() as work:
        for choice in CHOICES:
            expected = sorted(
                (
                    one
                    for one in listed
                    if (not choice.colours or colour_of(one) in choice.colours)
                    and all(applies(mark, one, agreed) for mark in choice.marks)
                ),
                key=lambda one: (PLACES[choice.order](one), one.code),
            )
            pages = [await work.caselist.read(skip, 9, choice, TODAY) for skip in range(0, 60, 9)]
            assert [one for page in pages for one in page] == expected[:63], choice
            counted, _ = await work.caselist.count(TODAY, choice)
            assert sum(one.chosen for one in counted) == len(expected), choice


async def agree_about(database: Database, agreed: Sequence[str], over: str) -> None:
    """An open action about every second of these cases and a plan about the others; about the last
    one an action that is done.
    """
    action = {column.name: "x" for column in agreed_action.columns} | {
        "due_on": TODAY,
        "dated_on": TODAY,
        "reminded_on": None,
        "version": 1,
        "reminders": 0,
        "what": b"x",
        "note": b"x",
        "changed_at": datetime(2026, 12, 1, tzinfo=UTC),
    }
    actions = [{**action, "id": one, "case_id": one, "state": "open"} for one in agreed[::2]] + [
        {**action, "id": over, "case_id": over, "state": "done"}
    ]
    plans = [
        {
            "case_id": one,
            "number": 1,
            "written_by": "sanne",
            "written_at": datetime(2026, 12, 1, tzinfo=UTC),
            "text": b"x",
        }
        for one in agreed[1::2]
    ]
    async with database.engine.begin() as connection:
        await connection.execute(insert(agreed_action), actions)
        await connection.execute(insert(plan_of_action), plans)


async def test_a_case_that_is_called_for_comes_first_in_its_colour(
    database: Database, office: PostOffice
):
    red = [replace(one, colour=a_standing_colour(Colour.RED)) for one in many_cases(4)]
    rotations = (
        Rotation(),
        Rotation(asked_for_on=TODAY),
        Rotation(carried_forward_on=TODAY),
        Rotation(carried_forward_on=TODAY, asked_for_on=TODAY),
    )
    called = [replace(one, rotation=how) for one, how in zip(red, rotations, strict=True)]
    await keep(database, called)
    async with office.database.reading() as work:
        assert await work.caselist.read(0, 30) == called[::-1]


async def test_what_is_not_shown_is_not_read_to_choose_in_another_order(database: Database):
    await keep(database, many_cases(5_000, [*TAKEN_UP, *[CaseState.NOT_TAKEN_UP] * 9]))
    for order in (ListOrder.COLOUR, ListOrder.REVIEW, ListOrder.OLDEST):
        choice = ListChoice(marks=frozenset({ListMark.UNDIRECTED}), order=order)
        given = {**PAGE, **caselist.list_given(choice, TODAY)}
        scans = " ".join(await name_scans(database, caselist._READ[order], given))
        expected = {
            "sqlite": "COVERING INDEX ix_cases_list",
            "postgresql": "Index Only Scan ix_cases_list",
        }
        assert expected[database.kind] in scans, scans
