"""What a button carries, and nothing else: an action, an id, and the version it was drawn for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A sealed button. ``verb`` names the action (``agenda.approve``), ``subject`` an id;
    ``version`` is the row version a changing button expects, None for navigation.
    """

    verb: str
    subject: str = ""
    version: int | None = None
