import pytest

from files.house.reading import HouseFileError, read_house
from tests.files.test_house import SMALL


@pytest.mark.parametrize(("days", "why"), [(1, "'1' is less than 2"), (21, "'21' is more than 20")])
def test_the_days_to_say_whether_one_may_be_named_leave_time_to_be_reminded(days: int, why: str):
    with pytest.raises(HouseFileError, match=why):
        read_house(SMALL + f"terms: {{naming_working_days: {days}}}\n")


def test_a_house_chooses_the_days_to_say_whether_one_may_be_named():
    assert read_house(SMALL).terms.naming_working_days == 5
    house = read_house(SMALL + "terms: {naming_working_days: 3}\n")
    assert house.terms.naming_working_days == 3


def test_a_case_is_kept_until_its_referrer_could_read_the_answer():
    read_house(SMALL + "terms: {naming_working_days: 4, advice_kept_days: 15}\n")
    with pytest.raises(HouseFileError, match="make it 17 or more, or naming_working_days less"):
        read_house(SMALL + "terms: {naming_working_days: 5, advice_kept_days: 15}\n")
