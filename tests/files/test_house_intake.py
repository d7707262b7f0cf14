"""Whether a house wants the full intake before it tests the purpose."""

from files.house.reading import read_house
from tests.files.test_house import SMALL


def test_a_house_tests_the_purpose_without_a_full_intake_unless_it_says_otherwise():
    assert not read_house(SMALL).full_intake_first
    assert read_house(SMALL + "full_intake_first: true\n").full_intake_first
