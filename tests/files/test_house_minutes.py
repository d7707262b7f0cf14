import pytest

from files.house.reading import HouseFileError, read_house
from tests.files.test_house import SMALL


@pytest.mark.parametrize(("days", "why"), [(1, "'1' is less than 2"), (21, "'21' is more than 20")])
def test_the_days_to_object_to_minutes_leave_time_to_look_and_end(days: int, why: str):
    with pytest.raises(HouseFileError, match=why):
        read_house(SMALL + f"terms: {{minutes_objection_working_days: {days}}}\n")


@pytest.mark.parametrize("days", [2, 20])
def test_a_house_chooses_the_days_to_object_to_minutes(days: int):
    house = read_house(SMALL + f"terms: {{minutes_objection_working_days: {days}}}\n")
    assert house.terms.objection_working_days == days


def test_a_house_that_says_nothing_has_a_working_week():
    assert read_house(SMALL).terms.objection_working_days == 5
