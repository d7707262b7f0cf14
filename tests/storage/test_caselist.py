"""The list is read a page at a time from an index, whatever the number of cases."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import insert

from domain.access import CaseState
from domain.case import Case
from domain.colour import ColourCount
from domain.identifiers import CaseCode, CaseId
from domain.rhythm import WeeklyTime
from domain.stoplight import Colour
from storage import cases as rows
from tests.support.cases import a_case, a_standing_colour
from tests.support.databases import Database
from tests.support.outbox import PostOffice
from tests.support.work import count_work, name_scans, settle

TODAY = date(2026, 12, 1)
PAGE = {"skip": 0, "limit": 30}
COLOURS = (None, *Colour)
TAKEN_UP = (CaseState.TAKEN_UP,)


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
        await connection.execute(insert(rows.cases), [rows._row(case) for case in cases])
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
        pages = [await work.cases.listed(skip, 30) for skip in range(0, len(expected) + 30, 30)]
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
        counted, _ = await work.cases.count_listed(TODAY)
    assert sorted(counted, key=str) == sorted(
        (
            ColourCount(
                colour=colour,
                cases=number,
                stale=stale[colour] if colour else 0,
                minutes=sum(
                    one.colour.minutes
                    for one in listed
                    if one.colour and one.colour.colour is colour
                ),
                undirected=number,
            )
            for colour, number in colours.items()
        ),
        key=str,
    )
    assert 0 < sum(stale.values()) < len(listed)


async def test_an_empty_list_has_no_counts(office: PostOffice):
    async with office.database.reading() as work:
        assert await work.cases.count_listed(TODAY) == ([], WeeklyTime())
        assert await work.cases.listed(0, 30) == []


async def test_the_first_page_of_a_long_list_is_as_much_work_as_of_a_short_one(
    database: Database,
):
    cases = many_cases(5_000)
    await keep(database, cases[:500])
    short = await count_work(database, rows._LISTED, PAGE)
    await keep(database, cases[500:])
    assert await count_work(database, rows._LISTED, PAGE) <= 1.2 * short
    scans = await name_scans(database, rows._LISTED, PAGE)
    assert [one for one in scans if "ix_cases_list" in one]
    assert not [one for one in scans if "SORT" in one.upper() or "ORDER BY" in one]


async def test_the_list_costs_nothing_more_for_what_is_no_longer_on_it(database: Database):
    cases = many_cases(5_000, [*TAKEN_UP, *[CaseState.NOT_TAKEN_UP] * 9])
    await keep(database, [one for one in cases if one.state is CaseState.TAKEN_UP])
    asked = ((rows._LISTED, PAGE), (rows._COUNT_LISTED, {"on": TODAY}))
    young = [await count_work(database, *one) for one in asked]
    await keep(database, [one for one in cases if one.state is not CaseState.TAKEN_UP])
    old = [await count_work(database, *one) for one in asked]
    assert all(now <= 1.2 * then for now, then in zip(old, young, strict=True))


async def test_the_counts_are_read_from_the_index_of_the_list(database: Database):
    await keep(database, many_cases(5_000, [*TAKEN_UP, *[CaseState.NOT_TAKEN_UP] * 9]))
    scans = " ".join(await name_scans(database, rows._COUNT_LISTED, {"on": TODAY}))
    expected = {
        "sqlite": "COVERING INDEX ix_cases_list",
        "postgresql": "Index Only Scan ix_cases_list",
    }
    assert expected[database.kind] in scans
