"""When two cases may be about the same person: by name and birth date, however they are spelled.

Each case gets marks, and is looked for by marks; where they are kept nobody can read them back
(``docs/decisions/0046-same-person.md``). That two cases may be about one person is a hint for who
judges, and decides nothing (product page §3, principle 3).
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

from domain.referral import Identity

# what stands between names, in the languages of the Netherlands: often left out or moved
_PARTICLES: Final = frozenset(
    {
        *("van", "de", "der", "den", "het", "t", "s", "ter", "ten", "te", "in", "op", "aan", "bij"),
        *("uit", "voor", "onder", "over", "von", "vom", "zu", "la", "le", "les", "du", "des", "da"),
        *("dos", "di", "del", "della", "el", "al", "ul", "bin", "bint", "ibn", "ben", "abu", "y"),
    }
)
# letters that do not fall apart into a letter and an accent
_ONE_LETTER: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_APOSTROPHES: Final = "'\u2018\u2019\u02bc\u0060\u00b4"
# words, because a blind mark is made of letters and figures alone
_ANY_DAY: Final = "any"
_NO_DAY: Final = "none"


def mark_subject(identity: Identity) -> frozenset[str]:
    """The marks that a case keeps of whom it is about; none without a name."""
    days = (identity.born_on.isoformat() if identity.born_on else _NO_DAY, _ANY_DAY)
    return _join(identity.name, days)


def marks_alike(identity: Identity) -> frozenset[str]:
    """The marks of others who may be the same person: of the same name, born on the same day or on
    a day that is not known of one of the two.
    """
    born_on = identity.born_on
    return _join(identity.name, (born_on.isoformat(), _NO_DAY) if born_on else (_ANY_DAY,))


def _join(name: str, days: Iterable[str]) -> frozenset[str]:
    return frozenset(f"{spelled}|{day}" for spelled in spell(name) for day in days)


def spell(name: str) -> frozenset[str]:
    """A name with and without what stands between names: as its letters alone in the order of the
    alphabet, so that the order of names, spaces and hyphens make no difference.
    """
    words = _fold(name).split()
    kept = [one for one in words if one not in _PARTICLES] or words
    return frozenset(_sort(one) for one in (words, kept) if one)


def _sort(words: Iterable[str]) -> str:
    return "".join(sorted("".join(words)))


def _fold(name: str) -> str:
    """Small letters without accents; what is no letter or figure parts words."""
    falls_apart = unicodedata.normalize("NFKD", name).casefold().translate(_ONE_LETTER)
    letters = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", falls_apart)
        if not unicodedata.combining(sign)
    )
    parted = letters.translate(dict.fromkeys(map(ord, _APOSTROPHES), " "))
    # ij is typed as y
    return "".join(one if one.isalnum() else " " for one in parted).replace("ij", "y")
