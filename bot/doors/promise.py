"""A promised term that nears its last day is told to the coordinators in the digest."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.own_rows import in_digest
from cards.promise import list_promises
from domain.timer import TimerKind
from services.promise import look_at_promise, read_promises

FEATURE: Final = Feature(
    timers={TimerKind.PROMISE: look_at_promise}, digest=(in_digest(read_promises, list_promises),)
)
