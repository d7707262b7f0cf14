"""A Teams that counts calls in windows of its own, as it is documented, and refuses what is over.
The numbers stand here once more on purpose: they are Teams' and not the product's.
"""

from collections import defaultdict
from dataclasses import dataclass, field

CONVERSATION = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
TENANT = ((50, 1.0),)


@dataclass
class CountingTeams:
    """``refused`` holds when and where something was over."""

    calls: list[tuple[float, str]] = field(default_factory=list)
    refused: list[tuple[float, str]] = field(default_factory=list)
    _taken: "dict[str, list[float]]" = field(default_factory=lambda: defaultdict(list))

    def take(self, now: float, conversation: str) -> bool:
        self.calls.append((now, conversation))
        counted = ((self._taken[conversation], CONVERSATION), (self._taken["*"], TENANT))
        if any(_is_over(taken, now, windows) for taken, windows in counted):
            self.refused.append((now, conversation))
            return False
        for taken, _ in counted:
            taken.append(now)
        return True


def _is_over(taken: list[float], now: float, windows: tuple[tuple[int, float], ...]) -> bool:
    return any(
        sum(1 for at in taken[-at_most:] if now - at <= seconds) >= at_most
        for at_most, seconds in windows
    )


def soonest(arrivals: list[float], windows: tuple[tuple[int, float], ...]) -> list[float]:
    """When each could go at the soonest, were nobody to keep a margin, in the order they came."""
    left: list[float] = []
    for arrival in arrivals:
        room = [left[-most] + seconds for most, seconds in windows if len(left) >= most]
        left.append(max([arrival, *left[-1:], *room]))
    return left
