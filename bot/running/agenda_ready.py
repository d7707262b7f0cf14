"""Loaded by the process that planners are forked from, and by no other: what every planner would
begin with is done here once. Words are read and letters found by drawing; nobody looks for garbage,
as a planner ends with its answer.
"""

import gc
from typing import Final

from cards.plan_chart import ChartCase, PlanChart
from cards.plan_drawing import draw_small
from cards.words import Words
from domain.member import Language
from domain.stoplight import Colour

_SAMPLE: Final = PlanChart(
    title="",
    start=0,
    end=30,
    cases=(ChartCase(number=1, code="A", colour=Colour.RED, start=0, end=30, names=("A",)),),
    breaks=(),
    marks=((0, "09:00"),),
)


def _get_ready() -> None:
    for language in Language:
        draw_small(Words(language), _SAMPLE)
    gc.disable()
    gc.freeze()


_get_ready()
