"""A number that nobody may call is known however it is written, and its warning is not lost."""

import pytest

from domain.unsafe_number import NOT_TO_BE_CALLED, hide_number, mend_unsafe, names_number

KNOWN = "06-12345678"


@pytest.mark.parametrize(
    "unsafe",
    [
        "0612345678",
        "+31 6 1234 5678: hij leest mee",
        "0031612345678",
        "+31 (0)6-12 34 56 78",
        "zijn moeder, 06 1234 5678",
        "0687654321 0612345678",
        "026-1234567: thuis\n06.12345678: haar zus",
    ],
)
@pytest.mark.parametrize("telephone", [KNOWN, "+31612345678", "0031 6 12345678", "31612345678"])
def test_a_number_is_known_however_both_are_written(unsafe: str, telephone: str):
    assert names_number(unsafe, telephone)
    assert hide_number(unsafe, telephone) == NOT_TO_BE_CALLED


@pytest.mark.parametrize("unsafe", ["", "de vaste lijn: hij hoort hem overgaan", "0612345679"])
def test_another_number_stays_as_it_is(unsafe: str):
    assert hide_number(unsafe, KNOWN) == KNOWN


@pytest.mark.parametrize("telephone", ["", "112", "geen"])
def test_what_is_no_number_of_a_person_is_never_hidden(telephone: str):
    assert hide_number("0611212345", telephone) == telephone


@pytest.mark.parametrize(
    ("kept", "shown", "said", "is_now"),
    [
        ("a", "a", "a", "a"),
        ("a", "a", "b", "b"),
        ("a", "a", "", ""),
        ("a\nb", "a", "a", "a\nb"),
        ("a\nb", "a", "c", "c\nb"),
        ("a\nb", "a", "", "b"),
        ("", "", " c ", "c"),
        ("b", "", "c", "c\nb"),
        ("z", "a", "c", "c\nz"),
    ],
)
def test_what_was_added_while_another_mended_stands_beside_it(
    kept: str, shown: str, said: str, is_now: str
):
    assert mend_unsafe(kept, shown, said) == is_now
