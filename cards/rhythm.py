"""Whether the meetings give what the review terms ask, in words: on the list and in the draft."""

from collections.abc import Iterator

from cards.kit import Kit, Part
from domain.rhythm import Relief, Rhythm


def draw_rhythm(kit: Kit, rhythm: Rhythm) -> list[Part]:
    """Say that the terms ask more hours than the meetings give, and what would make it fit."""
    if rhythm.relief is None:
        return []
    given = kit.hours(rhythm.given)
    warning = kit.text("caselist.rhythm", asked=kit.hours(rhythm.asked), given=given)
    ways = list(_list_ways(kit, rhythm.relief))
    return [warning, kit.text("caselist.relief", ways="; ".join(ways))] if ways else [warning]


def _list_ways(kit: Kit, relief: Relief) -> Iterator[str]:
    count = kit.words.count
    if relief.orange_minutes is not None:
        yield count("caselist.orange_minutes", relief.orange_minutes, now=relief.orange_now)
    if relief.orange_down is not None:
        yield count("caselist.orange_down", relief.orange_down)
    if relief.meeting_every is not None:
        yield count("caselist.meeting_every", relief.meeting_every)
    if relief.meetings_more is not None:
        yield count("caselist.meetings_more", relief.meetings_more)
