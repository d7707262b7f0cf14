import pytest

from domain.identifiers import read_case_code

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"


@pytest.mark.parametrize("between", ["-", "", " ", " - ", "- ", " -", *DASHES, " \u2013 "])
def test_a_code_is_read_as_people_and_telephones_type_it(between: str):
    assert read_case_code(f" kx7{between}q42 ") == "KX7-Q42"


@pytest.mark.parametrize(
    "text", ["", "KX7", "KX7--Q42", "KX7-Q4", "KXX-Q42", "KX7-Q42 rood", "IX7-Q42"]
)
def test_what_is_no_code_is_not_read_as_one(text: str):
    assert read_case_code(text) is None
