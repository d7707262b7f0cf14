"""The buttons that turn the pages of a long list."""

from typing import Any

from cards.kit import Kit, Part
from domain.press import Press
from services.paging import Pages


def draw_turning(kit: Kit, verb: str, page: Pages[Any], chosen: str = "") -> list[Part]:
    """Draw *previous* and *next*, each only when there is such a page; ``chosen`` stays the same on
    each.
    """
    previous = Press(verb=verb, subject=f"{page.number - 1}{chosen}")
    following = Press(verb=verb, subject=f"{page.number + 1}{chosen}")
    return [
        *([kit.button("paging.previous", previous)] if page.number > 1 else []),
        *([kit.button("paging.next", following)] if page.number < page.total else []),
    ]


def draw_place(kit: Kit, page: Pages[Any]) -> list[Part]:
    """Say which page this is, when there are more."""
    if page.total == 1:
        return []
    return [kit.subtle("paging.place", number=page.number, total=page.total)]
