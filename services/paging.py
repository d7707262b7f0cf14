"""A long list in pages: a card holds only so much."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages(Generic[T]):
    """One page of a list; ``number`` and ``total`` count pages from 1, ``length`` all items."""

    items: tuple[T, ...]
    number: int
    total: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlace:
    """Where a page is in a list of this length: so many items after those that it skips."""

    number: int
    length: int
    size: int

    @property
    def skip(self) -> int:
        """How many items come before it."""
        return (self.number - 1) * self.size

    def hold(self, items: Iterable[T]) -> Pages[T]:
        """The page with its items on it."""
        return Pages(
            items=tuple(items),
            number=self.number,
            total=_count_pages(self.length, self.size),
            length=self.length,
        )


def find_page(length: int, number: int, size: int) -> PagePlace:
    """Find a page of a list; a number outside the list gives the nearest page."""
    number = min(max(1, number), _count_pages(length, size))
    return PagePlace(number=number, length=length, size=size)


def turn_to(items: Sequence[T], number: int, size: int) -> Pages[T]:
    """Turn to a page of what is at hand; a number outside the list gives the nearest page."""
    place = find_page(len(items), number, size)
    return place.hold(items[place.skip : place.skip + size])


def _count_pages(length: int, size: int) -> int:
    return max(1, -(-length // size))
