"""A signal is written without persons: no name, initials, birth date or code of the cases that it
came from. What is found is named by its kind and never quoted.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final

from domain.errors import InvalidInputError
from domain.identifiers import CaseCode

# a name that short is also a word: it counts only as it is written
_SHORT: Final = 2
_PARTICLES: Final = frozenset({
    "aan", "af", "al", "bij", "da", "de", "del", "den", "der", "des", "di", "do", "dos", "du", "el",
    "en", "het", "in", "la", "le", "op", "te", "ten", "ter", "toe", "tot", "uit", "van", "vd",
    "von", "voor", "zu", "zur",
})  # fmt: skip
MONTHS_WRITTEN: Final = (
    "jan(?:uari|uary)?",
    "feb(?:ruari|ruary)?",
    "maart|mrt|mar(?:ch)?",
    "apr(?:il)?",
    "mei|may",
    "juni?|june",
    "juli?|july",
    "aug(?:ustus|ust)?",
    "sept?(?:ember)?",
    "okt(?:ober)?|oct(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?",
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_DASH: Final = r"[\s\-\u2010-\u2015\u2212]*"
_BETWEEN: Final = r"\s?[-./ ]\s?"


class PersonTrace(StrEnum):
    """What of a person can stand in a text."""

    NAME = "name"
    INITIALS = "initials"
    BIRTH_DATE = "birth_date"
    CODE = "code"


class NamesPersonError(InvalidInputError):
    """A signal holds nothing by which a person of its cases can be known."""


class HoldsNameError(NamesPersonError):
    """It holds a name of somebody in these cases."""

    text_key: ClassVar[str] = "signal.holds_name"


class HoldsInitialsError(NamesPersonError):
    """It holds the initials of somebody in these cases."""

    text_key: ClassVar[str] = "signal.holds_initials"


class HoldsBirthDateError(NamesPersonError):
    """It holds a birth date of somebody in these cases."""

    text_key: ClassVar[str] = "signal.holds_birth_date"


class HoldsCodeError(NamesPersonError):
    """It holds the code of one of these cases."""

    text_key: ClassVar[str] = "signal.holds_code"


_ERRORS: Final[Mapping[PersonTrace, type[NamesPersonError]]] = {
    PersonTrace.NAME: HoldsNameError,
    PersonTrace.INITIALS: HoldsInitialsError,
    PersonTrace.BIRTH_DATE: HoldsBirthDateError,
    PersonTrace.CODE: HoldsCodeError,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """By what the person of one case can be known."""

    code: CaseCode
    name: str = field(repr=False)
    born_on: date | None = field(default=None, repr=False)


def require_no_persons(texts: Iterable[str], persons: Iterable[KnownPerson]) -> None:
    """Raise NamesPersonError, by kind, when one of the texts holds something of these persons."""
    whole = "\n".join(texts)
    for person in persons:
        for kind in find_person_traces(whole, person):
            raise _ERRORS[kind]


def find_person_traces(text: str, person: KnownPerson) -> tuple[PersonTrace, ...]:
    """Tell what of a person stands in a text, by kind."""
    plain = _fold(text)
    return tuple(kind for kind, holds in _TESTS.items() if holds(plain, person))


def _fold(text: str) -> str:
    """A text without accents and without signs that do not show."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(one for one in parts if unicodedata.category(one) not in {"Mn", "Cf"})


def _name_words(person: KnownPerson) -> list[str]:
    return _WORD.findall(_fold(person.name))


def _holds_name(text: str, person: KnownPerson) -> bool:
    named = (one for one in _name_words(person) if one.casefold() not in _PARTICLES)
    return any(_holds_word(text, one) for one in named if len(one) > 1)


def _holds_word(text: str, word: str) -> bool:
    flags = re.IGNORECASE if len(word) > _SHORT else re.NOFLAG
    return (
        re.search(rf"(?<![^\W\d_]){re.escape(word)}(?:'?s)?(?![^\W\d_])", text, flags) is not None
    )


def _holds_initials(text: str, person: KnownPerson) -> bool:
    return any(
        re.search(rf"(?<!\w){one}(?!\w)", text) is not None for one in _write_initials(person)
    )


def _write_initials(person: KnownPerson) -> Iterator[str]:
    """As people write them: with points (``J.B.``, ``J. v. B.``), or the letters alone."""
    words = _name_words(person)
    named = [one for one in words if one.casefold() not in _PARTICLES]
    for letters in ([one[0] for one in words], [one[0] for one in named]):
        if len(letters) > 1:
            yield r"\.\s?".join(f"(?i:{re.escape(one)})" for one in letters) + r"\.?"
            yield "".join(re.escape(one.upper()) for one in letters)


def _holds_birth_date(text: str, person: KnownPerson) -> bool:
    born_on = person.born_on
    return born_on is not None and any(
        re.search(rf"(?<!\d){one}(?!\d)", text, re.IGNORECASE) for one in _write_birth(born_on)
    )


def _write_birth(on: date) -> tuple[str, ...]:
    day, month, named = f"0?{on.day}", f"0?{on.month}", f"(?:{MONTHS_WRITTEN[on.month - 1]})"
    year = f"(?:{on.year}|'?{on.year % 100:02})"
    return (
        f"{day}{_BETWEEN}{month}{_BETWEEN}{year}",
        f"{month}{_BETWEEN}{day}{_BETWEEN}{on.year}",
        f"{on.year}{_BETWEEN}{month}{_BETWEEN}{day}",
        rf"{day}(?:st|nd|rd|th|e)?[\s.-]*{named}[\s.,-]*{year}",
        rf"{named}[\s.]*{day}(?:st|nd|rd|th)?[\s,]*{year}",
        f"{on:%d%m}{on.year}",
        f"{on.year}{on:%m%d}",
    )


def _holds_code(text: str, person: KnownPerson) -> bool:
    first, last = person.code.split("-")
    return re.search(rf"(?<!\w){first}{_DASH}{last}(?!\w)", text, re.IGNORECASE) is not None


_TESTS: Final[Mapping[PersonTrace, Callable[[str, KnownPerson], bool]]] = {
    PersonTrace.NAME: _holds_name,
    PersonTrace.INITIALS: _holds_initials,
    PersonTrace.BIRTH_DATE: _holds_birth_date,
    PersonTrace.CODE: _holds_code,
}
