"""How long the acute lane waits, as the house file says it."""

from datetime import timedelta

import pytest

from domain.escalation import EscalationTimes
from files.house.reading import read_house, read_house_file
from tests.files.test_house import EXAMPLE, SMALL, line_of, problems


def test_a_house_that_says_nothing_waits_as_the_example_does():
    assert read_house(SMALL).terms.escalation == EscalationTimes()
    assert read_house_file(EXAMPLE).terms.escalation == EscalationTimes()


def test_a_house_chooses_every_time_itself():
    text = SMALL + (
        "terms:\n"
        "  acute_deputy_after_minutes: 1\n"
        "  acute_manager_after_minutes: 2\n"
        "  acute_alarm_after_minutes: 3\n"
        "  acute_judged_within_minutes: 4\n"
        "  invitation_nudge_after_minutes: 5\n"
        "  invitation_colleague_after_minutes: 6\n"
        "  invitation_director_after_minutes: 7\n"
    )
    chosen = [timedelta(minutes=number) for number in range(1, 8)]
    assert read_house(text).terms.escalation == EscalationTimes(
        deputy_after=chosen[0],
        manager_after=chosen[1],
        alarm_after=chosen[2],
        judged_within=chosen[3],
        nudge_after=chosen[4],
        colleague_after=chosen[5],
        director_after=chosen[6],
    )


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (
            "acute_manager_after_minutes: 10",
            "acute_manager_after_minutes is 10, but acute_deputy_after_minutes is 10",
        ),
        (
            "invitation_colleague_after_minutes: 20",
            "invitation_director_after_minutes is 15, but invitation_colleague_after_minutes is 20",
        ),
    ],
)
def test_who_comes_later_must_be_told_later(written: str, sentence: str):
    text = f"{SMALL}terms:\n  {written}\n"
    assert problems(text) == [
        (line_of(text, "terms:"), f"{sentence}: who comes later must be told later")
    ]


@pytest.mark.parametrize(("minutes", "word"), [(0, "less than 1"), (121, "more than 120")])
def test_a_time_that_makes_no_sense_is_refused(minutes: int, word: str):
    text = f"{SMALL}terms:\n  acute_deputy_after_minutes: {minutes}\n"
    ((line, sentence),) = problems(text)
    assert line == line_of(text, "acute_deputy")
    assert word in sentence
