"""An activity again and again, each time with one field left out: a client may leave out any."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any


def without_each_field(activity: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The activity without one of its fields, for each field at any depth."""
    for path in _paths(activity):
        smaller = deepcopy(activity)
        place = smaller
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]
        yield smaller


def _paths(value: Any) -> Iterator[tuple[Any, ...]]:
    named = value.items() if isinstance(value, dict) else ()
    listed = enumerate(value) if isinstance(value, list) else ()
    for key, part in (*named, *listed):
        yield (key,)
        yield from ((key, *path) for path in _paths(part))
