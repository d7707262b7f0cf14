"""The clock of retention: each night the house looks which cases come to their end."""

from typing import Final

from bot.turns.feature import Feature
from domain.timer import TimerKind
from services.destruction import look_at_retention

FEATURE: Final = Feature(timers={TimerKind.RETENTION: look_at_retention})
