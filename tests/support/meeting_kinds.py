"""The small house with two kinds of meeting: the weekly on Thursday, youth on Friday."""

from dataclasses import replace
from datetime import time
from typing import Final

from domain.house import Weekday, WeeklyMeeting, WeekMoment
from domain.identifiers import CaseId, ChannelTitle, MeetingId, MeetingKindId, ScheduleId
from domain.meeting_kind import KindsHeld, MeetingKind
from tests.support.agenda_house import CARE, POLICE, WEEKLY, AgendaHouse

YOUTH: Final = MeetingKindId("youth")
FRIDAY: Final = MeetingId("youth:2026-02-13")
KINDS: Final = KindsHeld(
    all=(
        MeetingKind(
            id=MeetingKindId("weekly"),
            position=0,
            name="Weekoverleg",
            title=ChannelTitle("Weekoverleg"),
            fixed=(POLICE, CARE),
        ),
        MeetingKind(id=YOUTH, position=1, name="Jeugdoverleg"),
    )
)
YOUTH_MEETING: Final[WeeklyMeeting] = replace(
    WEEKLY,
    id=ScheduleId("youth"),
    kind=YOUTH,
    weekday=Weekday.FRIDAY,
    starts_at=time(13, 0),
    minutes=60,
    cut_off=WeekMoment(weekday=Weekday.TUESDAY, at=time(12, 0)),
    posts=WeekMoment(weekday=Weekday.WEDNESDAY, at=time(9, 0)),
    place="Jeugdhuis",
)


async def hold_two_kinds(house: AgendaHouse) -> None:
    """Hold a thematic meeting beside the weekly one."""
    async with house.database.work() as uow:
        await uow.schedules.replace_kinds(KINDS)
        await uow.schedules.save_schedule(YOUTH_MEETING)


async def choose_kind(house: AgendaHouse, case_id: CaseId, kind: MeetingKindId) -> None:
    """Let a case be of a kind, as if it always had been."""
    async with house.database.work() as uow:
        case = await uow.cases.get(case_id)
        await uow.cases.save(replace(case, meeting_kind=kind))
