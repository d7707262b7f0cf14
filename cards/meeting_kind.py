"""The name of a kind of meeting on private cards; nothing where a house has one kind."""

from cards.kit import Kit, Part


def draw_kind(kit: Kit, name: str) -> list[Part]:
    """Name the kind of meeting."""
    return [kit.text("meeting_kind.name", name=name)] if name else []
