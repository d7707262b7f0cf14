"""A meeting and its agenda, as the tests need them."""

from datetime import UTC, date, datetime, timedelta

from domain.agenda import (
    Agenda,
    AgendaBreak,
    AgendaItem,
    AgendaParts,
    AgendaState,
    Attendance,
    LeftOut,
)
from domain.identifiers import (
    CaseCode,
    CaseId,
    ChannelId,
    MeetingId,
    OrganisationId,
    ScheduleId,
)
from domain.meeting import Meeting
from domain.planning import Reason
from domain.stoplight import Colour

# Thursday 12 February 2026, 09:00 to 12:00 in the house; cut-off Tuesday noon, posted Wednesday
STARTS_AT = datetime(2026, 2, 12, 8, 0, tzinfo=UTC)
CUT_OFF_AT = datetime(2026, 2, 10, 11, 0, tzinfo=UTC)
POSTS_AT = datetime(2026, 2, 11, 8, 0, tzinfo=UTC)
THE_MEETING = MeetingId("weekly:2026-02-12")


def a_meeting(starts_at: datetime = STARTS_AT, minutes: int = 180) -> Meeting:
    return Meeting(
        id=THE_MEETING,
        schedule=ScheduleId("weekly"),
        channel=ChannelId("agenda"),
        planned_on=date(2026, 2, 12),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        cut_off_at=CUT_OFF_AT,
        posts_at=POSTS_AT,
    )


def at_minute(minute: int) -> datetime:
    return STARTS_AT + timedelta(minutes=minute)


def an_item(code: str, colour: Colour, minutes: int, start: int, *required: str) -> AgendaItem:
    return AgendaItem(
        case=CaseId(f"case-{code}"),
        code=CaseCode(code),
        colour=colour,
        minutes=minutes,
        starts_at=at_minute(start),
        required=tuple(OrganisationId(name) for name in required),
    )


RED = an_item("KX7-Q42", Colour.RED, 30, 0, "police", "mental-health")
ORANGE = an_item("MV3-T81", Colour.ORANGE, 15, 30, "police")
WRITTEN = LeftOut(
    case=CaseId("case-BD9-L06"),
    code=CaseCode("BD9-L06"),
    colour=Colour.GREEN,
    reason=Reason.WRITTEN_PROCEDURE,
)


def a_draft(
    *items: AgendaItem,
    breaks: tuple[AgendaBreak, ...] = (),
    left_out: tuple[LeftOut, ...] = (),
) -> AgendaParts:
    return AgendaParts(items=items, breaks=breaks, left_out=left_out, attendance=Attendance())


def an_agenda(
    *items: AgendaItem,
    state: AgendaState = AgendaState.DRAFT,
    drafted_at: datetime = CUT_OFF_AT,
) -> Agenda:
    return Agenda(
        meeting=THE_MEETING,
        state=state,
        drafted_at=drafted_at,
        items=items or (RED, ORANGE),
        left_out=(WRITTEN,),
    )
