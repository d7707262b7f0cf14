"""The register of mandates in the house file."""

from datetime import date

import pytest

from domain.mandate import AgreedDecision
from files.house.reading import HouseFileError, read_house
from tests.files.test_house import SMALL

ROW = "number: M-1, given_by: bureau, scope: [purpose, weighing], from: 2026-01-01"
FIRST_LINE = SMALL.count("\n") + 2


def with_rows(*rows: str) -> str:
    return SMALL + "mandates:\n" + "".join(f"  - {{{one}}}\n" for one in rows)


def test_a_house_has_no_mandates_unless_it_says_so():
    assert read_house(SMALL).mandates == ()


def test_a_mandate_says_who_gave_it_for_what_and_from_when_until_when():
    (mandate,) = read_house(with_rows(ROW + ", until: 2026-12-31")).mandates
    assert (mandate.number, mandate.given_by) == ("M-1", "bureau")
    assert mandate.scope == {AgreedDecision.PURPOSE, AgreedDecision.WEIGHING}
    assert (mandate.from_on, mandate.until_on) == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_mandate_may_have_no_end():
    assert read_house(with_rows(ROW)).mandates[0].until_on is None


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (ROW.replace("bureau", "ggz"), "'ggz' is no public participant: it gives no mandate"),
        (ROW.replace("bureau", "buro"), "there is no organisation 'buro'; did you mean 'bureau'?"),
        (ROW + ", until: 2025-12-31", "this mandate ends before it begins"),
        (ROW.replace("M-1", '"M;1"'), "'M;1' is no number of a mandate"),
        (ROW.replace("purpose, weighing", ""), "at least one belongs here"),
        (ROW.replace("weighing", "wegen"), "'wegen' is unknown here; choose 'purpose'"),
        (ROW.replace("from: 2026-01-01", ""), "'from' is missing"),
    ],
)
def test_what_is_wrong_with_a_mandate_is_said_with_its_line(row: str, problem: str):
    with pytest.raises(HouseFileError) as refusal:
        read_house(with_rows(row))
    (found,) = refusal.value.problems
    assert found.line == FIRST_LINE
    assert problem in found.sentence


def test_a_number_stands_in_the_register_once():
    with pytest.raises(HouseFileError, match=f"'M-1' is already on line {FIRST_LINE}"):
        read_house(with_rows(ROW, ROW))
