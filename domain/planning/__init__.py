"""The agenda planner: which cases, when, and who sits from when to when, as short as can be.

Serves the house's wish that no partner waits longer than its own cases ask. Values in, value out.
"""

from domain.planning.breaks import skip_unreachable_breaks
from domain.planning.comparison import Comparison, compare_agendas
from domain.planning.instance import (
    BreakWish,
    Case,
    Colour,
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
    Attendance,
    Change,
    LeftOut,
    Plan,
    PlannedBreak,
    Reason,
    Status,
    Totals,
)
from domain.planning.planner import plan_agenda

__all__ = [
    "Attendance",
    "BreakWish",
    "Case",
    "Change",
    "Colour",
    "ColourMode",
    "Comparison",
    "Instance",
    "InvalidInstanceError",
    "LeftOut",
    "Meeting",
    "Partner",
    "PartnerId",
    "Placement",
    "Plan",
    "PlannedBreak",
    "Reason",
    "Status",
    "Totals",
    "Window",
    "compare_agendas",
    "plan_agenda",
    "skip_unreachable_breaks",
]
