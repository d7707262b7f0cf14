"""The agenda planner: which cases, when, and who sits from when to when, as short as can be.

Serves the house's wish that no partner waits longer than its own cases ask. Values in, value out.
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
