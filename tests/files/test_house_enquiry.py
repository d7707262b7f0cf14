import pytest

from domain.house import BOUND_BY_SECRECY
from files.house.reading import HouseFileError, read_house
from tests.files.test_house import SMALL


@pytest.mark.parametrize(("days", "why"), [(1, "'1' is less than 2"), (21, "'21' is more than 20")])
def test_the_days_to_answer_an_enquiry_leave_time_to_read_it_and_end(days: int, why: str):
    with pytest.raises(HouseFileError, match=why):
        read_house(SMALL + f"terms: {{enquiry_working_days: {days}}}\n")


def test_a_house_chooses_the_days_to_answer_an_enquiry():
    assert read_house(SMALL).terms.enquiry_working_days == 5
    house = read_house(SMALL + "terms: {enquiry_working_days: 3}\n")
    assert house.terms.enquiry_working_days == 3


@pytest.mark.parametrize(
    ("line", "bound"),
    [
        ("", BOUND_BY_SECRECY),
        ("professional_secrecy: []\n", frozenset()),
        ("professional_secrecy: [police]\n", {"police"}),
    ],
)
def test_a_house_says_to_whom_professional_secrecy_applies(line: str, bound: frozenset[str]):
    assert read_house(SMALL + line).professional_secrecy == bound


def test_secrecy_of_a_tag_that_no_organisation_has_is_a_mistake():
    with pytest.raises(HouseFileError, match="no organisation has the tag 'mental_helth'"):
        read_house(SMALL + "professional_secrecy: [mental_helth]\n")
