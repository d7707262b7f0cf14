"""From rows to members, partners, channels and weekly meetings, and back."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.engine import RowMapping

from domain.house import (
    Channel,
    ChannelKind,
    MeetingBreak,
    MovedMeeting,
    OnHoliday,
    Weekday,
    WeeklyMeeting,
    WeekMoment,
)
from domain.member import Appointment, Language, Member, Organisation, OrganisationType, Role


def read_member(row: RowMapping, appointments: Sequence[RowMapping]) -> Member:
    """Make a member of a row and the rows of its appointments."""
    held = tuple(
        Appointment(role=Role(one["role"]), from_on=one["from_on"], until_on=one["until_on"])
        for one in appointments
    )
    return Member(**{**row, "language": Language(row["language"]), "appointments": held})


def read_organisation(row: RowMapping, tags: Sequence[str]) -> Organisation:
    """Make an organisation of a row and its tags."""
    values = {**_without_end(row), "type": OrganisationType(row["type"])}
    return Organisation(**values, domain_tags=frozenset(tags))


def read_channel(row: RowMapping) -> Channel:
    """Make a channel of a row."""
    return Channel(**{**_without_end(row), "kind": ChannelKind(row["kind"])})


def read_schedule(
    row: RowMapping, breaks: Sequence[RowMapping], moves: Sequence[RowMapping]
) -> WeeklyMeeting:
    """Make a weekly meeting of a row and the rows of its breaks and moves."""
    return WeeklyMeeting(
        id=row["id"],
        channel=row["channel"],
        weekday=Weekday(row["weekday"]),
        starts_at=row["starts_at"],
        minutes=row["minutes"],
        cut_off=WeekMoment(weekday=Weekday(row["cut_off_weekday"]), at=row["cut_off_at"]),
        posts=WeekMoment(weekday=Weekday(row["posts_weekday"]), at=row["posts_at"]),
        breaks=tuple(MeetingBreak(**_without(one, "schedule", "position")) for one in breaks),
        on_holiday=OnHoliday(row["on_holiday"]),
        moved=tuple(MovedMeeting(**_without(one, "schedule")) for one in moves),
    )


def write_schedule(schedule: WeeklyMeeting) -> dict[str, Any]:
    """Make the row of a weekly meeting that is held."""
    return {
        "id": schedule.id,
        "channel": schedule.channel,
        "weekday": int(schedule.weekday),
        "starts_at": schedule.starts_at,
        "minutes": schedule.minutes,
        "cut_off_weekday": int(schedule.cut_off.weekday),
        "cut_off_at": schedule.cut_off.at,
        "posts_weekday": int(schedule.posts.weekday),
        "posts_at": schedule.posts.at,
        "on_holiday": schedule.on_holiday,
        "ended_on": None,
    }


def _without_end(row: Mapping[Any, Any]) -> dict[str, Any]:
    return _without(row, "ended_on")


def _without(row: Mapping[Any, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
