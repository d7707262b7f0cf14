"""Whether the meetings of a house give what the review terms of its list ask (product page §4), and
what would make it fit. The software counts; a person decides what to change.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Final

from domain.colour import MINUTES_STEP, ColourCount, StandingColour
from domain.stoplight import Colour, StoplightPolicy

_WEEK_DAYS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyTime:
    """How often a house meets in a week, and how many minutes it discusses, breaks not counted."""

    meetings: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """What would make it fit, each by itself; None where that alone is not enough.

    ``orange_minutes`` is how long each orange case may take, in place of ``orange_now``;
    ``orange_down`` is how many turn green; one more meeting every ``meeting_every`` weeks, or so
    many ``meetings_more`` each week.
    """

    orange_now: int = 0
    orange_minutes: int | None = None
    orange_down: int | None = None
    meeting_every: int | None = None
    meetings_more: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Minutes a week that the terms ask and the meetings give, and what would make it fit when
    they ask more.
    """

    asked: int = 0
    given: int = 0
    relief: Relief | None = None


def count_colours(standings: Collection[StandingColour]) -> Mapping[Colour, ColourCount]:
    """Count how many of these cases have each colour and how long they are discussed."""
    counts = dict[Colour, ColourCount]()
    for colour in {one.colour for one in standings}:
        own = [one for one in standings if one.colour is colour]
        minutes = sum(one.minutes for one in own)
        counts[colour] = ColourCount(colour=colour, cases=len(own), minutes=minutes)
    return counts


def add_counts(counted: Iterable[ColourCount]) -> Mapping[Colour, ColourCount]:
    """Add what was counted of each colour; cases without a colour ask nothing yet."""
    added = dict[Colour, ColourCount]()
    for one in counted:
        if one.colour:
            before = added.get(one.colour)
            added[one.colour] = _add(before, one) if before else one
    return added


def _add(before: ColourCount, one: ColourCount) -> ColourCount:
    return replace(
        before,
        cases=before.cases + one.cases,
        minutes=before.minutes + one.minutes,
    )


def add_times(times: Iterable[WeeklyTime]) -> WeeklyTime:
    """Add the time of several schedules."""
    added = list(times)
    return WeeklyTime(
        meetings=sum(one.meetings for one in added), minutes=sum(one.minutes for one in added)
    )


def measure_rhythm(
    counts: Mapping[Colour, ColourCount], policy: StoplightPolicy, time: WeeklyTime
) -> Rhythm:
    """Measure what the terms ask: each case its minutes once in the term of its colour."""
    asked = sum((_ask(one.minutes, policy, colour) for colour, one in counts.items()), Fraction())
    short = asked - time.minutes
    relief = None
    if short > 0:
        orange = counts.get(Colour.ORANGE)
        relief = _find_relief(orange, short, policy, time)
    return Rhythm(asked=ceil(asked), given=time.minutes, relief=relief)


def _ask(minutes: int, policy: StoplightPolicy, colour: Colour) -> Fraction:
    return Fraction(minutes * _WEEK_DAYS, policy.of(colour).review_within.days)


def _find_relief(
    orange: ColourCount | None, short: Fraction, policy: StoplightPolicy, time: WeeklyTime
) -> Relief:
    every, more = _find_meetings(short, time)
    if orange is None or not orange.minutes:
        return Relief(meeting_every=every, meetings_more=more)
    share = _ask(orange.minutes, policy, Colour.ORANGE)
    left = int((1 - short / share) * orange.minutes / orange.cases) if short < share else 0
    shorter = left - left % MINUTES_STEP
    down = ceil(short * orange.cases / share)
    return Relief(
        orange_now=round(orange.minutes / orange.cases),
        orange_minutes=shorter or None,
        orange_down=down if down <= orange.cases else None,
        meeting_every=every,
        meetings_more=more,
    )


def _find_meetings(short: Fraction, time: WeeklyTime) -> tuple[int | None, int | None]:
    """One more meeting once in so many weeks, or so many more each week, as long as they are."""
    if not time.meetings or not time.minutes:
        return None, None
    more = short * time.meetings / time.minutes
    every = int(1 / more)
    return (every, None) if every > 1 else (None, ceil(more))
