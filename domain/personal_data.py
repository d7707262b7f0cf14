"""Notices text that looks like personal data where none belongs, so that its writer is warned.

It never blocks: a number can be innocent, and the writer decides (product page §3). Nationality
may not be processed at all (BGS art. 1.9).
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final


class PersonalData(StrEnum):
    """What a text seems to hold."""

    CITIZEN_NUMBER = "citizen_number"
    TELEPHONE = "telephone"
    MAIL_ADDRESS = "mail_address"
    NATIONALITY = "nationality"


_NINE_DIGITS: Final = re.compile(r"(?<!\d)\d(?:[ .-]?\d){7,8}(?!\d)")
# one date in eleven would pass for such a number
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_YEAR: Final = r"(?:19|20)\d\d"
_DATE: Final = re.compile(
    rf"(?<!\d)(?:{_DAY}[ .-]{_MONTH}[ .-]{_YEAR}|{_YEAR}-{_MONTH}-{_DAY})(?!\d)", re.ASCII
)
_WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_TELEPHONE: Final = re.compile(r"(?<![\w+])(?:\+31|0031|0)(?:\s?\(0\))?(?:[ -]?\d){9}(?!\d)")
# never begun in the middle of a word, so that a long text takes no longer than its length
_MAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")
# the largest groups in the Netherlands; a list cannot be complete and need not be
_NATIONALITY: Final = re.compile(
    r"\b(?:nationalit\w+|staatsburger\w*|etnici\w+|afkomst|ethnic\w*|"
    r"(?:afgha|alban|algerij|antilli|bulga|chine|eritre|irak|iraan|marokka|molukk|oekra|pool|"
    r"poland|polish|roeme|romani|russ|somal|surin|syri|turk)\w{0,5})\b",
    re.IGNORECASE,
)


def find_personal_data(text: str) -> frozenset[PersonalData]:
    """Tell what a text seems to hold that may not belong there."""
    return frozenset(kind for kind, holds in _TESTS.items() if holds(text))


def passes_eleven_test(number: str) -> bool:
    """Tell whether eight or nine digits can be a citizen service number (BSN)."""
    digits = number.zfill(len(_WEIGHTS))
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return total != 0 and total % 11 == 0


def _holds_citizen_number(text: str) -> bool:
    undated = _DATE.sub("x", text)
    candidates = (re.sub(r"\D", "", found) for found in _NINE_DIGITS.findall(undated))
    return any(passes_eleven_test(number) for number in candidates)


_TESTS: Final[Mapping[PersonalData, Callable[[str], object]]] = {
    PersonalData.CITIZEN_NUMBER: _holds_citizen_number,
    PersonalData.TELEPHONE: _TELEPHONE.search,
    PersonalData.MAIL_ADDRESS: _MAIL.search,
    PersonalData.NATIONALITY: _NATIONALITY.search,
}
