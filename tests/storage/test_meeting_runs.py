from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.agenda import AgendaState
from domain.errors import ConflictError
from domain.identifiers import CaseId, MemberId
from domain.meeting_run import (
    CaseAtTable,
    MeetingRun,
    OrganisationAtTable,
    Progress,
    RunStep,
    ToldTime,
)
from storage.meeting_runs import MeetingRunRows
from storage.meetings import MeetingRows
from tests.support.agenda_house import CITY, POLICE
from tests.support.databases import Database
from tests.support.meetings import (
    ORANGE,
    RED,
    THE_MEETING,
    a_meeting,
    an_agenda,
    at_minute,
)

RUN = MeetingRun(
    meeting=THE_MEETING,
    started_at=at_minute(0),
    started_by=MemberId("sanne"),
    cases=(
        CaseAtTable(
            case=CaseId("case-b"),
            progress=Progress.DISCUSSED,
            started_at=at_minute(0),
            started_by=MemberId("sanne"),
            ended_at=at_minute(31),
            ended_by=MemberId("noor"),
            added_minutes=5,
        ),
        CaseAtTable(case=CaseId("case-a"), progress=Progress.SKIPPED, ended_by=MemberId("noor")),
    ),
    presences=(
        OrganisationAtTable(organisation=POLICE, from_at=at_minute(0), is_assumed=True),
        OrganisationAtTable(organisation=CITY, from_at=at_minute(0), until_at=at_minute(31)),
        OrganisationAtTable(organisation=CITY, from_at=at_minute(40)),
    ),
    told=(
        ToldTime(
            organisation=POLICE,
            case=CaseId("case-b"),
            expected_at=at_minute(50),
            told_at=at_minute(20),
        ),
    ),
    steps=2,
    last_step=RunStep.WENT_ON,
    last_by=MemberId("noor"),
    last_at=at_minute(31),
)


@pytest.fixture
async def meetings(database: Database) -> AsyncIterator[MeetingRows]:
    async with database.engine.begin() as connection:
        rows = MeetingRows(connection)
        await rows.add(a_meeting())
        yield rows


@pytest.fixture
async def runs(meetings: MeetingRows) -> MeetingRunRows:
    return MeetingRunRows(meetings._connection)


async def test_a_run_comes_back_as_it_was_kept(runs: MeetingRunRows):
    assert await runs.get(THE_MEETING) is None
    await runs.add(RUN)
    assert await runs.get(THE_MEETING) == RUN


async def test_a_meeting_is_started_once(runs: MeetingRunRows):
    await runs.add(RUN)
    with pytest.raises(ConflictError):
        await runs.add(RUN)


async def test_a_changed_run_takes_the_place_of_the_one_before(runs: MeetingRunRows):
    await runs.add(RUN)
    changed = replace(RUN, cases=RUN.cases[:1], presences=(), told=(), ended_at=at_minute(90))
    assert await runs.save(changed) == replace(changed, version=2)
    assert await runs.get(THE_MEETING) == replace(changed, version=2)


async def test_of_two_who_save_at_once_the_second_is_refused(runs: MeetingRunRows):
    await runs.add(RUN)
    await runs.save(RUN)
    with pytest.raises(ConflictError):
        await runs.save(RUN)


async def test_which_meetings_are_going_on_is_told_without_their_parts(runs: MeetingRunRows):
    assert await runs.going_on([THE_MEETING]) == {}
    await runs.add(RUN)
    assert await runs.going_on([THE_MEETING]) == {THE_MEETING: True}
    await runs.save(replace(RUN, ended_at=at_minute(90)))
    assert await runs.going_on([THE_MEETING]) == {THE_MEETING: False}


async def test_of_a_case_the_meeting_is_found_whose_posted_agenda_has_it(
    runs: MeetingRunRows, meetings: MeetingRows
):
    agenda = an_agenda(RED, state=AgendaState.POSTED)
    hours = (at_minute(0), at_minute(180))
    assert await runs.discussing(RED.case, *hours) is None
    await meetings.add_agenda(agenda)
    assert await runs.discussing(RED.case, *hours) == a_meeting()
    assert await runs.discussing(ORANGE.case, *hours) is None
    assert await runs.discussing(RED.case, at_minute(-1), at_minute(0)) is None
    assert await runs.discussing(RED.case, at_minute(0), at_minute(181)) is None
    draft = await meetings.save_agenda(replace(agenda, state=AgendaState.DRAFT))
    assert await runs.discussing(RED.case, *hours) is None
    await meetings.save_agenda(replace(draft, state=AgendaState.POSTED))
    await meetings.save(replace(a_meeting(), is_cancelled=True))
    assert await runs.discussing(RED.case, *hours) is None
