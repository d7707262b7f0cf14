"""Whether the meetings give what the review terms ask, in words: on the list and in the draft."""

from collections.abc import Iterator

from cards.kit import Kit, Part
from domain.rhythm import Relief, Rhythm


def draw_rhythm(kit: Kit, rhythm: Rhythm) -> list[Part]:
    """Say that the terms ask more hours than the meetings give, and what would make it fit."""
    warning = draw_too_little_time(kit, rhythm.asked, rhythm.given)
    ways = list(_list_ways(kit, rhythm.relief)) if rhythm.relief else []
    return [*warning, *([kit.text("caselist.relief", ways="; ".join(ways))] if ways else [])]


def draw_too_little_time(kit: Kit, asked: int, given: int) -> list[Part]:
    """Say that the terms ask more minutes a week than the meetings give."""
    if asked <= given:
        return []
    return [kit.text("caselist.rhythm", asked=kit.hours(asked), given=kit.hours(given))]


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
