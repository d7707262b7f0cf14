"""The planted year: half a year of weekly meetings of a house, with a fixed seed. The real choice
of cases and the real planner decide who is discussed; what became of each case is counted.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from benchmarks.planner import draw_numbers
from domain.access import CaseState
from domain.calendar import HouseCalendar
from domain.case import Case, carry_case, discuss_case
from domain.colour import StandingColour
from domain.house import MeetingBreak, Weekday, WeeklyMeeting, WeekMoment
from domain.identifiers import (
    CaseCode,
    CaseId,
    ChannelId,
    MemberId,
    OrganisationId,
    ScheduleId,
)
from domain.meeting import Meeting, hold_meeting
from domain.planning import Instance, Plan, plan_agenda
from domain.rotation import MeetingDays, count_days_overdue
from domain.schedule import list_occurrences
from domain.stoplight import Colour, StoplightPolicy
from services.agenda.planning import choose_candidates, form_instance, read_plan
from tests.support.judge import assert_judge_accepts

BEGINS_ON = date(2026, 9, 7)
WEEK = timedelta(weeks=1)
CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam")
POLICY = StoplightPolicy()
PAUSE = MeetingBreak(earliest_minute=75, latest_minute=105, minutes=15)
ORGANISATIONS = tuple(OrganisationId(f"organisation-{number:02}") for number in range(14))
DIRECTOR = MemberId("director")
TABLE = Path(__file__).resolve().parents[1] / "docs" / "planted_year.md"
ABOVE_THE_ROWS = "|---|---|---|---|---|---|---|---|---|\n"

Judge = Callable[[Instance, Plan], None]


@dataclass(frozen=True, kw_only=True)
class PlantedHouse:
    """How many cases of each colour, what they may take, and on which days the house meets."""

    name: str
    cases: dict[Colour, int]
    minutes: dict[Colour, tuple[int, ...]]
    days: tuple[Weekday, ...] = (Weekday.THURSDAY,)
    weeks: int = 26


USUAL = {Colour.RED: (20, 25, 30, 35, 40), Colour.ORANGE: (10, 15, 20), Colour.GREEN: (0,)}
SHORT = {Colour.RED: (10,), Colour.ORANGE: (5,), Colour.GREEN: (0,)}
FORTY = {Colour.RED: 4, Colour.ORANGE: 24, Colour.GREEN: 12}
MANY = {Colour.RED: 12, Colour.ORANGE: 78, Colour.GREEN: 60}
WORKDAYS = tuple(Weekday)[:4]

HOUSES = (
    PlantedHouse(name="40 cases, one meeting a week", cases=FORTY, minutes=USUAL),
    PlantedHouse(name="150 cases, one meeting a week", cases=MANY, minutes=USUAL),
    PlantedHouse(
        name="150 cases, one meeting a week, red 10 and orange 5 minutes",
        cases=MANY,
        minutes=SHORT,
    ),
    PlantedHouse(name="150 cases, four meetings a week", cases=MANY, minutes=USUAL, days=WORKDAYS),
)


@dataclass
class Outcome:
    """What became of the cases of one house."""

    meetings: int = 0
    red_weeks: int = 0
    red_undiscussed: list[str] = field(default_factory=list)
    orange_discussions: int = 0
    orange_in_term: int = 0
    most_days_late: int = 0
    most_days_between: int = 0
    unnamed: list[str] = field(default_factory=list)
    discussed: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    never_discussed: int = 0
    forgotten: list[str] = field(default_factory=list)
    minutes_asked: float = 0
    minutes_given: int = 0
    proven: int = 0


class PlantedYear:
    """A house moved through its weeks. Each number drawn is the same on every machine."""

    def __init__(self, house: PlantedHouse, judge: Judge) -> None:
        self.house, self.judge, self.outcome = house, judge, Outcome()
        self._numbers = draw_numbers()
        self._cases = {one.code: one for one in self._make_cases()}
        self._last = dict[str, date]()

    def run(self) -> Outcome:
        held = self._hold_meetings()
        self.outcome.meetings = len(held) - 1
        for number, meeting in enumerate(held[:-1]):
            days = MeetingDays(on=_day(meeting), next_on=_day(held[number + 1]))
            self._meet(meeting, days)
            if days.next_on.isocalendar()[:2] != days.on.isocalendar()[:2]:
                self._end_week(days.on)
        outcome, codes = self.outcome, self._cases.keys()
        outcome.never_discussed = len(codes - outcome.discussed)
        outcome.forgotten = [
            code
            for code in sorted(codes - outcome.discussed - outcome.named)
            if self._cases[code].colour.next_review_on <= _day(held[-2])
        ]
        return outcome

    def _make_cases(self) -> Iterator[Case]:
        """A house that starts: every colour was set the week before, and none was discussed."""
        number = 0
        for colour, many in self.house.cases.items():
            for _ in range(many):
                number += 1
                received = datetime.combine(BEGINS_ON, time(9), UTC) - number * timedelta(days=3)
                yield Case(
                    id=CaseId(f"case-{number:03}"),
                    code=CaseCode(f"PL{number // 100}-A{number % 100:02}"),
                    state=CaseState.TAKEN_UP,
                    version=1,
                    referrer=MemberId("referrer"),
                    referring_organisation=ORGANISATIONS[0],
                    received_at=received,
                    promised_on=BEGINS_ON,
                    changed_by=DIRECTOR,
                    changed_at=received,
                    colour=self._choose_colour(colour, self._choose_partners(), BEGINS_ON),
                )

    def _choose_partners(self) -> tuple[OrganisationId, ...]:
        kind, more = next(self._numbers) % 5, 1 + next(self._numbers) % 2
        chosen = {ORGANISATIONS[(3 * kind + step) % 14] for step in (0, 1)}
        chosen |= {ORGANISATIONS[next(self._numbers) % 14] for _ in range(more)}
        return tuple(sorted(chosen))

    def _choose_colour(
        self, colour: Colour, required: tuple[OrganisationId, ...], on: date
    ) -> StandingColour:
        choice = self.house.minutes[colour]
        return StandingColour(
            colour=colour,
            minutes=choice[next(self._numbers) % len(choice)],
            required=required,
            set_by=DIRECTOR,
            set_at=datetime.combine(on, time(8), UTC),
            next_review_on=on + POLICY.of(colour).review_within,
        )

    def _hold_meetings(self) -> Sequence[Meeting]:
        since = datetime.combine(BEGINS_ON, time(0), UTC)
        until = since + (self.house.weeks + 1) * WEEK
        occurrences = [
            one
            for day in self.house.days
            for one in list_occurrences(_weekly(day), CALENDAR, since, until)
        ]
        held = sorted((hold_meeting(one) for one in occurrences), key=lambda one: one.starts_at)
        return held[: self.house.weeks * len(self.house.days) + 1]

    def _meet(self, meeting: Meeting, days: MeetingDays) -> None:
        before = dict(self._cases)
        chosen = choose_candidates(list(before.values()), days, POLICY)
        instance = form_instance(meeting, (PAUSE,), chosen.ready, {})
        plan = plan_agenda(instance)
        self.judge(instance, plan)
        agenda = read_plan(meeting, chosen, plan)
        self.outcome.proven += agenda.attendance.is_proven_best
        self.outcome.minutes_given += meeting.lasts_within // timedelta(minutes=1) - PAUSE.minutes
        items = sorted(agenda.items, key=lambda one: one.starts_at)
        # once in five weeks the last case of a meeting is not reached
        reached = items[:-1] if next(self._numbers) % 5 == 0 else items
        named = {one.code for one in agenda.left_out}
        self.outcome.named |= named
        self._watch(before, days.on, {one.code for one in items} | named)
        for item in items[len(reached) :]:
            self._cases[item.code] = carry_case(self._cases[item.code], days.on)
        for item in reached:
            self._discuss(item.code, days.on)
        for left in agenda.left_out:
            self._settle_green(left.code, days.on)

    def _watch(self, before: dict[CaseCode, Case], on: date, told: set[CaseCode]) -> None:
        """Whoever is late is on the agenda, or named with the reason why not."""
        for code, case in before.items():
            late = count_days_overdue(case.colour, on)
            if case.colour.colour is Colour.ORANGE:
                self.outcome.most_days_late = max(self.outcome.most_days_late, late)
            if late and code not in told:
                self.outcome.unnamed.append(f"{code} on {on}")

    def _discuss(self, code: CaseCode, on: date) -> None:
        case, outcome = self._cases[code], self.outcome
        outcome.discussed.add(code)
        if case.colour.colour is Colour.ORANGE:
            outcome.orange_discussions += 1
            outcome.orange_in_term += not count_days_overdue(case.colour, on)
            if self._last.get(code, on) >= case.colour.set_at.date():
                between = (on - self._last.get(code, on)).days
                outcome.most_days_between = max(outcome.most_days_between, between)
        self._last[code] = on
        self._cases[code] = discuss_case(case, on, on + POLICY.of(case.colour.colour).review_within)

    def _settle_green(self, code: CaseCode, on: date) -> None:
        """A green case that the draft names is decided again by telephone; one in four is asked
        for at the table.
        """
        case = self._cases[code]
        if case.colour.colour is not Colour.GREEN or case.rotation.is_called:
            return
        if next(self._numbers) % 4 == 0:
            rotation = replace(case.rotation, asked_for_on=on)
            self._cases[code] = replace(case, rotation=rotation)
        else:
            colour = self._choose_colour(Colour.GREEN, case.colour.required, on)
            self._cases[code] = replace(case, colour=colour)

    def _end_week(self, on: date) -> None:
        monday = on - timedelta(days=on.weekday())
        for code, case in self._cases.items():
            self.outcome.minutes_asked += _ask(case.colour)
            if case.colour.colour is Colour.RED:
                self.outcome.red_weeks += 1
                last = case.rotation.discussed_on
                if last is None or last < monday:
                    self.outcome.red_undiscussed.append(f"{code} in the week of {monday}")
        self._swap(Colour.RED, Colour.ORANGE, on)
        self._swap(Colour.ORANGE, Colour.GREEN, on)

    def _swap(self, above: Colour, below: Colour, on: date) -> None:
        """Each week one case sinks and another rises, so that the house keeps its numbers."""
        sinks, rises = self._pick(above), self._pick(below)
        for code, colour in ((sinks, below), (rises, above)):
            case = self._cases[code]
            standing = self._choose_colour(colour, case.colour.required, on)
            self._cases[code] = replace(case, colour=standing)

    def _pick(self, colour: Colour) -> CaseCode:
        codes = [code for code, case in self._cases.items() if case.colour.colour is colour]
        return codes[next(self._numbers) % len(codes)]


def _ask(standing: StandingColour) -> float:
    return standing.minutes * WEEK / POLICY.of(standing.colour).review_within


def _day(meeting: Meeting) -> date:
    return CALENDAR.local(meeting.starts_at).date()


def _weekly(day: Weekday) -> WeeklyMeeting:
    return WeeklyMeeting(
        id=ScheduleId(f"weekly-{day.name.lower()}"),
        channel=ChannelId("agenda"),
        weekday=day,
        starts_at=time(9),
        minutes=180,
        cut_off=WeekMoment(weekday=Weekday((day - 2) % 7), at=time(12)),
        posts=WeekMoment(weekday=Weekday((day - 1) % 7), at=time(9)),
        breaks=(PAUSE,),
    )


def main() -> None:
    """Play each house, every plan judged, and write the table."""
    rows = [write_row(house, PlantedYear(house, assert_judge_accepts).run()) for house in HOUSES]
    print("".join(rows))
    head, line, rest = TABLE.read_text(encoding="utf-8").partition(ABOVE_THE_ROWS)
    after = rest.partition("\n\n")[2]
    TABLE.write_text(f"{head}{line}{''.join(rows)}\n{after}", encoding="utf-8")


def write_row(house: PlantedHouse, seen: Outcome) -> str:
    asked, given = (
        minutes / house.weeks / 60 for minutes in (seen.minutes_asked, seen.minutes_given)
    )
    cells = (
        house.name,
        f"{asked:.1f} and {given:.1f}",
        f"{seen.red_weeks}, {len(seen.red_undiscussed)}",
        f"{seen.orange_discussions}, {seen.orange_in_term}",
        f"{seen.most_days_late}",
        f"{seen.most_days_between / 7:.0f}",
        f"{len(seen.unnamed)}",
        f"{seen.never_discussed}, {len(seen.forgotten)}",
        f"{seen.meetings}, {seen.proven}",
    )
    return "| " + " | ".join(cells) + " |\n"


if __name__ == "__main__":
    main()
