from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.agenda import (
    Agenda,
    AgendaBreak,
    AgendaChange,
    AgendaChangeKind,
    AgendaFrozenError,
    AgendaItem,
    AgendaState,
    LeftOut,
    TimesDoNotAddUpError,
    form_agenda,
)
from domain.identifiers import CaseCode
from domain.stoplight import Colour
from tests.support.meetings import (
    CUT_OFF_AT,
    ORANGE,
    RED,
    WRITTEN,
    a_draft,
    a_meeting,
    an_agenda,
    an_item,
    at_minute,
)

PAUSE = AgendaBreak(starts_at=at_minute(30), minutes=10)


def form(
    *items: AgendaItem,
    breaks: tuple[AgendaBreak, ...] = (),
    left_out: tuple[LeftOut, ...] = (),
    before: Agenda | None = None,
) -> Agenda:
    return form_agenda(
        a_meeting(), a_draft(*items, breaks=breaks, left_out=left_out), CUT_OFF_AT, before
    )


def test_a_draft_lists_its_cases_by_the_clock():
    assert [item.code for item in form(ORANGE, RED).items] == ["KX7-Q42", "MV3-T81"]


def test_a_break_takes_its_place_between_two_cases():
    after = an_item("MV3-T81", Colour.ORANGE, 15, 40)
    assert form(RED, after, breaks=(PAUSE,)).breaks == (PAUSE,)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param((RED, an_item("MV3-T81", Colour.ORANGE, 15, 25)), id="overlap"),
        pytest.param((an_item("KX7-Q42", Colour.RED, 30, -5),), id="before the meeting"),
        pytest.param((an_item("KX7-Q42", Colour.RED, 181, 0),), id="past the end"),
        pytest.param((RED, an_item("MV3-T81", Colour.ORANGE, 15, 46)), id="too much idle"),
        pytest.param((RED, an_item("KX7-Q42", Colour.RED, 30, 30)), id="one case twice"),
    ],
)
def test_an_agenda_whose_times_do_not_add_up_does_not_exist(wrong: tuple[AgendaItem, ...]):
    with pytest.raises(TimesDoNotAddUpError):
        form(*wrong)


def test_a_break_may_not_lie_under_a_case():
    with pytest.raises(TimesDoNotAddUpError):
        form(RED, ORANGE, breaks=(PAUSE,))


def test_no_red_case_comes_after_one_of_another_colour():
    with pytest.raises(TimesDoNotAddUpError):
        form(an_item("MV3-T81", Colour.ORANGE, 15, 0), an_item("KX7-Q42", Colour.RED, 30, 15))


def test_a_case_is_not_on_the_agenda_and_left_out_at_once():
    with pytest.raises(TimesDoNotAddUpError):
        form(RED, left_out=(replace(WRITTEN, code=RED.code),))


@given(st.lists(st.integers(min_value=1, max_value=6), min_size=1, max_size=12), st.integers(0, 3))
def test_cases_that_follow_each_other_within_the_meeting_add_up(fives: list[int], idle_fives: int):
    starts, items = idle_fives * 5, []
    for number, five in enumerate(fives):
        items.append(an_item(f"KX7-Q{number:02}", Colour.ORANGE, five * 5, starts))
        starts += five * 5
    if starts > 180:
        with pytest.raises(TimesDoNotAddUpError):
            form(*items)
    else:
        assert len(form(*items).items) == len(fives)


def test_the_first_draft_has_no_changes():
    assert form(RED, ORANGE).changes == ()


def test_a_new_draft_says_which_cases_came_went_and_moved():
    moved = replace(ORANGE, starts_at=at_minute(60))
    added = an_item("ZB4-A10", Colour.RED, 30, 30)
    dropped = an_item("HW2-D55", Colour.ORANGE, 15, 45)
    changes = form(RED, added, moved, before=an_agenda(RED, ORANGE, dropped)).changes
    assert changes == (
        AgendaChange(code=CaseCode("HW2-D55"), kind=AgendaChangeKind.DROPPED, was_at=at_minute(45)),
        AgendaChange(
            code=ORANGE.code,
            kind=AgendaChangeKind.MOVED,
            was_at=at_minute(30),
            now_at=at_minute(60),
        ),
        AgendaChange(code=CaseCode("ZB4-A10"), kind=AgendaChangeKind.ADDED, now_at=at_minute(30)),
    )


def test_a_new_draft_goes_on_from_the_version_of_the_one_before():
    assert form(RED, before=replace(an_agenda(), version=4)).version == 4


def test_a_draft_of_the_same_plan_stays_the_one_that_was_looked_at():
    before = form(RED, ORANGE, before=replace(an_agenda(RED), version=4, left_out=()))
    assert (before.plan_version, len(before.changes), len(before.effects)) == (5, 1, 1)
    saved = replace(before, version=5)
    again = form(RED, ORANGE, before=saved)
    assert (again.plan_version, again.changes, again.effects) == (5, before.changes, before.effects)
    other = form(RED, replace(ORANGE, minutes=20), before=saved)
    assert other.plan_version == 6


@pytest.mark.parametrize("state", sorted(set(AgendaState) - {AgendaState.DRAFT}))
def test_what_was_approved_is_not_drafted_again(state: AgendaState):
    with pytest.raises(AgendaFrozenError):
        form(RED, before=an_agenda(state=state))


def test_an_item_ends_after_its_minutes():
    assert RED.ends_at == RED.starts_at + timedelta(minutes=30)
