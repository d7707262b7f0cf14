from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import product

import pytest

from domain.absence import Span
from domain.access import CaseState
from domain.calendar import HouseCalendar
from domain.case import Case
from domain.colour import StandingColour
from domain.identifiers import MemberId, OrganisationId, RoundId
from domain.rotation import Rotation
from domain.stoplight import Colour
from domain.written_round import (
    NothingWrittenError,
    Reach,
    RoundAnswer,
    RoundLines,
    RoundState,
    RoundStep,
    Stance,
    WrittenRound,
    ask_partners,
    count_silence,
    find_end,
    find_step,
    is_away,
    list_holding_up,
    list_office_hours,
    may_continue,
    needs_round,
    open_round,
    write_lines,
)
from tests.support.cases import a_case

CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam", holidays=frozenset({date(2026, 12, 25)}))
# a Tuesday
REVIEW_ON = date(2026, 12, 1)
GREEN = StandingColour(
    colour=Colour.GREEN,
    minutes=0,
    required=(),
    set_by=MemberId("director"),
    set_at=datetime(2026, 9, 8, 10, 0, tzinfo=UTC),
    next_review_on=REVIEW_ON,
)
GIJS, VERA, PIET, PETRA = (MemberId(one) for one in ("gijs", "vera", "piet", "petra"))
CARE, POLICE = OrganisationId("care"), OrganisationId("police")


def a_green_case(**changes: object) -> Case:
    case = a_case(1, CaseState.TAKEN_UP)
    return replace(case, **{"colour": GREEN, "case_director": GIJS, **changes})


def a_round(**changes: object) -> WrittenRound:
    held = open_round(RoundId("round-1"), a_green_case(), GIJS, REVIEW_ON)
    return replace(held, **changes)


def an_answer(member: MemberId, stance: Stance, organisation: OrganisationId = CARE) -> RoundAnswer:
    return RoundAnswer(
        round=RoundId("round-1"),
        member=member,
        organisation=organisation,
        told_on=REVIEW_ON,
        stance=stance,
    )


@pytest.mark.parametrize(
    ("changes", "on", "needs"),
    [
        ({}, date(2026, 11, 30), False),
        ({}, REVIEW_ON, True),
        ({}, date(2027, 1, 5), True),
        ({"colour": replace(GREEN, minutes=5)}, REVIEW_ON, False),
        ({"colour": replace(GREEN, colour=Colour.ORANGE)}, REVIEW_ON, False),
        ({"colour": None}, REVIEW_ON, False),
        ({"rotation": Rotation(asked_for_on=REVIEW_ON)}, REVIEW_ON, False),
        ({"rotation": Rotation(carried_forward_on=REVIEW_ON)}, REVIEW_ON, False),
        ({"state": CaseState.WITHDRAWN}, REVIEW_ON, False),
    ],
)
def test_a_round_is_for_a_green_case_without_minutes_whose_review_has_come(
    changes: dict[str, object], on: date, needs: bool
):
    assert needs_round(a_green_case(**changes), on) is needs


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        ({}, None),
        ({"state": CaseState.WITHDRAWN}, RoundState.CASE_LEFT),
        ({"colour": None}, RoundState.RECOLOURED),
        (
            {"colour": replace(GREEN, set_at=datetime(2026, 12, 2, tzinfo=UTC))},
            RoundState.RECOLOURED,
        ),
        (
            {"colour": replace(GREEN, next_review_on=date(2027, 3, 1))},
            RoundState.DISCUSSED,
        ),
        ({"rotation": Rotation(asked_for_on=REVIEW_ON)}, RoundState.TO_TABLE),
        ({"case_director": VERA}, RoundState.WRITER_LEFT),
        ({"case_director": None}, RoundState.WRITER_LEFT),
    ],
)
def test_a_round_ends_when_its_case_has_overtaken_it(
    changes: dict[str, object], end: RoundState | None
):
    assert find_end(a_round(), a_green_case(**changes)) is end


def test_a_case_director_is_reminded_after_two_working_days_and_then_somebody_else_hears():
    held = a_round()
    # asked on Tuesday: Wednesday nothing, Thursday reminded
    assert find_step(held, date(2026, 12, 2), CALENDAR) is None
    assert find_step(held, date(2026, 12, 3), CALENDAR) is RoundStep.REMIND_WRITER
    reminded = replace(held, reminded_on=date(2026, 12, 3))
    # Friday nothing, and the two days go over the weekend
    assert find_step(reminded, date(2026, 12, 4), CALENDAR) is None
    assert find_step(reminded, date(2026, 12, 7), CALENDAR) is RoundStep.TELL_DIRECTORS
    told = replace(reminded, told_on=date(2026, 12, 7))
    assert find_step(told, date(2026, 12, 31), CALENDAR) is None


def test_partners_are_reminded_on_the_last_day_and_counted_after_it():
    asked = ask_partners(a_round(), [], date(2026, 12, 2), 5, CALENDAR)
    assert asked.until_on == date(2026, 12, 9)
    assert find_step(asked, date(2026, 12, 8), CALENDAR) is None
    assert find_step(asked, date(2026, 12, 9), CALENDAR) is RoundStep.REMIND_PARTNERS
    reminded = replace(asked, reminded_on=date(2026, 12, 9))
    assert find_step(reminded, date(2026, 12, 9), CALENDAR) is None
    assert find_step(reminded, date(2026, 12, 10), CALENDAR) is RoundStep.COUNT
    # the bot may have been down all those days
    assert find_step(asked, date(2026, 12, 15), CALENDAR) is RoundStep.COUNT


@pytest.mark.parametrize(
    ("told", "until_on"),
    [
        ([], date(2026, 12, 9)),
        ([date(2026, 12, 2)], date(2026, 12, 9)),
        ([date(2026, 12, 8)], date(2026, 12, 15)),
        # who is back after those days was away: nobody waits for their five
        ([date(2026, 12, 10)], date(2026, 12, 9)),
    ],
)
def test_who_reads_it_later_gets_as_many_days_of_their_own(told: list[date], until_on: date):
    assert ask_partners(a_round(), told, date(2026, 12, 2), 5, CALENDAR).until_on == until_on


def test_a_day_off_is_no_day_of_silence():
    asked = ask_partners(a_round(), [], date(2026, 12, 21), 5, CALENDAR)
    assert asked.until_on == date(2026, 12, 29)


@pytest.mark.parametrize("name", ["how", "agreed", "then"])
def test_all_three_lines_are_written(name: str):
    lines = RoundLines(how=" goed ", agreed="bellen", then="werk")
    assert write_lines(lines).how == "goed"
    with pytest.raises(NothingWrittenError):
        write_lines(replace(lines, **{name: "  "}))


@pytest.mark.parametrize(
    ("first", "last", "away"),
    [
        (time(0), time(23, 59), True),
        (time(8, 30), time(17, 30), True),
        (time(9), time(23, 59), False),
        (time(0), time(17), False),
    ],
)
def test_only_who_is_away_in_all_office_hours_was_away(first: time, last: time, away: bool):
    """Friday and Monday: the weekend between them counts for nothing."""
    days = [date(2026, 12, 4), date(2026, 12, 7)]
    hours = list_office_hours(days[0], days[1], CALENDAR)
    absences = [
        Span(starts_at=CALENDAR.moment(on, first), ends_at=CALENDAR.moment(on, last)) for on in days
    ]
    assert is_away(absences, hours) is away
    assert not is_away(absences[:1], hours)


def test_everybody_who_said_nothing_is_counted_as_what_is_known_of_them():
    members = [MemberId(str(number)) for number in range(4)]
    reach = Reach(seated=members[:3], reached=members[:2], away=members[:1])
    counted = count_silence([an_answer(one, Stance.OPEN) for one in members], reach)
    assert [one.stance for one in counted] == [
        Stance.AWAY,
        Stance.NO_OBJECTION,
        Stance.NOT_REACHED,
        Stance.LEFT,
    ]


@pytest.mark.parametrize("stance", [Stance.AGREES, Stance.OBJECTS, Stance.NO_OBJECTION])
def test_what_was_said_or_counted_before_stays(stance: Stance):
    nobody = Reach(seated=(), reached=(), away=())
    (counted,) = count_silence([an_answer(VERA, stance)], nobody)
    assert counted.stance is stance


CARRIES = {Stance.AGREES, Stance.NO_OBJECTION}
BLOCKS = {Stance.OPEN, Stance.OBJECTS, Stance.AWAY, Stance.NOT_REACHED}


@pytest.mark.parametrize(("one", "other"), list(product(Stance, Stance)))
def test_the_plan_continues_only_when_somebody_carries_it_and_nobody_holds_it_up(
    one: Stance, other: Stance
):
    answers = [an_answer(PIET, one, POLICE), an_answer(VERA, other)]
    stances = {one, other}
    assert may_continue(answers) is (bool(stances & CARRIES) and not stances & BLOCKS)


@pytest.mark.parametrize("stance", Stance)
def test_a_colleague_stands_in_for_who_was_away_but_not_for_who_was_not_reached(stance: Stance):
    colleague = an_answer(PETRA, stance, POLICE)
    away = an_answer(PIET, Stance.AWAY, POLICE)
    assert (away in list_holding_up([away, colleague])) is (stance not in CARRIES)
    missed = an_answer(PIET, Stance.NOT_REACHED, POLICE)
    assert missed in list_holding_up([missed, colleague])


@pytest.mark.parametrize("state", RoundState)
@pytest.mark.parametrize("may_leave", [None, False, True])
def test_only_a_written_round_that_was_not_stopped_proposes_that_a_case_leaves(
    state: RoundState, may_leave: bool | None
):
    proposes = state in {RoundState.ASKING, RoundState.WAITING, RoundState.CONTINUED}
    held = a_round(state=state, may_leave=may_leave)
    assert held.proposes_leaving is (proposes and may_leave is True)
