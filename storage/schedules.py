"""Weekly meetings with their breaks and moves, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Column,
    Date,
    ForeignKey,
    Integer,
    Select,
    String,
    Table,
    Time,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.errors import NotFoundError
from domain.house import MeetingBreak, MovedMeeting, OnHoliday, Weekday, WeeklyMeeting, WeekMoment
from domain.identifiers import MeetingKindId, ScheduleId
from domain.rhythm import WeeklyTime
from storage.meeting_kinds import MeetingKindRows
from storage.metadata import metadata
from storage.upsert import insert_or_replace, replace_parts

schedule = Table(
    "schedule",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("channel", String(80), ForeignKey("channel.id"), nullable=False),
    Column("weekday", Integer(), nullable=False),
    Column("starts_at", Time(), nullable=False),
    Column("minutes", Integer(), nullable=False),
    Column("cut_off_weekday", Integer(), nullable=False),
    Column("cut_off_at", Time(), nullable=False),
    Column("posts_weekday", Integer(), nullable=False),
    Column("posts_at", Time(), nullable=False),
    Column("on_holiday", String(12), nullable=False),
    Column("place", String(200), nullable=False),
    Column("ended_on", Date(), nullable=True),
    Column("kind", String(40), nullable=True),
)

schedule_break = Table(
    "schedule_break",
    metadata,
    Column("schedule", String(80), ForeignKey("schedule.id"), primary_key=True),
    Column("position", Integer(), primary_key=True),
    Column("earliest_minute", Integer(), nullable=False),
    Column("latest_minute", Integer(), nullable=False),
    Column("minutes", Integer(), nullable=False),
)

schedule_move = Table(
    "schedule_move",
    metadata,
    Column("schedule", String(80), ForeignKey("schedule.id"), primary_key=True),
    Column("planned_on", Date(), primary_key=True),
    Column("held_on", Date(), nullable=False),
    Column("starts_at", Time(), nullable=False),
)


# made once: every tick asks for what is held
_NAMED: Final[BindParameter[Any]] = bindparam("schedules", expanding=True)
_BY_ID: Final = select(schedule).where(schedule.c.id == bindparam("schedule"))
_HELD: Final = select(schedule).where(schedule.c.ended_on.is_(None)).order_by(schedule.c.id)
# what the meetings of a week give beside what a list asks, in the statement that counts the list
_IS_HELD: Final = schedule.c.ended_on.is_(None)
COUNT_HELD: Final = select(func.count()).select_from(schedule).where(_IS_HELD).scalar_subquery()
_ALL_MINUTES: Final = (
    select(func.coalesce(func.sum(schedule.c.minutes), 0)).where(_IS_HELD).scalar_subquery()
)
_PAUSES: Final = (
    select(func.coalesce(func.sum(schedule_break.c.minutes), 0))
    .join(schedule, schedule.c.id == schedule_break.c.schedule)
    .where(_IS_HELD)
    .scalar_subquery()
)
SUM_GIVEN: Final = _ALL_MINUTES - _PAUSES
_PAUSES_OF_ONE: Final = (
    select(func.coalesce(func.sum(schedule_break.c.minutes), 0))
    .where(schedule_break.c.schedule == schedule.c.id)
    .scalar_subquery()
)
_TIMES: Final = (
    select(
        schedule.c.kind,
        func.count().label("meetings"),
        func.sum(schedule.c.minutes - _PAUSES_OF_ONE).label("given"),
    )
    .where(_IS_HELD)
    .group_by(schedule.c.kind)
)
_BREAKS: Final = (
    select(schedule_break)
    .where(schedule_break.c.schedule.in_(_NAMED))
    .order_by(schedule_break.c.schedule, schedule_break.c.position)
)
_MOVES: Final = (
    select(schedule_move)
    .where(schedule_move.c.schedule.in_(_NAMED))
    .order_by(schedule_move.c.schedule, schedule_move.c.planned_on)
)
_END: Final = (
    update(schedule).where(schedule.c.id == bindparam("schedule")).values(ended_on=bindparam("on"))
)


class ScheduleRows(MeetingKindRows):
    """Weekly meetings and their kinds on one connection."""

    async def schedule(self, schedule_id: ScheduleId) -> WeeklyMeeting:
        """Find a weekly meeting, also one no longer held; NotFoundError when there is none."""
        found = await self._read(_BY_ID, {"schedule": schedule_id})
        if not found:
            raise NotFoundError
        return found[0]

    async def schedules(self) -> Sequence[WeeklyMeeting]:
        """Weekly meetings that are held, by id."""
        return await self._read(_HELD, {})

    async def weekly_times(self) -> Mapping[MeetingKindId | None, WeeklyTime]:
        """The time that the meetings of each kind give in a week."""
        rows = await self._connection.execute(_TIMES)
        return {row.kind: WeeklyTime(meetings=row.meetings, minutes=int(row.given)) for row in rows}

    async def save_schedule(self, new: WeeklyMeeting) -> None:
        """Keep a weekly meeting with its breaks and moves."""
        await insert_or_replace(self._connection, schedule, _schedule_row(new))
        breaks = [{**asdict(one), "position": n} for n, one in enumerate(new.breaks)]
        moves = [asdict(one) for one in new.moved]
        await replace_parts(self._connection, schedule_break.c.schedule, new.id, breaks)
        await replace_parts(self._connection, schedule_move.c.schedule, new.id, moves)

    async def end_schedule(self, schedule_id: ScheduleId, on: date) -> None:
        """Stop holding a weekly meeting."""
        await self._connection.execute(_END, {"schedule": schedule_id, "on": on})

    async def _read(self, chosen: Select[Any], given: Mapping[str, Any]) -> list[WeeklyMeeting]:
        """However many they are, three questions."""
        rows = (await self._connection.execute(chosen, given)).mappings().all()
        named = {"schedules": [row["id"] for row in rows]}
        breaks = await self._parts(_BREAKS, named) if rows else {}
        moves = await self._parts(_MOVES, named) if rows else {}
        return [
            _weekly_meeting(row, breaks.get(row["id"], ()), moves.get(row["id"], ()))
            for row in rows
        ]

    async def _parts(
        self, chosen: Select[Any], named: Mapping[str, Any]
    ) -> Mapping[str, Sequence[RowMapping]]:
        rows = (await self._connection.execute(chosen, named)).mappings()
        return {name: list(parts) for name, parts in groupby(rows, key=itemgetter("schedule"))}


def _weekly_meeting(
    row: RowMapping, breaks: Sequence[RowMapping], moves: Sequence[RowMapping]
) -> WeeklyMeeting:
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
        place=row["place"],
        kind=row["kind"],
    )


def _schedule_row(new: WeeklyMeeting) -> dict[str, Any]:
    return {
        "id": new.id,
        "channel": new.channel,
        "weekday": int(new.weekday),
        "starts_at": new.starts_at,
        "minutes": new.minutes,
        "cut_off_weekday": int(new.cut_off.weekday),
        "cut_off_at": new.cut_off.at,
        "posts_weekday": int(new.posts.weekday),
        "posts_at": new.posts.at,
        "on_holiday": new.on_holiday,
        "place": new.place,
        "ended_on": None,
        "kind": new.kind,
    }


def _without(row: Mapping[Any, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
