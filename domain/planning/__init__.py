"""The agenda planner chooses the cases of one or more meetings and gives each its time, so that
partners wait as little as can be. It takes an ``Instance`` and returns a ``Plan``.
"""

from domain.planning.comparison import Comparison, compare_agendas
from domain.planning.instance import (
    BreakWish,
    Case,
    ColourMode,
    Instance,
    InvalidInstanceError,
    Meeting,
    Partner,
    PartnerId,
    Placement,
    Window,
)
from domain.planning.plan import (
    Change,
    Omission,
    Plan,
    PlannedBreak,
    Presence,
    Reason,
    Status,
    Totals,
)
from domain.planning.planner import plan_agenda

__all__ = [
    "BreakWish",
    "Case",
    "Change",
    "ColourMode",
    "Comparison",
    "Instance",
    "InvalidInstanceError",
    "Meeting",
    "Omission",
    "Partner",
    "PartnerId",
    "Placement",
    "Plan",
    "PlannedBreak",
    "Presence",
    "Reason",
    "Status",
    "Totals",
    "Window",
    "compare_agendas",
    "plan_agenda",
]
