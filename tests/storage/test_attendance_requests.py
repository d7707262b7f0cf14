from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.attendance_request import AttendanceAnswer, AttendanceRequest
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import AttendanceRequestId, CaseId, MeetingId, MemberId, OrganisationId
from storage.attendance_requests import AttendanceRequestRows
from storage.meetings import MeetingRows
from tests.support.databases import Database
from tests.support.meetings import STARTS_AT, THE_MEETING, a_meeting


@pytest.fixture
async def requests(database: Database) -> AsyncIterator[AttendanceRequestRows]:
    async with database.engine.begin() as connection:
        await MeetingRows(connection).add(a_meeting())
        yield AttendanceRequestRows(connection)


def request(name: str = "one", organisation: str = "police") -> AttendanceRequest:
    return AttendanceRequest(
        id=AttendanceRequestId(name),
        meeting=THE_MEETING,
        organisation=OrganisationId(organisation),
        member=MemberId("agent"),
        cases=(CaseId("case-1"), CaseId("case-2")),
        asked_at=STARTS_AT,
    )


async def test_a_request_comes_back_as_it_was_kept_and_as_it_was_answered(
    requests: AttendanceRequestRows,
):
    await requests.add(request())
    assert await requests.get(AttendanceRequestId("one")) == request()
    answered = replace(
        request(),
        answer=AttendanceAnswer.CANNOT,
        answered_at=STARTS_AT,
        answered_by=MemberId("iris"),
    )
    saved = await requests.save(answered)
    assert saved == replace(answered, version=2)
    assert await requests.get(AttendanceRequestId("one")) == saved


async def test_an_organisation_is_asked_once_for_a_meeting(requests: AttendanceRequestRows):
    await requests.add(request())
    with pytest.raises(ConflictError):
        await requests.add(request("two"))


async def test_an_answer_to_what_changed_meanwhile_is_a_conflict(requests: AttendanceRequestRows):
    await requests.add(request())
    await requests.save(request())
    with pytest.raises(ConflictError):
        await requests.save(request())


async def test_an_unknown_request_is_not_found(requests: AttendanceRequestRows):
    with pytest.raises(NotFoundError):
        await requests.get(AttendanceRequestId("absent"))


async def test_those_of_a_meeting_are_listed_by_organisation(requests: AttendanceRequestRows):
    await requests.add(request("one", "police"))
    await requests.add(request("two", "care"))
    listed = await requests.of_meeting(THE_MEETING)
    assert [one.organisation for one in listed] == ["care", "police"]
    assert await requests.of_meeting(MeetingId("another")) == []
