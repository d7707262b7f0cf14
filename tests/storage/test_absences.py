from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.absence import Absence, Span
from domain.errors import NotFoundError
from domain.identifiers import AbsenceId, MemberId
from storage.absences import AbsenceRows
from tests.support.databases import Database
from tests.support.meetings import STARTS_AT

HOUR = timedelta(hours=1)


@pytest.fixture
async def absences(database: Database) -> AsyncIterator[AbsenceRows]:
    async with database.engine.begin() as connection:
        yield AbsenceRows(connection)


def absence(name: str, start: int, end: int, member: str = "agent", by: str = "") -> Absence:
    return Absence(
        id=AbsenceId(name),
        member=MemberId(member),
        span=Span(starts_at=STARTS_AT + start * HOUR, ends_at=STARTS_AT + end * HOUR),
        entered_by=MemberId(by or member),
        entered_at=STARTS_AT,
    )


async def test_an_absence_comes_back_as_it_was_kept(absences: AbsenceRows):
    kept = absence("a", 0, 2, by="sanne")
    await absences.add(kept)
    assert await absences.get(kept.id) == kept


async def test_an_absence_that_was_removed_is_not_found_and_removing_again_does_nothing(
    absences: AbsenceRows,
):
    await absences.add(absence("a", 0, 2))
    await absences.add(absence("b", 3, 4))
    for _ in range(2):
        await absences.remove([AbsenceId("a")])
    with pytest.raises(NotFoundError):
        await absences.get(AbsenceId("a"))
    assert (await absences.get(AbsenceId("b"))).id == "b"


async def test_a_member_knows_the_own_ones_and_those_entered_for_another_that_are_not_over(
    absences: AbsenceRows,
):
    for one in (
        absence("late", 4, 5),
        absence("over", -2, 0),
        absence("own", 0, 1),
        absence("entered", 2, 3, "nurse", "agent"),
        absence("of another", 0, 1, "nurse"),
    ):
        await absences.add(one)
    known = await absences.known_to(MemberId("agent"), STARTS_AT)
    assert [one.id for one in known] == ["own", "entered", "late"]


async def test_those_during_a_span_overlap_it_and_do_not_merely_touch_it(absences: AbsenceRows):
    for one in (
        absence("before", -2, 0),
        absence("after", 3, 4),
        absence("around", -2, 9),
        absence("inside", 1, 2, "nurse"),
    ):
        await absences.add(one)
    meeting = Span(starts_at=STARTS_AT, ends_at=STARTS_AT + 3 * HOUR)
    assert [one.id for one in await absences.during(meeting)] == ["around", "inside"]
