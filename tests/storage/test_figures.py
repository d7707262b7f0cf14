from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.figures import AtTable, Discussed, Measured, MeetingFigures, OrganisationFigures
from domain.identifiers import MeetingId, OrganisationId
from storage.figures import FigureRows
from storage.meetings import MeetingRows
from tests.support.agenda_house import CARE, POLICE
from tests.support.databases import Database
from tests.support.meetings import THE_MEETING, a_meeting, at_minute

HELD = MeetingFigures(
    meeting=THE_MEETING,
    cases=3,
    at_table=AtTable(planned=120, by_hand=125, everybody=150),
    discussed=Discussed(red=1, orange=1, overdue=1, skipped=1),
    measured=Measured(late=6, timed_cases=2, minutes_had=50, minutes_used=60, at_table=110),
)
NEXT = MeetingId("weekly:2026-02-19")
A_WEEK = timedelta(weeks=1)
ENDS_AT = at_minute(180)
LONG_AGO, AFTER = ENDS_AT - 9 * A_WEEK, ENDS_AT + 9 * A_WEEK


def of(organisation: OrganisationId, minutes: int, meetings: int = 1) -> OrganisationFigures:
    at_table = AtTable(planned=minutes, by_hand=minutes + 1, everybody=minutes + 2)
    return OrganisationFigures(organisation=organisation, meetings=meetings, at_table=at_table)


@pytest.fixture
async def meetings(database: Database) -> AsyncIterator[MeetingRows]:
    async with database.engine.begin() as connection:
        rows = MeetingRows(connection)
        await rows.add(a_meeting())
        await rows.add(replace(a_meeting(at_minute(0) + A_WEEK), id=NEXT))
        yield rows


@pytest.fixture
def figures(meetings: MeetingRows) -> FigureRows:
    return FigureRows(meetings._connection)


async def test_sums_come_back_as_they_were_kept_with_their_meeting(figures: FigureRows):
    await figures.keep(HELD, [of(POLICE, 45), of(CARE, 75)])
    assert await figures.of_meetings(LONG_AGO, AFTER) == [(a_meeting(), HELD)]
    assert await figures.of_organisations(LONG_AGO, AFTER) == [of(CARE, 75), of(POLICE, 45)]


async def test_what_is_not_known_comes_back_as_not_known(figures: FigureRows):
    planned = replace(HELD, discussed=None, measured=None)
    await figures.keep(planned, [])
    [(_, kept)] = await figures.of_meetings(LONG_AGO, AFTER)
    assert kept == planned


async def test_sums_take_the_place_of_those_before(figures: FigureRows):
    await figures.keep(HELD, [of(POLICE, 45), of(CARE, 75)])
    changed = replace(HELD, cases=1, measured=None)
    await figures.keep(changed, [of(CARE, 30)])
    assert [one for _, one in await figures.of_meetings(LONG_AGO, AFTER)] == [changed]
    assert await figures.of_organisations(LONG_AGO, AFTER) == [of(CARE, 30)]


async def test_an_organisation_is_added_up_over_its_meetings(figures: FigureRows):
    await figures.keep(HELD, [of(POLICE, 45), of(CARE, 75)])
    await figures.keep(replace(HELD, meeting=NEXT), [of(CARE, 30)])
    [care, police] = await figures.of_organisations(LONG_AGO, AFTER)
    assert care == replace(
        of(CARE, 105, meetings=2), at_table=AtTable(planned=105, by_hand=107, everybody=109)
    )
    assert police == of(POLICE, 45)


async def test_only_meetings_that_end_between_the_moments_count(figures: FigureRows):
    await figures.keep(HELD, [of(POLICE, 45)])
    for from_at, until_at, found in (
        (ENDS_AT, AFTER, 1),
        (LONG_AGO, ENDS_AT, 0),
        (ENDS_AT + timedelta(minutes=1), AFTER, 0),
    ):
        assert len(await figures.of_meetings(from_at, until_at)) == found
        assert len(await figures.of_organisations(from_at, until_at)) == found
    assert not await figures.are_before(ENDS_AT)
    assert await figures.are_before(ENDS_AT + timedelta(minutes=1))


async def test_a_cancelled_meeting_does_not_count(figures: FigureRows, meetings: MeetingRows):
    await figures.keep(HELD, [of(POLICE, 45)])
    await meetings.save(replace(a_meeting(), is_cancelled=True))
    assert await figures.of_meetings(LONG_AGO, AFTER) == []
    assert await figures.of_organisations(LONG_AGO, AFTER) == []
    assert not await figures.are_before(AFTER)
