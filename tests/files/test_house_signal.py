import pytest

from files.house.reading import HouseFileError, read_house
from tests.files.test_house import SMALL


@pytest.mark.parametrize(("days", "why"), [(4, "'4' is less than 5"), (21, "'21' is more than 20")])
def test_the_days_to_object_to_a_signal_leave_time_for_a_reminder_and_end(days: int, why: str):
    with pytest.raises(HouseFileError, match=why):
        read_house(SMALL + f"terms: {{signal_working_days: {days}}}\n")


def test_a_house_chooses_the_days_to_object_to_a_signal():
    assert read_house(SMALL).terms.signal_working_days == 10
    house = read_house(SMALL + "terms: {signal_working_days: 5}\n")
    assert house.terms.signal_working_days == 5
