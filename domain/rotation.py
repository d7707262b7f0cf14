"""How the list turns: which cases are due for a meeting, and in what order within their colour
(product page §4). Being discussed moves the review date; nothing else makes a case wait its turn.
"""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from domain.colour import StandingColour
from domain.stoplight import Colour, ColourPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """Where a case stands in the turning of the list: since when it is carried forward or asked
    for (None: it is not), and the day it was last discussed.
    """

    carried_forward_on: date | None = None
    asked_for_on: date | None = None
    discussed_on: date | None = None

    @property
    def is_called(self) -> bool:
        """Tell whether somebody wants the case discussed before its review date."""
        return self.carried_forward_on is not None or self.asked_for_on is not None

    @property
    def call_rank(self) -> int:
        """Place within its colour, the least first: carried forward, then asked for."""
        return 2 * (self.carried_forward_on is None) + (self.asked_for_on is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDays:
    """The day of a meeting, and of the next one of its kind; None when no other is to come."""

    on: date
    next_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDue:
    """How many cases with a colour need no place in a meeting because they can wait for the next
    one, and the first review date among them.
    """

    cases: int = 0
    first_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Why a case comes up in a meeting: by how many days its review is late then, and whether it
    is carried forward or asked for.
    """

    days_overdue: int = 0
    is_carried_forward: bool = False
    is_asked_for: bool = False

    @property
    def weeks_overdue(self) -> int:
        """How many whole weeks the review is late."""
        return self.days_overdue // 7


def take_turn(standing: StandingColour, rotation: Rotation, on: date) -> Turn:
    """Say why a case comes up in the meeting of this day."""
    return Turn(
        days_overdue=count_days_overdue(standing, on),
        is_carried_forward=rotation.carried_forward_on is not None,
        is_asked_for=rotation.asked_for_on is not None,
    )


def is_due(standing: StandingColour, rotation: Rotation, days: MeetingDays) -> bool:
    """Tell whether a case needs a place in this meeting: it is carried forward or asked for, its
    colour was never discussed, it is red, or its review would be late at the next meeting.

    A written round that nobody asked to discuss waits for its review; with two meetings a week a
    red case comes up in one of them.
    """
    if rotation.is_called or days.next_on is None or standing.next_review_on < days.next_on:
        return True
    last = rotation.discussed_on
    if last is None or last < standing.set_at.date():
        return standing.minutes > 0
    return standing.colour is Colour.RED and last.isocalendar()[:2] != days.on.isocalendar()[:2]


def count_days_overdue(standing: StandingColour, on: date) -> int:
    """Count how many days the review is late; 0 when it is not."""
    return max(0, (on - standing.next_review_on).days)


def count_weeks_overdue(standing: StandingColour, on: date) -> int:
    """Count how many whole weeks the review is late."""
    return count_days_overdue(standing, on) // 7


def rank_in_colour(
    standing: StandingColour,
    rotation: Rotation,
    received_at: datetime,
    on: date,
    policy: ColourPolicy,
) -> tuple[bool, bool, Fraction, datetime]:
    """Rank a case within its colour, the least first: carried forward, asked for, most overdue
    in terms of its own colour, oldest.
    """
    overdue = Fraction((on - standing.next_review_on).days, policy.review_within.days)
    return (
        rotation.carried_forward_on is None,
        rotation.asked_for_on is None,
        -overdue,
        received_at,
    )
