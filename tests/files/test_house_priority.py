"""The list of prioritised cases in the house file."""

import pytest

from files.house.reading import HouseFileError, read_house
from tests.files.test_house import SMALL

CRITERIA = """
prioritised_list:
  criteria_version: 2026-A
  criteria_address: https://www.example.org/criteria
  size: 150
  criteria:
    - {id: victims, text: Er zijn slachtoffers.}
    - {id: stuck, text: De gewone aanpak werkt niet.}
"""


def test_a_house_publishes_its_criteria_with_their_version_address_and_size():
    published = read_house(SMALL + CRITERIA).prioritised_list
    assert published is not None
    assert (published.criteria_version, published.size) == ("2026-A", 150)
    assert published.criteria_address == "https://www.example.org/criteria"
    assert [one.id for one in published.criteria] == ["victims", "stuck"]
    assert read_house(SMALL).prioritised_list is None


@pytest.mark.parametrize(
    ("written", "instead", "sentence"),
    [
        ("https://www", "http://www", "an address that begins with https://"),
        ("https://www.example.org", "intranet", "an address that begins with https://"),
        ("/criteria", "/cri teria", "an address that begins with https://"),
        ("size: 150", "size: 0", "less than 1"),
        ("id: stuck", "id: victims", "prioritised_list: 'victims' is already on line"),
        ("criteria_version: 2026-A", "criteria_version: ''", ""),
        ("  size: 150\n", "", "size"),
    ],
)
def test_a_mistake_in_it_is_said_with_its_line(written: str, instead: str, sentence: str):
    with pytest.raises(HouseFileError) as refused:
        read_house(SMALL + CRITERIA.replace(written, instead))
    (problem,) = refused.value.problems
    assert sentence in problem.sentence
    assert problem.line
