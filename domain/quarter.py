"""A quarter of the calendar, over which a house looks back."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.errors import NotFoundError

_MONTHS: Final = 3
_LAST: Final = 4
_WRITTEN: Final = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Quarter:
    """Three months; ``number`` is 1 to 4."""

    year: int
    number: int

    def __str__(self) -> str:
        """Write it as ``2026-Q4``."""
        return f"{self.year}-Q{self.number}"

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.year, (self.number - 1) * _MONTHS + 1, 1)

    @property
    def last_on(self) -> date:
        """Its last day."""
        return self.following.first_on - timedelta(days=1)

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each of its months."""
        return tuple(
            self.first_on.replace(month=self.first_on.month + one) for one in range(_MONTHS)
        )

    @property
    def following(self) -> "Quarter":
        """The quarter after it."""
        if self.number == _LAST:
            return Quarter(year=self.year + 1, number=1)
        return Quarter(year=self.year, number=self.number + 1)

    @property
    def previous(self) -> "Quarter":
        """The quarter before it."""
        return find_quarter(self.first_on - timedelta(days=1))


def find_quarter(on: date) -> Quarter:
    """Find the quarter of a day."""
    return Quarter(year=on.year, number=(on.month - 1) // _MONTHS + 1)


def read_quarter(text: str) -> Quarter:
    """Read a quarter as it is written; NotFoundError when there is none like that."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise NotFoundError
    return Quarter(year=int(found[1]), number=int(found[2]))
