"""A house whose agenda was posted, so that its meeting can be run: three cases and a pause."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from domain.house import MeetingBreak
from domain.identifiers import MeetingId
from domain.meeting_run import MeetingRun
from domain.member import Role
from domain.stoplight import Colour
from services.agenda.approval import approve_agenda
from services.meeting_run import start_meeting
from services.meeting_run_views import RunView
from services.moment import Context
from tests.support.agenda_house import CARE, CITY, POLICE, AgendaHouse, a_member
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, THE_MEETING

FIRST, SECOND, THIRD = "KX7-Q42", "MV3-T81", "BD9-L06"
Step = Callable[[Context, MeetingId, int | None], Awaitable[RunView]]


async def post_agenda_of_three(house: AgendaHouse) -> AgendaHouse:
    """Red 09:00–09:30, orange 09:30–09:45, a pause until 09:55, orange 09:55–10:15."""
    await house.is_led(_agenda_of_three)
    return house


async def _agenda_of_three(house: AgendaHouse) -> None:
    pause = MeetingBreak(earliest_minute=45, latest_minute=45, minutes=10)
    await house.save_schedule(breaks=(pause,))
    async with house.work() as moment:
        await moment.uow.people.save_member(a_member("Noor", CITY, Role.NOTE_TAKER))
    await house.add_case(FIRST, Colour.RED, 30, (POLICE, CARE), "nurse")
    await house.add_case(SECOND, Colour.ORANGE, 15, (POLICE,))
    await house.add_case(THIRD, Colour.ORANGE, 20, (CARE,), "nurse")
    await house.tick(CUT_OFF_AT)
    async with house.acting("sanne") as ctx:
        agenda = await house.agenda()
        await approve_agenda(ctx, THE_MEETING, agenda.version)
    await house.tick(POSTS_AT)
    await house.send_all()


async def step_at(
    house: AgendaHouse, at: datetime, step: Step = start_meeting, name: str = "sanne", seen: int = 0
) -> RunView:
    """Take one step at a moment, as somebody who saw so many steps before."""
    house.now = at
    async with house.acting(name) as ctx:
        return await step(ctx, THE_MEETING, seen)


async def run_of(house: AgendaHouse) -> MeetingRun | None:
    """What is kept of the meeting."""
    async with house.reading() as moment:
        return await moment.uow.meeting_runs.get(THE_MEETING)
