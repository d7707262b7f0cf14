"""Every word a user sees, by key, from the gettext catalogues in ``cards/locale``.

One catalogue per feature and language. Dutch is the language of the house, English is complete.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from domain.member import Language

LOCALE_DIRECTORY: Final = Path(__file__).parent / "locale"


class MissingTextError(LookupError):
    """A text key without a text: the catalogues and the code do not agree."""


class DoubleTextError(ValueError):
    """Two catalogues of one language hold the same key."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that waits for its reader: a key and what is filled in.

    The kit writes days and moments (aware) as the reader's house does, and colours as words.
    """

    key: str
    parameters: Mapping[str, "Value"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number to call; the kit makes it one to tap."""

    number: str


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """An address of the house's own that everybody may open: it is written as a link."""

    address: str


class DayOfBirth(date):
    """A day of which nobody asks what day of the week it was."""

    @classmethod
    def of(cls, on: date) -> "DayOfBirth":
        """The same day, to be written without its weekday."""
        return cls(on.year, on.month, on.day)


Value = str | int | date | Text | Telephone | PublicAddress


class Words:
    """The texts of one language: ``words("case.title", code="KX7-Q42")``."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._translations = load_translations(language)

    def __call__(self, key: str, **parameters: str | int) -> str:
        """Say a text; MissingTextError without one, KeyError when a parameter lacks."""
        return self._found(key, self._translations.gettext(key)).format_map(parameters)

    def count(self, key: str, number: int, **parameters: str | int) -> str:
        """Say a text that changes with a number (``1 werkdag``, ``2 werkdagen``)."""
        text = self._found(key, self._translations.ngettext(key, key, number))
        return text.format_map({"number": number, **parameters})

    def _found(self, key: str, text: str) -> str:
        if text == key:
            raise MissingTextError(f"no {self.language} text for {key!r}")
        return text


@cache
def load_translations(language: Language) -> GNUTranslations:
    """Load all catalogues of one language into one, as gettext reads them."""
    whole = Catalog(locale=language.value)
    for catalogue in read_catalogues(language).values():
        for message in catalogue:
            if message.id and message.id in whole:
                raise DoubleTextError(f"{message.id!r} is in two {language} catalogues")
            if message.id:
                whole.add(message.id, message.string)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return GNUTranslations(compiled)


def read_catalogues(language: Language) -> dict[str, Catalog]:
    """Read the catalogues of one language, by feature."""
    return dict(_read(language))


def _read(language: Language) -> Iterator[tuple[str, Catalog]]:
    for path in sorted((LOCALE_DIRECTORY / language.value).glob("*.po")):
        with path.open("rb") as file:
            yield path.stem, read_po(file, locale=language.value, abort_invalid=True)
