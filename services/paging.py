"""A long list in pages: a card holds only so much."""

from collections.abc import Sequence
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


def turn_to(items: Sequence[T], number: int, size: int) -> Pages[T]:
    """Turn to a page; a number outside the list gives the nearest page."""
    total = max(1, -(-len(items) // size))
    number = min(max(1, number), total)
    return Pages(
        items=tuple(items[(number - 1) * size : number * size]),
        number=number,
        total=total,
        length=len(items),
    )
