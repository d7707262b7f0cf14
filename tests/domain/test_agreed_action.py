from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.agreed_action import (
    ActionState,
    ActionStep,
    ActionStepKind,
    DayOffError,
    NothingAgreedError,
    PastDueDateError,
    StandingAction,
    escalate,
    form_action,
    move_due_date,
    needs_attention,
    note_outcome,
    plan_step,
    remind,
)
from domain.agreement import Signature
from domain.calendar import HouseCalendar
from domain.identifiers import ActionId, CaseId, MemberId, OrganisationId
from tests.support.agreed_actions import AGREED_ON, a_wish, an_action

# 25 December is a Friday
CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam", holidays=frozenset({date(2026, 12, 25)}))
AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SIGNED = Signature(by=MemberId("director"), organisation=OrganisationId("zvh"), at=AT, on=AGREED_ON)


def form(due_on: date, what: str = "Bellen"):
    wish = a_wish("agent", due_on, what)
    known_as, police = ActionId("action-1"), OrganisationId("police")
    return form_action(known_as, CaseId("case-1"), police, wish, SIGNED, CALENDAR)


def play(action: StandingAction) -> list[tuple[ActionStepKind, date]]:
    """Everything the house does about an action that nobody answers."""
    steps: list[tuple[ActionStepKind, date]] = []
    while step := plan_step(action, CALENDAR):
        steps.append((step.kind, step.on))
        if step.kind is ActionStepKind.ASK_DIRECTOR:
            return steps
        action = remind(action, step.on)
    return steps


def test_an_action_says_what_who_and_by_when():
    action = form(date(2026, 12, 4), " Slot vervangen ")
    assert (action.what, action.owner, action.due_on) == (
        "Slot vervangen",
        "agent",
        date(2026, 12, 4),
    )
    assert (action.state, action.dated_on) == (ActionState.OPEN, AGREED_ON)


@pytest.mark.parametrize(
    ("due_on", "what", "error"),
    [
        (date(2026, 12, 4), "  ", NothingAgreedError),
        (date(2026, 11, 23), "Bellen", PastDueDateError),
        (date(2026, 11, 28), "Bellen", DayOffError),
        (date(2026, 12, 25), "Bellen", DayOffError),
    ],
)
def test_an_action_needs_words_and_a_working_day_to_come(
    due_on: date, what: str, error: type[Exception]
):
    with pytest.raises(error):
        form(due_on, what)


def test_an_action_may_be_due_today():
    assert form(AGREED_ON).due_on == AGREED_ON


@pytest.mark.parametrize(
    ("due_on", "reminded", "asked"),
    [
        # Friday: on Tuesday, on the day and on Monday
        (date(2026, 12, 4), [date(2026, 12, 1), date(2026, 12, 4), date(2026, 12, 7)], 8),
        # Tuesday: three days before is a Saturday, so on Monday
        (date(2026, 12, 8), [date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 9)], 10),
        # tomorrow: three days before has passed
        (date(2026, 11, 25), [date(2026, 11, 25), date(2026, 11, 26)], 27),
        # today: two reminders all the same
        (date(2026, 11, 24), [date(2026, 11, 25), date(2026, 11, 26)], 27),
    ],
)
def test_an_owner_is_reminded_before_on_and_after_the_date_and_then_a_director_is_asked(
    due_on: date, reminded: list[date], asked: int
):
    *reminders, last = play(an_action(due_on=due_on))
    assert reminders == [(ActionStepKind.REMIND, on) for on in reminded]
    assert (last[0], last[1].day) == (ActionStepKind.ASK_DIRECTOR, asked)


@given(st.dates(AGREED_ON, AGREED_ON + timedelta(days=60)))
def test_nobody_is_reminded_more_than_three_times_or_on_a_day_off(day: date):
    *reminders, last = play(an_action(due_on=CALENDAR.working_day_from(day)))
    assert 2 <= len(reminders) <= 3
    assert all(CALENDAR.is_working_day(on) for _, on in (*reminders, last))
    assert all(on > AGREED_ON for _, on in reminders)
    assert len({on for _, on in (*reminders, last)}) == len(reminders) + 1


def test_what_was_missed_while_the_house_was_away_is_made_up_for_once():
    action = remind(an_action(), date(2026, 12, 9))
    step = plan_step(action, CALENDAR)
    assert step == ActionStep(kind=ActionStepKind.REMIND, on=date(2026, 12, 10))


@pytest.mark.parametrize("state", set(ActionState) - {ActionState.OPEN})
def test_after_an_answer_nothing_follows(state: ActionState):
    assert plan_step(an_action(state=state), CALENDAR) is None


def test_a_director_is_asked_once():
    assert plan_step(an_action(reminders=3, asked=MemberId("director")), CALENDAR) is None


def test_an_answer_ends_the_wait_of_the_director():
    waiting = an_action(asked=MemberId("director"))
    answered = note_outcome(waiting, ActionState.NOT_POSSIBLE, " Verhuisd. ", SIGNED)
    assert (answered.state, answered.note, answered.asked) == (
        ActionState.NOT_POSSIBLE,
        "Verhuisd.",
        None,
    )
    assert answered.is_over
    assert (answered.changed_by, answered.changed_at) == ("director", AT)


def test_what_was_not_done_is_not_over():
    assert not note_outcome(an_action(), ActionState.NOT_DONE, "", SIGNED).is_over


def test_with_a_new_date_it_begins_anew():
    late = an_action(
        state=ActionState.NOT_DONE, reminders=3, reminded_on=date(2026, 12, 7),
        asked=MemberId("director"), told_to=MemberId("manager"),
    )  # fmt: skip
    moved = move_due_date(late, date(2026, 12, 18), SIGNED, CALENDAR)
    assert moved.is_open
    assert (moved.asked, moved.told_to) == (None, None)
    assert [on.day for _, on in play(moved)] == [15, 18, 21, 22]


def test_a_new_date_of_today_is_not_asked_after_today_and_has_its_two_reminders():
    late = an_action(reminders=3, reminded_on=date(2026, 12, 7))
    on = date(2026, 12, 8)
    moved = move_due_date(late, on, replace(SIGNED, on=on), CALENDAR)
    assert [(kind.value, day.day) for kind, day in play(moved)] == [
        ("remind", 9),
        ("remind", 10),
        ("ask_director", 11),
    ]


@pytest.mark.parametrize(
    ("due_on", "error"),
    [(date(2026, 11, 23), PastDueDateError), (date(2026, 11, 29), DayOffError)],
)
def test_a_new_date_is_a_working_day_to_come(due_on: date, error: type[Exception]):
    with pytest.raises(error):
        move_due_date(an_action(), due_on, SIGNED, CALENDAR)


def test_an_action_is_due_from_three_days_before_its_date():
    action = an_action(due_on=date(2026, 12, 4))
    assert not needs_attention(action, date(2026, 11, 30), CALENDAR)
    assert needs_attention(action, date(2026, 12, 1), CALENDAR)
    assert not needs_attention(an_action(state=ActionState.DONE), date(2026, 12, 4), CALENDAR)


def test_a_manager_hears_and_the_director_keeps_waiting():
    waiting = an_action(asked=MemberId("director"))
    escalated = escalate(waiting, MemberId("manager"), SIGNED)
    assert (escalated.told_to, escalated.asked) == ("manager", "director")
