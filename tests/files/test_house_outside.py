"""Other houses and partnerships in the house file."""

import pytest

from domain.known_check import OutsideKind
from files.house.reading import HouseFileError, read_house
from tests.files.test_house import SMALL

OUTSIDE = """outside_partners:
  - {id: oeverdal, name: Huis Oeverdal, kind: house}
  - {id: riec, name: RIEC Lindewaard, kind: partnership}
"""


def test_a_house_names_who_may_be_asked_outside():
    found = read_house(SMALL + OUTSIDE).outside_partners
    assert [(one.id, one.name, one.kind) for one in found] == [
        ("oeverdal", "Huis Oeverdal", OutsideKind.HOUSE),
        ("riec", "RIEC Lindewaard", OutsideKind.PARTNERSHIP),
    ]
    assert read_house(SMALL).outside_partners == ()


def test_each_is_named_once_and_is_of_a_kind_that_there_is():
    with pytest.raises(HouseFileError, match="'riec' is already on line"):
        read_house(SMALL + OUTSIDE + "  - {id: riec, name: Nog een, kind: house}\n")
    with pytest.raises(HouseFileError, match="'club' is unknown here"):
        read_house(SMALL + OUTSIDE.replace("kind: house", "kind: club"))
