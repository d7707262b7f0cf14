"""A quarter of a house, with the services as they are: meetings drafted, approved by a stand-in
director, posted and run, partners asked whether they come, absences, agreements with every outcome.
Each message a member gets is counted by kind and day: ``python -m benchmarks.quiet_quarter``.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import select

from benchmarks.planner import draw_numbers
from domain.absence import AbsenceWish
from domain.agenda import AgendaState
from domain.agreed_action import ActionSource, ActionState, ActionWish
from domain.attendance_request import AttendanceAnswer
from domain.calendar import HouseCalendar
from domain.house import MeetingBreak, Weekday, WeeklyMeeting, WeekMoment
from domain.identifiers import CaseId, MeetingId, MemberId, OrganisationId, ScheduleId
from domain.meeting import Meeting
from domain.member import Organisation, OrganisationType, Role
from domain.notice import Carrier, NoticeKind, rule_for
from domain.stoplight import Colour
from services.absence import give_absence
from services.agenda.approval import approve_agenda
from services.agreed_action import (
    agree_action,
    answer_action,
    open_own_action,
    open_to_guard,
    postpone_action,
)
from services.attendance_request import answer_own_request
from services.meeting_run import close_meeting, go_on, pass_over, start_meeting, view_run
from storage.notices import outbox
from tests.support.agenda_house import HOUSE, WEEKLY, AgendaHouse, a_member
from tests.support.house import HouseFiles
from tests.support.meeting_table import Step

# what may reach somebody at any hour, each with its place on the product page
ALLOWED: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.OWN_TIMES: "§1.8: own times when an agenda is first posted, or when they change",
    NoticeKind.TIME_MOVED: "§1.8: own time moved ten minutes or more",
    NoticeKind.CALLED_IN: "§5: called in when their case is near",
    NoticeKind.ATTENDANCE_REQUEST: "§1.8: an invitation",
    NoticeKind.PARTNER_AWAY: "§5: nothing moves by itself, and the meeting is today or tomorrow",
    NoticeKind.INVITATION: "§1.8: an acute case",
    NoticeKind.ACUTE_REPORT: "§1.8: an acute case",
    NoticeKind.ACUTE_RECEIPT: "§1.8: an acute case",
    NoticeKind.SESSION_BOARD: "§1.8: an acute case",
    NoticeKind.SESSION_CLOSED: "§1.8: an acute case",
}
BEGINS_AT: Final = datetime(2026, 9, 7, 15, 0, tzinfo=UTC)
TABLE: Final = Path(__file__).resolve().parents[1] / "docs" / "quiet_quarter.md"
_CALENDAR: Final = HouseCalendar(time_zone="Europe/Amsterdam")
_DAY: Final = timedelta(days=1)
_ORGANISATIONS: Final = tuple(
    Organisation(
        id=OrganisationId(f"partner-{number:02}"),
        name=f"Partner {number:02}",
        type=OrganisationType.PUBLIC_PARTICIPANT,
    )
    for number in range(14)
)
_CITY: Final = _ORGANISATIONS[0].id
_PARTNERS: Final = tuple(
    a_member(f"P{number:02}{letter}", one.id, Role.PROFESSIONAL, rank=rank)
    for number, one in enumerate(_ORGANISATIONS)
    for rank, letter in enumerate("ab")
)
_OFFICE: Final = (
    a_member("Sanne", _CITY, Role.PROCESS_DIRECTOR),
    a_member("Daan", _CITY, Role.PROCESS_DIRECTOR),
    a_member("Iris", _CITY, Role.INFORMATION_COORDINATOR),
    a_member("Noor", _CITY, Role.NOTE_TAKER),
    a_member("Karel", _CITY, Role.MANAGER),
)
# all cases of the support come from this member
_REFERRER: Final = a_member("Agent", _ORGANISATIONS[1].id, Role.PROFESSIONAL, rank=9)
_WEEKLY: Final = replace(
    WEEKLY, breaks=(MeetingBreak(earliest_minute=75, latest_minute=105, minutes=15),)
)
_MONDAY: Final = replace(
    _WEEKLY,
    id=ScheduleId("monday"),
    weekday=Weekday.MONDAY,
    cut_off=WeekMoment(weekday=Weekday.THURSDAY, at=time(12)),
    posts=WeekMoment(weekday=Weekday.FRIDAY, at=time(15)),
)
_ABOVE_THE_ROWS: Final = "|---|---|---|---|\n"
_MINUTES: Final = {Colour.RED: 10, Colour.ORANGE: 5, Colour.GREEN: 0}
_HOURS: Final = (time(8, 26), time(9, 1), time(12, 1))


@dataclass(frozen=True, kw_only=True)
class QuietHouse:
    """How many cases of each colour, and how many weeks are played."""

    cases: Mapping[Colour, int] = field(
        default_factory=lambda: {Colour.RED: 12, Colour.ORANGE: 78, Colour.GREEN: 60}
    )
    weeks: int = 13
    schedules: tuple[WeeklyMeeting, ...] = (_MONDAY, _WEEKLY)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One message that reached a member."""

    member: MemberId
    on: date
    kind: NoticeKind


def count_others(heard: Sequence[Heard]) -> Counter[tuple[MemberId, date]]:
    """Count for each member and day what is neither the digest nor of a listed reason."""
    return Counter(
        (one.member, one.on)
        for one in heard
        if one.kind not in ALLOWED and one.kind is not NoticeKind.DIGEST
    )


def count_digests(heard: Sequence[Heard]) -> Counter[tuple[MemberId, date]]:
    """Count the digests of each member and day."""
    return Counter((one.member, one.on) for one in heard if one.kind is NoticeKind.DIGEST)


class QuietQuarter:
    """One house moved through its weeks; each number drawn is the same on every machine."""

    def __init__(self, house: AgendaHouse, plan: QuietHouse) -> None:
        self.house, self.plan = house, plan
        self.heard = list[Heard]()
        self.done = Counter[str]()
        self._numbers = draw_numbers()
        self._seen, self._cards = 0, set[str]()

    async def run(self) -> Sequence[Heard]:
        """Play all weeks."""
        await self._make_cases()
        first = _CALENDAR.local(BEGINS_AT).date() + _DAY
        for number in range(self.plan.weeks * 7):
            on = first + number * _DAY
            if _CALENDAR.is_working_day(on):
                await self._play_day(on)
        return self.heard

    def _draw(self, below: int) -> int:
        return next(self._numbers) % below

    async def _make_cases(self) -> None:
        number = 0
        for colour, many in self.plan.cases.items():
            for _ in range(many):
                required = self._choose_partners()
                circle = [f"p{one[-2:]}{'ab'[self._draw(2)]}" for one in required]
                self.house.now = BEGINS_AT - timedelta(days=number)
                code = f"QQ{number // 100}-A{number % 100:02}"
                case = await self.house.add_case(code, None, 0, (), *circle)
                await self._colour(case, colour, required)
                number += 1

    async def _colour(
        self, case: CaseId, colour: Colour, required: tuple[OrganisationId, ...]
    ) -> None:
        """The reviews of a house that has run for a while are spread over its terms."""
        weeks = {Colour.RED: 1, Colour.ORANGE: 4, Colour.GREEN: 12}[colour]
        self.house.now = BEGINS_AT - timedelta(days=self._draw(7 * weeks))
        await self.house.set_colour(case, colour, _MINUTES[colour], required)
        async with self.house.work() as moment:
            kept = await moment.uow.cases.get(case)
            assert kept.colour
            review_on = kept.colour.set_at.date() + timedelta(weeks=weeks)
            colour_now = replace(kept.colour, next_review_on=review_on)
            await moment.uow.cases.save(replace(kept, colour=colour_now))

    def _choose_partners(self) -> tuple[OrganisationId, ...]:
        chosen = {_ORGANISATIONS[self._draw(14)].id for _ in range(2 + self._draw(2))}
        return tuple(sorted(chosen))

    async def _play_day(self, on: date) -> None:
        for at in _HOURS:
            await self._tick(_CALENDAR.moment(on, at))
            if at == _HOURS[1]:
                await self._live(on)
            if at == _HOURS[2]:
                await self._approve()
        for meeting in await self._meetings_on(on):
            await self._meet(meeting)
        await self._tick(_CALENDAR.moment(on, time(17)))

    async def _tick(self, at: datetime) -> None:
        await self.house.tick(max(at, self.house.now))
        await self._listen()

    async def _live(self, on: date) -> None:
        """What people do of a morning: partners answer, some are away; the director decides."""
        await self._answer_requests()
        await self._answer_actions(on)
        for _ in range(self._draw(4)):
            await self._be_away(on)
        await self._approve()
        await self._listen()

    async def _answer_requests(self) -> None:
        async with self.house.reading() as moment:
            asked = [
                one
                for meeting in await moment.uow.meetings.upcoming(self.house.now)
                for one in await moment.uow.attendance_requests.of_meeting(meeting.id)
                if one.answer is AttendanceAnswer.OPEN and meeting.starts_at > self.house.now
            ]
        answers = (*[AttendanceAnswer.COMES] * 3, AttendanceAnswer.CANNOT, None)
        for request in asked:
            answer = answers[self._draw(len(answers))]
            if answer:
                self.done[f"attendance: {answer}"] += 1
                async with self.house.acting(request.member) as ctx:
                    await answer_own_request(ctx, request.id, answer)

    async def _answer_actions(self, on: date) -> None:
        for member in _PARTNERS:
            async with self.house.reading() as moment:
                own = await moment.uow.agreed_actions.concerning(member.id)
            due = [one for one in own if one.is_open and one.due_on <= on + 2 * _DAY]
            for action in due:
                # a third is never answered
                state = (None, *ActionState)[self._draw(6) % 5]
                if state in {None, ActionState.OPEN} or int(action.id[:2], 16) % 3 == 0:
                    continue
                self.done[f"action: {state}"] += 1
                async with self.house.acting(member.id) as ctx:
                    await answer_action(ctx, await open_own_action(ctx, action.id), state)
        await self._guard_actions(on)

    async def _guard_actions(self, on: date) -> None:
        """A director gives what waits for a decision a new date, now and then."""
        async with self.house.reading() as moment:
            found = [
                (name, one)
                for name in ("sanne", "daan")
                for one in await moment.uow.agreed_actions.concerning(MemberId(name))
                if one.asked == name
            ]
        for name, action in found:
            if self._draw(2):
                self.done["action: new date"] += 1
                async with self.house.acting(name) as ctx:
                    held = await open_to_guard(ctx, action.id)
                    await postpone_action(ctx, held, _CALENDAR.add_working_days(on, 5))

    async def _be_away(self, on: date) -> None:
        member = _PARTNERS[self._draw(len(_PARTNERS))]
        day = _CALENDAR.add_working_days(on, self._draw(5))
        self.done["absence"] += 1
        async with self.house.acting(member.id) as ctx:
            wish = AbsenceWish(first_on=day, last_on=day)
            await give_absence(ctx, wish)

    async def _approve(self) -> None:
        async with self.house.reading() as moment:
            upcoming = await moment.uow.meetings.upcoming(self.house.now)
            agendas = [await moment.uow.meetings.agenda(one.id) for one in upcoming[:2]]
        for meeting, agenda in zip(upcoming, agendas, strict=False):
            is_late = self.house.now >= meeting.cut_off_at
            if agenda and agenda.state is AgendaState.DRAFT and is_late:
                self.done["agenda approved"] += 1
                async with self.house.acting("sanne") as ctx:
                    await approve_agenda(ctx, meeting.id, agenda.version)

    async def _meetings_on(self, on: date) -> Sequence[Meeting]:
        async with self.house.reading() as moment:
            posted = await moment.uow.meetings.posted(_CALENDAR.moment(on, time()))
        return [one for one in posted if _CALENDAR.local(one.starts_at).date() == on]

    async def _meet(self, meeting: Meeting) -> None:
        """A meeting that begins a quarter late now and then, and in which a case is skipped."""
        now = meeting.starts_at + timedelta(minutes=(0, 0, 15)[self._draw(3)])
        steps = 0
        await self._press(now, meeting.id, start_meeting, steps)
        self.done["meeting run"] += 1
        while True:
            steps += 1
            async with self.house.acting("sanne") as ctx:
                view = await view_run(ctx, meeting.id)
            if view.item_now is None and not view.coming:
                break
            item = view.item_now
            if item and not self._draw(4):
                await self._agree(item.case)
            now += timedelta(minutes=(item.minutes if item else 15) + self._draw(4))
            step = pass_over if not self._draw(20) else go_on
            await self._press(now, meeting.id, step, steps)
        await self._press(now, meeting.id, close_meeting, steps)

    async def _press(self, at: datetime, meeting: MeetingId, step: Step, seen: int) -> None:
        await self._tick(at)
        async with self.house.acting("sanne") as ctx:
            await step(ctx, meeting, seen)
        await self._listen()

    async def _agree(self, case: CaseId) -> None:
        due_on = _CALENDAR.add_working_days(
            _CALENDAR.local(self.house.now).date(), 3 + self._draw(9)
        )
        async with self.house.acting("sanne") as ctx:
            circle = await ctx.uow.cases.circle(case)
            owner = circle[self._draw(len(circle))].member
            wish = ActionWish(
                what="afspraak",
                owner=owner,
                due_on=due_on,
                source=ActionSource.MEETING,
            )
            await agree_action(ctx, await ctx.uow.cases.get(case), wish)
        self.done["agreement"] += 1

    async def _listen(self) -> None:
        """Hear what was announced since: the first message of a card rings, later ones edit it."""
        chosen = select(outbox).where(outbox.c.id > self._seen).order_by(outbox.c.id)
        async with self.house.database.engine.connect() as connection:
            rows = (await connection.execute(chosen)).all()
        for row in rows:
            self._seen = row.id
            kind = NoticeKind(row.kind) if row.kind else None
            if kind is None or row.member is None or rule_for(kind).carrier is Carrier.MAIL:
                continue
            if row.card and row.card in self._cards:
                continue
            self._cards |= {row.card} if row.card else set()
            at = max(row.due_at or self.house.now, self.house.now)
            on = _CALENDAR.local(at).date()
            self.heard.append(Heard(member=row.member, on=on, kind=kind))
        await self.house.send_all()


def open_files(directory: Path, plan: QuietHouse) -> HouseFiles[AgendaHouse]:
    """The files of the house."""
    house = replace(
        HOUSE,
        organisations=_ORGANISATIONS,
        members=(*_PARTNERS, *_OFFICE, _REFERRER),
        schedules=plan.schedules,
    )
    return HouseFiles(directory, AgendaHouse, house, BEGINS_AT)


async def play(directory: Path, plan: QuietHouse) -> QuietQuarter:
    """Play a house in this directory."""
    async with open_files(directory, plan).fresh() as house:
        quarter = QuietQuarter(house, plan)
        await quarter.run()
    return quarter


def write_rows(quarter: QuietQuarter) -> Iterator[str]:
    """A row for each kind of message: how many, and the most one member got on one day."""
    for kind in sorted({one.kind for one in quarter.heard}):
        each = Counter((one.member, one.on) for one in quarter.heard if one.kind is kind)
        reason = ALLOWED.get(kind, "the digest" if kind is NoticeKind.DIGEST else "")
        yield f"| `{kind}` | {each.total()} | {max(each.values())} | {reason} |\n"


def write_days(quarter: QuietQuarter) -> Iterator[str]:
    """How many members had how many messages on one day, digests and listed reasons apart."""
    for name, counted in (
        ("the digest", count_digests(quarter.heard)),
        ("without a listed reason", count_others(quarter.heard)),
    ):
        yield f"- Most on one day for one member, {name}: {max(counted.values(), default=0)}\n"


def write_work(quarter: QuietQuarter) -> Iterator[str]:
    """What was done in those weeks."""
    done = ", ".join(f"{name} {many}" for name, many in sorted(quarter.done.items()))
    yield f"- Done: {done}\n"


def main() -> None:
    """Play the whole quarter and write its table."""
    with TemporaryDirectory() as directory:
        quarter = asyncio.run(play(Path(directory), QuietHouse()))
    written = "".join(
        [*write_rows(quarter), "\n", *write_days(quarter), "\n", *write_work(quarter)]
    )
    print(written)
    head, line, _ = TABLE.read_text(encoding="utf-8").partition(_ABOVE_THE_ROWS)
    TABLE.write_text(f"{head}{line}{written}", encoding="utf-8")


if __name__ == "__main__":
    main()
